"""`make up`: AWS's stand-in on this machine (MiniStack), CloudFront's stand-in (the edge), deployment, demo data."""
