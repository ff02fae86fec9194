"""Personal data: competence, development, credentials, and the trail."""

from lti_service.domain.personal_data import (
    PERSON,
    Path,
    PersonalTable,
    holds,
)
from lti_service.locale import Sentence

_RECIPIENT = (Path(("recipient",)), Path(("recipient",), "accounts"))

COMPETENCE = (
    PersonalTable(
        "evidence",
        Sentence("Bukti kompetensi"),
        "competence",
        (PERSON,),
        holds(
            fact="sequence id person_id competency_code level kind result observed_on "
            "valid_until activity source state rule_version recorded_at",
            actor="assessor_id",
        ),
    ),
    PersonalTable(
        "decisions",
        Sentence("Penetapan kompetensi"),
        "competence",
        (PERSON,),
        holds(
            fact="id number person_id competency_code level outcome evidence_ids "
            "follows_proposal decided_at valid_until rule_version supersedes",
            text="reason",
            actor="decided_by",
        ),
    ),
    PersonalTable(
        "moderations",
        Sentence("Penilaian asesor lain atas penetapan"),
        "competence",
        (Path(("decision_id",), "decisions"),),
        holds(
            fact="id decision_id turn outcome judged_at replacement",
            text="reason",
            actor="judged_by",
        ),
    ),
    PersonalTable(
        "objections",
        Sentence("Keberatan Anda dan jawabannya"),
        "competence",
        (PERSON,),
        holds(
            fact="id decision_id person_id raised_at answered_at upheld replacement",
            text="reason answer",
            actor="answered_by",
        ),
    ),
    PersonalTable(
        "standings",
        Sentence("Keadaan kompetensi, dihitung dari bukti"),
        "competence",
        (PERSON,),
        holds(
            fact="person_id competency_code required held state assessed provisional "
            "valid_until"
        ),
    ),
    PersonalTable(
        "person_summaries",
        Sentence("Unit dan kelompok jabatan untuk laporan"),
        "competence",
        (PERSON,),
        holds(fact="person_id unit_code group changes_on rule_version revision"),
    ),
    PersonalTable(
        "summary_changes",
        Sentence("Tanda bahwa keadaan kompetensi perlu dihitung lagi"),
        "competence",
        (Path(("key",)),),
        holds(fact="sequence kind key"),
    ),
)
DEVELOPMENT = (
    PersonalTable(
        "drills",
        Sentence("Latihan yang Anda ikuti atau amati"),
        "competence",
        (),
        holds(
            fact="id revision sheet_id sheet_version title day place unit_code "
            "cancelled saved_at",
            shared="observers participants",
            actor="saved_by",
        ),
        special=True,
    ),
    PersonalTable(
        "observations",
        Sentence("Pengamatan dalam latihan"),
        "competence",
        (PERSON,),
        holds(
            fact="sequence id record revision drill_id sheet_id sheet_version "
            "person_id levels result passed on observed_at received_at withdrawn "
            "rule_version",
            text="comment reason",
            answers="comments",
            actor="observer_id said_by",
        ),
    ),
    PersonalTable(
        "jp_entries",
        Sentence("Catatan JP"),
        "development",
        (PERSON,),
        holds(
            fact="sequence id person_id activity organiser course_id route scope since "
            "until amount state record revision recorded_at",
            text="proof reason",
            actor="verifier_id",
        ),
    ),
    PersonalTable(
        "enrolments",
        Sentence("Kepesertaan dalam program"),
        "development",
        (PERSON,),
        holds(
            fact="id revision person_id batch_id plan_item_id state completed_on "
            "hours_learned source before recorded_at",
            text="reason",
            actor="recorded_by",
        ),
    ),
    PersonalTable(
        "need_items",
        Sentence("Kebutuhan pengembangan"),
        "development",
        (PERSON,),
        holds(
            fact="id year person_id unit_code position_code kind subject "
            "competency_code title held required provisional necessity target_code "
            "priority state proposed_at changed_at verified_at validated_at",
            text="reason verifier_note validator_note",
            actor="priority_by proposed_by changed_by verifier_id validator_id",
        ),
    ),
    PersonalTable(
        "need_changes",
        Sentence("Perubahan pada kebutuhan"),
        "development",
        (Path(("item_id",), "need_items"),),
        holds(
            fact="sequence item_id state priority held required at",
            text="note",
            actor="by",
        ),
    ),
    PersonalTable(
        "career_targets",
        Sentence("Jabatan yang dituju"),
        "development",
        (PERSON,),
        holds(fact="sequence year person_id position_code at", actor="by"),
    ),
    PersonalTable(
        "individual_plans",
        Sentence("Rencana pengembangan individu"),
        "development",
        (PERSON,),
        holds(
            fact="id person_id year row version state agreed_on at",
            answers="items",
            text="note",
            actor="supervisor_id by",
        ),
    ),
    PersonalTable(
        "plan_items",
        Sentence("Butir rencana instansi yang menyebut Anda"),
        "development",
        (),
        holds(
            fact="id version year number competency_code level unit_code people route "
            "organiser programme_code first_month last_month curriculum budget "
            "funding state revision changed_at",
            shared="need_ids person_ids",
            actor="changed_by",
        ),
        special=True,
    ),
)
CREDENTIALS = (
    PersonalTable(
        "credentials",
        Sentence("Kredensial Anda"),
        "credential",
        (PERSON,),
        holds(
            fact="id number person_id kind source title level named issued_at "
            "valid_until shown revoked_at revocation",
            text="token reason",
            actor="revoked_by",
        ),
    ),
    PersonalTable(
        "transcripts",
        Sentence("Transkrip yang pernah dibuat"),
        "credential",
        (PERSON,),
        holds(
            fact="id person_id year content_hash recognised decisions made_at",
            name="masked_name",
            actor="made_by",
        ),
    ),
)
MOODLE = (
    PersonalTable(
        "members",
        Sentence("Peserta kelas menurut LMS"),
        "moodle",
        (),
        holds(fact="roster_id role state joined_on left_on", text="subject name"),
        goes=True,
        special=True,
        retention="retention.member_months",
    ),
    PersonalTable(
        "moodle_accounts",
        Sentence("Pengguna Moodle yang dicocokkan"),
        "moodle",
        (PERSON,),
        holds(
            fact="moodle_id user_id person_id basis changed_at",
            text="idnumber doubt",
            name="name",
            actor="matched_by",
        ),
    ),
    PersonalTable(
        "moodle_file_users",
        Sentence("Tanda pengenal pada berkas laporan Moodle"),
        "moodle",
        (Path(("moodle_id", "user_id"), "moodle_accounts", ("moodle_id", "user_id")),),
        holds(fact="moodle_id user_id", text="key"),
        goes=True,
    ),
    PersonalTable(
        "moodle_mirrors",
        Sentence("Rencana dan penilaian yang dikirim ke Moodle"),
        "moodle",
        (PERSON,),
        holds(
            fact="moodle_id key kind title person_id links place wanted sent known "
            "remote_id state is_kept code changed_at",
            text="theirs",
        ),
        goes=True,
    ),
    PersonalTable(
        "moodle_participants",
        Sentence("Kepesertaan kursus di Moodle"),
        "moodle",
        (Path(("moodle_id", "user_id"), "moodle_accounts", ("moodle_id", "user_id")),),
        holds(
            fact="moodle_id course_id user_id last_access progress is_complete read_at "
            "left_at"
        ),
    ),
    PersonalTable(
        "moodle_attempts",
        Sentence("Percobaan paket SCORM di Moodle"),
        "moodle",
        (Path(("moodle_id", "user_id"), "moodle_accounts", ("moodle_id", "user_id")),),
        holds(
            fact="sequence moodle_id course_id activity_id user_id number status share "
            "seconds last_at items run_id recorded_at"
        ),
    ),
    PersonalTable(
        "moodle_plans",
        Sentence("Rencana belajar yang dibuat di Moodle"),
        "moodle",
        (Path(("moodle_id", "user_id"), "moodle_accounts", ("moodle_id", "user_id")),),
        holds(
            fact="sequence moodle_id user_id plan_id status due_at items is_gone "
            "run_id recorded_at",
            text="name",
        ),
    ),
    PersonalTable(
        "moodle_ratings",
        Sentence("Penilaian kompetensi di Moodle"),
        "moodle",
        (Path(("moodle_id", "user_id"), "moodle_accounts", ("moodle_id", "user_id")),),
        holds(
            fact="sequence moodle_id user_id line_id competency_id rater_id "
            "is_proficient rated_at run_id recorded_at",
            text="note place",
        ),
    ),
    PersonalTable(
        "moodle_plan_reads",
        Sentence("Kapan rencana belajar di Moodle dibaca"),
        "moodle",
        (Path(("moodle_id", "user_id"), "moodle_accounts", ("moodle_id", "user_id")),),
        holds(fact="moodle_id user_id read_at stamps"),
        goes=True,
    ),
    PersonalTable(
        "moodle_observations",
        Sentence("Penyelesaian dan nilai di Moodle"),
        "moodle",
        (Path(("moodle_id", "user_id"), "moodle_accounts", ("moodle_id", "user_id")),),
        holds(
            fact="sequence moodle_id course_id activity_id user_id completion "
            "completed_at share graded_at run_id recorded_at"
        ),
    ),
)
TRAIL = (
    PersonalTable(
        "notice_choices",
        Sentence("Pilihan Anda atas ringkasan lewat surel"),
        "access",
        _RECIPIENT,
        holds(
            fact="recipient frequency refused changed_at", text="address", opens="token"
        ),
        goes=True,
    ),
    PersonalTable(
        "digests",
        Sentence("Ringkasan yang dikirim lewat surel"),
        "access",
        _RECIPIENT,
        holds(
            fact="recipient day account_id state tries due_at changed_at", text="error"
        ),
        goes=True,
    ),
    PersonalTable(
        "audit",
        Sentence("Jejak tindakan atas data Anda"),
        "trail",
        (),
        holds(
            fact="sequence at action object",
            text="reason",
            mixed="before after",
            actor="actor",
        ),
        special=True,
    ),
    PersonalTable(
        "access_views",
        Sentence("Siapa membuka halaman data Anda"),
        "trail",
        (Path(("subject_id",)),),
        holds(fact="day subject_id page first_at", actor="actor"),
        retention="retention.access_days",
    ),
    PersonalTable(
        "import_drafts",
        Sentence("Berkas impor yang menunggu dan menyebut NIP"),
        "trail",
        (),
        holds(
            fact="id kind dropped complete created_at expires_at state",
            shared="sheet report",
            actor="actor",
        ),
        goes=True,
        special=True,
    ),
)
