"""NIPs that platforms sent and that wait for an administrator's word."""

from collections.abc import Callable
from itertools import zip_longest

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_service.domain.claim import Conflict, ConflictKind, Likeness, ReviewState
from lti_service.domain.grant import Role
from lti_service.domain.organisation import mask_nip
from lti_service.errors import ConflictError, InvalidInputError, ServiceError
from lti_service.use_cases.access.claim_queue import (
    ReviewAct,
    claim_queue,
    confirm_link,
    dismiss_claim,
    link_claim,
    link_exact_claims,
    review_act,
    undo_review,
)
from lti_service.web.current import account, ports, require_everywhere
from lti_service.web.language import translate as _

blueprint = Blueprint("claim", __name__, url_prefix="/admin/claims")


@blueprint.get("")
def show() -> ResponseReturnValue:
    """The queue, those that wait longest first."""
    # Accounts belong to no unit.
    require_everywhere(Role.ADMINISTRATOR)
    return _page(None), 200


@blueprint.post("/<account_id>/link")
def link(account_id: str) -> ResponseReturnValue:
    """Link an account to the person whose NIP it claims."""
    return _act(lambda who: link_claim(account_id, _seen(), actor=who, ports=ports()))


@blueprint.post("/<account_id>/confirm")
def confirm(account_id: str) -> ResponseReturnValue:
    """Say that a link with a doubtful name is right."""
    return _act(lambda who: confirm_link(account_id, _seen(), actor=who, ports=ports()))


@blueprint.post("/<account_id>/dismiss")
def dismiss(account_id: str) -> ResponseReturnValue:
    """Say that an account is not the person whose NIP it claims."""
    reason = request.form.get("reason", "")
    return _act(
        lambda who: dismiss_claim(account_id, _seen(), reason, actor=who, ports=ports())
    )


@blueprint.post("/link-exact")
def link_exact() -> ResponseReturnValue:
    """Link at once all that were shown and whose NIP and name agree."""

    def act(who: str) -> str:
        if request.form.get("sure") != "1":
            raise InvalidInputError("not-confirmed")
        ids = request.form.getlist("account")
        return link_exact_claims(ids, actor=who, ports=ports())

    return _act(act)


@blueprint.post("/undo")
def undo() -> ResponseReturnValue:
    """Undo one act."""
    require_everywhere(Role.ADMINISTRATOR)
    undo_review(request.form.get("act", ""), actor=account().id, ports=ports())
    return redirect(url_for("claim.show", undone=1), 303)


def _act(act: Callable[[str], str]) -> ResponseReturnValue:
    """Do it, and go on with what comes next in the queue."""
    require_everywhere(Role.ADMINISTRATOR)
    try:
        done = act(account().id)
    except (InvalidInputError, ConflictError) as error:
        return _page(error), error.explanation.status
    following = request.form.get("next") or None
    return redirect(url_for("claim.show", done=done, at=following, _anchor="done"), 303)


def _seen() -> str:
    return request.form.get("seen", "")


def _page(error: ServiceError | None) -> str:
    words = error.explanation if error else None
    queue = claim_queue(ports=ports())
    ids = [conflict.account.id for conflict in queue.conflicts]
    return render_template(
        "claims.html",
        queue=queue,
        next_of=dict(zip_longest(ids, ids[1:], fillvalue="")),
        problem=(_(words.message), _(words.remedy)) if words else None,
        done=review_act(request.args.get("done", ""), ports=ports()),
        at=request.args.get("at", ""),
        undone=request.args.get("undone"),
        done_words=_done_words,
        kind_words=_kind_words,
        likeness_mark=_likeness_mark,
        mask_nip=mask_nip,
    )


def _done_words(done: ReviewAct) -> str:
    n, name = len(done.names), done.names[0] if done.names else ""
    match done.state:
        case ReviewState.LINKED if n > 1:
            return _("{n} akun sudah ditautkan.", n=n)
        case ReviewState.LINKED:
            return _("Akun {name} sudah ditautkan.", name=name)
        case ReviewState.CONFIRMED:
            return _("Tautan akun {name} sudah dipastikan.", name=name)
        case _:
            return _("Klaim akun {name} sudah ditolak.", name=name)


def _kind_words(conflict: Conflict) -> tuple[str, str]:
    """Return what stands against a claim in a few words, and what it means."""
    linked = conflict.linked.name if conflict.linked else ""
    match conflict.kind:
        case ConflictKind.CHANGED:
            return _("NIP berubah setelah ditautkan"), _(
                "Akun ini tetap tertaut dengan {name}. Dari pegawai dengan NIP yang baru "
                "tidak ada yang ditampilkan kepadanya.",
                name=linked,
            )
        case ConflictKind.UNKNOWN_NIP:
            return _("NIP tidak dikenal"), _(
                "Tidak ada pegawai dengan NIP ini: datanya belum diimpor, atau nomornya "
                "salah di LMS."
            )
        case ConflictKind.TAKEN:
            return _("NIP dipakai akun lain"), _(
                "Akun lain di LMS yang sama menyebut NIP ini, atau sudah tertaut dengan "
                "pegawainya."
            )
        case ConflictKind.NAME_FAR if conflict.linked:
            return _("Tertaut, tetapi namanya jauh berbeda"), _(
                "LMS ini dipercaya, jadi akunnya sudah tertaut. Pastikan keduanya orang "
                "yang sama."
            )
        case ConflictKind.NAME_FAR:
            return _("Nama jauh berbeda"), _(
                "NIP-nya ada, tetapi namanya lain. Mungkin nomornya tertukar di LMS."
            )
        case ConflictKind.UNTRUSTED:
            return _("LMS belum dipercaya"), _(
                "Pengguna LMS ini mungkin dapat mengubah nomornya sendiri."
            )
        case _:
            return _("Belum masuk lagi"), _(
                "LMS ini dipercaya: akun ditautkan dengan sendirinya saat pemiliknya "
                "masuk lagi."
            )


def _likeness_mark(likeness: Likeness) -> tuple[str, str]:
    """Return the class and the words for how alike two names are."""
    marks = {
        Likeness.SAME: ("right", _("nama sama")),
        Likeness.CLOSE: ("right", _("nama mirip")),
        Likeness.PARTLY: ("attention", _("nama sebagian sama")),
        Likeness.FAR: ("wrong", _("nama jauh berbeda")),
        Likeness.UNKNOWN: ("info", _("nama tidak dapat dibandingkan")),
    }
    return marks[likeness]
