"""Tables of the service itself: no row is about a person, some tell who made it."""

from collections.abc import Sequence

from lti_service.domain.personal_data import PersonalTable, holds
from lti_service.locale import Sentence


def _of(
    name: str,
    title: Sentence,
    facts: str,
    *,
    actor: str = "",
    opens: str = "",
    shared: str = "",
    retention: str = "",
) -> PersonalTable:
    columns = holds(fact=facts, actor=actor, opens=opens, shared=shared)
    return PersonalTable(name, title, "service", (), columns, retention=retention)


SERVICE: Sequence[PersonalTable] = (
    _of(
        "batches",
        Sentence("Angkatan program"),
        "id revision programme_code name since until mode places context_id "
        "recorded_at",
        shared="facilitator",
    ),
    _of(
        "circuits",
        Sentence("Apakah LMS dapat dihubungi"),
        "platform_id failures failed_message paused_until next_slot_at error",
    ),
    _of(
        "competencies",
        Sentence("Kompetensi"),
        "code framework_code name kind parent_code definition",
    ),
    _of(
        "credential_keys",
        Sentence("Kunci kredensial"),
        "kid created_at",
        opens="pem",
    ),
    _of(
        "frameworks",
        Sentence("Kerangka kompetensi"),
        "code title version status source_uri legal_basis",
    ),
    _of(
        "gap_counts",
        Sentence("Jumlah kesenjangan per unit"),
        "unit_code group competency_code required people assessed met gaps provisional",
    ),
    _of(
        "import_runs",
        Sentence("Riwayat impor"),
        "id kind name digest at rows added changed unchanged warnings",
        actor="actor",
    ),
    _of(
        "issuer_profiles",
        Sentence("Penerbit kredensial"),
        "saved_at name url email image_url",
        actor="saved_by",
    ),
    _of(
        "jp_conversions",
        Sentence("Konversi JP"),
        "code scope valid_from valid_to name basis value cap_value cap_period "
        "version legal_basis",
    ),
    _of(
        "media",
        Sentence("Gambar dan media kursus"),
        "name media_type data",
    ),
    _of(
        "moodles",
        Sentence("Moodle yang dibaca"),
        "id name url platform_id trusts_idnumber created_at ended_at pushes_since",
        opens="token",
    ),
    _of(
        "needs_cycles",
        Sentence("Siklus kebutuhan"),
        "year reference_date state inventory_until verification_until "
        "validation_until opened_at state_at decided_on document_number "
        "cursor inventoried_at",
        actor="opened_by decided_by",
    ),
    _of(
        "nonces",
        Sentence("Tanda sekali pakai dari LMS"),
        "platform_id expires_at",
        opens="nonce",
        retention="retention.session_hours",
    ),
    _of(
        "plan_revisions",
        Sentence("Revisi rencana instansi"),
        "id year number reason document_no changes at",
        actor="by",
    ),
    _of(
        "plan_spendings",
        Sentence("Pengeluaran rencana"),
        "sequence id item_id year amount spent_on note takes_back at",
        actor="by",
    ),
    _of(
        "plan_steps",
        Sentence("Tahap rencana instansi"),
        "id year number act document_no document_date note at",
        actor="by",
    ),
    _of(
        "platforms",
        Sentence("LMS yang terdaftar"),
        "id issuer client_id name auth_url token_url jwks_url deployments "
        "trust_nip created_at",
    ),
    _of(
        "positions",
        Sentence("Jabatan"),
        "code name group grade",
    ),
    _of(
        "programmes",
        Sentence("Program pelatihan"),
        "code version title outcomes hours route target_group organiser "
        "owner_unit course_id lms_reference since until state recorded_at",
    ),
    _of(
        "api_tokens",
        Sentence("Token API untuk sistem lain"),
        "id name scopes unit_code created_at expires_at last_used_at ended_at",
        actor="created_by ended_by",
        opens="secret_hash",
    ),
    _of(
        "api_replays",
        Sentence("Jawaban API yang diulang"),
        "token_id key request status location at",
        shared="body",
    ),
    _of(
        "registration_invitations",
        Sentence("Undangan pendaftaran LMS"),
        "created_at expires_at taken_at platform_id",
        opens="secret_hash",
        retention="retention.invitation_days",
    ),
    _of(
        "release_drafts",
        Sentence("Versi kursus yang diunggah"),
        "id course_id version title language content_hash uploaded_at state changed_at",
        actor="uploaded_by",
    ),
    _of(
        "releases",
        Sentence("Versi kursus"),
        "id course_id version title language content_hash published_at",
    ),
    _of(
        "rule_parameters",
        Sentence("Aturan bertanggal"),
        "code valid_from valid_to value unit version legal_basis",
    ),
    _of(
        "signing_keys",
        Sentence("Kunci tanda tangan"),
        "kid created_at",
        opens="pem",
    ),
    _of(
        "summary_state",
        Sentence("Keadaan ringkasan"),
        "name value",
    ),
    _of(
        "survey_responses",
        Sentence("Jawaban survei tanpa nama"),
        "id course_id version survey_id answers received_on",
    ),
    _of(
        "observation_sheets",
        Sentence("Lembar pengamatan"),
        "id version title outcomes instructions levels criteria source ended saved_at",
        actor="saved_by",
    ),
    _of(
        "digest_days",
        Sentence("Hari ringkasan dibuat"),
        "day begun_at",
    ),
    _of(
        "units",
        Sentence("Unit organisasi"),
        "code name kind parent_code island district head_code closed_on",
    ),
    _of(
        "competency_levels",
        Sentence("Level kompetensi"),
        "competency_code level name indicators",
    ),
    _of(
        "course_offers",
        Sentence("Versi kursus yang ditawarkan"),
        "course_id number release_id act offered_at reason",
        actor="offered_by",
    ),
    _of(
        "draft_contents",
        Sentence("Isi versi yang diunggah"),
        "draft_id content",
    ),
    _of(
        "former_units",
        Sentence("Nama lama unit"),
        "code until name parent_code",
    ),
    _of(
        "moodle_activities",
        Sentence("Kegiatan di Moodle"),
        "moodle_id id course_id module instance name tracking package package_version",
    ),
    _of(
        "moodle_competencies",
        Sentence("Kompetensi di Moodle"),
        "moodle_id id idnumber name framework",
    ),
    _of(
        "moodle_courses",
        Sentence("Kursus di Moodle"),
        "moodle_id id idnumber short_name name tracks_completion",
    ),
    _of(
        "moodle_file_places",
        Sentence("Nama kursus dan kegiatan pada berkas laporan Moodle"),
        "moodle_id course_id key id",
    ),
    _of(
        "moodle_mappings",
        Sentence("Arti kursus Moodle"),
        "moodle_id course_id activity_id revision name programme_code hours "
        "route outcomes is_counted_already is_ended recorded_at",
        actor="recorded_by",
    ),
    _of(
        "moodle_runs",
        Sentence("Pembacaan Moodle"),
        "id moodle_id state is_trial is_full started_at seen_at finished_at "
        "next_course next_user counts refusals source",
        actor="actor",
    ),
    _of(
        "need_mandates",
        Sentence("Kebutuhan wajib"),
        "id year competency_code level unit_code group reason made_at ended_at",
        actor="made_by",
    ),
    _of(
        "needs_stages",
        Sentence("Tahap siklus kebutuhan"),
        "sequence year state at note",
        actor="by",
    ),
    _of(
        "position_standards",
        Sentence("Standar kompetensi jabatan"),
        "position_code competency_code valid_from valid_to level necessity legal_basis",
    ),
    _of(
        "release_contents",
        Sentence("Isi kursus"),
        "release_id content",
    ),
    _of(
        "resource_links",
        Sentence("Kegiatan di LMS"),
        "id platform_id deployment_id lti_id title context_id context_title "
        "line_item_url course_id module_id page activity_id memberships_url "
        "line_items_url found_line_item_url scores_due_at column_asked_at",
    ),
    _of(
        "rosters",
        Sentence("Daftar kelas"),
        "id platform_id deployment_id memberships_url context_id "
        "context_title due_at read_at failures error ignored",
    ),
    _of(
        "comparisons",
        Sentence("Perbandingan nilai dengan LMS"),
        "resource_link_id compared_at scores differing",
    ),
)
"""Answers to surveys without a name are among them: nothing leads from them to anybody."""
