"""How tariffs and controls stand on a day, by what was announced by another."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from offtake.domain import Barrier, BarrierKind, Coverage, Dispute, Standing, Step
from offtake.errors import CustomsCodeInvalid
from offtake.reference.codes import WORLD


@dataclass(frozen=True, slots=True)
class Stand:
    """A barrier on one day: how it stands, by which step, and what is announced to follow.

    `is_scheduled` says that it stands so only as announced: the day lies after the as-of, or the
    step begins after the last day on which a source tells of it. `coverage` is of the code asked
    for, or none.
    """

    barrier: Barrier
    on: date
    as_of: date
    standing: Standing
    step: Step | None
    following: Step | None
    is_scheduled: bool
    coverage: Coverage | None
    disputes: tuple[Dispute, ...]

    @property
    def is_following_scheduled(self) -> bool:
        """Whether the step that follows was not yet reported to have been taken."""
        last = min(self.as_of, self.barrier.known_to)
        return self.following is not None and self.following.start > last


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which barriers: of a code, a government, whose goods, a kind; none means any.

    Raises:
        CustomsCodeInvalid: `hs` is not two to ten digits.
    """

    hs: str | None = None
    imposed_by: str | None = None
    against: str | None = None
    kind: BarrierKind | None = None

    def __post_init__(self) -> None:
        if self.hs is not None and not re.fullmatch(r"\d{2,10}", self.hs, re.ASCII):
            raise CustomsCodeInvalid(self.hs)

    def takes(self, barrier: Barrier) -> bool:
        """Whether a barrier is wanted: what is aimed at all the world is aimed at each in it."""
        return (
            self.imposed_by in (None, barrier.imposed_by)
            and (self.against is None or barrier.against in (self.against, WORLD))
            and self.kind in (None, barrier.kind)
            and self.coverage(barrier) is not Coverage.NONE
        )

    def coverage(self, barrier: Barrier) -> Coverage | None:
        """Return how far a barrier covers the code asked for, none where none is asked for."""
        return None if self.hs is None else barrier.goods.coverage(self.hs)


EVERYTHING = Wanted()
"""Every barrier there is."""


def stands(
    barriers: Iterable[Barrier], *, on: date, as_of: date, wanted: Wanted = EVERYTHING
) -> Iterator[Stand]:
    """Yield how each wanted barrier stands on a day, by what was announced by `as_of`.

    One that nobody had announced by then is left out.
    """
    for barrier in barriers:
        if wanted.takes(barrier) and barrier.announced <= as_of:
            yield _stand(barrier, on=on, as_of=as_of, wanted=wanted)


def _stand(barrier: Barrier, *, on: date, as_of: date, wanted: Wanted) -> Stand:
    course = barrier.course(as_of=as_of)
    begun = [step for step in course if step.start <= on]
    is_told = not begun or begun[-1].start <= barrier.known_to
    return Stand(
        barrier=barrier,
        on=on,
        as_of=as_of,
        standing=begun[-1].standing if begun else Standing.NOT_BEGUN,
        step=begun[-1] if begun else None,
        following=next((step for step in course if step.start > on), None),
        is_scheduled=on > as_of or not is_told,
        coverage=wanted.coverage(barrier),
        disputes=tuple(
            one for one in barrier.disputes if one.matters_on(on) and one.matters_for(wanted.hs)
        ),
    )
