"""Dated rule parameters and JP conversions: seen, and given a new value from a day on.

No row is ever changed. One that does not hold yet supports nothing, and may be taken
back; the trail keeps it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation

from lti_service.domain.audit import AuditEntry
from lti_service.domain.grant import Role
from lti_service.domain.learning_hours import Basis, JpConversion, Scope
from lti_service.domain.rule import RuleParameter
from lti_service.domain.rule_meaning import (
    GROUPS,
    RuleMeaning,
    is_possible,
    meaning_of,
)
from lti_service.errors import (
    ConflictError,
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
)
from lti_service.locale import Sentence
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.access.grant import identify, today

_CONVERSION = "jp."
_MOST_JP = Decimal(1000)
_LONGEST = 500


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A value from a day on.

    Attributes:
        cap: Most JP of a conversion's route in its period; none for no cap.
        holds: Whether it is the one that holds today.
        open: Whether it may be taken back: it does not hold yet.
    """

    value: Decimal
    cap: Decimal | None
    since: date
    until: date | None
    version: int
    legal_basis: str
    holds: bool
    open: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """One parameter or conversion with all its values.

    Attributes:
        code: Of a conversion ``jp.<route>.<scope>``.
        unit: What it is counted in, as stored.
        conversion: The conversion that was added last; none for a parameter.
        now: What holds today; none before the first day.
        rows: All values, newest day first.
    """

    code: str
    meaning: RuleMeaning
    unit: str
    conversion: JpConversion | None
    now: RuleRow | None
    rows: Sequence[RuleRow]


@dataclass(frozen=True, slots=True)
class NewValue:
    """What a form says of a parameter.

    Attributes:
        cap: Of a conversion; empty for no cap.
        past_is_meant: Whether a day that is over was said to be meant.
    """

    value: str
    cap: str
    since: date | None
    legal_basis: str
    past_is_meant: bool


def rule_groups(*, actor: str, ports: Ports) -> dict[str, list[Rule]]:
    """Return all parameters and conversions by group, in the order of `GROUPS`.

    Raises:
        ForbiddenError: The account is no administrator of everything.
    """
    with ports.storage.reading() as uow:
        _check_everywhere(actor, uow, ports)
        rules = _rules(uow, today(ports))
    grouped: dict[str, list[Rule]] = {group: [] for group in GROUPS}
    for rule in rules.values():
        grouped[rule.meaning.group].append(rule)
    return {group: found for group, found in grouped.items() if found}


def one_rule(code: str, *, actor: str, ports: Ports) -> Rule:
    """Return one parameter or conversion.

    Raises:
        NotFoundError: There is none of that code: ``unknown-rule``.
        ForbiddenError: The account is no administrator of everything.
    """
    with ports.storage.reading() as uow:
        _check_everywhere(actor, uow, ports)
        return _rule(code, uow, ports)


def set_rule(code: str, new: NewValue, *, actor: str, ports: Ports) -> RuleRow:
    """Give a parameter or conversion a value from a day on; no other row changes.

    Raises:
        InvalidInputError: It is no value that it can have (``rule-value``), day or legal
            basis is missing (``rule-incomplete``), or the day is over and that was not
            said to be meant (``rule-past``).
        ConflictError: A value begins that day already: ``rule-same-day``.
        NotFoundError: There is none of that code: ``unknown-rule``.
        ForbiddenError: The account is no administrator of everything.
    """
    since, basis = new.since, new.legal_basis.strip()[:_LONGEST]
    with ports.storage.writing() as uow:
        _check_everywhere(actor, uow, ports)
        rule = _rule(code, uow, ports)
        value, cap = _value(new.value, rule.meaning), _cap(new.cap, rule)
        if since is None or not basis:
            raise InvalidInputError("rule-incomplete")
        if since < today(ports) and not new.past_is_meant:
            raise InvalidInputError("rule-past")
        if any(row.since == since for row in rule.rows):
            raise ConflictError("rule-same-day", rule=code)
        version = 1 + _latest_version(rule.meaning.group, uow, today(ports))
        if rule.conversion is not None:
            conversion = replace(
                rule.conversion,
                value=value,
                cap_value=cap,
                version=version,
                valid_from=since,
                valid_to=None,
                legal_basis=basis,
            )
            uow.rules.add_conversion(conversion)
        else:
            parameter = RuleParameter(
                code, value, rule.unit, version, since, None, basis
            )
            uow.rules.add(parameter)
        before = f"{rule.now.value:f}" if rule.now else ""
        told = f"{value:f}{f' cap {cap:f}' if cap is not None else ''} from {since}"
        _audit("rule.set", code, actor, uow, ports, before, told, basis)
        uow.commit()
    return RuleRow(value, cap, since, None, version, basis, holds=False, open=False)


