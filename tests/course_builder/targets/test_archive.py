import io
import zipfile

from course_builder.targets.archive import write_archive


def test_what_is_compressed_already_is_only_stored() -> None:
    out = io.BytesIO()
    write_archive({"b.png": b"0" * 999, "a.html": b"0" * 999}, out)
    archive = zipfile.ZipFile(out)
    assert archive.namelist() == ["a.html", "b.png"]
    assert archive.getinfo("b.png").compress_type == zipfile.ZIP_STORED
    assert archive.getinfo("a.html").compress_type == zipfile.ZIP_DEFLATED


def test_the_order_in_which_files_are_given_does_not_matter() -> None:
    one, other = io.BytesIO(), io.BytesIO()
    write_archive({"a": b"1", "b": b"2"}, one)
    write_archive({"b": b"2", "a": b"1"}, other)
    assert one.getvalue() == other.getvalue()
