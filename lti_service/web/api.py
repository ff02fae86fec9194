"""``/api/v1``: what other systems read and write. The player's API is `attempt`."""

import base64
import binascii
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, TypeVar

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from lti_service.domain.agency_plan import PlanItem
from lti_service.domain.api_token import ApiToken, ListedPerson, Scope
from lti_service.domain.evidence import Evidence
from lti_service.domain.import_run import ImportRun
from lti_service.domain.individual_plan import IndividualPlan
from lti_service.domain.learning_hours import JpEntry
from lti_service.domain.organisation import mask_nip
from lti_service.errors import EXPLANATIONS, NotFoundError
from lti_service.use_cases.api.feed import (
    Completed,
    Page,
    completions_page,
    evidence_page,
    hours_page,
    individual_page,
    one_item,
    one_person,
    people_page,
    year_plan_of,
)
from lti_service.use_cases.api.writing import (
    FIRST_ROW,
    patch_person,
    write_completions,
    write_evidence,
    write_hours,
    write_people,
    write_release,
)
from lti_service.use_cases.planning.plan_change import add_item, change_items
from lti_service.use_cases.planning.plan_revision import Change, Saved
from lti_service.use_cases.planning.plan_spending import Payment, record_spending
from lti_service.web import api_model as model
from lti_service.web.api_operation import (
    Key,
    Operations,
    Reply,
    check_match,
    document,
    refuse,
)
from lti_service.web.current import base_url, ports
from lti_service.web.language import translate as _

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")
operations = Operations(blueprint)
declare = operations.declare

Row = TypeVar("Row")

_ROWS = ("api-rows-refused", "api-token-narrow", "unknown-person")
_PLAN = (
    *("not-found", "forbidden", "api-rows-refused"),
    *("plan-submitted", "plan-changed", "revision-reason-missing"),
)


@blueprint.get("/openapi.json")
def openapi() -> ResponseReturnValue:
    """The document, made of the very declarations that serve and validate."""
    return Response(_document(base_url())[1], mimetype="application/json")


@blueprint.get("/docs")
def docs() -> ResponseReturnValue:
    """The same document, for people."""
    found, _text_of_it = _document(base_url())
    codes = sorted({code for one in operations.all for code in one.codes})
    return render_template(
        "api-docs.html",
        document=found,
        refusals=[(code, EXPLANATIONS[code]) for code in codes],
        kind=_kind,
    )


@cache
def _document(url: str) -> tuple[Mapping[str, Any], str]:
    """Return the document and its text: anybody may ask, and neither ever changes."""
    found = document(operations.all, url)
    return found, json.dumps(found, ensure_ascii=False, indent=1)


# ---- people ----------------------------------------------------------------------------


@declare(
    "GET",
    "/people",
    scope=Scope.PEOPLE_READ,
    answer=model.Listing[model.PersonOut],
    query=model.PageQuery,
)
def list_people(token: ApiToken, query: model.PageQuery) -> Reply:
    """List people, by id."""
    after = _text(query.cursor)
    page = people_page(token, after, query.limit, ports=ports())
    rows = [_person(row, token) for row in page.rows]
    return _listing(model.Listing[model.PersonOut], rows, page)


@declare(
    "GET",
    "/people/<person_id>",
    scope=Scope.PEOPLE_READ,
    answer=model.PersonOut,
    about="That it was read is shown to the person.",
    refusals=("unknown-person",),
)
def get_person(token: ApiToken, person_id: str) -> Reply:
    """Read one person."""
    found = one_person(token, person_id, ports=ports())
    return Reply(_person(found, token))


@declare(
    "POST",
    "/people",
    everywhere=True,
    scope=Scope.PEOPLE_WRITE,
    answer=model.Written,
    query=model.WriteQuery,
    body=model.PeopleIn,
    key=Key.MAY,
    about="All or nothing. The same again changes nothing. Nobody is ever deleted.",
    refusals=_ROWS,
)
def post_people(
    token: ApiToken, query: model.WriteQuery, body: model.PeopleIn
) -> Reply:
    """Add people, or change them, by NIP."""
    names = {
        "unit_code": "unit",
        "position_code": "position",
        "since": "from",
    }
    rows = [_cells(row, names) for row in body.items]
    return _written(
        write_people(token, rows, dry_run=query.dry_run, ports=ports()), names
    )


