"""What is handed in, and how it is marked."""
