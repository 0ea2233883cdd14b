"""From articles to records, and from records to files."""
