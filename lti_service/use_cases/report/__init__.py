"""The reports R1 to R18."""
