"""Delivers the outbox and runs the clock."""
