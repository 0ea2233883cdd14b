"""Looking at what a run did: the review page in a browser, the report, and what comes back from a reader."""
