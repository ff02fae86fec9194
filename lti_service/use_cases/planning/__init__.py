"""The agency's plan and the plans of its people."""
