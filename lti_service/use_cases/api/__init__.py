"""What other systems read and write through ``/api/v1``, and their tokens."""
