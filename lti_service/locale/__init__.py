"""Words in Bahasa Indonesia and English."""
