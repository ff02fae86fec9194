"""Authors' pages: upload a release, compare it, publish it, go back; how a course fares."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_service.domain.course import DraftState
from lti_service.domain.grant import Role
from lti_service.errors import (
    ConflictError,
    ForbiddenError,
    InvalidInputError,
    ServiceError,
)
from lti_service.use_cases.publishing.author import (
    author_desk,
    study_course,
    version_course,
)
from lti_service.use_cases.publishing.release_draft import (
    DRAFT_LIFE,
    compare,
    discard_draft,
    draft_course,
    draft_medium,
    publish_draft,
    restore_draft,
    roll_back,
    show_draft,
    upload_release,
    withdraw_course,
)
from lti_service.web import author_words
from lti_service.web.asset import asset_url, medium_response
from lti_service.web.current import account, ports, require
from lti_service.web.language import language, translate as _
from lti_service.web.launch import only_to_read

blueprint = Blueprint("author", __name__, url_prefix="/author")

AUTHORS = (Role.AUTHOR, Role.ADMINISTRATOR)


@blueprint.before_request
def only_authors() -> None:
    """Let in who writes courses: these are offered to all units.

    Raises:
        ForbiddenError: No such role (``forbidden``), or only for some units
            (``author-of-unit``).
    """
    held = require(*AUTHORS)
    if all(grant.unit_code for grant in held):
        raise ForbiddenError("author-of-unit")


@blueprint.get("")
def show() -> ResponseReturnValue:
    """All courses, and the drafts that wait."""
    return render_template(
        "author.html",
        desk=author_desk(ports=ports()),
        done=_done_words().get(request.args.get("done", "")),
        life=DRAFT_LIFE.days,
        time_zone=ports().time_zone,
    )


@blueprint.get("/upload")
def choose() -> ResponseReturnValue:
    """Choose a release file."""
    return _upload_page(None), 200


@blueprint.post("/upload")
def upload() -> ResponseReturnValue:
    """Keep a release file as a draft."""
    file = request.files.get("file")
    content = file.read() if file else b""
    try:
        if not content:
            raise InvalidInputError("upload-missing")
        draft = upload_release(content, account().id, ports=ports())
    except (InvalidInputError, ConflictError) as error:
        return _upload_page(error), error.explanation.status
    return redirect(url_for("author.draft", draft_id=draft.id), 303)


@blueprint.get("/upload/<draft_id>")
def draft(draft_id: str) -> ResponseReturnValue:
    """What was found in a draft, and what publishing it would come to."""
    return _draft_page(draft_id, None), 200


@blueprint.post("/upload/<draft_id>/publish")
def publish(draft_id: str) -> ResponseReturnValue:
    """Offer a draft."""
    seen = request.form.get("seen", "")
    try:
        offer = publish_draft(draft_id, seen, account().id, ports=ports())
    except ConflictError as error:
        return _draft_page(draft_id, error), error.explanation.status
    address = url_for("author.course", course_id=offer.course_id, done="published")
    return redirect(address, 303)


@blueprint.post("/upload/<draft_id>/discard")
def discard(draft_id: str) -> ResponseReturnValue:
    """Put a draft away."""
    try:
        discard_draft(draft_id, account().id, ports=ports())
    except ConflictError as error:
        return _draft_page(draft_id, error), error.explanation.status
    return redirect(url_for("author.show", done="discarded"), 303)


@blueprint.post("/upload/<draft_id>/restore")
def restore(draft_id: str) -> ResponseReturnValue:
    """Take a discarded draft back."""
    try:
        restore_draft(draft_id, account().id, ports=ports())
    except ConflictError as error:
        return _draft_page(draft_id, error), error.explanation.status
    return redirect(url_for("author.draft", draft_id=draft_id), 303)


@blueprint.get("/upload/<draft_id>/preview")
def preview_draft(draft_id: str) -> ResponseReturnValue:
    """The pages of a draft, to be read."""
    media = url_for("author.medium", draft_id=draft_id, name="")
    return render_template(
        "author-preview.html",
        course=draft_course(draft_id, ports=ports()),
        shown=lambda html: only_to_read(html.replace('="media/', f'="{media}')),
        back=url_for("author.draft", draft_id=draft_id),
        style_url=asset_url("course.css"),
    )


@blueprint.get("/upload/<draft_id>/media/<path:name>")
def medium(draft_id: str, name: str) -> ResponseReturnValue:
    """A picture, recording or document of a draft."""
    return medium_response(draft_medium(draft_id, name, ports=ports()))


@blueprint.get("/<course_id>")
def course(course_id: str) -> ResponseReturnValue:
    """Versions, coverage and how people fare."""
    return _course_page(course_id, None), 200


@blueprint.post("/<course_id>/rollback")
def rollback(course_id: str) -> ResponseReturnValue:
    """Offer another version again."""
    form = request.form
    try:
        offer = roll_back(
            form.get("release", ""),
            form.get("seen", ""),
            form.get("reason", ""),
            account().id,
            ports=ports(),
        )
    except (InvalidInputError, ConflictError) as error:
        return _course_page(course_id, error), error.explanation.status
    address = url_for("author.course", course_id=offer.course_id, done="rolled-back")
    return redirect(address, 303)


@blueprint.post("/<course_id>/withdraw")
def withdraw(course_id: str) -> ResponseReturnValue:
    """Offer a course no more."""
    form = request.form
    try:
        withdraw_course(
            course_id,
            form.get("seen", ""),
            form.get("reason", ""),
            account().id,
            ports=ports(),
        )
    except (InvalidInputError, ConflictError) as error:
        return _course_page(course_id, error), error.explanation.status
    address = url_for("author.course", course_id=course_id, done="withdrawn")
    return redirect(address, 303)


@blueprint.get("/<course_id>/versions/<release_id>")
def version(course_id: str, release_id: str) -> ResponseReturnValue:
    """What going to another version would come to."""
    release, found = version_course(course_id, release_id, ports=ports())
    return render_template(
        "author-version.html",
        release=release,
        comparison=compare(found, ports=ports()),
        words=author_words,
    )


@blueprint.get("/<course_id>/versions/<release_id>/preview")
def preview(course_id: str, release_id: str) -> ResponseReturnValue:
    """The pages of a stored version, to be read."""
    release, found = version_course(course_id, release_id, ports=ports())
    return render_template(
        "author-preview.html",
        course=found,
        shown=only_to_read,
        back=url_for("author.course", course_id=release.course_id),
        style_url=asset_url("course.css"),
    )


def _upload_page(error: ServiceError | None) -> str:
    known = ""
    if error is not None and error.code == "release-stored":
        known = url_for("author.course", course_id=error.context["course"])
    elif error is not None and error.code == "draft-waiting":
        known = url_for("author.draft", draft_id=error.context["draft"])
    return render_template("author-upload.html", problem=_problem(error), known=known)


def _draft_page(draft_id: str, error: ServiceError | None) -> str:
    view = show_draft(draft_id, ports=ports())
    return render_template(
        "author-draft.html",
        view=view,
        waits=view.draft.state is DraftState.WAITING,
        problem=_problem(error),
        words=author_words,
        life=DRAFT_LIFE.days,
        spoken=language(),
        time_zone=ports().time_zone,
    )


def _course_page(course_id: str, error: ServiceError | None) -> str:
    study = study_course(course_id, request.args.get("version", ""), ports=ports())
    return render_template(
        "author-course.html",
        study=study,
        problem=_problem(error),
        done=_done_words().get(request.args.get("done", "")),
        form=request.form,
        words=author_words,
        time_zone=ports().time_zone,
    )


def _problem(error: ServiceError | None) -> tuple[str, str] | None:
    if error is None:
        return None
    return _(error.explanation.message), _(error.explanation.remedy)


def _done_words() -> dict[str, str]:
    return {
        "published": _(
            "Versi itu terbit: percobaan baru mulai padanya, yang sedang berjalan tetap "
            "pada versinya."
        ),
        "rolled-back": _(
            "Versi itu ditawarkan lagi: percobaan baru mulai padanya, yang sedang "
            "berjalan tetap pada versinya."
        ),
        "withdrawn": _(
            "Kursus ini ditarik: tidak ada yang dapat memulainya, yang sudah mulai tetap "
            "dapat melanjutkan."
        ),
        "discarded": _(
            "Draf itu dibuang. Selama 30 hari Anda dapat mengambilnya lagi."
        ),
    }
