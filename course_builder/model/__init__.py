"""What a course is, and how an answer is graded. Standard library only."""
