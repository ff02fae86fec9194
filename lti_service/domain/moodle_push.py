"""What is mirrored in a Moodle, and what to do where the two differ.

Moodle is a mirror: what stands here is the source. But people work there too, and what
they changed is never written over unless an administrator says so. So three states of each
item are compared: ours, theirs, and what both agreed on last.
"""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias

from lti_service.locale import Sentence

MESSAGE = "moodle"
"""The kind of outbox message that carries one item."""

Fields: TypeAlias = Mapping[str, str]
"""What an item says, by `FIELDS`; of a list each entry on a line of its own."""

DIFFERENCES = {
    "name": Sentence("{title}: namanya di Moodle “{theirs}”, di sini “{ours}”."),
    "description": Sentence(
        "{title}: keterangannya di Moodle “{theirs}”, di sini “{ours}”."
    ),
    "parent": Sentence("{title}: induknya di Moodle “{theirs}”, di sini “{ours}”."),
    "nodes": Sentence("{title}: kompetensinya di Moodle “{theirs}”, di sini “{ours}”."),
    "status": Sentence("{title}: keadaannya di Moodle “{theirs}”, di sini “{ours}”."),
    "rating": Sentence("{title}: dinilai “{theirs}” di Moodle, “{ours}” di sini."),
}
"""How a difference is told, by what it is in; the note of a rating is only ever sent."""

ACHIEVED, NOT_YET = "tercapai", "belum tercapai"
ACTIVE = "aktif"

WORDS = {
    one.text: one
    for one in (
        Sentence("tercapai"),
        Sentence("belum tercapai"),
        Sentence("aktif"),
        Sentence("rancangan"),
        Sentence("selesai"),
        Sentence("menunggu peninjauan"),
        Sentence("sedang ditinjau"),
    )
}
"""Values of a status and a rating, told in the reader's language; all else is quoted."""

_WORDED = frozenset({"status", "rating"})

WRITE_FUNCTIONS = (
    "core_competency_get_scale_values",
    "core_competency_list_competency_frameworks",
    "core_competency_read_competency_framework",
    "core_competency_create_competency_framework",
    "core_competency_update_competency_framework",
    "core_competency_list_competencies",
    "core_competency_read_competency",
    "core_competency_create_competency",
    "core_competency_update_competency",
    "core_competency_set_parent_competency",
    "core_competency_list_templates",
    "core_competency_read_template",
    "core_competency_create_template",
    "core_competency_update_template",
    "core_competency_list_competencies_in_template",
    "core_competency_add_competency_to_template",
    "core_competency_remove_competency_from_template",
    "core_competency_list_user_plans",
    "core_competency_read_plan",
    "core_competency_create_plan",
    "core_competency_update_plan",
    "core_competency_approve_plan",
    "core_competency_reopen_plan",
    "core_competency_list_plan_competencies",
    "core_competency_add_competency_to_plan",
    "core_competency_remove_competency_from_plan",
    "core_competency_grade_competency_in_plan",
)
"""What pushing needs of the token's service."""

CAPABILITIES = (
    "moodle/competency:competencymanage",
    "moodle/competency:competencygrade",
    "moodle/competency:templatemanage",
    "moodle/competency:planmanage",
    "moodle/competency:planview",
    "moodle/competency:usercompetencyview",
)
"""What pushing needs of the role of the token's user."""

DECISION = "decision"
"""Of the links of a rating: the number of the decision that it rests on."""

_TAG = re.compile(r"<[^>]*>")


class ItemKind(StrEnum):
    """What is mirrored, in the order in which it is sent."""

    FRAMEWORK = "framework"
    NODE = "node"
    TEMPLATE = "template"
    PLAN = "plan"
    RATING = "rating"


class MirrorState(StrEnum):
    """How an item stands.

    ``create`` and ``change`` are differences that a push would send; ``ask`` and ``gone``
    (changed there, deleted there) wait for an administrator; ``kept`` stays as it is there.
    """

    SAME = "same"
    CREATE = "create"
    CHANGE = "change"
    SENDING = "sending"
    ASK = "ask"
    GONE = "gone"
    KEPT = "kept"
    REFUSED = "refused"


ASKING = frozenset({MirrorState.ASK, MirrorState.GONE})


@dataclass(frozen=True, slots=True)
class WantedItem:
    """Something that Moodle should have.

    Attributes:
        key: ``<kind>:<code>``; of a person ``<kind>:<person id>:<code>``.
        title: What people call it.
        person_id: Whom it is about; none where it is about nobody.
        links: Keys of other items, and the Moodle user, that it is about; of a rating
            also its decision, see `decided_by`.
        place: Sent after all with a lower one.
    """

    kind: ItemKind
    key: str
    title: str
    fields: Fields
    links: Fields
    place: int
    person_id: str | None = None


@dataclass(frozen=True, slots=True)
class TheirItem:
    """What a Moodle has of an item."""

    remote_id: int
    fields: Fields


@dataclass(frozen=True, slots=True)
class MirrorItem:
    """What is kept of an item in one Moodle.

    Attributes:
        wanted: What it should say.
        sent: What it should say when both agreed last; none where they never did.
        known: What Moodle said then.
        theirs: What Moodle said when it was looked at last; none where it was not there.
        remote_id: Its id there; none where it was never there.
        is_kept: An administrator let stand what Moodle has.
        code: Why Moodle refused it, a key of `errors.EXPLANATIONS`; else empty.
    """

    moodle_id: str
    key: str
    kind: ItemKind
    title: str
    person_id: str | None
    links: Fields
    place: int
    wanted: Fields
    sent: Fields | None
    known: Fields | None
    theirs: Fields | None
    remote_id: int | None
    state: MirrorState
    is_kept: bool
    code: str
    changed_at: datetime


