"""How good each question is (R12)."""

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from course_builder.model.activity_progress import QuestionProgress, QuizProgress
from course_builder.model.question import ChoiceRule
from course_builder.model.rendered import RenderedCourse, RenderedQuestion, RenderedQuiz
from lti_service.domain.attempt import Attempt
from lti_service.domain.grant import Role
from lti_service.domain.item_analysis import (
    FirstTry,
    ItemFigures,
    ItemRule,
    Person,
    item_figures,
    item_rule,
)
from lti_service.domain.report import Asked, Column, ColumnKind, Content, Report, Row
from lti_service.domain.suppression import Count, Hidden, smallest_group, suppress
from lti_service.locale import Sentence
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.report.report import ServedReport

_HARD, _EASY, _WEAK = 0.30, 0.95, 0.20
_HUNDREDTH = Decimal("0.01")
_BATCH = 500

REPORT = Report(
    name="R12",
    slug="soal",
    title=Sentence("Mutu soal"),
    question=Sentence("Menjawab: soal mana yang tidak bekerja, dan apa sarannya?"),
    columns=(
        Column("item", Sentence("Butir")),
        Column("course", Sentence("Kursus"), filtered=True),
        Column("version", Sentence("Versi")),
        Column("n", Sentence("n"), ColumnKind.NUMBER),
        Column("p", Sentence("p"), ColumnKind.NUMBER),
        Column("corrected_r", Sentence("r terkoreksi"), ColumnKind.NUMBER),
        Column("d", Sentence("D"), ColumnKind.NUMBER),
        Column("weak_distractors", Sentence("Pengecoh lemah")),
        Column("advice", Sentence("Saran"), filtered=True),
    ),
)

FINE = Sentence("Baik.")
FEW = Sentence("Belum cukup peserta untuk menilai butir ini.")
KEY = Sentence("Periksa kuncinya: peserta terbaik lebih sering salah.")
DISCRIMINATION = Sentence("Tinjau rumusannya: butir ini kurang membedakan peserta.")
HARD = Sentence("Sangat sukar: periksa rumusan, kunci, dan pembelajarannya.")
EASY = Sentence("Hampir semua benar: periksa apakah butir ini masih mengajar sesuatu.")
OPTIONS = Sentence("Ganti pengecoh yang hampir tidak dipilih.")


def build_item_report(asked: Asked, ports: Ports) -> Content:
    """Return the quality of all questions of the published courses."""
    with ports.storage.reading() as uow:
        parameters = uow.rules.parameters(asked.on)
    rule = item_rule(parameters)
    least = smallest_group(parameters)
    return Content(
        rows=_rows(rule, int(least.value), ports),
        lead=lambda rows: Sentence(
            "<b>{bad} dari {all}</b> soal perlu ditinjau.",
            {
                # Sentences are compared, and have no hash.
                "bad": sum(1 for row in rows if row[8] not in (FINE, FEW)),
                "all": len(rows),
            },
        ),
        at=ports.clock.now().astimezone(ports.time_zone),
        on=asked.on,
        rule_version=max(rule.version, least.version),
        how=Sentence(
            "Hanya jawaban pertama dari peserta yang menyelesaikan kursus, masing-masing "
            "sekali; uji coba pengajar tidak dihitung. p adalah bagian poin yang diraih "
            "(mulai {difficulty} peserta); r terkoreksi adalah korelasi butir dengan sisa "
            "tes, D adalah selisih 27 % teratas dan terbawah (mulai {discrimination} "
            "peserta, di bawah {sure} hanya petunjuk). Angka Moodle dapat berbeda karena "
            "dihitung dengan cara lain.",
            {
                "difficulty": rule.difficulty,
                "discrimination": rule.discrimination,
                "sure": rule.sure,
            },
        ),
        empty=Sentence(
            "Belum ada kursus yang terbit. Terbitkan sebuah kursus dengan soal; angkanya "
            "muncul begitu cukup peserta menyelesaikannya."
        ),
        dated=False,
        suppression=Sentence(
            "Jumlah di bawah {least} peserta ditutup. Dasar: {basis}.",
            {"least": str(int(least.value)), "basis": least.legal_basis},
        ),
        least=int(least.value),
    )


def _rows(rule: ItemRule, least: int, ports: Ports) -> Iterator[Row]:
    with ports.storage.reading() as uow:
        for release in uow.releases.all_current():
            course = ports.courses.get(release.id)
            people = _people(release.id, course, uow)
            for question in course.questions:
                figures = _figures(question, people)
                yield _row(
                    release.title, release.version, question, figures, rule, least
                )