@declare(
    "PATCH",
    "/people/<person_id>",
    scope=Scope.PEOPLE_WRITE,
    answer=model.PersonOut,
    body=model.PersonPatch,
    matches=True,
    refusals=("unknown-person", "person-incomplete", "forbidden"),
)
def patch_one_person(token: ApiToken, person_id: str, body: model.PersonPatch) -> Reply:
    """Change one person."""
    found = one_person(token, person_id, ports=ports())
    check_match(_person(found, token))
    person = found.person
    patch_person(
        token,
        person,
        name=body.name or person.name,
        employment_type=body.employment_type or person.employment_type,
        email=person.email if body.email is None else body.email,
        active=person.active if body.active is None else body.active,
        ports=ports(),
    )
    return Reply(_person(one_person(token, person_id, ports=ports()), token))


# ---- plan ------------------------------------------------------------------------------


@declare(
    "GET",
    "/plans/<int:year>",
    everywhere=True,
    scope=Scope.PLAN_READ,
    answer=model.PlanOut,
    refusals=("not-found",),
)
def get_plan(token: ApiToken, year: int) -> Reply:
    """Read the agency's plan of a year."""
    plan = year_plan_of(token, year, ports=ports())
    return Reply(
        model.PlanOut(
            year=plan.year,
            state=plan.state.value,
            document_no=plan.document_no or None,
            items=[_item(item) for item in plan.items],
            spent=plan.spent,
        )
    )


@declare(
    "GET",
    "/plans/<int:year>/items/<plan_item_id>",
    everywhere=True,
    scope=Scope.PLAN_READ,
    answer=model.PlanItemOut,
    refusals=("not-found",),
)
def get_plan_item(token: ApiToken, year: int, plan_item_id: str) -> Reply:
    """Read an item of a plan."""
    return Reply(_item(one_item(token, year, plan_item_id, ports=ports())))


@declare(
    "POST",
    "/plans/<int:year>/items",
    everywhere=True,
    scope=Scope.PLAN_WRITE,
    answer=model.PlanItemOut,
    body=model.PlanItemIn,
    key=Key.MUST,
    status=201,
    about="To a decided plan it is a revision, and needs a reason.",
    refusals=_PLAN,
)
def post_plan_item(token: ApiToken, year: int, body: model.PlanItemIn) -> Reply:
    """Add an item to a plan."""
    _check_year(year)
    saved = add_item(year, _change(body), token.actor, ports=ports())
    item = _saved(saved)
    return Reply(_item(item), f"/plans/{year}/items/{item.id}")


@declare(
    "PATCH",
    "/plans/<int:year>/items/<plan_item_id>",
    everywhere=True,
    scope=Scope.PLAN_WRITE,
    answer=model.PlanItemOut,
    body=model.PlanItemPatch,
    matches=True,
    about="A field that is null is emptied. To a decided plan it is a revision.",
    refusals=_PLAN,
)
def patch_plan_item(
    token: ApiToken, year: int, plan_item_id: str, body: model.PlanItemPatch
) -> Reply:
    """Change an item of a plan."""
    found = one_item(token, year, plan_item_id, ports=ports())
    check_match(_item(found))
    seen = {plan_item_id: found.version}
    saved = change_items(year, seen, _change(body), token.actor, ports=ports())
    if saved.problems:
        _saved(saved)
    return Reply(_item(one_item(token, year, plan_item_id, ports=ports())))


