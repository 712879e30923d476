"""The duties on one good, stacked: the base duty and every tariff in force on it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from offtake.domain import Barrier, BarrierKind, Coverage, Dispute, Standing
from offtake.tariffs.standings import Stand, Wanted, stands

_COVERED = (Coverage.WHOLE, Coverage.PART)


@dataclass(frozen=True, slots=True)
class Layer:
    """One duty of a stack; `lifted_by` names the exclusions in force that can take it away."""

    stand: Stand
    rate: Decimal
    lifted_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stack:
    """What a good pays on a day, layer by layer.

    `rate` is what an importer without an exclusion pays, `rate_excluded` with every exclusion
    there is; both leave out what `unlisted` names: tariffs whose list of goods is not held, so
    that nobody can tell here. `has_base` is false where no base duty is held: the rates are then
    of the added duties alone.
    """

    hs: str
    imposed_by: str
    against: str
    on: date
    as_of: date
    layers: tuple[Layer, ...]
    unlisted: tuple[Stand, ...]
    disputes: tuple[tuple[str, Dispute], ...]

    @property
    def has_base(self) -> bool:
        """Whether the base duty is among the layers."""
        return any(one.stand.barrier.kind is BarrierKind.BASE_DUTY for one in self.layers)

    @property
    def rate(self) -> Decimal:
        """The sum of all layers, in percent of value."""
        return sum((one.rate for one in self.layers), Decimal(0))

    @property
    def rate_excluded(self) -> Decimal:
        """The sum of the layers that no exclusion lifts, in percent of value."""
        return sum((one.rate for one in self.layers if not one.lifted_by), Decimal(0))

    @property
    def is_scheduled(self) -> bool:
        """Whether any layer stands only as announced: nobody has reported that day."""
        return any(one.stand.is_scheduled for one in self.layers)


def stacked(
    barriers: Iterable[Barrier], *, hs: str, imposed_by: str, against: str, on: date, as_of: date
) -> Stack:
    """Return the duties that stand on a good on a day, by what was announced by `as_of`.

    A tariff that covers only some lines below the code counts: ask with a longer code where they
    differ. Section 232 and the like that replace other duties are stacked as if they added: see
    the notes of the barriers.

    Raises:
        CustomsCodeInvalid: The code is not two to ten digits.
    """
    wanted = Wanted(hs=hs, imposed_by=imposed_by, against=against)
    found = list(stands(barriers, on=on, as_of=as_of, wanted=wanted))
    duties = [
        one
        for one in found
        if one.barrier.kind in (BarrierKind.BASE_DUTY, BarrierKind.TARIFF)
        and one.standing is Standing.IN_FORCE
    ]
    covered = [one for one in duties if one.coverage in _COVERED]
    layers = (
        Layer(one, one.step.rate, _lifting(one, found))
        for one in covered
        if one.step is not None and one.step.rate is not None
    )
    return Stack(
        hs=hs,
        imposed_by=imposed_by,
        against=against,
        on=on,
        as_of=as_of,
        layers=tuple(sorted(layers, key=_base_first)),
        unlisted=tuple(one for one in duties if one.coverage is Coverage.NOT_LISTED_HERE),
        disputes=tuple(
            (one.barrier.id, dispute)
            for one in found
            if one.coverage in _COVERED
            for dispute in one.disputes
        ),
    )


def _lifting(layer: Stand, found: Iterable[Stand]) -> tuple[str, ...]:
    return tuple(
        one.barrier.id
        for one in found
        if layer.barrier.id in one.barrier.lifts
        and one.standing is Standing.IN_FORCE
        and one.coverage in _COVERED
    )


def _base_first(layer: Layer) -> tuple[bool, date, str]:
    barrier = layer.stand.barrier
    return barrier.kind is not BarrierKind.BASE_DUTY, barrier.announced, barrier.id
