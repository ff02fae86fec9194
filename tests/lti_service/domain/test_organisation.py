import pytest

from lti_service.domain.organisation import check_nip, mask_nip
from tests.lti_service.office import NIP, TODAY


def errors(text: str, employment_type: str = "PNS") -> str:
    check = check_nip(text, employment_type=employment_type, on=TODAY, synthetic=True)
    assert bool(check.errors) is (check.nip == "")
    return " ".join(map(str, check.errors))


def warnings(text: str, employment_type: str = "PNS", *, synthetic: bool = True) -> str:
    check = check_nip(
        text, employment_type=employment_type, on=TODAY, synthetic=synthetic
    )
    assert check.errors == ()
    return " ".join(map(str, check.warnings))


@pytest.mark.parametrize(
    "text",
    [
        NIP,
        f"'{NIP}",
        f" {NIP} ",
        "19250101 194501 1 001",
        "19250101.194501.1.001",
        "19250101\u00a0194501 1 001",
    ],
)
def test_a_nip_is_taken_however_it_is_spaced(text: str) -> None:
    check = check_nip(text, employment_type="PNS", on=TODAY, synthetic=True)
    assert (check.nip, check.errors, check.warnings) == (NIP, (), ())


@pytest.mark.parametrize(
    "text", ["1.98E+17", "1,98E+17", "1.98501E17", "2E+17", "198501012010011000.0"]
)
def test_a_nip_that_a_spreadsheet_made_a_number_is_named_as_such(text: str) -> None:
    assert "1,98E+17" in errors(text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("19250101194501100", "yang tertulis 17 angka"),
        ("1925010119450110012", "yang tertulis 19 angka"),
        ("19250101194501100X", "tanpa huruf"),
        ("", "tanpa huruf"),
        ("192513011945011001", "bukan tanggal lahir"),
        ("192502301945011001", "bukan tanggal lahir"),
        ("192501011945013001", "ke-15"),
        ("192501011945011000", "tidak mungkin 000"),
        ("192501011945131001", "harus bulan"),
        ("192501011945001001", "harus bulan"),
    ],
)
def test_a_wrong_nip_is_refused_with_a_sentence(text: str, told: str) -> None:
    assert told in errors(text)


def test_no_sentence_repeats_the_number() -> None:
    assert "19250101" not in errors("19250101194501100X") + errors("192501011945013000")


def test_digits_of_other_scripts_are_no_nip() -> None:
    assert "tanpa huruf" in errors("١٩٢٥٠١٠١١٩٤٥٠١١٠٠١")


def test_all_errors_of_a_number_are_told_at_once() -> None:
    told = errors("192513011945133000")
    assert all(part in told for part in ("tanggal lahir", "ke-15", "000", "bulan"))


def test_a_pppk_number_counts_agreements_where_a_pns_has_a_month() -> None:
    assert warnings("192501011945211001", "PPPK") == ""


def test_an_unknown_type_with_no_month_suggests_pppk() -> None:
    assert "PPPK" in warnings("192501011945211001", "")


def test_an_unknown_type_with_a_month_is_plausible() -> None:
    assert warnings(NIP, "") == ""


def test_the_age_of_a_real_person_is_looked_at() -> None:
    assert "Usia" in warnings(NIP, synthetic=False)
    assert warnings("198501012010011001", synthetic=False) == ""


@pytest.mark.parametrize("year", ["1930", "2027"])
def test_an_impossible_year_of_appointment_is_a_warning(year: str) -> None:
    assert "tahun pengangkatan" in warnings(f"19250101{year}011001")


def test_only_the_last_four_digits_are_shown() -> None:
    assert mask_nip(NIP) == "••••••••••••••1001"
    assert mask_nip("") == ""


def test_a_check_does_not_print_the_number() -> None:
    check = check_nip(NIP, employment_type="PNS", on=TODAY, synthetic=True)
    assert NIP not in repr(check)