@declare(
    "POST",
    "/plans/<int:year>/items/<plan_item_id>/spendings",
    everywhere=True,
    scope=Scope.PLAN_WRITE,
    answer=model.SpendingOut,
    body=model.SpendingIn,
    key=Key.MUST,
    status=201,
    refusals=("not-found", "forbidden", "spending-entry"),
)
def post_spending(
    token: ApiToken, year: int, plan_item_id: str, body: model.SpendingIn
) -> Reply:
    """Enter money that an item took."""
    one_item(token, year, plan_item_id, ports=ports())
    payment = Payment(body.amount, body.spent_on, body.note)
    kept = record_spending(plan_item_id, payment, token.actor, ports=ports())
    return Reply(
        model.SpendingOut(
            id=kept.id,
            item=kept.item_id,
            amount=kept.amount,
            spent_on=kept.spent_on,
            note=kept.note,
        )
    )


@declare(
    "GET",
    "/individual-plans",
    scope=Scope.PLAN_READ,
    answer=model.Listing[model.IndividualPlanOut],
    query=model.YearQuery,
    about="Read only: a person proposes, and the supervisor of the day agrees.",
)
def list_individual_plans(token: ApiToken, query: model.YearQuery) -> Reply:
    """List people's own plans of a year."""
    after = _text(query.cursor)
    page = individual_page(token, query.year, after, query.limit, ports=ports())
    rows = [_individual(row) for row in page.rows]
    return _listing(model.Listing[model.IndividualPlanOut], rows, page)


# ---- completions -----------------------------------------------------------------------


@declare(
    "GET",
    "/completions",
    scope=Scope.COMPLETIONS_READ,
    answer=model.Listing[model.CompletionOut],
    query=model.PageQuery,
    about="Of accounts that are linked to a person. One that is undone is told no more.",
)
def list_completions(token: ApiToken, query: model.PageQuery) -> Reply:
    """List completions, by the time they were kept."""
    after = _place(query.cursor)
    page = completions_page(token, after, query.limit, ports=ports())
    rows = [_completion(row) for row in page.rows]
    return _listing(model.Listing[model.CompletionOut], rows, page)


@declare(
    "POST",
    "/completions",
    scope=Scope.COMPLETIONS_WRITE,
    answer=model.Written,
    query=model.WriteQuery,
    body=model.CompletionsIn,
    key=Key.MAY,
    about="All or nothing; the same again changes nothing. Not for programmes with a "
    "course of this service: a pass completes these. Who made the token answers for the "
    "hours that follow, and cannot complete their own.",
    refusals=_ROWS,
)
def post_completions(
    token: ApiToken, query: model.WriteQuery, body: model.CompletionsIn
) -> Reply:
    """Complete programmes for people."""
    rows = [_cells(row) for row in body.items]
    return _written(
        write_completions(token, rows, dry_run=query.dry_run, ports=ports())
    )


# ---- evidence --------------------------------------------------------------------------


@declare(
    "GET",
    "/evidence",
    scope=Scope.EVIDENCE_READ,
    answer=model.Listing[model.EvidenceOut],
    query=model.PageQuery,
)
def list_evidence(token: ApiToken, query: model.PageQuery) -> Reply:
    """List the ledger of evidence, in the order it was kept."""
    page = evidence_page(token, _number(query.cursor), query.limit, ports=ports())
    rows = [_evidence(row) for row in page.rows]
    return _listing(model.Listing[model.EvidenceOut], rows, page)


@declare(
    "POST",
    "/evidence",
    scope=Scope.EVIDENCE_WRITE,
    answer=model.Written,
    query=model.WriteQuery,
    body=model.EvidenceListIn,
    key=Key.MAY,
    about="All or nothing. The same again changes nothing; with another result, end or "
    "state it is a further revision. Evidence proposes: assessors decide.",
    refusals=_ROWS,
)
def post_evidence(
    token: ApiToken, query: model.WriteQuery, body: model.EvidenceListIn
) -> Reply:
    """Append evidence."""
    names = {"assessor_nips": "assessor_nip"}
    rows = [_cells(row, names) for row in body.items]
    run = write_evidence(token, rows, dry_run=query.dry_run, ports=ports())
    return _written(run, names)


