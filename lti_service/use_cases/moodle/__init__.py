"""Completion read from a Moodle, and what it gives."""
