"""Carry one item into a Moodle: look, judge once more, write, and keep what came of it.

Called for a message of the outbox; knows nothing of the loop, leases or circuits.
"""

from collections.abc import Mapping
from dataclasses import replace

from lti_service.domain.moodle_push import (
    ASKING,
    ItemKind,
    MirrorItem,
    MirrorState,
    TheirItem,
    WantedItem,
    agreed,
    judge,
)
from lti_service.domain.outbox import UNREADABLE, OutboxMessage
from lti_service.errors import (
    MoodleError,
    NotYetError,
    PlatformBusyError,
    PlatformRefusedError,
)
from lti_service.ports import Ports
from lti_service.ports.moodle_push import MoodleMirror
from lti_service.use_cases.moodle.push import their_plan, their_template, with_nodes
from lti_service.use_cases.moodle.run import found_moodle

_ENDED = "Moodle ini tidak lagi terhubung."
_FORGOTTEN = "Tidak ada lagi yang perlu dikirim."
_CHANGED = (
    "Diubah atau dihapus di Moodle; menunggu keputusan Anda di halaman Moodle, bagian "
    "Kirim ke Moodle."
)
_WAITS = "Menunggu “{title}” lebih dulu dibuat di Moodle."
_HELD_UP = "“{title}”, tempatnya bergantung, belum ada di Moodle. Kirim itu dulu."

Items = Mapping[str, MirrorItem]


def deliver_item(message: OutboxMessage, *, ports: Ports) -> None:
    """Send what a message names.

    Raises:
        NotYetError: What it rests on is on its way, too.
        PlatformBusyError: Moodle does not answer, or refuses the token: all would fare so.
        PlatformRefusedError: Moodle refuses this, or it was changed there.
    """
    try:
        moodle_id, key = str(message.payload["moodle_id"]), str(message.payload["key"])
    except KeyError as error:
        raise PlatformRefusedError(UNREADABLE) from error
    with ports.storage.reading() as uow:
        moodle = found_moodle(moodle_id, uow)
        item = uow.mirrors.get(moodle_id, key)
        needs = uow.mirrors.some(moodle_id, _needs(item) if item else ())
    if moodle is None or moodle.ended_at is not None:
        raise PlatformRefusedError(_ENDED)
    if item is None:
        raise PlatformRefusedError(_FORGOTTEN)
    _require(item, needs)
    try:
        sent = _send(item, needs, ports.open_mirror(moodle.url, moodle.token))
    except MoodleError as error:
        words = error.explanation
        sentence = f"{words.message} {words.remedy}"
        if error.is_general:
            raise PlatformBusyError(sentence) from error
        _keep(replace(item, state=MirrorState.REFUSED, code=error.code), ports)
        raise PlatformRefusedError(sentence) from error
    _keep(sent, ports)
    if sent.state in ASKING:
        raise PlatformRefusedError(_CHANGED)


def _needs(item: MirrorItem) -> list[str]:
    """Return the keys of what must be in Moodle before an item."""
    names = ("framework", "parent", "plan", "node")
    keys = [item.links[name] for name in names if name in item.links]
    nodes = item.wanted.get("nodes", "")
    return keys + [f"{ItemKind.NODE}:{code}" for code in nodes.split("\n") if code]


def _require(item: MirrorItem, needs: Items) -> None:
    for key in _needs(item):
        needed = needs.get(key)
        if needed is not None and needed.remote_id is not None:
            continue
        title = needed.title if needed else key.rpartition(":")[2]
        if needed is not None and needed.state is MirrorState.SENDING:
            raise NotYetError(_WAITS.format(title=title))
        raise PlatformRefusedError(_HELD_UP.format(title=title))


def _send(item: MirrorItem, needs: Items, outside: MoodleMirror) -> MirrorItem:
    there = _there(item, needs, outside)
    item = replace(
        item,
        theirs=there.fields if there else None,
        remote_id=there.remote_id if there else None,
    )
    state = judge(item)
    if state is MirrorState.SAME:
        return agreed(item)
    if state not in {MirrorState.CREATE, MirrorState.CHANGE}:
        return replace(item, state=state)
    made = _write(item, needs, outside)
    return agreed(replace(item, theirs=made.fields, remote_id=made.remote_id))


def _there(item: MirrorItem, needs: Items, outside: MoodleMirror) -> TheirItem | None:
    """Return what Moodle has of an item now."""
    code = item.key.partition(":")[2]
    match item.kind:
        case ItemKind.FRAMEWORK:
            return outside.frameworks().get(code)
        case ItemKind.NODE:
            return outside.nodes(_id(item.links["framework"], needs), code).get(code)
        case ItemKind.TEMPLATE:
            found = their_template(item, item, outside.templates())
            if found is None:
                return None
            return with_nodes(found, outside.template_nodes(found.remote_id))
        case ItemKind.PLAN:
            known = {item.key: item}
            templates = outside.templates()
            return their_plan([_wanted(item)], known, templates, outside).get(item.key)
        case ItemKind.RATING:
            plan = _id(item.links["plan"], needs)
            code = item.links["node"].partition(":")[2]
            rated = outside.plan_nodes(plan).get(code)
            return rated if rated is not None and rated.fields else None


def _write(item: MirrorItem, needs: Items, outside: MoodleMirror) -> TheirItem:
    code, links = item.key.partition(":")[2], item.links
    listed = {
        node: _id(f"{ItemKind.NODE}:{node}", needs)
        for node in item.wanted.get("nodes", "").split("\n")
        if node
    }
    match item.kind:
        case ItemKind.FRAMEWORK:
            return outside.save_framework(item.remote_id, code, item.wanted)
        case ItemKind.NODE:
            return outside.save_node(
                item.remote_id,
                code,
                item.wanted,
                framework_id=_id(links["framework"], needs),
                parent_id=_id(links["parent"], needs) if "parent" in links else 0,
            )
        case ItemKind.TEMPLATE:
            return outside.save_template(item.remote_id, item.wanted, listed)
        case ItemKind.PLAN:
            user_id = int(links["user"])
            return outside.save_plan(item.remote_id, user_id, item.wanted, listed)
        case ItemKind.RATING:
            return outside.rate(
                _id(links["plan"], needs),
                _id(links["node"], needs),
                _id(links["framework"], needs),
                item.wanted,
            )


def _id(key: str, needs: Items) -> int:
    remote_id = needs[key].remote_id
    if remote_id is None:
        raise LookupError(key)
    return remote_id


def _wanted(item: MirrorItem) -> WantedItem:
    return WantedItem(
        item.kind,
        item.key,
        item.title,
        item.wanted,
        item.links,
        item.place,
        item.person_id,
    )


def _keep(item: MirrorItem, ports: Ports) -> None:
    """Keep what came of a sending, unless something newer was asked for meanwhile."""
    now = ports.clock.now()
    with ports.storage.writing() as uow:
        stored = uow.mirrors.get(item.moodle_id, item.key)
        if stored is None:
            return
        if stored.wanted != item.wanted:
            item = replace(item, wanted=stored.wanted, state=stored.state)
        uow.mirrors.save([replace(item, changed_at=now)])
        uow.commit()