# ---- learning hours --------------------------------------------------------------------


@declare(
    "GET",
    "/learning-hours",
    scope=Scope.HOURS_READ,
    answer=model.Listing[model.HoursOut],
    query=model.PageQuery,
    about="Amounts are in what the route counts; sums after caps are report R2.",
)
def list_hours(token: ApiToken, query: model.PageQuery) -> Reply:
    """List the ledger of learning hours (JP), in the order it was kept."""
    page = hours_page(token, _number(query.cursor), query.limit, ports=ports())
    rows = [_hours(row) for row in page.rows]
    return _listing(model.Listing[model.HoursOut], rows, page)


@declare(
    "POST",
    "/learning-hours",
    scope=Scope.HOURS_WRITE,
    answer=model.Written,
    query=model.WriteQuery,
    body=model.HoursListIn,
    key=Key.MAY,
    about="All or nothing. They wait for a verifier, and count once recognised. Another "
    "amount or proof of the same is a further revision, which waits again.",
    refusals=_ROWS,
)
def post_hours(
    token: ApiToken, query: model.WriteQuery, body: model.HoursListIn
) -> Reply:
    """Hand in learning hours (JP) with their proof."""
    names = {"since": "from"}
    rows = [_cells(row, names) for row in body.items]
    return _written(
        write_hours(token, rows, dry_run=query.dry_run, ports=ports()), names
    )


# ---- releases --------------------------------------------------------------------------


@declare(
    "GET",
    "/releases",
    scope=Scope.RELEASES_READ,
    answer=model.Listing[model.ReleaseOut],
    query=model.PageQuery,
)
def list_releases(token: ApiToken, query: model.PageQuery) -> Reply:
    """List the versions that are offered, by course; withdrawn courses are left out."""
    del token
    after = _text(query.cursor)
    with ports().storage.reading() as uow:
        found = sorted(uow.releases.all_current(), key=lambda row: row.course_id)
    later = [row for row in found if row.course_id > after]
    shown = later[: query.limit]
    end = shown[-1].course_id if shown else after
    page = Page(shown, end, len(later) > len(shown))
    rows = [_release(row, offered=True) for row in page.rows]
    return _listing(model.Listing[model.ReleaseOut], rows, page)


@declare(
    "GET",
    "/releases/<release_id>",
    scope=Scope.RELEASES_READ,
    answer=model.ReleaseOut,
    refusals=("unknown-course",),
)
def get_release(token: ApiToken, release_id: str) -> Reply:
    """Read one published version."""
    del token
    with ports().storage.reading() as uow:
        found = uow.releases.get(release_id)
        current = uow.releases.current(found.course_id) if found else None
    if found is None:
        raise NotFoundError("unknown-course", release=release_id)
    return Reply(
        _release(found, offered=current is not None and current.id == found.id)
    )


@declare(
    "POST",
    "/releases",
    everywhere=True,
    scope=Scope.RELEASES_WRITE,
    answer=model.DraftOut,
    body=bytes,
    status=201,
    about="As `course-builder build --target release` writes it. An author publishes it; "
    "the same file again is answered with 200.",
    refusals=(
        *("release-no-zip", "release-unpacks-large"),
        *("release-foreign", "release-invalid", "release-unsafe", "release-conflict"),
    ),
)
def post_release(token: ApiToken, body: bytes) -> Reply:
    """Upload a release file as a draft."""
    draft_id, new = write_release(token, body, ports=ports())
    return Reply(model.DraftOut(id=draft_id, new=new), status=201 if new else 200)


# ---- words -----------------------------------------------------------------------------


def _person(listed: ListedPerson, token: ApiToken) -> model.PersonOut:
    person, whole = listed.person, Scope.PEOPLE_NIP in token.scopes
    return model.PersonOut(
        id=person.id,
        nip=person.nip if whole else mask_nip(person.nip),
        name=person.name,
        employment_type=person.employment_type,
        email=person.email if whole else None,
        active=person.active,
        unit_code=listed.unit_code or None,
        position_code=listed.position_code or None,
        supervisor=listed.supervisor_id,
    )


