"""cleaner inside other engines: Arrow tables, Ray, Spark, datatrove, Hugging Face datasets.

Each adapter is a module of its own and imports its engine when it is imported. They share options (`options.py`) and rows
(`rows.py`), so that a document gives the same record in each.
"""
