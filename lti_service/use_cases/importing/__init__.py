"""Files with rows: read, tried, confirmed."""
