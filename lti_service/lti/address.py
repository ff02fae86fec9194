"""Which addresses of a platform may be called: public ones, and those a setting names."""

import ipaddress
import socket
from collections.abc import Callable
from urllib.parse import urlsplit

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

from lti_service.domain.launch import Platform, origin_of
from lti_service.errors import PlatformRefusedError

# Prefixes that carry an IPv4 address inside, which may be a private one.
_TRANSLATED = tuple(map(ipaddress.ip_network, ("64:ff9b::/96", "2002::/16")))


class AddressGuard:
    """Keeps the service from being sent to addresses inside its own network.

    Args:
        allow_private_hosts: ``host:port`` that may be private or plain http.
    """

    def __init__(self, allow_private_hosts: frozenset[str]) -> None:
        self._allowed = frozenset(host.lower() for host in allow_private_hosts)

    def check(self, url: str) -> None:
        """Refuse an address by its looks.

        Raises:
            PlatformRefusedError: It is not https, or not an address at all.
        """
        if not origin_of(url):
            raise PlatformRefusedError("Alamat platform tidak berbentuk alamat web.")
        parts = urlsplit(url)
        usual = 443 if parts.scheme == "https" else 80
        if parts.scheme != "https" and not self._named(
            parts.hostname or "", parts.port or usual
        ):
            raise PlatformRefusedError(
                "Alamat platform harus memakai https, atau disebut dalam "
                "ALLOW_PRIVATE_HOSTS."
            )

    def check_owner(self, url: str, platform: Platform) -> None:
        """Refuse an address that is not on a host of this registration.

        Raises:
            PlatformRefusedError: It is elsewhere.
        """
        if origin_of(url) not in platform.origins:
            raise PlatformRefusedError(
                "Alamat layanan tidak berada di platform yang terdaftar."
            )

    def connect(
        self, host: str, port: int, connect: Callable[[], socket.socket]
    ) -> socket.socket:
        """Open a connection unless it leads inside.

        Args:
            host: Name or address as in the URL.
            port: Of the URL.
            connect: Resolves and connects; asked only once the name looks public.

        Raises:
            PlatformRefusedError: The host is not public.
        """
        if self._named(host, port):
            return connect()
        for *_, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
            _require_public(str(address[0]))
        opened = connect()
        # The name may have been resolved to something else the second time.
        try:
            _require_public(str(opened.getpeername()[0]))
        except PlatformRefusedError:
            opened.close()
            raise
        return opened

    def _named(self, host: str, port: int) -> bool:
        name = f"[{host}]" if ":" in host.strip("[]") else host
        return f"{name.lower()}:{port}" in self._allowed


def _require_public(text: str) -> None:
    address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        if any(address in network for network in _TRANSLATED):
            raise PlatformRefusedError("Alamat platform tidak bersifat umum.")
        address = address.ipv4_mapped or address
    if not address.is_global or address.is_multicast:
        raise PlatformRefusedError(
            "Alamat platform berada di dalam jaringan dan tidak disebut dalam "
            "ALLOW_PRIVATE_HOSTS."
        )


def guarded_pools(guard: AddressGuard) -> dict[str, type[HTTPConnectionPool]]:
    """Return urllib3's connection pools by scheme, with the guard at each connect."""

    class GuardedHTTP(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return guard.connect(self.host, self.port, super()._new_conn)

    class GuardedHTTPS(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return guard.connect(self.host, self.port, super()._new_conn)

    class HTTPPool(HTTPConnectionPool):
        ConnectionCls = GuardedHTTP

    class HTTPSPool(HTTPSConnectionPool):
        ConnectionCls = GuardedHTTPS

    return {"http": HTTPPool, "https": HTTPSPool}
