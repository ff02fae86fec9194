"""Cut one module out of a rendered course, for a package of its own."""

import re
from dataclasses import replace

from course_builder.model.rendered import RenderedCourse, RenderedPage

_LINK = re.compile(r'<a [^>]*\bdata-page="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)


def only_module(course: RenderedCourse, module_id: str) -> RenderedCourse:
    """Return a module as a course: own id and title, no way into the other modules.

    Raises:
        KeyError: No such module.
    """
    part = course.only(module_id)
    (module,) = part.modules
    kept = {page.id for page in module.pages}
    pages = tuple(_without_ways_out(page, kept) for page in module.pages)
    texts = "".join(page.html for page in pages) + "".join(
        "".join(
            (*q.option_feedback.values(), *q.hints, q.right, q.wrong, q.explanation)
        )
        for q in part.questions
    )
    return replace(
        part,
        id=f"{course.id}-{module.id}",
        title=f"{course.title} · {module.title}",
        modules=(replace(module, pages=pages),),
        media=tuple(media for media in course.media if media.name in texts),
    )


def _without_ways_out(page: RenderedPage, kept: set[str]) -> RenderedPage:
    def linked(match: re.Match[str]) -> str:
        return match[0] if match[1] in kept else match[2]

    return replace(page, html=_LINK.sub(linked, page.html))
