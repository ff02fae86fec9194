"""Turn courses written in Markdown into packages for any LMS."""
