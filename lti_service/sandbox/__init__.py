"""A practice LMS for trying the service without one; never in production."""