def _item(item: PlanItem) -> model.PlanItemOut:
    return model.PlanItemOut(
        id=item.id,
        number=item.number,
        version=item.version,
        state=item.state.value,
        competency=item.competency_code,
        level=item.level,
        unit_code=item.unit_code or None,
        people=item.people,
        persons=list(item.person_ids),
        route=item.route or None,
        organiser=item.organiser or None,
        programme=item.programme_code or None,
        first_month=item.first_month or None,
        last_month=item.last_month or None,
        curriculum=item.curriculum or None,
        budget=item.budget,
        funding=item.funding or None,
        missing=[str(content) for content in item.missing],
    )


_ITEM_NAMES = {"competency": "competency_code", "programme": "programme_code"}


def _change(body: model.PlanItemIn | model.PlanItemPatch) -> Change:
    given = body.model_dump(exclude_unset=True)
    reason, no = given.pop("reason", None), given.pop("document_no", None)
    typed = {
        _ITEM_NAMES.get(name, name): "" if value is None else str(value)
        for name, value in given.items()
    }
    return Change(typed, reason or "", no or "")


def _saved(saved: Saved) -> PlanItem:
    if saved.problems:
        names = {theirs: ours for ours, theirs in _ITEM_NAMES.items()}
        raise refuse(
            "api-rows-refused",
            [
                {
                    "pointer": f"/{names.get(one.field, one.field)}",
                    "code": "invalid",
                    "detail": one.what.told(_),
                    "remedy": one.remedy.told(_),
                }
                for one in saved.problems
            ],
        )
    return saved.items[0]


def _check_year(year: int) -> None:
    if not 2000 <= year <= 2100:  # noqa: PLR2004 - as in `api_model.Year`
        raise NotFoundError("not-found", year=str(year))


def _individual(plan: IndividualPlan) -> model.IndividualPlanOut:
    return model.IndividualPlanOut(
        person=plan.person_id,
        year=plan.year,
        version=plan.version,
        state=plan.state.value,
        agreed_on=plan.agreed_on,
        items=[
            model.IndividualItemOut(
                competency=item.competency_code,
                level=item.level,
                activity=item.activity,
                route=item.route,
                due_on=item.due_on,
                plan_item=item.plan_item_id or None,
            )
            for item in plan.items
        ],
    )


def _completion(row: Completed) -> model.CompletionOut:
    course, enrolment = row.course, row.enrolment
    batch, programme = row.batch, row.programme
    day = row.at.astimezone(ports().time_zone).date()
    return model.CompletionOut(
        id=row.id,
        person=row.person_id,
        kind="course" if course else "programme",
        at=row.at,
        completed_on=(enrolment.completed_on if enrolment else None) or day,
        course=course.course_id if course else None,
        version=course.version if course else None,
        module=(course.module_id or None) if course else None,
        activity=(course.activity_id or None) if course else None,
        programme=programme.code if programme else None,
        batch=batch.id if batch else None,
        title=course.title if course else programme.title if programme else "",
        hours=enrolment.hours_learned if enrolment else None,
    )


def _evidence(row: Evidence) -> model.EvidenceOut:
    return model.EvidenceOut(
        id=row.id,
        person=row.person_id,
        competency=row.competency_code,
        level=row.level,
        kind=row.kind,  # type: ignore[arg-type] # one of `domain.evidence.KINDS`
        result=row.result,
        observed_on=row.observed_on,
        valid_until=row.valid_until,
        assessor=row.assessor_id,
        activity=row.activity,
        record=row.record,
        revision=row.revision,
        state=row.state.value,
        recorded_at=row.recorded_at,
    )


