"""Competency frameworks and what a position requires."""
