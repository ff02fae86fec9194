"""Which addresses of a platform may be called: public ones, and those a setting names."""

import ipaddress
import socket
from collections.abc import Callable
from typing import TypeVar
from urllib.parse import urlsplit

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from lti_service.domain.launch import Platform, origin_of
from lti_service.errors import PlatformRefusedError

# All that the Internet routes (RFC 4291); elsewhere lie what translates to IPv4, such as
# 64:ff9b::/96, and forms of old. In it, 6to4 carries an IPv4 address, perhaps a private one.
_UNICAST = ipaddress.ip_network("2000::/3")
_SIX_TO_FOUR = ipaddress.ip_network("2002::/16")


Opened = TypeVar("Opened")


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

    def connect(self, host: str, port: int, connect: Callable[[str], Opened]) -> Opened:
        """Open a connection unless it leads inside.

        The name is resolved once, and what was looked at is what is connected to: it may
        resolve to something else a moment later.

        Args:
            host: Name or address as in the URL.
            port: Of the URL.
            connect: Connects to an address; to a name only where a setting allows it.

        Raises:
            PlatformRefusedError: One of the host's addresses is not public.
            OSError: The name leads nowhere.
        """
        if self._named(host, port):
            return connect(host)
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = list(dict.fromkeys(str(address[0]) for *_, address in found))
        for address in addresses:
            _require_public(address)
        for address in addresses[:-1]:
            try:
                return connect(address)
            except (OSError, HTTPError):
                continue  # the next one may answer
        return connect(addresses[-1])

    def _named(self, host: str, port: int) -> bool:
        name = f"[{host}]" if ":" in host.strip("[]") else host
        return f"{name.lower()}:{port}" in self._allowed


def _require_public(text: str) -> None:
    address = ipaddress.ip_address(text.partition("%")[0])
    is_routed = True
    if isinstance(address, ipaddress.IPv6Address):
        address = address.ipv4_mapped or address
    if isinstance(address, ipaddress.IPv6Address):
        is_routed = address in _UNICAST and address not in _SIX_TO_FOUR
    if not is_routed or not address.is_global or address.is_multicast:
        raise PlatformRefusedError(
            "Alamat platform berada di dalam jaringan dan tidak disebut dalam "
            "ALLOW_PRIVATE_HOSTS."
        )


def guarded_pools(guard: AddressGuard) -> dict[str, type[HTTPConnectionPool]]:
    """Return urllib3's connection pools by scheme, with the guard at each connect."""

    class GuardedHTTP(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return _guarded(guard, self, super()._new_conn)

    class GuardedHTTPS(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return _guarded(guard, self, super()._new_conn)

    class HTTPPool(HTTPConnectionPool):
        ConnectionCls = GuardedHTTP

    class HTTPSPool(HTTPSConnectionPool):
        ConnectionCls = GuardedHTTPS

    return {"http": HTTPPool, "https": HTTPSPool}


def _guarded(
    guard: AddressGuard,
    connection: HTTPConnection,
    open_socket: Callable[[], socket.socket],
) -> socket.socket:
    name = connection.host

    def connect(address: str) -> socket.socket:
        connection.host = address
        try:
            return open_socket()
        finally:
            connection.host = name  # what the certificate must name

    return guard.connect(name, connection.port or 0, connect)
