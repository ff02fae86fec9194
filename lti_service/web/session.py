"""With which browsers somebody is signed in, and the way out."""

from flask import (
    Blueprint,
    make_response,
    redirect,
    render_template,
    request,
    session as form_session,
    url_for,
)
from flask.typing import ResponseReturnValue

from lti_service.domain.grant import Role
from lti_service.use_cases.lms.session import (
    end_account_sessions,
    end_other_sessions,
    end_session,
    own_sessions,
)
from lti_service.web.current import (
    SESSION_COOKIE,
    account,
    enter,
    ports,
    require_everywhere,
    session,
    set_cookie,
)
from lti_service.web.language import translate as _

blueprint = Blueprint("session", __name__)


@blueprint.get("/me/sessions")
def show() -> ResponseReturnValue:
    """The browsers in which one is signed in."""
    done = {
        "one": _("Perangkat itu sudah keluar."),
        "others": _("Semua perangkat lain sudah keluar."),
    }
    return render_template(
        "sessions.html",
        sessions=own_sessions(session(), ports=ports()),
        done=done.get(request.args.get("done", "")),
        time_zone=ports().time_zone,
    )


@blueprint.post("/me/sessions/<name>/end")
def end(name: str) -> ResponseReturnValue:
    """End one of one's own sessions."""
    if name == session().name:
        return sign_out()
    end_session(session(), name, ports=ports())
    return redirect(url_for("session.show", done="one"), 303)


@blueprint.post("/me/sessions/end-others")
def end_others() -> ResponseReturnValue:
    """End all of one's own sessions but this one."""
    end_other_sessions(session(), ports=ports())
    return redirect(url_for("session.show", done="others"), 303)


@blueprint.post("/me/sign-out")
def sign_out() -> ResponseReturnValue:
    """End the session of this browser."""
    end_session(session(), session().name, ports=ports())
    enter(None)
    form_session.clear()
    response = make_response(render_template("signed-out.html"))
    set_cookie(response, SESSION_COOKIE, "", 0)
    return response


@blueprint.post("/admin/accounts/<account_id>/sessions/end")
def end_of_account(account_id: str) -> ResponseReturnValue:
    """End all sessions of an account."""
    # Accounts belong to no unit.
    require_everywhere(Role.ADMINISTRATOR)
    end_account_sessions(account_id, actor=account().id, ports=ports())
    return redirect(
        url_for("admin.show_account", account_id=account_id, done="sessions"), 303
    )
