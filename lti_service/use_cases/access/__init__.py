"""Who may do what, and whose account is whose."""
