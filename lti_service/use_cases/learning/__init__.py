"""Taking a course: its releases, attempts, events and completion."""
