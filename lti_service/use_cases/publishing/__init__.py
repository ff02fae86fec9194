"""From an uploaded release to a published course, and back."""
