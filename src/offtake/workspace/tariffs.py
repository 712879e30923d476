"""The tariffs side of a workspace: what stood on which day, what it cost, what trade did."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from offtake.domain import (
    WASHINGTON,
    Barrier,
    BarrierKind,
    Flow,
    Frequency,
    SeriesKey,
    end_of_day_in_washington,
)
from offtake.reference.codes import place_by_id, product_by_id
from offtake.store import SeriesFilter
from offtake.tariffs import (
    EVERYTHING,
    MONTHS,
    Event,
    MonthlyTable,
    Stack,
    Stand,
    Wanted,
    around,
    barrier_of,
    check,
    events_of,
    json_schema,
    load,
    needed,
    stacked,
    stands,
)
from offtake.workspace.supplies import Supplies


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Some controls, their events, and each monthly series of their goods held around them.

    `wanted` are the months that the comparisons need, whether held or not; `partners` the other
    ends of the trade asked for, `others` those that are held besides.
    """

    barriers: tuple[Barrier, ...]
    as_of: date
    events: tuple[Event, ...]
    wanted: tuple[date, ...]
    partners: tuple[str, ...]
    others: tuple[str, ...]
    tables: tuple[MonthlyTable, ...]


class Tariffs(Supplies):
    """The register of tariffs and controls, beside the figures a person holds."""

    def last_look(self) -> date:
        """Return the day, in Washington, on which any source was last looked at."""
        return self.store.last_look().astimezone(WASHINGTON).date()

    def first_day(self) -> date:
        """Return the first day, in Washington, that can be asked about."""
        return self.store.first_vintage().astimezone(WASHINGTON).date()

    @cached_property
    def barriers(self) -> dict[str, Barrier]:
        """Every tariff and control by id, shipped and own.

        Raises:
            RegisterFileInvalid: A register file breaks the schema.
        """
        return load(own=self.settings.own_tariffs)

    def barrier(self, barrier_id: str) -> Barrier:
        """Return one tariff or control.

        Raises:
            BarrierUnknown: None has this id; the error suggests near ones.
        """
        return barrier_of(self.barriers, barrier_id)

    def tariffs(
        self, *, on: date | None = None, as_of: date | None = None, wanted: Wanted = EVERYTHING
    ) -> list[Stand]:
        """Return how each wanted tariff and control stands on a day.

        `as_of` is the day up to which announcements are known and defaults to the last look; `on`
        defaults to it.
        """
        day = as_of or self.last_look()
        return list(stands(self.barriers.values(), on=on or day, as_of=day, wanted=wanted))

    def stack(
        self,
        hs: str,
        *,
        imposed_by: str,
        against: str,
        on: date | None = None,
        as_of: date | None = None,
    ) -> Stack:
        """Return the duties on a good on a day, layer by layer.

        Raises:
            CustomsCodeInvalid: The code is not two to ten digits.
        """
        day = as_of or self.last_look()
        return stacked(
            self.barriers.values(),
            hs=hs,
            imposed_by=imposed_by,
            against=against,
            on=on or day,
            as_of=day,
        )

    def controls_of(self, product: str) -> list[str]:
        """Return the ids of the tariffs and controls that name a product.

        Raises:
            CodeUnknown: No product has this id.
        """
        wanted = product_by_id(product).id
        return [one.id for one in self.barriers.values() if wanted in one.products]

    def surroundings(
        self,
        barrier_ids: Iterable[str],
        *,
        months: int = MONTHS,
        partners: Iterable[str] = (),
        as_of: date | None = None,
    ) -> Surroundings:
        """Return the monthly trade in the goods of some controls, before and after each event.

        `partners` are the other ends of the trade; by default whom each control is aimed at.

        Raises:
            BarrierUnknown: None has this id.
            CodeUnknown: No place has this id.
            VintageUnknown: `as_of` is before the first vintage held.
            AsOfAfterLastLook: `as_of` is after the last look.
        """
        chosen = tuple(self.barrier(one) for one in barrier_ids)
        day = as_of or self.last_look()
        events = tuple(event for one in chosen for event in events_of(one, as_of=day))
        sides = (side for event in events for side in needed(event, months=months))
        names = frozenset(name for one in chosen for name in _names(one))
        figures = self.store.as_of(
            SeriesFilter(products=names), as_of=end_of_day_in_washington(day)
        )
        about = [one for one in figures if any(_is_about(one.key, each) for each in chosen)]
        ends = {place_by_id(one).id for one in partners} or {one.against for one in chosen}
        monthly = [one for one in about if any(_end(one.key, each) in ends for each in chosen)]
        return Surroundings(
            barriers=chosen,
            as_of=day,
            events=events,
            wanted=tuple(sorted({month for side in sides for month in side})),
            partners=tuple(sorted(ends)),
            others=tuple(sorted({_end(one.key, chosen[0]) for one in about} - ends)),
            tables=tuple(one for one in around(monthly, events, months=months) if one.has_figures),
        )

    def check_tariffs(self, paths: Iterable[Path]) -> list[str]:
        """Return the problems of register files, each naming file, line and remedy.

        A folder stands for the YAML files in it.
        """
        found: list[Path] = []
        for path in paths:
            found += sorted(path.glob("*.y*ml")) if path.is_dir() else [path]
        return check(found)


_SCHEMES = ("hs", "h6", "h5", "h4")
"""How customs codes are named in series: as the book has them, or by edition."""


def _names(barrier: Barrier) -> frozenset[str]:
    """Return what the goods of a barrier are called in series: ids of products, customs codes."""
    headings = (code for one in barrier.products for code in product_by_id(one).hs.split("|"))
    codes = {*filter(None, headings), *barrier.watch}
    return frozenset(barrier.products) | {f"{one}:{code}" for one in _SCHEMES for code in codes}


def _is_about(key: SeriesKey, barrier: Barrier) -> bool:
    """Whether a series counts, in months, the trade a barrier stands in the way of.

    A control of exports is seen in the exports of who imposes it, or in others' imports from it;
    anything else in its imports, or in others' exports to it.
    """
    outward = barrier.kind is BarrierKind.EXPORT_CONTROL
    own, mirror = (Flow.EXPORT, Flow.IMPORT) if outward else (Flow.IMPORT, Flow.EXPORT)
    flow = own if key.reporter == barrier.imposed_by else mirror
    return (
        key.frequency is Frequency.MONTHLY
        and barrier.imposed_by in (key.reporter, key.partner)
        and key.flow is flow
        and key.product in _names(barrier)
    )


def _end(key: SeriesKey, barrier: Barrier) -> str:
    """Return the other end of the trade a series counts."""
    return key.partner if key.reporter == barrier.imposed_by else key.reporter


def tariff_schema() -> dict[str, Any]:
    """Return the JSON Schema of a file of the register of tariffs."""
    return json_schema()