def _people(release_id: str, course: RenderedCourse, uow: UnitOfWork) -> list[Person]:
    """Return first tries of whoever finished, in the order of their accounts."""
    first: dict[str, Attempt] = {}
    after = ""
    while found := uow.attempts.of_release(release_id, after=after, limit=_BATCH):
        for attempt in found:
            if attempt.instructor or attempt.completed_at is None:
                continue
            known = first.get(attempt.account_id)
            if known is None or attempt.started_at < known.started_at:
                first[attempt.account_id] = attempt
        after = found[-1].id
    return [_person(first[who], course, uow) for who in sorted(first)]


def _person(attempt: Attempt, course: RenderedCourse, uow: UnitOfWork) -> Person:
    tries: Person = {}
    chosen: dict[str, tuple[str, ...]] | None = None
    for identifier, activity in course.activities.items():
        done = attempt.activities.get(identifier)
        answers: dict[str, QuestionProgress | None] = {}
        questions: dict[str, RenderedQuestion] = {}
        if isinstance(activity, RenderedQuestion):
            questions[identifier] = activity
            answers[identifier] = done if isinstance(done, QuestionProgress) else None
        elif (
            isinstance(activity, RenderedQuiz)
            and isinstance(done, QuizProgress)
            # Of several runs the latest is kept: only a first one tells of first tries.
            and done.runs == 1
            and done.run is not None
        ):
            questions = dict(activity.questions)
            answers = dict(done.run.answers)
        for name, answer in answers.items():
            question = questions.get(name)
            if question is None or not question.is_graded or not question.points:
                continue
            if answer is None or not answer.tries or answer.first is None:
                tries[name] = FirstTry(Decimal(0))
                continue
            picked = answer.answer
            if answer.tries > 1:
                chosen = _first_choices(attempt, uow) if chosen is None else chosen
                picked = chosen.get(name, ())
            options = tuple(picked) if isinstance(picked, tuple) else ()
            tries[name] = FirstTry(answer.first / question.points, options)
    return tries


def _first_choices(attempt: Attempt, uow: UnitOfWork) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for recorded in uow.attempts.events(attempt.id):
        event = recorded.event
        if event.kind == "answered" and isinstance(event.answer, tuple):
            found.setdefault(event.question or event.activity, event.answer)
    return found


def _figures(question: RenderedQuestion, people: list[Person]) -> ItemFigures:
    rule = question.rule
    if isinstance(rule, ChoiceRule):
        return item_figures(question.id, people, rule.options, rule.right)
    return item_figures(question.id, people)


def _row(
    course: str,
    version: str,
    question: RenderedQuestion,
    figures: ItemFigures,
    rule: ItemRule,
    least: int,
) -> Row:
    n = suppress({"n": Count(figures.n)}, [], least)["n"]
    told = not isinstance(n, Hidden)
    p = figures.difficulty if told and figures.n >= rule.difficulty else None
    sharp = told and figures.n >= rule.discrimination
    return (
        question.title,
        course,
        version,
        n,
        _rounded(p),
        _rounded(figures.corrected) if sharp else None,
        _rounded(figures.discrimination) if sharp else None,
        ", ".join(figures.not_working) if sharp else "",
        advice(figures, rule),
    )


def advice(figures: ItemFigures, rule: ItemRule) -> Sentence:
    """Say what to do about an item; the gravest comes first."""
    if figures.n < rule.difficulty or figures.difficulty is None:
        return FEW
    if figures.n >= rule.discrimination:
        d, r = figures.discrimination, figures.corrected
        if (d is not None and d < 0) or figures.suspect:
            return KEY
        if r is not None and r < _WEAK:
            return DISCRIMINATION
    if figures.difficulty < _HARD:
        return HARD
    if figures.difficulty > _EASY:
        return EASY
    if figures.n >= rule.discrimination and figures.not_working:
        return OPTIONS
    return FINE


def _rounded(number: float | None) -> Decimal | None:
    return (
        None
        if number is None
        else Decimal(str(number)).quantize(_HUNDREDTH, ROUND_HALF_UP)
    )


ITEM_REPORT = ServedReport(
    REPORT, build_item_report, frozenset({Role.AUTHOR, Role.ADMINISTRATOR})
)
