"""Keeps keys out of logs, errors and addresses that are shown."""

import logging
import threading
from urllib.parse import parse_qsl, quote, urlsplit, urlunsplit

HIDDEN = "[hidden]"
SENSITIVE = ("key", "token", "secret", "password", "signature", "credential")
BENEATH = ("httpcore2.connection", "httpcore2.http11", "httpcore2.proxy")
"""The loggers of the library beneath, which print the headers a publisher sends."""


class Redactor(logging.Filter):
    """Knows the keys in use and takes them out of texts, addresses and log records."""

    def __init__(self) -> None:
        super().__init__()
        self._keys: frozenset[str] = frozenset()
        self._learning = threading.Lock()

    def learn(self, key: str) -> None:
        """Hide this key from now on, as it is and as it looks inside an address."""
        with self._learning:
            self._keys |= {key, quote(key), quote(key, safe="")}

    def holds_key(self, text: str) -> bool:
        """Return whether a text has a key in it."""
        return any(one in text for one in self._keys)

    def hide(self, text: str) -> str:
        """Return a text without the keys in use."""
        for one in sorted(self._keys, key=len, reverse=True):
            text = text.replace(one, HIDDEN)
        return text

    def address(self, url: str) -> str:
        """Return an address that can be shown: no keys, passwords, tokens or signatures."""
        try:
            parts = urlsplit(url)
            named = parse_qsl(parts.query, keep_blank_values=True)
        except ValueError:
            return HIDDEN
        place = parts.netloc.rpartition("@")[2]
        query = parts.query
        if any(is_sensitive(name) for name, _ in named):
            shown = [(name, HIDDEN if is_sensitive(name) else value) for name, value in named]
            query = "&".join(f"{name}={value}" for name, value in shown)
        return self.hide(urlunsplit((parts.scheme, place, parts.path, query, "")))

    def filter(self, record: logging.LogRecord) -> bool:
        """Take the keys out of a log record, and let it through."""
        text = record.getMessage()
        if self.holds_key(text):
            record.msg, record.args = self.hide(text), ()
        return True


def is_sensitive(name: str) -> bool:
    """Return whether a query field, by its name, holds what nobody else may read."""
    return any(word in name.lower() for word in SENSITIVE)
