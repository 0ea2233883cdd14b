"""Metadata of a document: from its head, its structured data, its address and the words of its blocks."""
