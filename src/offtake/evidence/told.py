"""A text as it was read and held against the register, and texts put together by event."""

from dataclasses import dataclass

from offtake.domain import Document, Statement
from offtake.statements.drift import Drift
from offtake.statements.stories import Story
from offtake.statements.stories_origin import Origin, Witnesses


@dataclass(frozen=True, slots=True)
class Told:
    """A text as it was read: its statements, each with the pledge it bears on, and what to know.

    `notes` say how it was read: without a model, without a day, what a language model proposed
    and why that was refused.
    """

    document: Document
    statements: tuple[Statement, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ToldStory:
    """Texts about one event: their origin, their witnesses, and what changed in retelling.

    `drifts` are told of each text against the one the story probably comes from, by its id;
    `against` is that text's id.
    """

    story: Story
    origin: Origin
    witnesses: Witnesses
    against: str
    drifts: dict[str, tuple[Drift, ...]]
