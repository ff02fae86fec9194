"""Render discussions: a prompt, and a place for what the learner thinks."""

from html import escape

from course_builder.model.discussion import Discussion
from course_builder.model.rendered import RenderedDiscussion
from course_builder.model.submission import LONGEST_SUBMISSION
from course_builder.renderer.section import only_for
from course_builder.renderer.template import fill
from course_builder.renderer.tree import Words

_WEB = ("https://", "http://")


def rendered_discussion(
    discussion: Discussion, title: str, forum: str
) -> RenderedDiscussion:
    """Return a discussion as the outline knows it.

    Args:
        discussion: As its author wrote it.
        title: What it is called on its page.
        forum: Address of the LMS forum; anything but a web address counts as none.
    """
    return RenderedDiscussion(
        id=discussion.id,
        title=title,
        forum=forum if forum.lower().startswith(_WEB) else "",
        points=discussion.points,
        required=discussion.required,
        competencies=discussion.competencies,
    )


def discussion_form(discussion: RenderedDiscussion, words: Words) -> str:
    """Return the way to the forum, where there is one, and a box to write in."""
    parts = []
    if discussion.forum:
        parts.append(
            fill(
                "forum",
                only=only_for("package"),
                address=escape(discussion.forum),
                text=words("Buka forum diskusi"),
                told=words(
                    "Diskusi berlangsung di forum. Kotak di bawah ini untuk catatan Anda sendiri."
                ),
            )
        )
    label = (
        f"<span{only_for('service')}>{words('Tanggapan Anda')}</span>"
        f"<span{only_for('package')}>{words('Renungan Anda')}</span>"
    )
    area = fill(
        "text_area",
        id=f"{discussion.id}.text",
        only="",
        field="text",
        label=label,
        rows="6",
        longest=str(LONGEST_SUBMISSION),
    )
    parts.append(fill("submission", fields=area, button=words("Simpan")))
    return "\n".join(parts)
