"""What is kept of items that Moodles mirror, whoever stores it."""

from dataclasses import replace
from types import MappingProxyType

import pytest

from lti_service.domain.moodle_ledger import MatchDoubt
from lti_service.domain.moodle_push import ItemKind, MirrorItem, MirrorState
from lti_service.ports.storage import Storage
from tests.contracts import given
from tests.contracts.test_storage_moodle_sync import ACCOUNT, MOODLE, NOW

NODE = MirrorItem(
    moodle_id="m-1",
    key="node:M02.2",
    kind=ItemKind.NODE,
    title="Kerja sama: level 2",
    person_id=None,
    links=MappingProxyType({"framework": "framework:SKJ"}),
    place=2,
    wanted=MappingProxyType({"name": "Kerja sama: level 2 – “baru”"}),
    sent=None,
    known=None,
    theirs=None,
    remote_id=None,
    state=MirrorState.CREATE,
    is_kept=False,
    code="",
    changed_at=NOW,
)
PLAN = replace(
    NODE,
    key="plan:person-1:KASI",
    kind=ItemKind.PLAN,
    person_id="person-1",
    place=91,
    sent=NODE.wanted,
    known=NODE.wanted,
    theirs=NODE.links,
    remote_id=2**33,
    state=MirrorState.ASK,
    is_kept=True,
    code="moodle-permission",
)


@pytest.fixture
def kept(storage: Storage) -> Storage:
    given.an_office(storage)
    with storage.writing() as uow:
        uow.moodle.save_connection(MOODLE)
        uow.mirrors.save([PLAN, NODE])
        uow.commit()
    return storage


def test_items_come_back_as_they_were_by_key(kept: Storage) -> None:
    with kept.reading() as uow:
        assert uow.mirrors.get("m-1", NODE.key) == NODE
        assert uow.mirrors.get("m-2", NODE.key) is None
        found = uow.mirrors.some("m-1", [PLAN.key, "node:X"])
        assert found == {PLAN.key: PLAN}
        assert uow.mirrors.some("m-1", []) == {}


def test_an_item_is_replaced_and_counted_by_its_state(kept: Storage) -> None:
    with kept.writing() as uow:
        uow.mirrors.save([replace(NODE, state=MirrorState.SAME)])
        uow.mirrors.save([])
        uow.commit()
    with kept.reading() as uow:
        counts = {MirrorState.SAME: 1, MirrorState.ASK: 1}
        assert uow.mirrors.counts("m-1") == counts


def test_a_list_is_in_the_order_of_sending_and_goes_on_where_asked(
    kept: Storage,
) -> None:
    both = (MirrorState.CREATE, MirrorState.ASK)
    with kept.reading() as uow:
        assert uow.mirrors.list("m-1", both, 5) == [NODE, PLAN]
        assert uow.mirrors.list("m-1", both, 5, 1) == [PLAN]
        assert uow.mirrors.list("m-1", (MirrorState.SAME,), 5) == []
        assert uow.mirrors.list("m-1", both, 5, kinds=(ItemKind.PLAN,)) == [PLAN]


def test_what_waits_for_an_answer_is_counted_by_kind(kept: Storage) -> None:
    gone = replace(PLAN, key="plan:person-1:KABID", state=MirrorState.GONE)
    with kept.writing() as uow:
        uow.mirrors.save([gone, replace(gone, key="plan:person-1:CAMAT")])
        uow.commit()
    with kept.reading() as uow:
        assert uow.mirrors.asking("m-1") == {
            (ItemKind.PLAN, MirrorState.ASK): 1,
            (ItemKind.PLAN, MirrorState.GONE): 2,
        }
        assert uow.mirrors.asking("m-2") == {}


def test_people_are_those_whose_account_is_certain(kept: Storage) -> None:
    second = replace(ACCOUNT, user_id=2, doubt=MatchDoubt.TWO_ACCOUNTS)
    nobody = replace(ACCOUNT, user_id=9, person_id=None)
    with kept.writing() as uow:
        uow.moodle.save_accounts([ACCOUNT, second, nobody])
        uow.commit()
    with kept.reading() as uow:
        assert uow.mirrors.people("m-1") == [("person-1", 3)]
