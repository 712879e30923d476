"""Which rows of a release are news, and when each of them became known."""

from bisect import bisect_right, insort
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

from offtake.domain import VintageBasis
from offtake.errors import ReleaseInvalid
from offtake.store.rows import Figure, Identity, Row

_RETRIEVAL = VintageBasis.RETRIEVAL.value


class Held(NamedTuple):
    """What is already known of one identity: since when, what was said, and on what basis."""

    known_at: datetime
    figure: Figure
    basis: str


@dataclass(frozen=True, slots=True)
class News:
    """The rows to log, in order, and how many observations added none."""

    rows: tuple[Row, ...]
    unchanged: int


def group(rows: Iterable[Row], *, title: str) -> dict[Identity, list[Row]]:
    """Return rows by identity in a fixed order, each group by vintage.

    Raises:
        ReleaseInvalid: Two rows say different things about one series, period and vintage.
    """
    groups: dict[Identity, list[Row]] = {}
    for row in rows:
        groups.setdefault(row.identity, []).append(row)
    for members in groups.values():
        members.sort(key=_known_at)
        for earlier, later in pairwise(members):
            if earlier.known_at == later.known_at and earlier.figure != later.figure:
                raise ReleaseInvalid(
                    title,
                    f"{earlier.locator} and {later.locator}",
                    f"two figures for one series and the period from {earlier.period_start}, "
                    f"{earlier.figure} and {later.figure}",
                )
    return dict(sorted(groups.items()))


def news(
    groups: Mapping[Identity, Sequence[Row]],
    *,
    held: Mapping[Identity, list[Held]],
    retrieved_at: datetime,
) -> News:
    """Return the rows that change something against what is held.

    `held` has, for each identity, what is known of it in the order of the log; it is used up.
    """
    logged: list[Row] = []
    unchanged = 0
    for identity, members in groups.items():
        known = held.get(identity, [])
        fresh, rewritten = _compare(members, known)
        if not rewritten and _is_rewritten_back(members[-1], known, retrieved_at):
            rewritten = [members[-1]]
        moved = _seen_at_retrieval(rewritten, members[-1], known, retrieved_at)
        logged += fresh
        logged += (_at_retrieval(row, retrieved_at) for row in moved)
        unchanged += len(members) - len({id(row) for row in fresh + moved})
    return News(rows=tuple(logged), unchanged=unchanged)


def _compare(members: Sequence[Row], known: list[Held]) -> tuple[list[Row], list[Row]]:
    """Return rows that add a vintage, which `known` takes up, and rows that rewrite one."""
    fresh: list[Row] = []
    rewritten: list[Row] = []
    for row in members:
        last = _last(known, row.known_at)
        if last is not None and last.figure == row.figure:
            continue
        if last is not None and last.known_at == row.known_at:
            rewritten.append(row)
        else:
            insort(known, Held(row.known_at, row.figure, row.basis), key=_known_at)
            fresh.append(row)
    return fresh, rewritten


def _is_rewritten_back(newest: Row, known: list[Held], retrieved_at: datetime) -> bool:
    """Whether a look shows again what an earlier look had seen rewritten.

    What stands came from a look and not from a publication; if the newest figure of this look
    differs from it, the publisher has changed it again in silence.
    """
    last = _last(known, retrieved_at)
    return last is not None and last.basis == _RETRIEVAL and last.figure != newest.figure


def _seen_at_retrieval(
    rewritten: list[Row], newest: Row, known: list[Held], retrieved_at: datetime
) -> list[Row]:
    """Return the rows that count from the time they were seen; `known` takes them up.

    The newest vintage of the release has the last word, or a rewrite of an older one would be
    taken for the current figure.
    """
    moved: list[Row] = []
    for row in [*rewritten, newest] if rewritten else []:
        last = _last(known, retrieved_at)
        if last is None or last.figure != row.figure:
            insort(known, Held(retrieved_at, row.figure, _RETRIEVAL), key=_known_at)
            moved.append(row)
    return moved


def _at_retrieval(row: Row, retrieved_at: datetime) -> Row:
    return row._replace(known_at=retrieved_at, basis=_RETRIEVAL, earliest_at=None)


def _last(known: Sequence[Held], instant: datetime) -> Held | None:
    place = bisect_right(known, instant, key=_known_at)
    return known[place - 1] if place else None


def _known_at(item: Row | Held) -> datetime:
    return item.known_at
