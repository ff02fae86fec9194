"""Render assignments: the task, how it is marked, and what is handed in."""

from collections.abc import Iterator

from course_builder.model.assignment import Assignment
from course_builder.model.rendered import RenderedAssignment
from course_builder.model.submission import LONGEST_SUBMISSION
from course_builder.renderer.number import points_words
from course_builder.renderer.rubric import criteria, required_criteria
from course_builder.renderer.section import Term, only_for
from course_builder.renderer.template import fill
from course_builder.renderer.text import Html, inline
from course_builder.renderer.tree import Words


def rendered_assignment(
    assignment: Assignment, title: str, html: Html
) -> RenderedAssignment:
    """Return an assignment as the outline knows it."""
    rubric = assignment.rubric
    return RenderedAssignment(
        id=assignment.id,
        title=title,
        submit=assignment.submit,
        accept=assignment.accept,
        largest_mb=assignment.largest_mb,
        assessor=assignment.assessor,
        due_days=assignment.due_days,
        levels=rubric.levels if rubric else (),
        criteria=criteria(rubric, html),
        required_criteria=required_criteria(rubric),
        points=assignment.points,
        required=assignment.required,
        competencies=assignment.competencies,
    )


def assignment_terms(
    assignment: Assignment, words: Words, language: str
) -> Iterator[Term]:
    """Yield who marks it, by when, and which files are taken."""
    yield Term(points_words(assignment.points, words, language))
    if assignment.assessor == "supervisor":
        yield Term(words("Dinilai oleh atasan langsung Anda."))
    else:
        yield Term(words("Dinilai oleh asesor."))
    if (days := assignment.due_days) is not None:
        sentence = words(
            "Serahkan paling lambat {days} hari setelah Anda memulai kursus ini."
        )
        yield Term(sentence.format(days=days))
    if "file" in assignment.submit:
        yield Term(_files(assignment, words))
    yield Term(
        words(
            "Hasil kerja tidak dapat dikirim dari sini. Serahkan langsung kepada penilai, "
            "lalu catat di bawah ini di mana Anda menyerahkannya."
        ),
        "package",
    )


def assignment_form(assignment: Assignment, html: Html, words: Words) -> str:
    """Return what is handed in: a checklist, and the work or where it lies."""
    identifier = assignment.id
    fields = []
    if assignment.rubric is not None:
        boxes = "\n".join(
            f'<label class="check"><input type="checkbox" name="{identifier}-checked" '
            f'value="{number}"> <span>{inline(html(criterion.name))}</span></label>'
            for number, criterion in enumerate(assignment.rubric.criteria)
        )
        legend = words("Periksa sebelum menyerahkan")
        fields.append(
            f'<fieldset data-field="checked"><legend>{legend}</legend>\n{boxes}\n</fieldset>'
        )
    if "text" in assignment.submit:
        fields.append(
            fill(
                "text_area",
                id=f"{identifier}.text",
                only=only_for("service"),
                field="text",
                label=words("Hasil kerja Anda"),
                rows="8",
                longest=str(LONGEST_SUBMISSION),
            )
        )
    if "link" in assignment.submit:
        fields.append(
            fill(
                "text_line",
                id=f"{identifier}.link",
                only=only_for("service"),
                field="link",
                type="url",
                label=words("Tautan ke hasil kerja Anda"),
                longest="2000",
            )
        )
    if "file" in assignment.submit:
        fields.append(
            fill(
                "file_field",
                id=f"{identifier}.files",
                only=only_for("service"),
                label=words("Berkas hasil kerja Anda"),
                accept=_suffixes(assignment.accept),
            )
        )
    fields.append(
        fill(
            "text_line",
            id=f"{identifier}.place",
            only=only_for("package"),
            field="place",
            type="text",
            label=words("Di mana dan kepada siapa Anda menyerahkannya"),
            longest="500",
        )
    )
    return fill("submission", fields="\n".join(fields), button=words("Serahkan"))


def _suffixes(accept: tuple[str, ...]) -> str:
    """Return what lets a browser offer only files that are taken."""
    names = ",".join(f".{suffix}" for suffix in accept)
    return f' accept="{names}"' if names else ""


def _files(assignment: Assignment, words: Words) -> str:
    if not assignment.accept:
        sentence = words("Berkas jenis apa pun, paling besar {largest} MB.")
        return sentence.format(largest=assignment.largest_mb)
    kinds = ", ".join(suffix.upper() for suffix in assignment.accept)
    sentence = words("Berkas {kinds}, paling besar {largest} MB.")
    return sentence.format(kinds=kinds, largest=assignment.largest_mb)
