"""Two accounts side by side: what both say, what one says, where they differ, what was not read."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from offtake.domain import Document, Span, Statement
from offtake.statements.comparing_fields import Difference, differences, family, score
from offtake.statements.comparing_topics import Topic, topics_only_in
from offtake.statements.comparing_words import mention_of, sentences, unread


@dataclass(frozen=True, slots=True)
class Read:
    """A document and the statements read out of it."""

    document: Document
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """Two statements about one act, how well they match, why, and where they differ.

    `is_repeat` is true where a text says again what is matched already.
    """

    first: Statement
    second: Statement
    score: float
    why: str
    differences: tuple[Difference, ...]
    is_repeat: bool = False


@dataclass(frozen=True, slots=True)
class Lone:
    """A statement that one text has and the other does not seem to have.

    It is an omission only where the other text has no word for its goods or act; `mention` is the
    word that was found, so that the other text may say it in a way that was not read.
    """

    statement: Statement
    mention: Span | None

    @property
    def is_omission(self) -> bool:
        """Whether the other text has no word for it either."""
        return self.mention is None


@dataclass(frozen=True, slots=True)
class Side:
    """What only one of two texts has, and how much of it was read.

    `unread` are the sentences that name goods and an act and gave no statement, of `sentences`.
    """

    read: Read
    only: tuple[Lone, ...]
    topics: tuple[Topic, ...]
    unread: tuple[Span, ...]
    sentences: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two accounts side by side."""

    matches: tuple[Match, ...]
    first: Side
    second: Side

    @property
    def differing(self) -> tuple[Match, ...]:
        """What both say, but not in the same way."""
        return tuple(one for one in self.matches if one.differences)


def compare(first: Read, second: Read) -> Comparison:
    """Return two accounts side by side.

    Statements are matched one to one, the best pair first; what then is left over joins the best
    partner it has, as a repeat. What has no partner at all stands alone.
    """
    matches = matched(first.statements, second.statements)
    return Comparison(
        matches=matches,
        first=_side(first, second, {one.first.id for one in matches}),
        second=_side(second, first, {one.second.id for one in matches}),
    )


def matched(first: Sequence[Statement], second: Sequence[Statement]) -> tuple[Match, ...]:
    """Return the pairs of statements that are about one act, in the order of the first text."""
    pairs = [
        (value, one, other, why)
        for one, other in product(first, second)
        for value, why in [score(one, other)]
        if value > 0
    ]
    pairs.sort(key=lambda pair: (-pair[0], pair[1].start, pair[2].start))
    taken_first: set[str] = set()
    taken_second: set[str] = set()
    found: list[Match] = []
    for value, one, other, why in pairs:
        if one.id not in taken_first and other.id not in taken_second:
            taken_first.add(one.id)
            taken_second.add(other.id)
            found.append(Match(one, other, value, why, tuple(differences(one, other))))
    for value, one, other, why in pairs:
        if one.id not in taken_first or other.id not in taken_second:
            taken_first.add(one.id)
            taken_second.add(other.id)
            found.append(
                Match(one, other, value, why, tuple(differences(one, other)), is_repeat=True)
            )
    return tuple(sorted(found, key=lambda one: (one.is_repeat, one.first.start)))


def _side(read: Read, other: Read, matched_ids: set[str]) -> Side:
    only = [
        Lone(one, mention_of(one, other.document, act=family(one.action)))
        for one in read.statements
        if one.id not in matched_ids
    ]
    return Side(
        read=read,
        only=tuple(only),
        topics=topics_only_in(read.document, other=other.document),
        unread=unread(read.document, read.statements),
        sentences=sum(1 for _ in sentences(read.document)),
    )
