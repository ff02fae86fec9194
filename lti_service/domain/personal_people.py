"""Personal data: who people are, how they come in, and what they learn."""

from lti_service.domain.personal_data import (
    ACCOUNT,
    ATTEMPT,
    PERSON,
    Path,
    PersonalTable,
    holds,
)
from lti_service.locale import Sentence

STAFF = (
    PersonalTable(
        "people",
        Sentence("Nama, jenis pegawai, dan surel dinas"),
        "staff",
        (Path(("id",)),),
        holds(fact="id employment_type active absences", name="name", text="email"),
    ),
    PersonalTable(
        "person_identifiers",
        Sentence("NIP dan nomor lain, menurut tanggal"),
        "staff",
        (PERSON,),
        holds(fact="id person_id kind valid_from valid_to", text="value"),
        goes=True,
    ),
    PersonalTable(
        "postings",
        Sentence("Riwayat jabatan, unit, dan atasan"),
        "staff",
        (PERSON,),
        holds(
            fact="person_id since position_code unit_code until kind",
            actor="supervisor_id",
        ),
    ),
)
ACCESS = (
    PersonalTable(
        "accounts",
        Sentence("Akun LMS yang ditautkan"),
        "access",
        (PERSON,),
        holds(
            fact="id platform_id person_id created_at seen_at",
            key="subject",
            name="name",
            text="email claimed_nip",
        ),
    ),
    PersonalTable(
        "claim_reviews",
        Sentence("Pemeriksaan atas NIP yang diakui akun"),
        "access",
        (ACCOUNT,),
        holds(
            fact="account_id state act reviewed_at",
            text="nip reason",
            actor="reviewed_by",
        ),
        goes=True,
    ),
    PersonalTable(
        "sessions",
        Sentence("Peramban tempat Anda masuk"),
        "access",
        (ACCOUNT,),
        holds(
            opens="id",
            fact="account_id instructor frame_ancestor locale created_at expires_at "
            "resource_link_id replaced_at",
        ),
        goes=True,
        retention="retention.session_hours",
    ),
    PersonalTable(
        "session_epochs",
        Sentence("Berapa kali akun dikeluarkan dari peramban"),
        "access",
        (ACCOUNT,),
        holds(fact="account_id epoch"),
    ),
    PersonalTable(
        "grants",
        Sentence("Peran Anda dalam layanan ini"),
        "access",
        (PERSON, ACCOUNT),
        holds(
            fact="id role person_id account_id unit_code until granted_at since "
            "ended_at",
            actor="granted_by ended_by",
        ),
    ),
    PersonalTable(
        "invitations",
        Sentence("Kode undangan yang Anda pakai"),
        "access",
        (Path(("used_by",), "accounts"),),
        holds(
            opens="code_hash",
            fact="role expires_at used_by unit_code",
            actor="created_by",
        ),
        retention="retention.invitation_days",
    ),
    PersonalTable(
        "content_picks",
        Sentence("Pemilihan isi yang sedang berjalan"),
        "access",
        (ACCOUNT,),
        holds(
            opens="id data return_url",
            fact="account_id platform_id deployment_id resource_link_id multiple "
            "line_items expires_at",
        ),
        goes=True,
        retention="retention.session_hours",
    ),
)
LEARNING = (
    PersonalTable(
        "attempts",
        Sentence("Kegiatan belajar: halaman, jawaban terakhir, dan poin"),
        "learning",
        (ACCOUNT,),
        holds(
            fact="id account_id resource_link_id release_id course_id module_id "
            "ordinal started_at updated_at viewed place completed_at passed_at "
            "sent_hundredths activity_id instructor",
            answers="activities",
        ),
    ),
    PersonalTable(
        "events",
        Sentence("Setiap langkah belajar dan jawabannya"),
        "learning",
        (ATTEMPT,),
        holds(
            fact="sequence attempt_id id kind activity at question received_at reply",
            answers="answer",
        ),
    ),
    PersonalTable(
        "hand_ins",
        Sentence("Tugas yang dikumpulkan"),
        "learning",
        (ACCOUNT,),
        holds(
            fact="sequence id attempt_id activity_id number account_id course_id "
            "handed_in_at due_at",
            answers="answers",
        ),
    ),
    PersonalTable(
        "hand_in_files",
        Sentence("Berkas tugas"),
        "learning",
        (ACCOUNT,),
        holds(
            fact="attempt_id id account_id activity_id size sha256 sent_at",
            text="name",
        ),
        goes=True,
    ),
    PersonalTable(
        "file_contents",
        Sentence("Isi berkas tugas"),
        "learning",
        (Path(("sha256",), "hand_in_files", ("sha256",)),),
        holds(fact="sha256", text="data"),
        goes=True,
        special=True,
    ),
    PersonalTable(
        "marks",
        Sentence("Penilaian tugas dan komentarnya"),
        "learning",
        (Path(("hand_in_id",), "hand_ins"),),
        holds(
            fact="sequence id hand_in_id turn verdict levels given maximum passed "
            "settles rule_version marked_at undoes",
            text="comment",
            answers="comments",
            actor="marked_by",
        ),
    ),
    PersonalTable(
        "mark_drafts",
        Sentence("Penilaian tugas yang belum selesai"),
        "learning",
        (Path(("hand_in_id",), "hand_ins"),),
        # Of a marker who has not said it yet: it is not told, and the marker goes on.
        holds(
            fact="hand_in_id saved_at leased_until",
            shared="levels comments comment",
            actor="marker_id",
        ),
        retention="retention.mark_draft_days",
    ),
    PersonalTable(
        "outbox",
        Sentence("Nilai yang dikirim ke LMS"),
        "learning",
        (),
        holds(
            fact="id kind platform_id revision state tries due_at leased_until "
            "timestamp error created_at updated_at queued_at",
            key="natural_key",
            text="payload",
        ),
        special=True,
    ),
)
