"""A `Course` becomes a `RenderedCourse`: prose becomes HTML."""
