"""Damage real courses at random, and hold the builder to what it promises of any input."""
