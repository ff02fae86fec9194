from dataclasses import replace

from course_builder.model.author_notes import AuthorNotes
from course_builder.model.course import DeclaredCompetency
from course_builder.model.coverage import Gap, coverage
from course_builder.model.question import CompetencyRef
from course_builder.model.quiz import Role
from course_builder.model.rendered import RenderedScenario, RenderedSurvey
from tests.factories import (
    rendered_course_of_every_kind,
    rendered_question,
    rendered_quiz,
)
from tests.lti_service.course_release import first

REF = CompetencyRef("T-PB-01", 1)


def test_questions_of_pages_are_practice_and_give_evidence():
    (row,) = coverage(first())
    assert [one.page_id for one in row.pages] == ["m1/a", "m1/b"]
    assert len(row.practice) == 2
    assert row.shown == ("quiz",)
    assert row.gaps == (Gap.TEST,)
    assert row.is_covered


def test_an_outcome_that_nothing_names_is_not_covered():
    declared = DeclaredCompetency("M01", 2, ("scenario", "observation"))
    (row, *_) = coverage(first(competencies=(declared,), notes=None))
    assert row.gaps == (Gap.TEACHING, Gap.PRACTICE, Gap.TEST, Gap.EVIDENCE)
    assert row.missing == ("scenario",)
    assert row.shown == ("observation",)
    assert not row.is_covered


def test_a_module_that_says_it_teaches_counts_with_all_its_pages():
    declared = DeclaredCompetency("M01", 2, ("observation",))
    notes = AuthorNotes((), {"m1": ("M01",)})
    (row, *_) = coverage(first(competencies=(declared,), notes=notes))
    assert len(row.pages) == 2
    assert row.is_covered


def test_what_activities_name_and_the_course_does_not_is_told():
    (row,) = coverage(first(competencies=()))
    assert not row.declared
    assert Gap.DECLARATION in row.gaps


def test_questions_of_tests_measure_and_those_of_practice_do_not():
    naming = rendered_question("k-1", competencies=(REF,))
    silent = rendered_question("k-2")
    (module,) = first().modules
    page = replace(module.pages[0], activities=("k",))

    def row(role: Role, *competencies: CompetencyRef):
        quiz = rendered_quiz(
            "k",
            questions={"k-1": naming, "k-2": silent},
            role=role,
            competencies=competencies,
        )
        course = first(
            modules=(replace(module, pages=(page,)),), activities={"k": quiz}
        )
        return coverage(course)[0]

    assert len(row(Role.EXAM).tests) == 1
    assert len(row(Role.EXAM, REF).tests) == 2
    assert row(Role.EXAM).practice == ()
    assert len(row(Role.PRACTICE).practice) == 1
    assert row(Role.PRACTICE).tests == ()


def test_simulations_and_assignments_measure_and_surveys_do_not():
    course = rendered_course_of_every_kind()
    named = {
        key: replace(activity, competencies=(REF,))
        for key, activity in course.activities.items()
        if not isinstance(activity, RenderedSurvey)
    }
    (row,) = coverage(
        replace(course, activities={**course.activities, **named}, competencies=())
    )
    assert {"scenario", "assignment"} <= set(row.shown)
    simulations = [
        a.title for a in course.activities.values() if isinstance(a, RenderedScenario)
    ]
    assert set(simulations) <= {one.title for one in row.tests}
