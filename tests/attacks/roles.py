"""Which page opens to which role, and to whom it shows something of the owner.

The words are those of the roles table of the domain model (§5). A new page is one word in
`routes` of the door that it is; where none fits, that is a decision to be made, and a new
door says it. `tests/attacks/test_role_view.py` walks all pages as all viewers.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from tests.attacks.viewers import ONESELF, VIEWERS

EVERYBODY = frozenset(VIEWERS)
NOBODY: frozenset[str] = frozenset()
OWN = frozenset({ONESELF})
OF_ALL = frozenset({"administrator of all"})
OF_UNIT = OF_ALL | {"administrator"}
ADMINISTRATORS = OF_UNIT | {"administrator elsewhere"}
VERIFIER = frozenset({"verifier"})
VERIFIERS = VERIFIER | {"verifier elsewhere"}
ASSESSOR = frozenset({"assessor"})
ASSESSORS = ASSESSOR | {"assessor elsewhere"}
SUPERVISOR = frozenset({"supervisor"})
AUTHOR = frozenset({"author"})
LEADER = frozenset({"leader"})
LEADERS = LEADER | {"leader elsewhere"}
AUDITOR = frozenset({"auditor"})


@dataclass(frozen=True, slots=True)
class Door:
    """Pages that open to the same people and show them the same of the owner.

    Attributes:
        words: What §5 says of them.
        routes: Endpoints, and ``report:<slug>`` with ``.csv`` for the file.
        opens: To whom; to all others the page is refused.
        shows: Who sees a word of the owner's there: nobody else does.
        numbers: Who sees the owner's whole NIP.
    """

    words: str
    routes: str
    opens: frozenset[str]
    shows: frozenset[str] = NOBODY
    numbers: frozenset[str] = NOBODY


DOORS = (
    Door(
        "Pegawai: own data, all of it, and nobody else's",
        """credential.mine individual_plan.show learning_hours.show me.show observation.mine
        report:kartu-jp report:kartu-jp.csv report:profil-saya
        report:profil-saya.csv""",
        EVERYBODY,
        OWN,
    ),
    Door(
        "Pegawai: own data, of which the owner's has none of the words looked for",
        """digest.show enrolment.mine help.participant help.show me.code me.open_course
        my_needs.show privacy.my_access
        privacy.my_data report.index
        report:riwayat-keputusan
        report:riwayat-keputusan.csv session.show""",
        EVERYBODY,
    ),
    Door(
        "Pegawai: one's own year, with the NIP that others need to believe it",
        "transcript.mine",
        EVERYBODY,
        OWN,
        OWN,
    ),
    Door("Pegawai: what is under one's own name", "attempt.get_attempt", OWN, OWN),
    Door(
        "Pegawai: what is under one's own name, as pages without a word of it",
        "attempt.get_page credential.certificate",
        OWN,
    ),
    Door("Pegawai: one's own files", "hand_in_file.get_own", OWN, OWN),
    Door(
        "Pegawai: one's own work looked at; administrators of everything",
        "review.show",
        OWN | OF_ALL,
        OWN | OF_ALL,
    ),
    Door(
        "Atasan langsung: what waits for oneself; nothing for who has no team",
        "report:tugas-atasan report:tugas-atasan.csv",
        EVERYBODY,
        SUPERVISOR,
    ),
    Door(
        "Atasan langsung: the team; nobody for who has none",
        "report:profil-tim report:profil-tim.csv",
        EVERYBODY,
        SUPERVISOR,
    ),
    Door(
        "Atasan langsung: status, evidence and plan of the team",
        "individual_plan.team observation.sheet team.member team.show",
        SUPERVISOR,
        SUPERVISOR,
    ),
    Door(
        "Atasan langsung and asesor: assignments to mark, named after the mark alone",
        "marking.queue",
        ASSESSORS | SUPERVISOR,
    ),
    Door("Atasan langsung: whom to observe", "observation.team", SUPERVISOR),
    Door("Asesor: drills to observe", "observation.drills", ASSESSORS),
    Door(
        "Verifikator OPD: needs and JP; admin: those of their units",
        "learning_hours.queue needs_queue.show report:jp report:jp.csv",
        VERIFIERS | ADMINISTRATORS,
        VERIFIER | OF_UNIT,
    ),
    Door(
        "Verifikator OPD: one need; admin: one of their units",
        "needs_queue.show_item",
        VERIFIER | OF_UNIT,
        VERIFIER | OF_UNIT,
    ),
    Door(
        "Verifikator OPD and admin: cycles, counted; people of the year alone",
        "needs.show needs.show_cycle report:akpk report:akpk.csv",
        VERIFIERS | ADMINISTRATORS,
    ),
    Door(
        "Asesor: cases of their unit",
        "assess.queue moderation.queue objection.queue",
        ASSESSORS,
        ASSESSOR,
    ),
    Door(
        "Asesor: one case of their unit",
        "assess.case marking.case moderation.case objection.case",
        ASSESSOR,
        ASSESSOR,
    ),
    Door(
        "Asesor: a file handed in; its owner; administrators of everything",
        "hand_in_file.get_handed_in",
        OWN | ASSESSOR | OF_ALL,
        OWN | ASSESSOR | OF_ALL,
    ),
    Door(
        "Admin BPSDM: the people of their units",
        """admin.show credential_list.show enrolment.show grant.choose person.show
        report:ipasn report:ipasn.csv""",
        ADMINISTRATORS,
        OF_UNIT,
    ),
    Door("Admin BPSDM: one of them", "person.show_one", OF_UNIT, OF_UNIT),
    Door(
        "Admin BPSDM: one of them, on paper that has the NIP",
        "transcript.of_person",
        OF_UNIT,
        OF_UNIT,
        OF_UNIT,
    ),
    Door(
        "Admin BPSDM: the people of their units, as a table that has the NIP",
        "admin.completions_csv",
        ADMINISTRATORS,
        OF_UNIT,
        OF_UNIT,
    ),
    Door(
        "Admin BPSDM: what belongs to units, and names nobody of them here",
        """drill.add_form drill.show enrolment.add_form grant.show programme.add_form programme.page
        programme.show unit.show""",
        ADMINISTRATORS,
    ),
    Door(
        "Admin BPSDM: what belongs to their unit",
        """programme.add_batch_form programme.edit_batch_form programme.edit_form
        unit.show_one""",
        OF_UNIT,
    ),
    Door(
        "Admin BPSDM of everything: what names somebody of whatever unit",
        """admin.show_account claim.show drill.edit_form drill.page
        moodle_people.show moodle_people.show_one moodle_push.ask_all moodle_push.show gradebook.csv_class gradebook.scores_csv
        gradebook.show gradebook.show_class outbox.show outbox.show_message
        privacy.person_data""",
        OF_ALL,
        OF_ALL,
    ),
    Door(
        "Admin BPSDM of everything: what the whole service rests on",
        """api_token.show credential_list.issuer gradebook.links grant.ask health.show
        import_run.report_csv import_run.show import_run.show_draft key.show
        moderation.figures moodle.ask_new moodle.ask_trust moodle.show
        moodle_competency.ask moodle_competency.show moodle_file.ask
        moodle.show_one moodle.show_run moodle_map.ask moodle_map.show
        moodle_map.show_course needs.mandates plan_item.ask_new plan_item.show
        platform.ask_new platform.ask_trust platform.show platform.show_one
        position.framework_csv position.show position.show_framework
        position.show_frameworks position.show_one roster.show_all rule.show
        rule.show_one""",
        OF_ALL,
    ),
    Door(
        "Penulis konten: versions, aggregates",
        """observation_sheet.add_form observation_sheet.edit_form
        observation_sheet.page observation_sheet.show author.choose author.course author.draft author.medium author.preview
        author.preview_draft author.show author.version report:cakupan
        report:cakupan.csv""",
        AUTHOR | OF_ALL,
    ),
    Door(
        "Penulis konten and admin: figures of questions",
        "report:soal report:soal.csv",
        AUTHOR | ADMINISTRATORS,
    ),
    Door(
        "PPK/pimpinan: the plan",
        """agency_plan.document agency_plan.document_pdf agency_plan.show
        agency_plan.show_year report:realisasi report:realisasi.csv report:rencana
        report:rencana.csv""",
        LEADER | OF_ALL,
    ),
    Door(
        "PPK/pimpinan and admin: summaries",
        "report:kesenjangan report:kesenjangan.csv",
        LEADERS | ADMINISTRATORS,
    ),
    Door(
        "Auditor: who opened whose data",
        "privacy.all_access",
        AUDITOR | OF_ALL,
        AUDITOR | OF_ALL,
    ),
    Door(
        "Auditor: the log",
        "report:audit report:audit.csv",
        AUDITOR | OF_ALL,
        AUDITOR | OF_ALL,
    ),
    Door(
        "Other systems, by a token of their own; nobody who is signed in",
        """api.get_person api.get_plan api.get_plan_item api.get_release api.list_completions
        api.list_evidence api.list_hours api.list_individual_plans api.list_people
        api.list_releases""",
        NOBODY,
    ),
    Door(
        "Whoever was named as observer of a drill; nobody here was",
        "observation.drill",
        NOBODY,
    ),
    Door(
        "Who teaches a class, as the LMS says; nobody here does",
        "deep_linking.search roster.show",
        NOBODY,
    ),
)

DOOR_OF: Mapping[str, Door] = {
    route: door for door in DOORS for route in door.routes.split()
}
