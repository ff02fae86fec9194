"""How routes become JP and what the law asks a year, as a migrated database has it."""

from datetime import date
from decimal import Decimal

from lti_service.domain.learning_hours import Basis, CapPeriod, JpConversion, Scope
from lti_service.domain.rule import RuleParameter

_CIRCULAR = (
    "Edaran BPS Februari 2019 menurut Peraturan LAN 10/2018; "
    "periksa: menunggu keputusan daerah"
)
_TWICE = f"{_CIRCULAR} (paling banyak dua kali sebulan dibaca sebagai batas JP sebulan)"
_CONTRACT = (
    "dihitung menurut tahun kalender, "
    "periksa: pasal itu menyebut tahun perjanjian kerja"
)
# Scope, basis, JP and cap of each route that is not simply taken as it is.
_NATIONAL = {
    "A1": ("PER_SEMESTER", "20", "", ""),
    "A2": ("PER_SEMESTER", "20", "", ""),
    "B6": ("PER_DAY", "4", "", ""),
    "B7": ("PER_DAY", "5", "", ""),
    "B11": ("PER_DAY", "4", "", ""),
    "C1": ("PER_SESSION", "2", "4", "MONTH"),
    "C2": ("PER_SESSION", "2", "4", "MONTH"),
    "C3": ("ACTUAL", "1", "3", "DAY"),
    "C5": ("PER_EVENT", "20", "", ""),
    "C7": ("PER_EVENT", "10", "", ""),
    "C8": ("PER_EVENT", "20", "", ""),
    "C9": ("ACTUAL", "1", "2", "DAY"),
    "C10": ("ACTUAL", "1", "2", "DAY"),
    "C11": ("PER_EVENT", "20", "", ""),
}
_INTERNATIONAL = {
    "A1": ("PER_SEMESTER", "20", "", ""),
    "A2": ("PER_SEMESTER", "20", "", ""),
    "B6": ("PER_DAY", "6", "", ""),
    "B7": ("PER_DAY", "7", "", ""),
    "B11": ("PER_DAY", "6", "", ""),
    "C1": ("PER_DAY", "4", "8", "MONTH"),
    "C2": ("PER_DAY", "4", "8", "MONTH"),
    "C3": ("ACTUAL", "1", "4", "DAY"),
    "C5": ("PER_EVENT", "24", "", ""),
    "C7": ("PER_EVENT", "20", "", ""),
    "C8": ("PER_EVENT", "24", "", ""),
    "C11": ("PER_EVENT", "24", "", ""),
}
_NAMES = {
    "A1": "Tugas belajar",
    "A2": "Izin belajar",
    "B1": "Pelatihan struktural kepemimpinan",
    "B2": "Pelatihan manajerial",
    "B3": "Pelatihan teknis",
    "B4": "Pelatihan fungsional",
    "B5": "Pelatihan sosial kultural",
    "B6": "Seminar, konferensi, sarasehan",
    "B7": "Workshop, lokakarya",
    "B8": "Kursus",
    "B9": "Penataran",
    "B10": "Bimbingan teknis",
    "B11": "Sosialisasi",
    "C1": "Coaching",
    "C2": "Mentoring",
    "C3": "E-learning",
    "C4": "Pelatihan jarak jauh",
    "C5": "Detasering",
    "C6": "Pembelajaran alam terbuka",
    "C7": "Benchmarking",
    "C8": "Pertukaran dengan swasta, BUMN, BUMD",
    "C9": "Belajar mandiri",
    "C10": "Komunitas belajar",
    "C11": "Magang, praktik kerja",
}


def jp_conversions() -> list[JpConversion]:
    """Version 1 of the conversions."""
    actual = ("ACTUAL", "1", "", "")
    found = [(Scope.NATIONAL, code, _NATIONAL.get(code, actual)) for code in _NAMES] + [
        (Scope.INTERNATIONAL, code, how) for code, how in _INTERNATIONAL.items()
    ]
    return [
        JpConversion(
            code=code,
            name=_NAMES[code],
            scope=scope,
            basis=Basis(basis),
            value=Decimal(value),
            cap_value=Decimal(cap) if cap else None,
            cap_period=CapPeriod(period),
            version=1,
            valid_from=date(2019, 1, 1),
            valid_to=None,
            legal_basis=_TWICE if period == "MONTH" else _CIRCULAR,
        )
        for scope, code, (basis, value, cap, period) in found
    ]


def hours_parameters() -> list[RuleParameter]:
    """Version 1 of what the law asks a year."""
    rows = (
        ("minimum.PNS", 2018, "20", "JP", "PP 11/2017 jo. PP 17/2020 Pasal 203"),
        (
            "maximum.PPPK",
            2019,
            "24",
            "JP",
            f"PP 49/2018 Pasal 39–40; {_CONTRACT}",
        ),
        ("minutes", 2018, "45", "minutes", "Peraturan LAN 10/2018"),
    )
    return [
        RuleParameter(
            f"hours.{code}",
            Decimal(value),
            unit,
            1,
            valid_from=date(year, 1, 1),
            valid_to=None,
            legal_basis=basis,
        )
        for code, year, value, unit, basis in rows
    ]
