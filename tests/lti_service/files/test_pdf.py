import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType

import pytest

from lti_service.errors import UnavailableError
from lti_service.files.pdf import write_pdf
from lti_service.files.qr import draw_qr

PAGE = '<!doctype html><html lang="id"><title>Uji</title><h1>Uji</h1>{more}</html>'


def test_the_same_page_is_the_same_pdf() -> None:
    page = PAGE.format(more="")
    assert write_pdf(page) == write_pdf(page)


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "http://127.0.0.1:1/", "data:text/html,x"]
)
def test_nothing_that_a_page_names_is_fetched(address: str) -> None:
    more = f'<img alt="x" src="{address}"><link rel="attachment" href="{address}">'
    data = write_pdf(PAGE.format(more=more))
    assert data.startswith(b"%PDF")
    assert b"EmbeddedFile" not in data
    assert b"root:" not in data


class _NoPango:
    """Loads the library as where Pango is not installed."""

    def find_spec(
        self, name: str, _path: Sequence[str] | None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return None


def test_without_pango_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    monkeypatch.setattr(sys, "meta_path", [_NoPango(), *sys.meta_path])
    with pytest.raises(UnavailableError) as refused:
        write_pdf(PAGE)
    assert refused.value.code == "pdf-unavailable"
    assert "libpango-1.0-0" in refused.value.explanation.remedy


def test_a_qr_code_is_a_picture_with_a_name_and_no_style() -> None:
    drawn = draw_qr("http://localhost:8000/credentials/x", 'Kode "QR" <b>')
    assert drawn.startswith(
        '<svg role="img" aria-label="Kode &quot;QR&quot; &lt;b&gt;"'
    )
    assert drawn.endswith("</svg>")
    assert " style=" not in drawn
    assert "<b>" not in drawn
    assert drawn == draw_qr("http://localhost:8000/credentials/x", 'Kode "QR" <b>')
