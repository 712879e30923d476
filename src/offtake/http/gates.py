"""One gate a host: how many requests may run at once, and how far apart they start."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from offtake.http.terms import HostRules


class Gate:
    """Lets requests to one host through, so many at once and so far apart; safe with threads."""

    def __init__(
        self, rules: HostRules, *, clock: Callable[[], float], sleep: Callable[[float], None]
    ) -> None:
        self._rules, self._clock, self._sleep = rules, clock, sleep
        self._places = threading.BoundedSemaphore(rules.max_concurrent)
        self._lock = threading.Lock()
        self._next_start = float("-inf")

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for a place and for the interval to pass, and hold the place."""
        with self._places:
            wait = self._reserve()
            if wait > 0:
                self._sleep(wait)
            yield

    def hold(self, seconds: float) -> None:
        """Let nobody start before so many seconds have passed: the publisher asked for it."""
        with self._lock:
            self._next_start = max(self._next_start, self._clock() + seconds)

    def _reserve(self) -> float:
        """Return how long to wait for the next free start, which is then taken."""
        with self._lock:
            now = self._clock()
            start = max(now, self._next_start)
            self._next_start = start + self._rules.min_interval_s
            return start - now
