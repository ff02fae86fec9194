"""Words for whatever is refused, and phrases that several refusals share."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a person is told of an error.

    Attributes:
        status: HTTP status.
        message: What happened.
        remedy: What to do.
    """

    status: int
    message: str
    remedy: str


OPEN_AGAIN = (
    "Kembali ke halaman kursus di LMS, lalu buka kegiatan ini sekali lagi dari sana."
)
TELL_LMS_ADMIN = "Sampaikan kode di bawah kepada pengelola LMS."
