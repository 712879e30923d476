"""Where a person's keys are looked up: the environment, then the keyring."""

import logging
from collections.abc import Callable, Mapping

SERVICE = "offtake"
logger = logging.getLogger(__name__)


def key_finder(environ: Mapping[str, str]) -> Callable[[str], str | None]:
    """Return a function from the name of a key (`fas`) to the key, or none where none is set.

    `OFFTAKE_KEY_FAS` in the environment goes before the entry `fas` of service `offtake` in the
    keyring, which is asked only where the extra `keys` is installed.
    """

    def find(name: str) -> str | None:
        return environ.get(f"OFFTAKE_KEY_{name.upper()}") or from_keyring(name)

    return find


def from_keyring(name: str) -> str | None:
    """Return the key the keyring holds under this name, or none; no keyring is said in the log."""
    try:
        import keyring  # noqa: PLC0415 - an extra, and slow: it looks for every kind of keyring
        import keyring.errors  # noqa: PLC0415 - as above
    except ImportError:
        return None
    try:
        return keyring.get_password(SERVICE, name)
    except keyring.errors.NoKeyringError:
        logger.warning(
            "this machine has no keyring, so no key %r was looked up there; set OFFTAKE_KEY_%s",
            name,
            name.upper(),
        )
    except keyring.errors.KeyringError as error:
        logger.warning(
            "the keyring could not be read (%s); unlock it, or set OFFTAKE_KEY_%s",
            type(error).__name__,
            name.upper(),
        )
    return None


def usable_key(key: str | None) -> str | None:
    """Return a key as it can be sent, or none: blanks around it go, and it must be plain ASCII."""
    stripped = (key or "").strip()
    return stripped if stripped and stripped.isascii() and stripped.isprintable() else None
