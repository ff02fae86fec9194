"""An LTI 1.3 tool: delivers courses, grades, and keeps plans and evidence."""
