"""What is kept on a person: told, copied, erased, and who looked."""
