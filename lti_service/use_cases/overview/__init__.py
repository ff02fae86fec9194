"""What a person, a supervisor and a mailbox find first."""
