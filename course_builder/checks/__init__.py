"""What is wrong with a course that could be read."""
