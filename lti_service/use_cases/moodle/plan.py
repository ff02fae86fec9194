"""Take in learning plans and ratings of a Moodle, and show those that hold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from lti_service.domain.moodle_ledger import (
    MappedOutcome,
    MoodleConnection,
    RunCount,
)
from lti_service.domain.moodle_plan import (
    MoodleCompetency,
    PlanRead,
    SeenPlan,
    SeenRating,
    UserPlans,
    plan_news,
    rating_news,
)
from lti_service.domain.moodle_sync import MoodleUser
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.moodle.effect import rating_outcomes
from lti_service.use_cases.moodle.page import match_users
from lti_service.use_cases.moodle.run import settle_users

_MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class ShownItem:
    """A competency of a plan that was made in a Moodle.

    Attributes:
        name: What Moodle calls it.
        outcomes: Which competencies and levels of ours it is; none for none.
        is_proficient: None while it is not rated there.
    """

    name: str
    outcomes: tuple[MappedOutcome, ...]
    is_proficient: bool | None


@dataclass(frozen=True, slots=True)
class ShownPlan:
    """A plan that was made in a Moodle, and when it was read last."""

    moodle: MoodleConnection
    plan: SeenPlan
    items: Sequence[ShownItem]
    read_at: datetime | None


@dataclass(frozen=True, slots=True)
class ShownRating:
    """A rating of a Moodle, and what it gives.

    Attributes:
        rater: Name of the account that gave it; empty where it is not known.
        outcomes: What it is evidence of; none while its competency stands for nothing.
    """

    rating: SeenRating
    name: str
    rater: str
    outcomes: tuple[MappedOutcome, ...]


def keep_plans(
    moodle: MoodleConnection,
    run_id: str,
    told: Sequence[UserPlans],
    users: Sequence[MoodleUser] = (),
    *,
    uow: UnitOfWork,
    ports: Ports,
) -> Mapping[RunCount, int]:
    """Keep what a Moodle told of plans and ratings, and what that gives.

    The caller commits.

    Args:
        moodle: The Moodle.
        run_id: The run that asked.
        told: Of whom it told.
        users: Those of them whose accounts are not kept: of a trial.
        uow: The transaction.
        ports: Connections to the outside.

    Returns:
        What there was.
    """
    now, kept, ids = ports.clock.now(), uow.moodle_plans, [one.user_id for one in told]
    raters = {rater.id: rater for one in told for rater in one.raters}
    known = {one.user_id for one in uow.moodle.accounts(moodle.id, raters)}
    # Who only rated is told with less than who takes part: what is known stays.
    met = [rater for rater in raters.values() if rater.id not in known]
    match_users(moodle, [*users, *met], uow=uow, ports=ports)
    found = {one.id: one for person in told for one in person.competencies}
    kept.save_competencies(moodle.id, list(found.values()))
    lines: dict[int, dict[int, SeenRating]] = {}
    for rating in kept.ratings(moodle.id, ids):
        lines.setdefault(rating.user_id, {})[rating.line_id] = rating
    plans: dict[int, dict[int, SeenPlan]] = {}
    for plan in kept.plans(moodle.id, ids):
        plans.setdefault(plan.user_id, {})[plan.plan_id] = plan
    fresh_ratings: list[SeenRating] = []
    fresh_plans: list[SeenPlan] = []
    for one in told:
        about = {"moodle_id": moodle.id, "run_id": run_id}
        mine, listed = lines.get(one.user_id, {}), plans.get(one.user_id, {})
        fresh_ratings += rating_news(one, mine, **about, at=now)
        fresh_plans += plan_news(one, listed, **about, at=now)
    kept.keep_ratings(fresh_ratings)
    kept.keep_plans(fresh_plans)
    kept.save_reads([PlanRead(moodle.id, one.user_id, now, one.stamps) for one in told])
    changed = {row.user_id for row in fresh_ratings}
    owned = {
        one.user_id for one in uow.moodle.accounts(moodle.id, changed) if one.person_id
    }
    ours = set(kept.pushed_plans(moodle.id))
    return {
        **settle_users(moodle, changed, uow=uow, ports=ports),
        RunCount.RATINGS: len(fresh_ratings),
        RunCount.PLANS: sum(row.plan_id not in ours for row in fresh_plans),
        RunCount.PUSHED: sum(one.pushed for one in told),
        RunCount.UNMATCHED: len(changed - owned),
    }


def plans_in_moodles(person_id: str, *, ports: Ports) -> Sequence[ShownPlan]:
    """Return the plans that were made for somebody in Moodles, not those sent there.

    They are shown with where they come from: what is planned here stays as it is, and
    only ratings in them are evidence.
    """
    shown: list[ShownPlan] = []
    with ports.storage.reading() as uow:
        for moodle in uow.moodle.connections():
            accounts = uow.moodle.accounts_of(moodle.id, [person_id])
            shown += _shown_plans(moodle, [one.user_id for one in accounts], uow)
    return shown


def plans_of_account(
    moodle: MoodleConnection, user_id: int, *, ports: Ports
) -> tuple[Sequence[ShownPlan], Sequence[ShownRating]]:
    """Return the plans of an account that were made there, and its ratings.

    Ratings newest first.
    """
    with ports.storage.reading() as uow:
        plans = _shown_plans(moodle, [user_id], uow)
        rows = uow.moodle_plans.ratings(moodle.id, [user_id])
        if not rows:
            return plans, []
        names = _names(moodle.id, uow)
        given = rating_outcomes(moodle.id, uow)
        raters = {
            one.user_id: one.name
            for one in uow.moodle.accounts(moodle.id, {row.rater_id for row in rows})
        }
    newest = sorted(rows, key=lambda row: (row.rated_at, row.line_id), reverse=True)
    return plans, [
        ShownRating(
            row,
            names[row.competency_id].name,
            raters.get(row.rater_id, ""),
            given.get(row.competency_id, ()),
        )
        for row in newest[:_MOST_SHOWN]
    ]


def _shown_plans(
    moodle: MoodleConnection, user_ids: Sequence[int], uow: UnitOfWork
) -> list[ShownPlan]:
    held = [
        one for one in uow.moodle_plans.plans(moodle.id, user_ids) if not one.is_gone
    ]
    ours = set(uow.moodle_plans.pushed_plans(moodle.id)) if held else set()
    theirs = [one for one in held if one.plan_id not in ours]
    if not theirs:
        return []
    names, given = _names(moodle.id, uow), rating_outcomes(moodle.id, uow)
    read_at = {
        one.user_id: one.read_at for one in uow.moodle_plans.reads(moodle.id, user_ids)
    }
    return [
        ShownPlan(
            moodle,
            plan,
            [
                ShownItem(
                    names[one.competency_id].name,
                    given.get(one.competency_id, ()),
                    one.is_proficient,
                )
                for one in plan.items
            ],
            read_at.get(plan.user_id),
        )
        for plan in theirs
    ]


def _names(moodle_id: str, uow: UnitOfWork) -> Mapping[int, MoodleCompetency]:
    return {one.id: one for one in uow.moodle_plans.competencies(moodle_id)}
