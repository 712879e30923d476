"""Errors of bringing bytes from a publisher."""

from offtake.errors.base import OfftakeError


class NetworkError(OfftakeError, OSError):
    """Bringing bytes from a publisher failed."""


class AddressRefused(NetworkError):
    """An address offtake does not go to: not https, an undeclared host, or a private address."""

    def __init__(self, url: str, reason: str) -> None:
        self.url, self.reason = url, reason
        super().__init__(
            f"{url} is refused: {reason}; only https addresses of hosts that a source declares "
            f"are asked"
        )


class KeyMissing(NetworkError):
    """The source needs a key and none is set."""

    def __init__(self, key: str, signup: str) -> None:
        self.key, self.signup = key, signup
        super().__init__(
            f"no key {key!r}; get one at {signup} and set OFFTAKE_KEY_{key.upper()}, "
            f"or store it in your keyring under service 'offtake', name {key!r}"
        )


class ConnectionFailed(NetworkError):
    """No connection, or it broke; tried again in vain."""

    def __init__(self, url: str, tries: int, problem: str) -> None:
        self.url, self.tries, self.problem = url, tries, problem
        super().__init__(
            f"{url}: {problem} ({tries} tries); check the network, then fetch again: what was "
            f"brought before is kept"
        )


class TlsFailed(NetworkError):
    """The certificate or the handshake is not in order."""

    def __init__(self, url: str, problem: str) -> None:
        self.url, self.problem = url, problem
        super().__init__(f"{url}: {problem}; nothing was read: check the clock and the proxy")


class TimedOut(NetworkError):
    """No answer in time."""

    def __init__(self, url: str, seconds: float, tries: int) -> None:
        self.url, self.seconds, self.tries = url, seconds, tries
        super().__init__(
            f"{url}: no answer within {seconds:g} seconds ({tries} tries); fetch again later"
        )


class StatusRefused(NetworkError):
    """The publisher answered with an error status."""

    def __init__(self, url: str, status: int, tries: int) -> None:
        self.url, self.status, self.tries = url, status, tries
        super().__init__(
            f"{url}: answered {status} ({tries} tries); see the source's page for what it means "
            f"there, or fetch again later"
        )


class BodyCut(NetworkError):
    """Fewer bytes than announced, or they do not unpack.

    `kept_bytes` came and are kept for a later call to go on from, none where it begins anew.
    """

    def __init__(self, url: str, problem: str, kept_bytes: int = 0) -> None:
        self.url, self.problem, self.kept_bytes = url, problem, kept_bytes
        rest = "nothing of it is used: fetch again"
        if kept_bytes:
            rest = f"the {kept_bytes:,} bytes that came are kept: fetch again to go on from there"
        super().__init__(f"{url}: {problem}; {rest}")


class BodyTooLarge(NetworkError):
    """More bytes than the cap, packed or unpacked."""

    def __init__(self, url: str, cap: int) -> None:
        self.url, self.cap = url, cap
        super().__init__(
            f"{url}: more than the {cap:,} bytes this source ever needs; nothing of it was kept"
        )
