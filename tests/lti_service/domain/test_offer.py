from dataclasses import replace

from course_builder.model.rendered import RenderedModule, RenderedPage
from lti_service.domain.launch import Content
from lti_service.domain.offer import Offer, offer_of
from tests.factories import (
    rendered_assignment,
    rendered_course_of,
    rendered_course_of_every_kind,
)

OFFER = offer_of(rendered_course_of_every_kind(title="Siaga bencana"))


def keys(offer: Offer | None) -> list[str]:
    return [one.key for one in offer.all] if offer else []


def test_a_course_offers_itself_its_modules_and_every_kind_of_activity() -> None:
    assert [(one.kind, one.title) for one in OFFER.all] == [
        ("course", "Siaga bencana"),
        ("module", "Modul satu"),
        ("question", "Apa yang Anda lakukan?"),
        ("quiz", "Kuis latihan"),
        ("scenario", "Pulau Seruni"),
        ("assignment", "Tugas"),
        ("survey", "Survei"),
        ("discussion", "Diskusi"),
    ]


def test_an_overview_without_activities_is_not_offered() -> None:
    course = rendered_course_of_every_kind()
    page = RenderedPage("index", "Ikhtisar", "<h1>Ikhtisar</h1>")
    overview = RenderedModule("index", "Ikhtisar", 0, optional=False, pages=(page,))
    course = replace(course, modules=(overview, *course.modules))

    assert [module.module_id for module in offer_of(course).parts] == ["m1"]


def test_only_what_is_graded_at_once_sends_a_score() -> None:
    graded = {one.kind for one in OFFER.all if one.graded}
    assert graded == {"course", "module", "question", "quiz", "scenario"}
    by_hand = offer_of(rendered_course_of(rendered_assignment()))
    assert not any(one.graded for one in by_hand.all)


def test_a_key_names_course_module_and_activity() -> None:
    assert keys(OFFER)[:3] == [
        "siaga-bencana",
        "siaga-bencana/m1",
        "siaga-bencana/m1/q-siaga",
    ]


def test_an_activity_is_shown_without_naming_its_module() -> None:
    course, module, question, *_ = OFFER.all
    assert course.content == Content("siaga-bencana")
    assert module.content == Content("siaga-bencana", "m1")
    assert question.content == Content("siaga-bencana", activity_id="q-siaga")


def test_words_of_a_course_find_all_of_it() -> None:
    assert OFFER.matching(["siaga", "bencana"]) == OFFER


def test_words_find_the_parts_that_bear_them_all_with_what_they_are_in() -> None:
    assert keys(OFFER.matching(["bencana", "seruni"])) == [
        "siaga-bencana",
        "siaga-bencana/m1",
        "siaga-bencana/m1/sim-erupsi",
    ]
    assert keys(OFFER.matching(["kuis"]))[-1] == "siaga-bencana/m1/k-akhir"
    assert keys(OFFER.matching(["quiz"])) == keys(OFFER.matching(["kuis"]))


def test_words_that_nothing_bears_find_nothing() -> None:
    assert OFFER.matching(["siaga", "kebakaran"]) is None
