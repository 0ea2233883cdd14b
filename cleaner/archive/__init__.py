"""Documents in and out at scale: inputs and containers, worker processes, outputs that can be gone on with.

The seam to the engine is `Task.clean`: a document's bytes and what its container says of it in, an Article out.
"""
