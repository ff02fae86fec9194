"""One function for each thing a person or a platform asks."""
