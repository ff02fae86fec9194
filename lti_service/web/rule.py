"""Rule parameters and JP conversions, each with its days and its legal basis."""

from datetime import date

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_service.domain.grant import Role
from lti_service.domain.learning_hours import CapPeriod
from lti_service.domain.rule_meaning import GROUPS, rest_of, unit_words
from lti_service.errors import ConflictError, InvalidInputError, ServiceError
from lti_service.locale import Sentence
from lti_service.use_cases.access.grant import today
from lti_service.use_cases.organisation.rule_change import (
    NewValue,
    Rule,
    one_rule,
    rule_groups,
    scope_words,
    set_rule,
    take_back_rule,
)
from lti_service.web.current import account, ports, require_everywhere
from lti_service.web.language import translate as _

blueprint = Blueprint("rule", __name__, url_prefix="/admin/rules")

_REFUSED = (InvalidInputError, ConflictError)


@blueprint.get("")
def show() -> ResponseReturnValue:
    """All parameters, by group."""
    require_everywhere(Role.ADMINISTRATOR)
    groups = rule_groups(actor=account().id, ports=ports())
    rules = [rule for found in groups.values() for rule in found]
    wanted = request.args.get("q", "").strip()[:100]
    only_doubtful = request.args.get("doubtful") == "1"
    shown = {
        name: kept
        for name, found in groups.items()
        if (kept := [r for r in found if _matches(r, wanted, doubtful=only_doubtful)])
    }
    return render_template(
        "rules.html",
        groups=shown,
        wanted=wanted,
        only_doubtful=only_doubtful,
        filtered=bool(wanted or only_doubtful),
        found=sum(map(len, shown.values())),
        titles={name: words.told(_) for name, words in GROUPS.items()},
        total=len(rules),
        doubtful=sum(1 for rule in rules if rule.now and is_doubtful(rule)),
        name_of=name_of,
        unit_of=unit_of,
        cap_of=cap_of,
        at=ports().clock.now().astimezone(ports().time_zone),
    )


def _matches(rule: Rule, wanted: str, *, doubtful: bool) -> bool:
    """Whether each word stands in its name, code or basis."""
    if doubtful and not (rule.now and is_doubtful(rule)):
        return False
    basis = rule.now.legal_basis if rule.now else ""
    told = f"{name_of(rule)} {rule.code} {basis}".casefold()
    return all(word in told for word in wanted.casefold().split())


@blueprint.get("/<path:code>")
def show_one(code: str) -> ResponseReturnValue:
    """One parameter with all its values."""
    require_everywhere(Role.ADMINISTRATOR)
    return _page(code, None), 200


@blueprint.post("/<path:code>")
def change(code: str) -> ResponseReturnValue:
    """Give it a value from a day on, or take one back that does not hold yet."""
    require_everywhere(Role.ADMINISTRATOR)
    form, who = request.form, account().id
    try:
        if form.get("act") == "undo":
            since = _day()
            if since is None:
                raise InvalidInputError("rule-incomplete")
            take_back_rule(code, since, actor=who, ports=ports())
            return redirect(url_for("rule.show_one", code=code, done="undo"), 303)
        new = NewValue(
            form.get("value", ""),
            form.get("cap", ""),
            _day(),
            form.get("legal_basis", ""),
            form.get("past") == "1",
        )
        kept = set_rule(code, new, actor=who, ports=ports())
    except _REFUSED as error:
        return _page(code, error), error.explanation.status
    first = kept.since.isoformat()
    return redirect(url_for("rule.show_one", code=code, done="set", since=first), 303)


def name_of(rule: Rule) -> str:
    """Return what a parameter is called."""
    if rule.conversion is not None:
        name, scope = rule.conversion.name, scope_words(rule.conversion.scope).told(_)
        return _("{route} {name}, {scope}", route=_route(rule), name=name, scope=scope)
    rest = rest_of(rule.code)
    told = rest.told(_) if isinstance(rest, Sentence) else rest
    return _(rule.meaning.name.text, of=told)


def unit_of(rule: Rule) -> str:
    """Return what it is counted in."""
    return unit_words(rule.unit).told(_)


def cap_of(rule: Rule) -> str:
    """Return what a cap of a conversion is for; empty where it has none."""
    if rule.conversion is None:
        return ""
    return {
        CapPeriod.NONE: "",
        CapPeriod.DAY: _("JP paling banyak sehari"),
        CapPeriod.MONTH: _("JP paling banyak sebulan"),
    }[rule.conversion.cap_period]


def is_doubtful(rule: Rule) -> bool:
    """Whether the legal basis of what holds today says that it is to be looked at."""
    basis = rule.now.legal_basis.casefold() if rule.now else ""
    return "periksa" in basis or "menunggu" in basis


def _route(rule: Rule) -> str:
    return rule.conversion.code if rule.conversion else ""


def _day() -> date | None:
    text = request.form.get("since", "").strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InvalidInputError("rule-incomplete") from error


def _page(code: str, error: ServiceError | None) -> str:
    words = error.explanation if error else None
    rule = one_rule(code, actor=account().id, ports=ports())
    return render_template(
        "rule.html",
        rule=rule,
        name=name_of(rule),
        unit=unit_of(rule),
        cap=cap_of(rule),
        meaning=rule.meaning.meaning.told(_),
        group=GROUPS[rule.meaning.group].told(_),
        doubtful=is_doubtful(rule),
        form=request.form,
        done=request.args.get("done", ""),
        since=request.args.get("since", ""),
        problem=(_(words.message), _(words.remedy)) if words else None,
        today=today(ports()),
        at=ports().clock.now().astimezone(ports().time_zone),
    )
