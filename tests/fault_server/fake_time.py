"""Time that a test moves."""

import threading
from datetime import UTC, datetime, timedelta


class FakeTime:
    """Time that passes only in sleep, and by `tick_s` at each look at the clock."""

    def __init__(self, *, tick_s: float = 0.0) -> None:
        self.naps: list[float] = []
        self._tick_s, self._passed_s, self._lock = tick_s, 0.0, threading.Lock()

    def clock(self) -> float:
        with self._lock:
            self._passed_s += self._tick_s
            return self._passed_s

    def now(self) -> datetime:
        return datetime(2026, 7, 2, 12, 30, tzinfo=UTC) + timedelta(seconds=self._passed_s)

    def sleep(self, seconds: float) -> None:
        with self._lock:
            self.naps.append(seconds)
            self._passed_s += seconds
