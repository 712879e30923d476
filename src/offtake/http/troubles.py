"""What went wrong with one try, before it is known whether another will be made."""

from collections.abc import Callable

from offtake.errors import NetworkError


class Trouble(Exception):
    """One try that failed. It never leaves this room: `Client.get` raises its `error`.

    `error` builds what is raised if no other try follows, from the number of tries made.
    `asked_wait_s` is how long the publisher asks to be left alone, if it says.
    """

    def __init__(
        self,
        error: Callable[[int], NetworkError],
        *,
        is_transient: bool,
        asked_wait_s: float | None = None,
    ) -> None:
        self.error, self.is_transient, self.asked_wait_s = error, is_transient, asked_wait_s
        super().__init__()
