"""What ``/api/v1`` takes and gives: these models validate, and the document is made of them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Generic, Literal, Self, TypeVar

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

MOST_ROWS = 200
"""Rows of one request, and of one page."""

_PLAIN = r"^[^\x00-\x1f\x7f]*$"
"""No control characters: they are in no name, and PostgreSQL takes no NUL."""

Word = Annotated[str, StringConstraints(min_length=1, max_length=120, pattern=_PLAIN)]
Line = Annotated[str, StringConstraints(max_length=500, pattern=_PLAIN)]
Filled = Annotated[
    str,
    StringConstraints(
        min_length=1,
        max_length=500,
        pattern=r"^[^\x00-\x1f\x7f]*[^\s\x00-\x1f\x7f][^\x00-\x1f\x7f]*$",
    ),
]
Nip = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9]{18}$"),
    Field(description="NIP, 18 digits, as text.", examples=["199001012015011001"]),
]
Level = Annotated[int, Field(ge=1, le=5)]
Year = Annotated[int, Field(ge=2000, le=2100)]
Month = Annotated[int, Field(ge=1, le=12)]
EmploymentType = Literal["PNS", "CPNS", "PPPK", "PPPK_PARUH_WAKTU", "OTHER"]

Row = TypeVar("Row")


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=False, frozen=True)


class _Out(BaseModel):
    model_config = ConfigDict(frozen=True)


# ---- shared ----------------------------------------------------------------------------


class PageQuery(_In):
    """Where a page begins, and how long it is."""

    limit: int = Field(50, ge=1, le=MOST_ROWS, description="Most rows of the page.")
    cursor: str = Field(
        "",
        max_length=300,
        pattern=r"^[A-Za-z0-9_-]*$",
        description="`next` or `resume` of an answer, unchanged; left out for the first page.",
    )


class YearQuery(PageQuery):
    """A year, and a page of it."""

    year: Year


class WriteQuery(_In):
    """Whether to write."""

    dry_run: bool = Field(
        False,  # noqa: FBT003 - a default
        description="Only say what would happen; nothing is kept.",
    )


class Listing(_Out, Generic[Row]):
    """One page. It may be short, even empty, and still have a next one."""

    items: list[Row]
    next: str | None = Field(description="Cursor of the next page; null at the end.")
    resume: str = Field(
        description="Cursor for a later request: what came since then is after it."
    )


class Written(_Out):
    """What became of the rows: all of them were taken, or none."""

    added: int
    changed: int
    unchanged: int
    written: bool = Field(description="False for a dry run.")
    outcomes: list["Outcome"] = Field(description="One a row, in order.")


class Outcome(_Out):
    """What one row came to."""

    row: int = Field(description="Its place in `items`, from 0.")
    state: Literal["new", "changed", "unchanged", "refused"]


class FieldError(_Out):
    """One thing that is wrong."""

    pointer: str = Field(description="JSON pointer into the body, or the parameter.")
    code: str
    detail: str
    remedy: str | None = None


class Problem(_Out):
    """What was refused and why (RFC 9457)."""

    type: str = Field(description="Address of the words on the page of documentation.")
    title: str = Field(description="What happened.")
    detail: str = Field(description="What to do.")
    status: int
    code: str = Field(description="Stable; see the list on the page of documentation.")
    request: str = Field(description="To be told to the administrator of the service.")
    errors: list[FieldError] | None = None
    required_scope: str | None = None


class _Named(_In):
    person: Word | None = Field(None, description="Id of the person; or `nip`.")
    nip: Nip | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.person is None) is (self.nip is None):
            raise ValueError("exactly one of person and nip is needed")
        return self


# ---- people ----------------------------------------------------------------------------


class PersonOut(_Out):
    """A civil servant."""

    id: str = Field(description="Opaque, and the same for ever.")
    nip: str = Field(
        description="Whole with the scope `people:nip`, else only its last four digits."
    )
    name: str
    employment_type: str
    email: str | None = Field(description="Null without the scope `people:nip`.")
    active: bool
    unit_code: str | None = Field(description="Of the person's own post today.")
    position_code: str | None
    supervisor: str | None = Field(description="Id of a person.")


class PersonIn(_In):
    """A civil servant and, where unit and position are named, their post."""

    nip: Nip
    name: Filled
    employment_type: EmploymentType | None = None
    email: Annotated[str, StringConstraints(max_length=200, pattern=_PLAIN)] | None = (
        None
    )
    unit_code: Word | None = None
    position_code: Word | None = None
    supervisor_nip: Nip | None = None
    since: date | None = Field(None, description="First day of the post.")


class PeopleIn(_In):
    """People, known by NIP: who is known is changed."""

    items: list[PersonIn] = Field(min_length=1, max_length=MOST_ROWS)


class PersonPatch(_In):
    """What is to change; what is left out stays."""

    name: Filled | None = None
    employment_type: EmploymentType | None = None
    email: Annotated[str, StringConstraints(max_length=200, pattern=_PLAIN)] | None = (
        None
    )
    active: bool | None = None


# ---- plan ------------------------------------------------------------------------------


class PlanItemOut(_Out):
    """An item of the agency's plan (butir rencana)."""

    id: str
    number: int
    version: int
    state: Literal["draft", "decided", "cancelled"]
    competency: str
    level: int
    unit_code: str | None
    people: int = Field(description="For how many.")
    persons: list[str] = Field(description="Ids of those who are named.")
    route: str | None
    organiser: str | None
    programme: str | None
    first_month: int | None
    last_month: int | None
    curriculum: str | None
    budget: int | None = Field(description="Whole rupiah.")
    funding: str | None
    missing: list[str] = Field(description="Which of the seven contents it lacks.")


