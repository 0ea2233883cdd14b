"""Languages: which one a text is in."""
