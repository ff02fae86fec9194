"""The LTI 1.3 side: login, launch, keys, services."""
