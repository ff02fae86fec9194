"""The JavaScript shipped in every package, and its bundler."""
