"""What the LMS asks of the service, and what the service owes it."""