class PlanOut(_Out):
    """The agency's plan of a year."""

    year: int
    state: Literal["draft", "submitted", "decided"]
    document_no: str | None
    items: list[PlanItemOut]
    spent: dict[str, int] = Field(description="Whole rupiah by id of the item.")


class _ItemFields(_In):
    unit_code: Word | None = None
    people: int | None = Field(None, ge=0, le=99_999)
    route: Word | None = None
    organiser: Line | None = None
    programme: Word | None = None
    first_month: Month | None = None
    last_month: Month | None = None
    curriculum: Line | None = None
    budget: int | None = Field(None, ge=0, le=999_999_999_999)
    funding: Line | None = None
    reason: Line | None = Field(None, description="Needed once the plan is decided.")
    document_no: Line | None = None


class PlanItemIn(_ItemFields):
    """A new item; to a decided plan it is a revision."""

    competency: Word
    level: Level


class PlanItemPatch(_ItemFields):
    """What is to change; what is left out stays."""

    competency: Word | None = None
    level: Level | None = None


class SpendingIn(_In):
    """Money that an item took."""

    amount: int = Field(ge=1, le=999_999_999_999, description="Whole rupiah.")
    spent_on: date
    note: Filled


class SpendingOut(_Out):
    """Money that an item took."""

    id: str
    item: str
    amount: int
    spent_on: date
    note: str


class IndividualItemOut(_Out):
    """One thing that a person will do."""

    competency: str
    level: int
    activity: str
    route: str
    due_on: date
    plan_item: str | None


class IndividualPlanOut(_Out):
    """What a person proposed, or agreed with the supervisor. Drafts are told nobody."""

    person: str
    year: int
    version: int
    state: Literal["draft", "proposed", "agreed", "returned"]
    agreed_on: date | None
    items: list[IndividualItemOut]


# ---- completions -----------------------------------------------------------------------


