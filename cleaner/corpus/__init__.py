"""Collections: what a site repeats, near-duplicate documents, quality signals."""
