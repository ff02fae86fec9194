"""What service pages share: the tabs of a person's roles, and the language switch."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from lti_service.domain.grant import Role
from lti_service.errors import InvalidInputError
from lti_service.use_cases.access.grant import choose_language
from lti_service.web.address import rooted
from lti_service.web.asset import asset_url
from lti_service.web.current import grants, places, ports, session, session_or_none
from lti_service.web.language import LANGUAGES, language, translate as _

blueprint = Blueprint("page", __name__)

_PLACES = (
    *("/me", "/team", "/assess", "/author", "/admin"),
    *("/class", "/review", "/gradebook", "/reports", "/privacy", "/help"),
)
# Pages that belong to another one, by its address.
_ALSO = {"/admin/programmes": ("/admin/batches",)}


@dataclass(frozen=True, slots=True)
class Tab:
    """A page that a person may open."""

    url: str
    label: str
    current: bool


@blueprint.app_context_processor
def page_words() -> dict[str, Any]:
    """Give every template what the layout needs."""
    return {
        "asset_url": asset_url,
        "tabs": tabs,
        "admin_pages": admin_pages,
        "admin_index": admin_index,
        "language": language(),
        "other_language": "en" if language() == "id" else "id",
        "signed_in": session_or_none() is not None,
    }


@blueprint.post("/me/language")
def choose() -> ResponseReturnValue:
    """Let the pages of this session speak another language."""
    chosen, back = request.form.get("language", ""), request.form.get("back", "")
    if chosen not in LANGUAGES:
        raise InvalidInputError("bad-form")
    choose_language(session(), chosen, ports=ports())
    known = any(back == place or back.startswith(f"{place}/") for place in _PLACES)
    return redirect(rooted(back) if known else url_for("me.show"), 303)


def tabs() -> list[Tab]:
    """Return the pages that this person's roles open; none where nobody is signed in."""
    if session_or_none() is None:
        return []
    roles = {grant.role for grant in grants()}
    found = [("/me", _("Profil dan rencana"))]
    n = places().plans
    if n is not None or Role.SUPERVISOR in roles or _within("/team"):
        found.append(
            ("/team", _("Tim saya, {n} menunggu", n=n) if n else _("Tim saya"))
        )
    if Role.ASSESSOR in roles:
        found.append(("/assess", _("Antrean penilaian")))
    elif places().marks:
        found.append(("/assess/assignments", _("Tugas untuk dinilai")))
    if places().observes:
        found.append(("/assess/observe", _("Latihan yang Anda amati")))
    if Role.AUTHOR in roles:
        found.append(("/author", _("Kursus")))
    leads = any(g.role is Role.LEADERSHIP and not g.unit_code for g in grants())
    if leads and Role.ADMINISTRATOR not in roles:
        found.append(("/admin/plan", _("Rencana instansi")))
    if Role.ADMINISTRATOR in roles:
        found.append(("/admin", _("Administrasi")))
    elif Role.VERIFIER in roles:
        found.append(("/admin/hours", _("Verifikasi JP")))
        found.append(("/admin/needs", _("Verifikasi kebutuhan")))
    if Role.AUDITOR in roles and Role.ADMINISTRATOR not in roles:
        found.append(("/admin/access", _("Siapa membuka data")))
    found.append(("/reports", _("Laporan")))
    return [Tab(rooted(url), label, _within(url)) for url, label in found]


def admin_index() -> list[tuple[str, list[Tab]]]:
    """Return the pages of administration that this person may open, by group.

    A new page is one line of its group: address, words, and who may open it.
    """
    if session_or_none() is None:
        return []
    held = [grant for grant in grants() if grant.role is Role.ADMINISTRATOR]
    everywhere = any(not grant.unit_code for grant in held)
    groups = [
        (
            _("Pegawai dan organisasi"),
            [
                ("/admin/people", _("Pegawai"), True),
                ("/admin/units", _("Unit"), True),
                ("/admin/positions", _("Jabatan"), everywhere),
                ("/admin/frameworks", _("Kerangka"), everywhere),
                ("/admin/rules", _("Aturan"), everywhere),
                ("/admin/access", _("Siapa membuka data"), everywhere),
                ("/admin/import", _("Impor data"), everywhere),
            ],
        ),
        (
            _("Belajar dan bukti"),
            [
                ("/admin", _("Penyelesaian"), True),
                ("/admin/hours", _("Verifikasi JP"), True),
                ("/admin/programmes", _("Program pelatihan"), True),
                ("/admin/needs", _("Kebutuhan"), True),
                ("/admin/plan", _("Rencana instansi"), everywhere),
                ("/admin/moderation", _("Moderasi"), everywhere),
                ("/admin/drills", _("Latihan lapangan"), True),
                ("/admin/sheets", _("Lembar pengamatan"), everywhere),
                ("/author", _("Kursus dan versinya"), everywhere),
                ("/admin/credentials", _("Kredensial"), True),
            ],
        ),
        (
            _("Siapa boleh apa"),
            [
                ("/admin/grants", _("Peran"), True),
                ("/admin/claims", _("Klaim NIP"), everywhere),
                ("/admin/api", _("Token API"), everywhere),
            ],
        ),
        (
            _("LMS dan layanan"),
            [
                ("/admin/platforms", _("LMS"), everywhere),
                ("/admin/moodle", "Moodle", everywhere),
                ("/admin/links", _("Kegiatan"), everywhere),
                ("/admin/rosters", _("Peserta"), everywhere),
                ("/admin/outbox", _("Nilai terkirim"), everywhere),
                ("/admin/keys", _("Kunci"), everywhere),
                ("/admin/health", _("Kesehatan"), everywhere),
            ],
        ),
    ]
    found = [
        (
            group,
            [
                Tab(
                    rooted(url),
                    label,
                    request.path == url
                    or (url != "/admin" and _within(url, *_ALSO.get(url, ()))),
                )
                for url, label, open_to_them in pages
                if held and open_to_them
            ],
        )
        for group, pages in groups
    ]
    return [(group, pages) for group, pages in found if pages]


def admin_pages() -> list[Tab]:
    """Return the pages of the group that is open, and the way to all others."""
    if not _within("/admin"):
        return []
    for _group, pages in admin_index():
        if any(page.current for page in pages):
            others = Tab(rooted("/admin#semua"), _("Semua halaman"), current=False)
            return [*pages, others]
    return []


def _within(*places: str) -> bool:
    return any(
        request.path == place or request.path.startswith(f"{place}/")
        for place in places
    )