class CompletionOut(_Out):
    """A pass of a course of this service, or a programme completed in a batch."""

    id: str
    person: str
    kind: Literal["course", "programme"]
    at: datetime = Field(description="When it was kept.")
    completed_on: date
    course: str | None
    version: str | None
    module: str | None = Field(description="Null for the whole course.")
    activity: str | None
    programme: str | None
    batch: str | None
    title: str
    hours: Decimal | None = Field(description="JP of the programme.")


class CompletionIn(_Named):
    """That somebody completed a programme, in one of its batches."""

    batch: Word
    completed_on: date | None = Field(
        None,
        description="The last day of the batch, at most today, where it is left out.",
    )


class CompletionsIn(_In):
    """Completions, known by person and batch."""

    items: list[CompletionIn] = Field(min_length=1, max_length=MOST_ROWS)


# ---- evidence --------------------------------------------------------------------------

EvidenceKind = Literal[
    "quiz",
    "simulation",
    "assignment",
    "observation",
    "assessment_centre",
    "certificate",
    "self",
]
EvidenceState = Literal["submitted", "accepted", "rejected", "withdrawn"]


class EvidenceOut(_Out):
    """A row of the ledger of evidence; of one record the highest revision holds."""

    id: str
    person: str
    competency: str
    level: int
    kind: EvidenceKind
    result: Decimal = Field(description="0 to 1.")
    observed_on: date
    valid_until: date | None
    assessor: str | None = Field(description="Id of a person; null for a machine.")
    activity: str
    record: str
    revision: int
    state: EvidenceState
    recorded_at: datetime


class EvidenceIn(_Named):
    """What somebody has shown. Several assessors are a panel, which counts once."""

    competency: Word
    level: Level
    kind: EvidenceKind
    result: Annotated[Decimal, Field(ge=0, le=1, max_digits=12, decimal_places=6)]
    observed_on: date
    valid_until: date | None = None
    assessor_nips: list[Nip] = Field(default_factory=list, max_length=10)
    activity: Line = ""
    source: Annotated[str, StringConstraints(max_length=120, pattern=_PLAIN)] = Field(
        "", description="Your own number of it: with it the same row is known again."
    )
    state: EvidenceState = "submitted"


class EvidenceListIn(_In):
    """Evidence. Nothing is replaced: what differs is appended as a further revision."""

    items: list[EvidenceIn] = Field(min_length=1, max_length=MOST_ROWS)


# ---- learning hours --------------------------------------------------------------------


class HoursOut(_Out):
    """A row of the ledger of JP; of one record the highest revision holds."""

    id: str
    person: str
    activity: str
    organiser: str
    course: str | None
    route: str
    scope: Literal["national", "international"]
    since: date
    until: date
    amount: Decimal = Field(description="In what the route counts.")
    proof: str
    state: Literal["submitted", "recognised", "refused", "withdrawn"]
    reason: str
    verifier: str | None = Field(description="Id of the person who decided.")
    record: str
    revision: int
    recorded_at: datetime


class HoursIn(_Named):
    """An activity done elsewhere, with its proof. A verifier has to recognise it."""

    activity: Filled
    organiser: Line = ""
    route: Word
    scope: Literal["national", "international"] = "national"
    since: date
    until: date | None = None
    amount: Annotated[Decimal, Field(gt=0, le=10_000, max_digits=9, decimal_places=4)]
    proof: Filled = Field(description="Number, address or place of the proof.")


class HoursListIn(_In):
    """Activities, known by person, name, organiser, route, scope and days."""

    items: list[HoursIn] = Field(min_length=1, max_length=MOST_ROWS)


# ---- releases --------------------------------------------------------------------------


class ReleaseOut(_Out):
    """A published version of a course."""

    id: str
    course: str
    version: str
    title: str
    language: str
    content_hash: str = Field(description="SHA-256 in hexadecimal.")
    published_at: datetime
    offered: bool = Field(description="Whether new attempts start on it.")


class DraftOut(_Out):
    """An uploaded release: an author looks at it in /author and publishes it."""

    id: str
    new: bool = Field(description="False where the same file was here before.")
