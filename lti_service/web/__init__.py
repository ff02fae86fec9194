"""HTTP: blueprints, templates, error pages."""
