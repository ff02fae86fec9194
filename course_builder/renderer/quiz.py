"""Render quizzes: what a run costs, and a form for each question that may be asked."""

from collections.abc import Iterator, Mapping

from course_builder.model.quiz import Quiz, Role, When
from course_builder.model.rendered import RenderedQuestion, RenderedQuiz
from course_builder.renderer.number import points_words
from course_builder.renderer.question import question_form
from course_builder.renderer.section import Term
from course_builder.renderer.template import fill
from course_builder.renderer.text import Html
from course_builder.renderer.tree import Words


def quiz_title(quiz: Quiz, words: Words) -> str:
    """Return the title of a quiz: its author's, or what it is for."""
    if quiz.title:
        return quiz.title
    match quiz.role:
        case Role.PRETEST:
            return words("Tes awal")
        case Role.POSTTEST:
            return words("Tes akhir")
        case Role.EXAM:
            return words("Ujian")
        case Role.PRACTICE:
            return words("Kuis latihan")


def rendered_quiz(
    quiz: Quiz,
    title: str,
    questions: Mapping[str, RenderedQuestion],
    html: Html,
    words: Words,
) -> RenderedQuiz:
    """Return a quiz with a form for each of its questions.

    Args:
        quiz: As its author wrote it.
        title: What it is called on its page.
        questions: Its questions, rendered.
        html: Finds their texts.
        words: Translates our own words.
    """
    forms = {}
    for question in quiz.questions:
        known, ref = questions[question.id], f"{quiz.id}.{question.id}"
        forms[question.id] = fill(
            "quiz_question",
            id=question.id,
            ref=ref,
            type=known.type,
            heading=words("Soal"),
            body=question_form(question, known, html, words, quiz.feedback, ref),
        )
    return RenderedQuiz(
        id=quiz.id,
        title=title,
        questions={question.id: questions[question.id] for question in quiz.questions},
        forms=forms,
        role=quiz.role,
        draws=quiz.draws,
        attempts=quiz.attempts,
        pass_mark=quiz.pass_mark,
        shuffle=quiz.shuffle,
        feedback=quiz.feedback,
        minutes=quiz.minutes,
        worth=quiz.points,
        required=quiz.required,
        competencies=quiz.competencies,
    )


def quiz_terms(quiz: RenderedQuiz, words: Words, language: str) -> Iterator[Term]:
    """Yield what a run costs, as it must be known before the run begins."""
    yield Term(_length(quiz, words))
    if quiz.role is Role.PRETEST:
        yield Term(words("Hasilnya tidak memengaruhi nilai Anda."))
    elif quiz.is_graded:
        yield Term(points_words(quiz.points, words, language))
    yield Term(_runs(quiz, words))
    if quiz.pass_mark is not None and quiz.is_graded:
        sentence = words("Lulus bila nilai Anda paling sedikit {pass_mark}%.")
        yield Term(sentence.format(pass_mark=quiz.pass_mark))
    if quiz.minutes is not None:
        sentence = words(
            "Waktunya {minutes} menit dan berjalan sejak Anda mulai, juga bila halaman "
            "ini ditutup."
        )
        yield Term(sentence.format(minutes=quiz.minutes))
        yield Term(words("Waktu diukur dengan jam perangkat Anda."), "package")
    match quiz.feedback:
        case When.IMMEDIATE:
            yield Term(words("Setiap jawaban langsung diperiksa."))
        case When.AFTER:
            yield Term(
                words("Jawaban yang benar ditunjukkan setelah Anda menyerahkan.")
            )
        case When.NEVER:
            yield Term(words("Jawaban yang benar tidak ditunjukkan."))


def _length(quiz: RenderedQuiz, words: Words) -> str:
    count = len(quiz.questions)
    if quiz.draws:
        drawn = sum(draw.count for draw in quiz.draws)
        if drawn < count:
            sentence = words("{drawn} soal, diambil acak dari {count} soal.")
            return sentence.format(drawn=drawn, count=count)
        count = drawn
    return (
        words("Satu soal.")
        if count == 1
        else words("{count} soal.").format(count=count)
    )


def _runs(quiz: RenderedQuiz, words: Words) -> str:
    if quiz.attempts == 1:
        return words("Hanya dapat dikerjakan satu kali.")
    if quiz.attempts == 0:
        return words("Dapat diulang sesering Anda mau; nilai terbaik yang dihitung.")
    sentence = words("Dapat dikerjakan {count} kali.")
    if quiz.role is not Role.PRETEST:
        sentence = words("Dapat dikerjakan {count} kali; nilai terbaik yang dihitung.")
    return sentence.format(count=quiz.attempts)
