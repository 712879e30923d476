"""What reading one passage needs, and the drafts of statements that come of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from offtake.domain import Direction, Measure
from offtake.statements.actors import Actor
from offtake.statements.acts import Act
from offtake.statements.attribution import Attribution
from offtake.statements.chains import Link, speakers
from offtake.statements.mentions import Memory
from offtake.statements.passages import Passage
from offtake.statements.quantities import Figure, figures_in
from offtake.statements.times import Anchor, Time, times_in

if TYPE_CHECKING:
    from spacy.tokens import Token


@dataclass(frozen=True, slots=True)
class Draft:
    """A statement before its span, firmness and gaps are worked out."""

    act: Act
    obligor: str
    counterparty: str | None
    goods: tuple[str, ...]
    links: tuple[Link, ...]
    directions: tuple[Direction, ...]
    rule: str
    figure: Figure | None = None
    times: tuple[Time, ...] = ()
    is_joint: bool = False
    tokens: tuple["Token", ...] = ()
    at: int = 0


@dataclass(slots=True)
class Scene:
    """What reading one passage needs: its cues and speakers, figures and times, and the story."""

    passage: Passage
    memory: Memory
    speaking: dict[Attribution, Actor | None]
    figures: tuple[Figure, ...]
    anchor: Anchor
    past: list[Draft]
    used: set[Figure] = field(default_factory=set)

    def times(self, *, is_ahead: bool) -> tuple[Time, ...]:
        """Return the times of the passage as an act ahead or behind reads them."""
        return times_in(self.passage.text, replace(self.anchor, is_ahead=is_ahead))


def scene(
    passage: Passage,
    found: Sequence[Attribution],
    *,
    memory: Memory,
    anchor: Anchor,
    past: list[Draft],
) -> Scene:
    """Return a passage ready to be read."""
    units = [one.figure.unit for one in past if one.figure is not None]
    weights = [unit for unit in units if unit in {Measure.TONNES, Measure.BUSHELS}]
    figures = figures_in(passage.text, last_unit=weights[-1] if weights else None)
    return Scene(passage, memory, speakers(passage, found, memory), figures, anchor, past)
