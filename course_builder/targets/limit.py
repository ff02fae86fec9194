"""What a package lacks without a service behind it; its page has a stand-in for each."""

from collections.abc import Iterator

from course_builder.model.question import LongRule
from course_builder.model.rendered import (
    RenderedActivity,
    RenderedAssignment,
    RenderedCourse,
    RenderedDiscussion,
    RenderedQuestion,
    RenderedQuiz,
    RenderedScenario,
    RenderedSurvey,
)
from course_builder.targets.target import Lack

TOO_LARGE = (
    "kemajuan peserta dapat memerlukan {size} karakter, padahal {standard} hanya "
    "menyimpan {limit}: sebagian dapat hilang; bagi kursus ini dengan --per-module"
)

_HEAD = 40
_PAGE = 4
_NAME = 4
_RECORD = 5  # a letter, and the numbers that it may announce
_RUN = 48  # counts, points, the seed and the start
_ROUND = 6
_HAND_IN = 4


def lacks(course: RenderedCourse) -> Iterator[Lack]:
    """Yield what each activity of a course lacks in a package."""
    for activity in course.activities.values():
        yield from _lacks_of(activity)


def lacks_room(course: RenderedCourse, standard: str, limit: int) -> Iterator[Lack]:
    """Yield a warning where a learner's state may have more characters than ``limit``."""
    if (size := most_saved(course)) > limit:
        sizes = {"size": str(size), "standard": standard, "limit": str(limit)}
        yield Lack(TOO_LARGE, sizes)


def most_saved(course: RenderedCourse) -> int:
    """Return about how many characters a learner's state takes at most.

    What learners type is not counted: it is the first to go where room is short.
    """
    return (
        _HEAD
        + sum(_PAGE for _ in course.pages)
        + sum(map(_saved, course.activities.values()))
    )


def _lacks_of(activity: RenderedActivity) -> Iterator[Lack]:
    named = {"id": activity.id}
    match activity:
        case RenderedQuestion(rule=LongRule()):
            yield Lack(
                "jawaban terbuka `{id}` tidak sampai kepada penilai: paket hanya mencatat "
                "bahwa peserta menjawab",
                named,
            )
        case RenderedQuiz():
            yield from _lacks_of_quiz(activity)
        case RenderedAssignment():
            yield Lack(
                "paket tidak dapat menerima hasil kerja untuk tugas `{id}`: peserta "
                "menyerahkannya sendiri, lalu mencatat di mana",
                named,
            )
        case RenderedSurvey(after_days=int()):
            yield Lack(
                "survei tindak lanjut `{id}` tidak dapat datang dari paket: halamannya "
                "memuat pertanyaan dan harinya",
                named,
            )
        case RenderedSurvey(anonymous=True):
            yield Lack(
                "jawaban survei anonim `{id}` tidak dapat dikumpulkan oleh paket: yang "
                "tercatat hanya bahwa survei diisi",
                named,
            )
        case RenderedDiscussion(forum=""):
            yield Lack(
                "paket tidak punya forum untuk diskusi `{id}`: peserta menulis renungan; "
                "sebutkan alamat `forum` di `index.md` agar mereka dapat berdiskusi",
                named,
            )
        case _:
            pass


def _lacks_of_quiz(quiz: RenderedQuiz) -> Iterator[Lack]:
    if quiz.minutes is not None:
        yield Lack(
            "batas waktu kuis `{id}` diukur dengan jam perangkat peserta, bukan oleh "
            "server",
            {"id": quiz.id},
        )
    for question in quiz.questions.values():
        yield from _lacks_of(question)


def _saved(activity: RenderedActivity) -> int:
    match activity:
        case RenderedQuestion():
            return _saved_question(activity)
        case RenderedQuiz():
            sizes = sorted(map(_saved_question, activity.questions.values()))
            asked = sum(draw.count for draw in activity.draws) or len(sizes)
            return _NAME + _RUN + sum(sizes[-asked:]) + asked
        case RenderedScenario():
            # A play without loops makes at most one choice at each node.
            longest = sum(1 for node in activity.graph.nodes.values() if node.choices)
            return _NAME + 2 * (longest + _ROUND)
        case _:
            return _NAME + _HAND_IN


def _saved_question(question: RenderedQuestion) -> int:
    answer = max(len(question.left_texts), len(question.option_texts))
    if question.type in {"choice", "boolean"}:
        answer = 1
    return _NAME + _RECORD + answer + 1
