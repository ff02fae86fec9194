"""Programmes, batches, and who takes part."""
