"""Pages as PDF, tagged, so that they can be read aloud (PDF/UA)."""

from lti_service.errors import UnavailableError


def write_pdf(page: str) -> bytes:
    """Return a page as PDF.

    Args:
        page: HTML that needs nothing else: what it names elsewhere is not fetched.

    Raises:
        UnavailableError: This machine has no Pango: ``pdf-unavailable``.
    """
    # It takes half a second to load, and Debian's Pango, which a machine that makes no
    # PDF does not need.
    try:
        from weasyprint import HTML  # noqa: PLC0415 - as said
        from weasyprint.urls import URLFetcher  # noqa: PLC0415
    except OSError as error:
        raise UnavailableError("pdf-unavailable", why=str(error)) from error
    nothing = URLFetcher(allowed_protocols=(), fail_on_errors=False)
    made = HTML(string=page, url_fetcher=nothing).write_pdf(pdf_variant="pdf/ua-1")
    return bytes(made)
