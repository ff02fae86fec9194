"""Other systems the service calls."""
