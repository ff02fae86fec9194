"""Badges, their status, and the transcript."""
