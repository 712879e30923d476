"""Which texts retell one another, and who behind the copies had it first-hand."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import combinations

from offtake.domain import Document, Statement
from offtake.statements.comparing_fields import family
from offtake.statements.stories_candidates import candidates
from offtake.statements.stories_shingles import (
    COPY_RUN,
    REWRITE_RUN,
    Numbers,
    containment,
    numbered,
    quoted_runs,
    runs,
)

COPY_AT, REWRITE_AT = 0.80, 0.15
FEWEST_RUNS = 12
"""Texts with fewer runs of five words are too short to be called copies."""
FEWEST_QUOTED, ENOUGH_QUOTED = 2, 1.3
"""At least two quoted runs in common, and this much of their weight by rarity."""
UNSEEN = 1000
"""So many texts are thought to lie beyond those given: a run in two of two is rare all the same."""
FEWEST_EVENTS, ALIKE = 2, 0.5
A_DAY = timedelta(days=1)
ALL_PAIRS = 150
"""Up to so many texts every pair is compared; above it only likely ones."""

Event = tuple[str, str]
"""An obligor and a family of actions."""


class Retelling(StrEnum):
    """How close two texts are."""

    COPY = "copy"
    REWRITE = "rewrite"
    SAME_EVENT = "same_event"


@dataclass(frozen=True, slots=True)
class Account:
    """One text as it is compared with others.

    `events` are none where the text was not read for statements: then words alone decide.
    """

    id: str
    text: str
    published_on: date | None = None
    outlet: str | None = None
    origin: str | None = None
    issuer: str | None = None
    events: frozenset[Event] | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """Two texts that tell the same, how close they are, and what says so."""

    first: str
    second: str
    retelling: Retelling
    containment: float
    shared_quotations: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Story:
    """Texts that retell one another, in the order given, with the links that join them."""

    members: tuple[str, ...]
    links: tuple[Link, ...]


def account_of(document: Document, statements: Iterable[Statement] | None = None) -> Account:
    """Return a document as it is compared, with the events its statements tell of."""
    events = None
    if statements is not None:
        events = frozenset(
            (one.obligor, family(one.action)) for one in statements if one.obligor is not None
        )
    return Account(
        id=document.id,
        text=document.text,
        published_on=document.published_on,
        outlet=document.outlet,
        origin=document.origin,
        issuer=document.issuer,
        events=events,
    )


def stories(accounts: Sequence[Account]) -> tuple[Story, ...]:
    """Return the texts put together into stories: copies and rewrites of one another.

    A text that nothing retells is a story of its own. Stories come in the order of their first
    text, and so do the texts in them.

    >>> said = "China will buy at least 12 million tons of soybeans in this season, it said."
    >>> two = [Account(id="a", text=f"{said} {said[::-1]}"), Account(id="b", text=said)]
    >>> [one.members for one in stories(two)]
    [('a', 'b')]
    """
    return _gathered(accounts, [one for one in links(accounts) if _joins(one)])


def events(accounts: Sequence[Account]) -> tuple[Story, ...]:
    """Return the texts put together by occasion: stories, and other texts about the same event."""
    return _gathered(accounts, list(links(accounts)))


def links(accounts: Sequence[Account]) -> Iterator[Link]:
    """Yield the pairs of texts that are copies, rewrites, or about the same event."""
    comparer = _Comparer(accounts)
    for first, second in comparer.pairs():
        link = comparer.link(first, second)
        if link is not None:
            yield link


class _Comparer:
    """Compares texts by their place; holds them as numbers, and the runs of those in use."""

    def __init__(self, accounts: Sequence[Account]) -> None:
        self._accounts = accounts
        self._numbers: list[Sequence[int]] = [numbered(one.text) for one in accounts]
        counts: Counter[tuple[str, ...]] = Counter()
        for one in accounts:
            counts.update(quoted_runs(one.text))
        self._spread = {run: count for run, count in counts.items() if count > 1}
        self._runs = lru_cache(maxsize=2000)(self._runs_of)
        self._quoted = lru_cache(maxsize=2000)(lambda place: quoted_runs(accounts[place].text))

    def pairs(self) -> Iterator[tuple[int, int]]:
        """Yield the pairs worth comparing, the earlier place first."""
        if len(self._accounts) <= ALL_PAIRS:
            yield from combinations(range(len(self._accounts)), 2)
            return
        texts = [one.text for one in self._accounts]
        for later, earlier in candidates(texts, self._numbers):
            yield earlier, later

    def link(self, first: int, second: int) -> Link | None:
        """Return how two texts are linked, or none."""
        copied = containment(self._runs(first, COPY_RUN), self._runs(second, COPY_RUN))
        fewest = min(len(self._runs(first, COPY_RUN)), len(self._runs(second, COPY_RUN)))
        if copied >= COPY_AT and fewest >= FEWEST_RUNS:
            why = f"{copied:.0%} of the shorter text's runs of five words are in the other"
            return self._made(first, second, Retelling.COPY, copied, why)
        one, other = self._accounts[first], self._accounts[second]
        is_known = one.events is not None and other.events is not None
        if is_known and not one.events & other.events:  # type: ignore[operator] # is_known
            return None
        retold = containment(self._runs(first, REWRITE_RUN), self._runs(second, REWRITE_RUN))
        if why := self._rewrite(first, second, retold):
            return self._made(first, second, Retelling.REWRITE, retold, why)
        if is_known and (why := _same_event(one, other)):
            return self._made(first, second, Retelling.SAME_EVENT, retold, why)
        return None

    def _rewrite(self, first: int, second: int, retold: float) -> str:
        """Return why a text is a rewrite of another, or nothing."""
        shared = self._quoted(first) & self._quoted(second)
        weight = sum(self._weight(run) for run in shared)
        if len(shared) >= FEWEST_QUOTED and weight >= ENOUGH_QUOTED:
            return f"{len(shared)} runs of three quoted words are the same"
        if retold >= REWRITE_AT:
            return f"{retold:.0%} of the shorter text's runs of three words are in the other"
        return ""

    def _weight(self, run: tuple[str, ...]) -> float:
        size = len(self._accounts) + UNSEEN
        return math.log(size / self._spread.get(run, 1)) / math.log(size)

    def _made(self, first: int, second: int, tier: Retelling, share: float, why: str) -> Link:
        shared = self._quoted(first) & self._quoted(second)
        return Link(
            first=self._accounts[first].id,
            second=self._accounts[second].id,
            retelling=tier,
            containment=round(share, 3),
            shared_quotations=tuple(sorted(" ".join(run) for run in shared)),
            why=why,
        )

    def _runs_of(self, place: int, length: int) -> Numbers:
        return runs(self._numbers[place], length=length)


def _same_event(one: Account, other: Account) -> str:
    """Return why two texts are about the same event, or nothing."""
    shared = (one.events or frozenset()) & (other.events or frozenset())
    every = (one.events or frozenset()) | (other.events or frozenset())
    if len(shared) < FEWEST_EVENTS and len(shared) < ALIKE * len(every):
        return ""
    days = [day for day in (one.published_on, other.published_on) if day is not None]
    if len(days) > 1 and abs(days[0] - days[1]) > A_DAY:
        return ""
    told = ", ".join(f"{obligor} {action}" for obligor, action in sorted(shared))
    return f"both tell of {told}" + ("" if len(days) > 1 else "; a day is not known")


def _joins(link: Link) -> bool:
    return link.retelling is not Retelling.SAME_EVENT


def _gathered(accounts: Sequence[Account], joined: Sequence[Link]) -> tuple[Story, ...]:
    """Return the texts in groups, two being in one group where a chain of links joins them."""
    place = {one.id: index for index, one in enumerate(accounts)}
    above = list(range(len(accounts)))

    def top(index: int) -> int:
        while above[index] != index:
            above[index] = above[above[index]]
            index = above[index]
        return index

    for link in joined:
        first, second = sorted((top(place[link.first]), top(place[link.second])))
        above[second] = first
    members: defaultdict[int, list[str]] = defaultdict(list)
    held: defaultdict[int, list[Link]] = defaultdict(list)
    for index, one in enumerate(accounts):
        members[top(index)].append(one.id)
    for link in joined:
        held[top(place[link.first])].append(link)
    return tuple(Story(tuple(members[key]), tuple(held[key])) for key in sorted(members))