def recipient(moodle_id: str) -> str:
    """Return what the outbox calls a Moodle among those that it sends to."""
    return f"{MESSAGE}:{moodle_id}"


def judge(item: MirrorItem) -> MirrorState:
    """Say what is to be done with an item, from ours, theirs and what was agreed."""
    wanted, sent, known, theirs = item.wanted, item.sent, item.known, item.theirs
    if theirs is None:
        if item.is_kept:
            return MirrorState.KEPT if sent == wanted else MirrorState.GONE
        return MirrorState.CREATE if known is None else MirrorState.GONE
    is_as_agreed = known is not None and theirs == known
    if item.is_kept:
        settled = is_as_agreed and sent == wanted
        return MirrorState.KEPT if settled else MirrorState.ASK
    if is_as_agreed:
        return MirrorState.SAME if sent == wanted else MirrorState.CHANGE
    return MirrorState.SAME if alike(wanted, theirs) else MirrorState.ASK


def looked_at(
    wanted: WantedItem,
    theirs: TheirItem | None,
    before: MirrorItem | None,
    *,
    moodle_id: str,
    at: datetime,
) -> MirrorItem:
    """Return what is kept of an item once Moodle was looked at."""
    item = MirrorItem(
        moodle_id=moodle_id,
        key=wanted.key,
        kind=wanted.kind,
        title=wanted.title,
        person_id=wanted.person_id,
        links=wanted.links,
        place=wanted.place,
        wanted=wanted.fields,
        sent=before.sent if before else None,
        known=before.known if before else None,
        theirs=theirs.fields if theirs else None,
        remote_id=theirs.remote_id if theirs else None,
        state=MirrorState.SAME,
        is_kept=before.is_kept if before else False,
        code="",
        changed_at=at,
    )
    item = replace(item, state=judge(item))
    if item.state is MirrorState.SAME:
        item = agreed(item)
    if before is not None and replace(item, changed_at=before.changed_at) == before:
        return before
    return item


def agreed(item: MirrorItem) -> MirrorItem:
    """Return an item that both sides say alike now."""
    return replace(
        item,
        sent=item.wanted,
        known=item.theirs,
        state=MirrorState.SAME,
        is_kept=False,
        code="",
    )


def keep_theirs(item: MirrorItem, at: datetime) -> MirrorItem:
    """Let stand what Moodle has, until one of the two changes again."""
    return replace(
        item,
        sent=item.wanted,
        known=item.theirs,
        state=MirrorState.KEPT,
        is_kept=True,
        changed_at=at,
    )


def take_ours(item: MirrorItem, at: datetime) -> MirrorItem:
    """Have ours written over what Moodle has, as it was seen, or made anew."""
    return replace(
        item,
        sent=None,
        known=item.theirs,
        state=MirrorState.SENDING,
        is_kept=False,
        changed_at=at,
    )


def alike(ours: Fields, theirs: Fields) -> bool:
    """Whether two say the same, whatever Moodle made of the HTML."""
    return all(
        plain(name, ours.get(name, "")) == plain(name, theirs[name]) for name in theirs
    )


def plain(name: str, value: str) -> str:
    """Return what is compared and shown of a field: lists sorted, HTML as text."""
    if name == "nodes":
        return ", ".join(sorted(value.split("\n"))) if value else ""
    if name == "description":
        value = _TAG.sub(" ", value)
    return " ".join(html.unescape(value).split())


def differences(item: MirrorItem) -> list[Sentence]:
    """Say what differs; of what Moodle does not have, that alone."""
    title = {"title": item.title}
    if item.theirs is None and item.state is MirrorState.CREATE:
        return [Sentence("{title}: belum ada di Moodle.", title)]
    if item.theirs is None:
        return [Sentence("{title}: dihapus di Moodle.", title)]
    found = []
    for name, words in DIFFERENCES.items():
        theirs = plain(name, item.theirs.get(name, ""))
        ours = plain(name, item.wanted.get(name, ""))
        if name in item.theirs and ours != theirs:
            told = {
                "theirs": _worded(name, theirs) or "–",
                "ours": _worded(name, ours) or "–",
            }
            found.append(replace(words, values=title | told))
    if not found and item.kind is ItemKind.RATING:
        found.append(_basis(item))
    return found or [Sentence("{title}: susunannya di Moodle lain.", title)]


def decided_by(number: int, on: date, until: date | None) -> Fields:
    """Return what the links of a rating say of its decision."""
    links = {DECISION: str(number), "decided": on.isoformat()}
    return links | ({"until": until.isoformat()} if until else {})


def _worded(name: str, value: str) -> object:
    return WORDS.get(value, value) if name in _WORDED else value


def _basis(item: MirrorItem) -> Sentence:
    """Say what a rating rests on now."""
    about: dict[str, object] = {"title": item.title}
    links = item.links
    if DECISION not in links:
        note = item.wanted.get("note", "")
        return Sentence("{title}: dasarnya kini {note}", about | {"note": note})
    about |= {"number": links[DECISION], "day": date.fromisoformat(links["decided"])}
    if "until" not in links:
        return Sentence(
            "{title}: dasarnya kini keputusan nomor {number}, {day}.", about
        )
    about["until"] = date.fromisoformat(links["until"])
    return Sentence(
        "{title}: dasarnya kini keputusan nomor {number}, {day}, berlaku sampai {until}.",
        about,
    )
