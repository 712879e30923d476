"""Which addresses may be asked: https, a declared host, and no private network behind its name."""

import ipaddress
import re
import socket
from collections.abc import Callable, Collection
from dataclasses import dataclass
from urllib.parse import urlsplit

from offtake.errors import AddressRefused

PORT = 443
UNFIT = re.compile(r"[^\x21-\x7e]|\\")
"""What an address may not hold, since programs differ in what they make of it."""
NAT64 = ipaddress.ip_network("64:ff9b::/96")

Resolve = Callable[[str, int], list[tuple[str, int]]]
"""From the name and port of a host to the addresses and ports that can be dialled."""


@dataclass(frozen=True, slots=True)
class Target:
    """An address that may be asked, and its host."""

    url: str
    host: str


def checked(url: str, *, hosts: Collection[str], shown: str) -> Target:
    """Return an address whose form and host are in order.

    Raises:
        AddressRefused: It is not https, names a host or port no source declares, or holds a
            password or a character that does not belong in an address.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise AddressRefused(shown, "it is not an address") from None
    host = parts.hostname or ""
    problems = {
        "it is not https": parts.scheme != "https",
        "it holds a user or a password": "@" in parts.netloc,
        "it holds a character that must be written with %": bool(UNFIT.search(url)),
        f"no source declares the host {host!r}": host not in hosts,
        f"it asks for port {port}": port not in {None, PORT},
    }
    for reason, is_so in problems.items():
        if is_so:
            raise AddressRefused(shown, reason)
    return Target(url=url.partition("#")[0], host=host)


def addresses_of(host: str, port: int) -> list[tuple[str, int]]:
    """Return the addresses and ports a name stands for, in the order they should be tried.

    Raises:
        OSError: The name is not known, or no name server answers.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [(str(place[0]), int(place[1])) for *_, place in found]


def is_public(address: str) -> bool:
    """Return whether an address belongs to the open internet.

    An IPv4 address inside an IPv6 one (mapped, 6to4, Teredo, NAT64) counts as what it stands for.

    >>> [is_public(one) for one in ("8.8.8.8", "10.0.0.1", "::ffff:127.0.0.1", "64:ff9b::a00:1")]
    [True, False, False, False]
    """
    found = ipaddress.ip_address(address)
    inner: list[ipaddress.IPv4Address | None] = []
    if isinstance(found, ipaddress.IPv6Address):
        inner = [found.ipv4_mapped, found.sixtofour, (found.teredo or (None, None))[1]]
        if found in NAT64:
            inner.append(ipaddress.IPv4Address(int(found) & 0xFFFFFFFF))
        if found.ipv4_mapped:
            return is_public(str(found.ipv4_mapped))
    return (
        found.is_global
        and not found.is_multicast
        and all(is_public(str(one)) for one in inner if one is not None)
    )


def environment_proxy(host: str) -> str:
    """Return the proxy that the environment names for https to a host, or nothing.

    `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` count, in small letters too, and on macOS and Windows
    the system's settings.
    """
    from urllib.request import getproxies, proxy_bypass  # noqa: PLC0415 - loads half of http.client

    if proxy_bypass(host):
        return ""
    proxies = getproxies()
    found = proxies.get("https") or proxies.get("all") or ""
    return found if not found or "://" in found else f"http://{found}"
