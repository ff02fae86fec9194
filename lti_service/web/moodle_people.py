"""Accounts of a Moodle that wait, and whose they are."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_service.domain.grant import Role
from lti_service.domain.organisation import mask_nip
from lti_service.errors import ServiceError
from lti_service.use_cases.moodle.attempt import shown_attempts
from lti_service.use_cases.moodle.match import (
    accounts_page,
    dismiss_account,
    link_account,
    link_exact_accounts,
    one_account,
    reopen_account,
    undo_link_act,
)
from lti_service.use_cases.moodle.plan import plans_of_account
from lti_service.use_cases.organisation.person_list import people_list
from lti_service.web.current import account, ports, require_everywhere
from lti_service.web.language import translate as _
from lti_service.web.moodle import problem_words
from lti_service.web.moodle_words import (
    basis_words,
    doubt_words,
    likeness_mark,
    result_words,
    status_mark,
)

blueprint = Blueprint("moodle_people", __name__, url_prefix="/admin/moodle")

_ROWS_A_PAGE = 50


@blueprint.get("/<moodle_id>/people")
def show(moodle_id: str) -> ResponseReturnValue:
    """Who waits, and who was matched."""
    require_everywhere(Role.ADMINISTRATOR)
    return _page(moodle_id, None), 200


@blueprint.post("/<moodle_id>/people/exact")
def link_exact(moodle_id: str) -> ResponseReturnValue:
    """Link all whose number and name agree, as one act."""
    require_everywhere(Role.ADMINISTRATOR)
    linked, act = link_exact_accounts(moodle_id, actor=account().id, ports=ports())
    return redirect(
        url_for(
            "moodle_people.show",
            moodle_id=moodle_id,
            linked=linked,
            act=act if linked else None,
        ),
        303,
    )


@blueprint.post("/<moodle_id>/people/undo")
def undo(moodle_id: str) -> ResponseReturnValue:
    """Take back what one act linked."""
    require_everywhere(Role.ADMINISTRATOR)
    try:
        undo_link_act(
            moodle_id, request.form.get("act", ""), actor=account().id, ports=ports()
        )
    except ServiceError as error:
        return _page(moodle_id, error), error.explanation.status
    return redirect(url_for("moodle_people.show", moodle_id=moodle_id, undone=1), 303)


@blueprint.get("/<moodle_id>/people/<int:user_id>")
def show_one(moodle_id: str, user_id: int) -> ResponseReturnValue:
    """One account, and a search for whose it is."""
    require_everywhere(Role.ADMINISTRATOR)
    return _account_page(moodle_id, user_id, None), 200


@blueprint.post("/<moodle_id>/people/<int:user_id>/link")
def link(moodle_id: str, user_id: int) -> ResponseReturnValue:
    """Say whose an account is."""
    require_everywhere(Role.ADMINISTRATOR)
    try:
        link_account(
            moodle_id,
            user_id,
            request.form.get("person", ""),
            actor=account().id,
            ports=ports(),
        )
    except ServiceError as error:
        return _account_page(moodle_id, user_id, error), error.explanation.status
    return _after(moodle_id, user_id, "linked")


@blueprint.post("/<moodle_id>/people/<int:user_id>/dismiss")
def dismiss(moodle_id: str, user_id: int) -> ResponseReturnValue:
    """Say that an account is nobody's here; a match is undone by it."""
    require_everywhere(Role.ADMINISTRATOR)
    dismiss_account(moodle_id, user_id, actor=account().id, ports=ports())
    return _after(moodle_id, user_id, "dismissed")


@blueprint.post("/<moodle_id>/people/<int:user_id>/reopen")
def reopen(moodle_id: str, user_id: int) -> ResponseReturnValue:
    """Let the rule say again whose an account is."""
    require_everywhere(Role.ADMINISTRATOR)
    reopen_account(moodle_id, user_id, actor=account().id, ports=ports())
    return _after(moodle_id, user_id, "reopened")


def _after(moodle_id: str, user_id: int, done: str) -> ResponseReturnValue:
    return redirect(
        url_for(
            "moodle_people.show_one", moodle_id=moodle_id, user_id=user_id, done=done
        ),
        303,
    )


def _page(moodle_id: str, error: ServiceError | None) -> str:
    page = max(request.args.get("page", 1, type=int), 1)
    words = request.args.get("q", "")
    found = accounts_page(moodle_id, page=page, words=words, ports=ports())
    return render_template(
        "moodle-people.html",
        found=found,
        moodle=found.moodle,
        page=page,
        pages=-(-found.waiting // _ROWS_A_PAGE),
        asked=words,
        linked=request.args.get("linked", -1, type=int),
        act=request.args.get("act", ""),
        undone=request.args.get("undone") == "1",
        doubt_words=doubt_words,
        basis_words=basis_words,
        likeness_mark=likeness_mark,
        mask_nip=mask_nip,
        problem=problem_words(error),
    )


def _account_page(moodle_id: str, user_id: int, error: ServiceError | None) -> str:
    moodle, shown = one_account(moodle_id, user_id, ports=ports())
    words = request.args.get("q", "").strip()
    plans, ratings = plans_of_account(moodle, user_id, ports=ports())
    people = people_list(account().id, words=words, ports=ports()) if words else None
    done = {
        "linked": _("Akun ini sudah ditautkan; yang dikerjakannya sudah dihitung."),
        "dismissed": _("Akun ini tidak milik siapa pun di sini; catatannya ditarik."),
        "reopened": _("Keputusan itu sudah dibatalkan; aturan berlaku lagi."),
    }
    return render_template(
        "moodle-account.html",
        moodle=moodle,
        shown=shown,
        one=shown.account,
        asked=words,
        people=people.rows if people else (),
        found=people.found if people else 0,
        plans=plans,
        ratings=ratings,
        attempts=shown_attempts(moodle_id, user_id, ports=ports()),
        status_mark=status_mark,
        result_words=result_words,
        done=done.get(request.args.get("done", "")),
        doubt_words=doubt_words,
        basis_words=basis_words,
        likeness_mark=likeness_mark,
        mask_nip=mask_nip,
        problem=problem_words(error),
        time_zone=ports().time_zone,
    )
