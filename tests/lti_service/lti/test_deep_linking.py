import json
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from lti_service.domain.offer import Offer, offer_of
from lti_service.lti.deep_linking import LtiDeepLinks
from lti_service.lti.key import Keyring
from tests import service_factories as make
from tests.attacks.door import CASES
from tests.factories import rendered_course_of_every_kind
from tests.fakes import MORNING, FakeClock, FakeStorage

DL = "https://purl.imsglobal.org/spec/lti-dl/claim/"
LTI = "https://purl.imsglobal.org/spec/lti/claim/"
OFFERS = {
    offer.kind: offer
    for offer in offer_of(rendered_course_of_every_kind(title="Siaga " * 60)).all
}


class Signed:
    """What a platform reads in an answer."""

    def __init__(self) -> None:
        storage, clock = FakeStorage(), FakeClock()
        self.keyring = Keyring(storage, clock)
        self.links = LtiDeepLinks(
            base_url="https://belajar.example", keyring=self.keyring, clock=clock
        )

    def claims(self, *offers: Offer, message: str = "", **asked: Any) -> dict[str, Any]:
        answer = self.links.answer(make.platform(), make.pick(**asked), offers, message)
        keys = KeySet.import_key_set(self.keyring.public())  # type: ignore[arg-type]
        token = jwt.decode(answer, keys, algorithms=["RS256"])
        assert token.header["kid"]
        return dict(token.claims)

    def items(self, *offers: Offer, **asked: Any) -> list[dict[str, Any]]:
        found = self.claims(*offers, **asked)[f"{DL}content_items"]
        assert isinstance(found, list)
        return found


@pytest.fixture(scope="module")
def signed() -> Signed:
    return Signed()


def test_an_answer_is_addressed_and_signed_as_moodle_checks_it(signed: Signed) -> None:
    claims = signed.claims(OFFERS["course"])

    assert claims["iss"] == "client-1"
    assert claims["aud"] == ["https://lms.example"]
    assert claims["nonce"]
    # Its leeway is zero: 5 seconds ahead failed.
    assert claims["iat"] < MORNING.timestamp() < claims["exp"]
    assert claims[f"{LTI}message_type"] == "LtiDeepLinkingResponse"
    assert claims[f"{LTI}version"] == "1.3.0"
    assert claims[f"{LTI}deployment_id"] == "1"


def test_every_item_is_a_link_to_the_one_launch_address(signed: Signed) -> None:
    for item in signed.items(*OFFERS.values()):
        assert item["type"] == "ltiResourceLink"
        assert item["url"] == "https://belajar.example/lti/launch"
        assert 0 < len(item["title"]) <= 250


def test_the_order_is_that_of_the_choice(signed: Signed) -> None:
    kinds = ("quiz", "course", "scenario", "module")

    items = signed.items(*(OFFERS[kind] for kind in kinds))

    assert [item["lineItem"]["tag"] for item in items] == list(kinds)


def test_parameters_survive_the_doubling_of_names_and_the_splitting_of_lines(
    signed: Signed,
) -> None:
    items = signed.items(OFFERS["course"], OFFERS["module"], OFFERS["quiz"])

    assert [item["custom"] for item in items] == [
        {"course": "siaga-bencana"},
        {"course": "siaga-bencana", "module": "m1"},
        {"course": "siaga-bencana", "module": "m1", "activity": "k-akhir"},
    ]
    for name, value in items[2]["custom"].items():
        assert name.isalnum()
        assert name.islower()
        assert "\n" not in value
        assert not value.startswith("$")


def test_what_is_graded_has_a_column_that_moodle_takes(signed: Signed) -> None:
    (item,) = signed.items(OFFERS["quiz"])

    column = item["lineItem"]
    assert type(column["scoreMaximum"]) is int
    assert 1 <= column["scoreMaximum"] <= 100
    assert column["resourceId"] == "siaga-bencana/m1/k-akhir"
    assert column["tag"] == "quiz"


def test_a_column_says_where_a_learners_work_is_seen(signed: Signed) -> None:
    (item,) = signed.items(OFFERS["quiz"])

    review = item["lineItem"]["submissionReview"]
    # Moodle keeps it, and takes no address of another host and port than the tool's.
    assert review["url"] == item["url"]
    assert set(review["reviewableStatus"]) == {"InProgress", "Submitted", "Completed"}


def test_what_is_not_graded_has_no_column(signed: Signed) -> None:
    kinds = ("survey", "discussion", "assignment")
    for item in signed.items(*(OFFERS[kind] for kind in kinds)):
        assert "lineItem" not in item


def test_a_platform_that_makes_no_columns_gets_none(signed: Signed) -> None:
    (item,) = signed.items(OFFERS["quiz"], line_items=False)

    assert "lineItem" not in item


@pytest.mark.parametrize("data", ["opaque=1", {"a": [1]}, "", 0])
def test_data_of_the_platform_come_back_unchanged(data: Any, signed: Signed) -> None:
    assert signed.claims(data=json.dumps(data))[f"{DL}data"] == data


def test_no_data_come_back_where_none_came(signed: Signed) -> None:
    assert f"{DL}data" not in signed.claims()


def test_giving_up_answers_an_empty_list_with_a_message(signed: Signed) -> None:
    claims = signed.claims(message="Tidak ada isi yang dipilih.")

    assert claims[f"{DL}content_items"] == []
    assert claims[f"{DL}msg"] == "Tidak ada isi yang dipilih."


def test_moodle_keeps_parameters_when_it_copies_an_activity() -> None:
    original, copy = json.loads((CASES / "duplicate-activity.json").read_text("utf-8"))

    def told(activity: dict[str, Any]) -> tuple[object, ...]:
        lines = activity["lti"]["instructorcustomparameters"].split()
        return lines, activity["lti"]["toolurl"], activity["gbs"]["resourceid"]

    assert told(original) == told(copy)
    assert original["lti"]["id"] != copy["lti"]["id"]