def take_back_rule(code: str, since: date, *, actor: str, ports: Ports) -> None:
    """Take back a value that does not hold yet.

    Raises:
        ConflictError: It holds, or did: ``rule-in-force``.
        NotFoundError: There is no such value: ``unknown-rule``.
        ForbiddenError: The account is no administrator of everything.
    """
    with ports.storage.writing() as uow:
        _check_everywhere(actor, uow, ports)
        rule = _rule(code, uow, ports)
        row = next((one for one in rule.rows if one.since == since), None)
        if row is None:
            raise NotFoundError("unknown-rule", rule=code)
        if not row.open:
            raise ConflictError("rule-in-force", rule=code)
        if rule.conversion is not None:
            route, scope = rule.conversion.code, rule.conversion.scope
            uow.rules.remove_conversion(route, scope, since)
        else:
            uow.rules.remove(code, since)
        told = f"{row.value:f} from {since}"
        _audit("rule.taken_back", code, actor, uow, ports, told, "", row.legal_basis)
        uow.commit()


def _rules(uow: UnitOfWork, on: date) -> dict[str, Rule]:
    parameters: dict[str, list[RuleParameter]] = {}
    for row in uow.rules.all():
        parameters.setdefault(row.code, []).append(row)
    conversions: dict[str, list[JpConversion]] = {}
    for one in uow.hours.conversions():
        conversions.setdefault(f"{_CONVERSION}{one.code}.{one.scope}", []).append(one)
    found = {
        code: _shown(code, meaning_of(code), rows[-1].unit, None, rows, on)
        for code, rows in parameters.items()
    }
    for code, held in sorted(conversions.items(), key=lambda pair: _route(pair[1][0])):
        latest = max(held, key=lambda row: row.valid_from)
        name = Sentence("{of}", {"of": latest.name})
        meaning = RuleMeaning(
            "conversion",
            name,
            _BASES[latest.basis],
            Decimal(0),
            _MOST_JP,
            whole=False,
        )
        found[code] = _shown(code, meaning, "JP", latest, held, on)
    return found


def _shown(
    code: str,
    meaning: RuleMeaning,
    unit: str,
    conversion: JpConversion | None,
    rows: Sequence[RuleParameter | JpConversion],
    on: date,
) -> Rule:
    held = [
        row
        for row in rows
        if row.valid_from <= on and (row.valid_to is None or on <= row.valid_to)
    ]
    now = max(held, key=lambda row: row.valid_from, default=None)
    shown = [
        RuleRow(
            row.value,
            row.cap_value if isinstance(row, JpConversion) else None,
            row.valid_from,
            row.valid_to,
            row.version,
            row.legal_basis,
            holds=row is now,
            open=row.valid_from > on,
        )
        for row in sorted(rows, key=lambda row: row.valid_from, reverse=True)
    ]
    holding = next((row for row in shown if row.holds), None)
    return Rule(code, meaning, unit, conversion, holding, shown)


def _rule(code: str, uow: UnitOfWork, ports: Ports) -> Rule:
    rule = _rules(uow, today(ports)).get(code)
    if rule is None:
        raise NotFoundError("unknown-rule", rule=code)
    return rule


def _latest_version(group: str, uow: UnitOfWork, on: date) -> int:
    rules = (r for r in _rules(uow, on).values() if r.meaning.group == group)
    return max((row.version for rule in rules for row in rule.rows), default=0)


def _value(text: str, meaning: RuleMeaning) -> Decimal:
    value = _number(text)
    if value is None or not is_possible(value, meaning):
        raise InvalidInputError("rule-value")
    return value


def _cap(text: str, rule: Rule) -> Decimal | None:
    if rule.conversion is None or not rule.conversion.cap_period or not text.strip():
        return None
    cap = _number(text)
    if cap is None or not 0 < cap <= _MOST_JP:
        raise InvalidInputError("rule-value")
    return cap


def _number(text: str) -> Decimal | None:
    try:
        value = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def _route(row: JpConversion) -> tuple[str, int, str]:
    digits = row.code[1:]
    return row.code[:1], int(digits) if digits.isdecimal() else 0, row.scope


_BASES = {
    Basis.ACTUAL: Sentence("JP untuk satu JP yang diikuti."),
    Basis.PER_DAY: Sentence("JP untuk satu hari."),
    Basis.PER_SESSION: Sentence("JP untuk satu sesi."),
    Basis.PER_SEMESTER: Sentence("JP untuk satu semester."),
    Basis.PER_EVENT: Sentence("JP untuk satu kegiatan."),
}


def scope_words(scope: Scope) -> Sentence:
    """Return the words for how far a conversion reaches."""
    if scope is Scope.NATIONAL:
        return Sentence("dalam negeri")
    return Sentence("luar negeri")


def _check_everywhere(actor: str, uow: UnitOfWork, ports: Ports) -> None:
    identity = identify(actor, uow=uow, on=today(ports))
    if not identity.may(Role.ADMINISTRATOR, "", uow):
        raise ForbiddenError("forbidden", actor=actor)


def _audit(
    action: str,
    code: str,
    actor: str,
    uow: UnitOfWork,
    ports: Ports,
    before: str,
    after: str,
    reason: str,
) -> None:
    now = ports.clock.now()
    entry = AuditEntry(now, actor, action, f"rule:{code}", before, after, reason)
    uow.audit.add(entry)
