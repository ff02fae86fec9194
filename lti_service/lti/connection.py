"""The one way out to platforms: pooled, guarded, bounded in time and size."""

import http.cookiejar
import time
from collections.abc import Mapping
from dataclasses import dataclass

import requests
import urllib3
from requests.adapters import HTTPAdapter

from lti_service.errors import (
    PlatformBusyError,
    PlatformCertificateError,
    PlatformSlowError,
    PlatformTooLongError,
)
from lti_service.lti.address import AddressGuard, guarded_pools

USER_AGENT = "lti-service/1.0 (LTI 1.3 tool)"
MEGABYTE = 1024 * 1024
TIMEOUT = (5.0, 10.0)
_POOL = 32
_CHUNK = 64 * 1024


@dataclass(frozen=True, slots=True)
class Reply:
    """An HTTP answer, read whole."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class PlatformConnection:
    """Calls platforms; one a process, shared by threads.

    Args:
        allow_private_hosts: ``host:port`` that may be private or plain http.
    """

    def __init__(self, *, allow_private_hosts: frozenset[str] = frozenset()) -> None:
        self.guard = AddressGuard(allow_private_hosts)
        self._session = requests.Session()
        # A proxy from the environment would be connected to in the platform's stead,
        # past the guard; a .netrc would add its passwords.
        self._session.trust_env = False
        self._session.headers.clear()
        self._session.headers["User-Agent"] = USER_AGENT
        self._session.headers["Accept-Encoding"] = "gzip, deflate"
        self._session.headers["Connection"] = "keep-alive"
        self._session.cookies.set_policy(
            http.cookiejar.DefaultCookiePolicy(allowed_domains=[])
        )
        adapter = HTTPAdapter(pool_connections=_POOL, pool_maxsize=_POOL)
        adapter.poolmanager.pool_classes_by_scheme = guarded_pools(self.guard)
        for prefix in ("https://", "http://"):
            self._session.mount(prefix, adapter)

    def call(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        data: Mapping[str, str] | str | None = None,
        timeout: tuple[float, float] = TIMEOUT,
        limit: int = MEGABYTE,
    ) -> Reply:
        """Send a request and read the whole answer, whatever its status; redirects too.

        Args:
            method: ``GET`` or ``POST``.
            url: Checked by the guard before and while connecting.
            headers: Beside our own.
            data: Form fields, or a body as it is.
            timeout: Seconds to connect and, from then on, for the whole answer.
            limit: Largest body taken, in bytes.

        Raises:
            PlatformBusyError: No answer.
            PlatformSlowError: Not in time.
            PlatformCertificateError: Its certificate is not trusted.
            PlatformTooLongError: Too much of it.
            PlatformRefusedError: The address may not be called.
        """
        self.guard.check(url)
        end = time.monotonic() + sum(timeout)
        try:
            with self._session.request(
                method,
                url,
                headers=dict(headers),
                data=data,
                timeout=timeout,
                allow_redirects=False,
                stream=True,
            ) as response:
                body = _read(response.raw, limit, end)
                return Reply(response.status_code, response.headers, body)
        except (requests.Timeout, urllib3.exceptions.TimeoutError) as error:
            raise PlatformSlowError(
                f"Platform tidak menjawab pada waktunya ({type(error).__name__})."
            ) from error
        except requests.exceptions.SSLError as error:
            raise PlatformCertificateError(
                "Sertifikat platform tidak dapat dipercaya."
            ) from error
        except (
            requests.RequestException,
            urllib3.exceptions.HTTPError,
            OSError,
            # Host names that no DNS label can hold.
            UnicodeError,
        ) as error:
            raise PlatformBusyError(
                f"Platform tidak dapat dihubungi ({type(error).__name__})."
            ) from error

    def close(self) -> None:
        """Close the pooled connections."""
        self._session.close()


def _read(raw: urllib3.BaseHTTPResponse, limit: int, end: float) -> bytes:
    chunks: list[bytes] = []
    size = 0
    while chunk := raw.read1(_CHUNK, decode_content=True):
        size += len(chunk)
        if size > limit:
            raise PlatformTooLongError(f"Jawaban platform melebihi {limit} byte.")
        # Each read has its own time-out: a drip of bytes needs a common end.
        if time.monotonic() > end:
            raise PlatformSlowError("Jawaban platform tidak selesai pada waktunya.")
        chunks.append(chunk)
    return b"".join(chunks)
