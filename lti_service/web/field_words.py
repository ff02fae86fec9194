"""What the fields of people, units, positions and standards are called on pages."""

from lti_service.web.language import translate as _


def field_words() -> dict[str, str]:
    """Return the words for each field of a fact."""
    return {
        "name": _("Nama"),
        "nip": _("NIP"),
        "employment_type": _("Jenis pegawai"),
        "email": _("Surel"),
        "active": _("Aktif"),
        "absences": _("Tidak ada dalam daftar lengkap"),
        "position_code": _("Jabatan"),
        "unit_code": _("Unit"),
        "supervisor_id": _("Atasan langsung"),
        "since": _("Sejak"),
        "until": _("Sampai"),
        "kind": _("Jenis"),
        "parent_code": _("Unit induk"),
        "island": _("Pulau"),
        "district": _("Wilayah"),
        "head_code": _("Jabatan kepala"),
        "closed_on": _("Hari terakhir"),
        "group": _("Kelompok"),
        "grade": _("Jenjang"),
        "title": _("Judul"),
        "version": _("Versi"),
        "status": _("Status"),
        "source_uri": _("Sumber"),
        "legal_basis": _("Dasar hukum"),
        "framework_code": _("Kerangka"),
        "definition": _("Definisi"),
        "indicators": _("Indikator"),
        "level": _("Level"),
        "necessity": _("Keperluan"),
        "valid_from": _("Berlaku sejak"),
        "valid_to": _("Berlaku sampai"),
    }
