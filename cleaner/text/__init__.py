"""Characters and addresses: one definition each, for every part of the package."""
