import pytest

from course_builder.model.slug import Slugs, plain, slug


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("Status tsunami", "status-tsunami"),
        ("Status *tsunami* dan `kode`", "status-tsunami-dan-kode"),
        ("A & B", "a--b"),
        ("Apa itu? (1)", "apa-itu-1"),
        ("[Pusat](02-a.md) data", "pusat-data"),
        ("snake_case dan _miring_", "snake_case-dan-miring"),
        ("Évaluasi", "évaluasi"),
        ("日本語 1", "日本語-1"),
        ("☺", ""),
        ("`__init__` dan `*args`", "__init__-dan-args"),
        (r"\_siaga\_", "_siaga_"),
        ("__Awas__ _siaga_ a_b_c", "awas-siaga-a_b_c"),
        ("`` a`b `` ` sisa", "ab--sisa"),
        ("", ""),
        ("3.2 Sesi — awal", "32-sesi--awal"),
    ],
)
def test_a_heading_has_the_id_that_git_hosts_give_it(heading, expected):
    assert slug(heading) == expected


def test_repeated_headings_are_counted():
    slugs = Slugs()

    taken = [
        slugs.take(h) for h in ("Status", "Status", "Status 1", "Status", "Status 1")
    ]

    assert taken == ["status", "status-1", "status-1-1", "status-2", "status-1-2"]


def test_marks_are_taken_from_a_heading():
    assert plain("Status **Siaga** \\* [x](y) ~~z~~") == "Status Siaga * x z"


@pytest.mark.parametrize("heading", ["`_a_` b", "Status *Siaga*", "_a_ \\_b\\_"])
def test_a_heading_has_one_id_with_or_without_its_marks(heading):
    assert Slugs().take(heading) == Slugs().take_plain(plain(heading))
