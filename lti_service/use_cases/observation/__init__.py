"""Drill sheets, and what observers saw at work."""
