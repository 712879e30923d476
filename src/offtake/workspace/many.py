"""Many texts read one after another, or by two processes, with no more than a few held at once."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context
from typing import TYPE_CHECKING

from offtake.errors import OfftakeError
from offtake.http import key_finder
from offtake.settings import Settings
from offtake.workspace.accounts import Accounts, Source

if TYPE_CHECKING:
    from offtake.evidence import Told

WAITING = 4
"""So many texts a process wait for it or for their turn to be handed on."""
WORTH_TWO = 60
"""From so many texts on a second process pays for loading its own grammar (a second, 340 MB)."""


@dataclass(frozen=True, slots=True)
class Unread:
    """A text that could not be read, and why."""

    name: str
    problem: str


def read_many(
    sources: Iterable[Source],
    *,
    settings: Settings,
    environment: Mapping[str, str],
    processes: int = 1,
) -> "Iterator[Told | Unread]":
    """Yield each text as it was read, in the order given; one that cannot be read stops no other.

    A process of its own hands back plain records, never a parse.
    """
    if processes == 1:
        accounts = Accounts(settings)
        for one in sources:
            yield _read(accounts, one, environment)
        return
    pool = ProcessPoolExecutor(
        max_workers=processes,
        mp_context=get_context("spawn"),  # a fork would copy locks and connections
        initializer=_prepare,
        initargs=(settings, dict(environment)),
    )
    with pool:
        left = iter(sources)
        begun = (pool.submit(_in_process, one) for one in left)
        waiting: deque[Future[Told | Unread]] = deque(islice(begun, WAITING * processes))
        while waiting:
            found = waiting.popleft().result()
            waiting.extend(islice(begun, 1))
            yield found


_prepared: list[tuple[Accounts, Mapping[str, str]]] = []
"""What a process of the pool has loaded, once."""


def _prepare(settings: Settings, environment: Mapping[str, str]) -> None:
    _prepared[:] = [(Accounts(settings), environment)]


def _in_process(source: Source) -> "Told | Unread":
    ((accounts, environment),) = _prepared
    return _read(accounts, source, environment)


def _read(accounts: Accounts, source: Source, environment: Mapping[str, str]) -> "Told | Unread":
    try:
        return accounts.read(source, keys=key_finder(environment))
    except OfftakeError as error:
        return Unread(source.name, str(error))