def _hours(row: JpEntry) -> model.HoursOut:
    return model.HoursOut(
        id=row.id,
        person=row.person_id,
        activity=row.activity,
        organiser=row.organiser,
        course=row.course_id or None,
        route=row.route,
        scope=row.scope.value,
        since=row.since,
        until=row.until,
        amount=row.amount,
        proof=row.proof,
        state=row.state.value,
        reason=row.reason,
        verifier=row.verifier_id,
        record=row.record,
        revision=row.revision,
        recorded_at=row.recorded_at,
    )


def _release(row: Any, *, offered: bool) -> model.ReleaseOut:
    return model.ReleaseOut(
        id=row.id,
        course=row.course_id,
        version=row.version,
        title=row.title,
        language=row.language,
        content_hash=row.content_hash,
        published_at=row.published_at,
        offered=offered,
    )


def _cells(row: Any, names: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return a row as the intakes read it: text by name of column."""
    cells = {}
    for name, value in row.model_dump(exclude_none=True).items():
        column = (names or {}).get(name, name)
        cells[column] = ";".join(value) if isinstance(value, list) else _cell(value)
    return cells


def _cell(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:f}" if hasattr(value, "as_tuple") else str(value).strip()


def _written(run: ImportRun, names: Mapping[str, str] | None = None) -> Reply:
    ours = {column: name for name, column in (names or {}).items()}
    if run.problems:
        raise refuse(
            "api-rows-refused",
            [
                {
                    "pointer": f"/items/{max(p.row - FIRST_ROW, 0)}"
                    + (f"/{ours.get(p.column, p.column)}" if p.column else ""),
                    "code": p.code,
                    "detail": p.reason.told(_),
                    "remedy": p.remedy.told(_),
                }
                for p in run.problems
            ],
        )
    return Reply(
        model.Written(
            added=run.added,
            changed=run.changed,
            unchanged=run.unchanged,
            written=run.written,
            outcomes=[
                model.Outcome(row=one.row - FIRST_ROW, state=one.state.value)
                for one in run.outcomes
            ],
        )
    )


# ---- cursors ---------------------------------------------------------------------------


def _listing(
    kind: type[model.Listing[Row]], rows: list[Row], page: Page[Any, Any]
) -> Reply:
    place = page.after
    if isinstance(place, tuple):
        place = [place[0].isoformat(), place[1]]
    text = json.dumps(place, separators=(",", ":"))
    cursor = base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
    return Reply(kind(items=rows, next=cursor if page.more else None, resume=cursor))


def _decoded(cursor: str) -> object:
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        return json.loads(base64.urlsafe_b64decode(padded))
    except (ValueError, binascii.Error, RecursionError) as error:
        raise _no_cursor() from error


def _no_cursor() -> Exception:
    words = {"pointer": "/cursor", "code": "cursor", "detail": "no cursor of ours"}
    return refuse("api-query-invalid", [words])


def _text(cursor: str) -> str:
    place = _decoded(cursor) if cursor else ""
    if not isinstance(place, str) or "\0" in place or not place.isprintable():
        raise _no_cursor()
    return place


def _number(cursor: str) -> int:
    place = _decoded(cursor) if cursor else 0
    if not isinstance(place, int) or isinstance(place, bool) or not 0 <= place < 2**63:
        raise _no_cursor()
    return place


def _place(cursor: str) -> tuple[datetime, str] | None:
    if not cursor:
        return None
    match _decoded(cursor):
        case [str(at), str(id_)] if id_.isprintable():
            try:
                moment = datetime.fromisoformat(at)
                if moment.tzinfo is not None:
                    return moment.astimezone(UTC), id_
            except (ValueError, OverflowError) as error:
                raise _no_cursor() from error
    raise _no_cursor()


def _kind(schema: Mapping[str, Any]) -> str:
    """Return what a schema asks for, in a word or two."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        return " | ".join(dict.fromkeys(_kind(one) for one in schema["anyOf"]))
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    if schema.get("type") == "array":
        return f"[{_kind(schema.get('items', {}))}]"
    return str(schema.get("format") or schema.get("type", ""))
