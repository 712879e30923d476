"""The one object a person opens; each command, route and tool is one call of it."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from offtake.domain import (
    Deadline,
    Pledge,
    Reading,
    end_of_day_in_washington,
)
from offtake.errors import PledgeUnknown, ReadingUnknown
from offtake.pace import (
    BALANCE_MEASURES,
    MEASURES,
    PRICE_MEASURES,
    PRICED,
    BalanceYear,
    Counter,
    CustomsBooks,
    CustomsMirror,
    Figures,
    MirrorYear,
    PriceTable,
    balance_years,
    codes_of,
    mirror,
    mirror_of,
    price_table,
    product_scores,
)
from offtake.pledges import check, json_schema
from offtake.reference.codes import WORLD, place_by_id, product_by_id
from offtake.report import Health, overruled
from offtake.report.exports import Table
from offtake.settings import Settings, settings
from offtake.sources import registry
from offtake.store import SeriesFilter, Store
from offtake.workspace.answers import (
    Board,
    Changes,
    Dossier,
    GroupPage,
    PledgePage,
    changes_between,
    curves_of,
    goods_of,
)
from offtake.workspace.counts import Counting
from offtake.workspace.fans import Fans
from offtake.workspace.sayings import Sayings
from offtake.workspace.supplies import Supplies, bundle
from offtake.workspace.tables import table_of
from offtake.workspace.tariffs import Tariffs


class Workspace(Tariffs, Sayings, Counting, Fans):
    """The register of pledges, the figures, and what follows from them.

    >>> workspace = Workspace.open()
    >>> board = workspace.report(pledge="cn-us-soybeans-12mt-2025", as_of=date(2026, 8, 22))
    >>> sorted({verdict.word.value for verdict in board.verdicts})
    ['cannot_be_judged', 'met', 'missed']
    """

    def __init__(self, store: Store, config: Settings) -> None:
        Supplies.__init__(self, store, config)

    @classmethod
    def open(cls, *, home: Path | None = None) -> "Workspace":
        """Return the workspace on a person's own figures, or on the bundled ones until they fetch.

        `home` holds their pledges (`home/pledges/*.yaml`) and store; see `offtake.settings`.

        Raises:
            StoreDamaged: A file is missing or corrupt.
            StoreTooNew: A newer offtake wrote the store.
        """
        config = settings(home=home)
        return cls(Store.open(config.store if config.store.exists() else bundle()), config)

    @property
    def groups(self) -> frozenset[str]:
        """The names of the groups of pledges made together, but for those a pledge bears."""
        return frozenset(one.group for one in self.register.values()) - self.register.keys()

    def report(
        self, *, as_of: date | None = None, pledge: str | None = None, reading: str | None = None
    ) -> Board:
        """Return the verdict on every pledge under each of its readings and deadlines.

        `as_of` is a day in Washington and defaults to the last look: nothing published after it is
        used. `pledge` and `reading` narrow the board.

        Raises:
            PledgeUnknown: No pledge has this id.
            ReadingUnknown: The pledge has no reading with this id.
            VintageUnknown: `as_of` is before the first vintage held.
            AsOfAfterLastLook: `as_of` is after the last look.
        """
        day = as_of or self.last_look()
        chosen = list(self.register.values()) if pledge is None else [self.pledge(pledge)]
        asked = [(one, its) for one in chosen for its in _readings(one, reading)]
        kept = self.kept(day)
        if kept is not None:
            return kept.narrowed(chosen, asked)
        made = [one for one in chosen if one.made_on <= day]
        return self.judged(self.counter(day, made), day, asked)

    def page(self, pledge_id: str, *, as_of: date | None = None) -> PledgePage:
        """Return a pledge with the statements, deadlines and verdicts of a day, none said later.

        Raises:
            PledgeUnknown: No pledge has this id.
            VintageUnknown: `as_of` is before the first vintage held.
            AsOfAfterLastLook: `as_of` is after the last look.
        """
        whole = self.pledge(pledge_id)
        board = self.report(as_of=as_of, pledge=pledge_id)
        statements = tuple(one for one in whole.statements if one.on <= board.as_of)
        deadlines = tuple(one for one in whole.deadlines if _is_said(one, board.as_of))
        verdicts = tuple(
            one for one in board.verdicts if not one.deadline or one.deadline in deadlines
        )
        return PledgePage(
            pledge=replace(whole, statements=statements, deadlines=deadlines),
            board=replace(board, verdicts=verdicts),
            later_statements=len(whole.statements) - len(statements),
            later_deadlines=len(whole.deadlines) - len(deadlines),
        )

    def dossier(
        self,
        pledge_id: str,
        *,
        as_of: date | None = None,
        reading: str | None = None,
        deadline: str | None = None,
    ) -> Dossier:
        """Return a pledge's page with the curves of one span, and the figures revised since.

        `reading` and `deadline` choose the span; by default it is that of the first reading that
        has counted anything, at its last deadline.

        Raises:
            PledgeUnknown: No pledge has this id.
            ReadingUnknown: The pledge has no reading with this id.
            DeadlineUnknown: The reading has no deadline with this id.
            VintageUnknown: `as_of` is before the first vintage held.
            AsOfAfterLastLook: `as_of` is after the last look.
        """
        page = self.page(pledge_id, as_of=as_of)
        day = page.board.as_of
        counter = self.counter(day, [page.pledge])
        curves = curves_of(counter, page, reading=reading, deadline=deadline)
        goods = goods_of(page) if day >= page.pledge.made_on else ()
        revised = (
            one
            for product, partner in goods
            for one in self.revisions(product=product, partner=partner, as_of=day)
        )
        return Dossier(page, curves, tuple(revised), look_ahead=self.fan)

    def changes(self, *, since: date, until: date | None = None) -> Changes:
        """Return each verdict that stood otherwise on a later day than on an earlier one.

        `until` defaults to the last look.

        Raises:
            VintageUnknown: `since` is before the first vintage held.
            AsOfAfterLastLook: `until` is after the last look.
        """
        return changes_between(self.report(as_of=since), self.report(as_of=until))

    def recounts(
        self, *, since_revision: int, revision: int | None = None, as_of: date | None = None
    ) -> Changes:
        """Return each verdict on one day that stood otherwise at a later revision of the store.

        What was appended between the two changed it: a correction, an older release, a recount.
        `revision` defaults to the newest, `as_of` to the last look of the earlier revision.

        Raises:
            RevisionUnknown: There is no such revision.
            VintageUnknown: `as_of` is before the first vintage held.
            AsOfAfterLastLook: `as_of` is after the last look of the earlier revision.
        """
        before = Workspace(self.store.at(since_revision), self.settings)
        newest = revision is None or revision == self.store.revision
        after = self if newest else Workspace(self.store.at(revision or 0), self.settings)
        day = as_of or before.last_look()
        return changes_between(before.report(as_of=day), after.report(as_of=day))

    def group(self, group_id: str, *, as_of: date | None = None) -> GroupPage:
        """Return the pledges made together under one name, with scores by product.

        Raises:
            PledgeUnknown: No group has this name.
            VintageUnknown: `as_of` is before the first vintage held.
            AsOfAfterLastLook: `as_of` is after the last look.
        """
        day = as_of or self.last_look()
        chosen = [one for one in self.register.values() if one.group == group_id]
        if not chosen:
            groups = dict.fromkeys(one.group for one in self.register.values())
            raise PledgeUnknown(group_id, (*self.register, *groups))
        counter = self.counter(day, [one for one in chosen if one.made_on <= day])
        board = self.judged(counter, day, [(one, its) for one in chosen for its in one.readings])
        products = {
            (verdict.pledge.id, verdict.reading.id): tuple(scores)
            for verdict in board.verdicts
            if (scores := product_scores(counter, verdict))
        }
        return GroupPage(board, products)

    def table(
        self, name: str, *, as_of: date | None = None, pledge: str | None = None, unit: str = "t"
    ) -> Table:
        """Return a table to take elsewhere: see `offtake.report.exports.TABLES`.

        `unit` is that of the quantities of verdicts; other tables keep the publishers' own.

        Raises:
            TableUnknown: No table has this name.
            TableWhole: The table is of no single pledge, and one was named.
            PledgeUnknown: No pledge has this id.
            VintageUnknown: `as_of` is before the first vintage held.
            AsOfAfterLastLook: `as_of` is after the last look.
        """
        return table_of(self, name, as_of=as_of, pledge=pledge, unit=unit)

    def mirror(
        self, *, product: str = "soybeans", partner: str = WORLD, as_of: date | None = None
    ) -> list[MirrorYear]:
        """Return inspections beside shipments by exporters' reports, by marketing year.

        Raises:
            CodeUnknown: No product or place has this id.
        """
        day = as_of or self.last_look()
        wanted = SeriesFilter(
            measures=MEASURES,
            products=frozenset((product_by_id(product).id,)),
            partners=frozenset((place_by_id(partner).id,)),
        )
        figures = Figures(self.store.as_of(wanted, as_of=end_of_day_in_washington(day)))
        return mirror(Counter(figures), product, partner)

    def balance(self, *, partner: str = "CHN", as_of: date | None = None) -> list[BalanceYear]:
        """Return US exports, imports and balance of goods with a place, year by year.

        Raises:
            CodeUnknown: No place has this id.
            VintageUnknown: `as_of` is before the first vintage held.
            AsOfAfterLastLook: `as_of` is after the last look.
        """
        day = as_of or self.last_look()
        wanted = SeriesFilter(BALANCE_MEASURES, frozenset((place_by_id(partner).id,)))
        return balance_years(self.store.as_of(wanted, as_of=end_of_day_in_washington(day)))

    def customs_mirror(
        self, *, product: str, seller: str, buyer: str, measure: str, as_of: date | None = None
    ) -> CustomsMirror:
        """Return the buyer's imports over the seller's exports, month by month, with its band.

        `measure` is `value` or `quantity`.

        Raises:
            CodeUnknown: No product or place has this id.
            UnitMismatch: The two books print the product in different units.
        """
        day = as_of or self.last_look()
        ends = (place_by_id(seller).id, place_by_id(buyer).id)
        wanted = SeriesFilter(
            measures=frozenset((f"export_{measure}", f"import_{measure}")),
            products=codes_of(product_by_id(product).id),
            partners=frozenset(ends),
        )
        books = CustomsBooks(self.store.as_of(wanted, as_of=end_of_day_in_washington(day)))
        return mirror_of(books, product=product, seller=seller, buyer=buyer, measure=measure)

    def prices(self, pledge_id: str, *, as_of: date | None = None) -> PriceTable:
        """Return what a bushel fetched at the Gulf around what was said and published of a pledge.

        Raises:
            PledgeUnknown: No pledge has this id.
            VintageUnknown: `as_of` is before the first vintage held.
            AsOfAfterLastLook: `as_of` is after the last look.
        """
        page = self.page(pledge_id, as_of=as_of)
        day = page.board.as_of
        wanted = SeriesFilter(measures=PRICE_MEASURES, products=PRICED)
        bids = self.store.as_of(wanted, as_of=end_of_day_in_washington(day))
        return price_table(page.pledge, page.board.verdicts, bids, as_of=day)

    def check_pledges(self, paths: Iterable[Path]) -> list[str]:
        """Return the problems of register files, each naming file, line and remedy.

        A folder stands for the YAML files in it.
        """
        found: list[Path] = []
        for path in paths:
            found += sorted(path.glob("*.y*ml")) if path.is_dir() else [path]
        return check(found)

    def doctor(self, *, keys: Callable[[str], str | None]) -> Health:
        """Return the health of store, sources and register.

        `keys` finds the key of a name, to tell which are missing.

        Raises:
            StoreDamaged: A file is missing or is not what was written.
        """
        quarantine = tuple(self.store.quarantine())
        own = self.settings.own_pledges
        wanted = dict.fromkeys(row.key for row in registry().values() if row.key)
        return Health(
            revision=self.store.revision,
            files_verified=self.store.verify(),
            sources=tuple(self.source_health(row, quarantine) for row in registry().values()),
            gaps=tuple(self.gaps()),
            quarantine=quarantine,
            disagreements=self.disagreements(),
            overruled=overruled(quarantine),
            keys_missing=tuple(name for name in wanted if not keys(name)),
            bytes_held=sum(
                path.stat().st_size for path in self.store.path.rglob("*") if path.is_file()
            ),
            register_problems=tuple(self.check_pledges([own]) if own.is_dir() else ()),
            home=self.settings.home,
            settings=self.settings.origins,
        )


def _is_said(deadline: Deadline, day: date) -> bool:
    return deadline.said_on is None or deadline.said_on <= day


def _readings(pledge: Pledge, reading_id: str | None) -> tuple[Reading, ...]:
    if reading_id is None:
        return pledge.readings
    found = pledge.reading(reading_id)
    if found is None:
        known = [reading.id for reading in pledge.readings]
        raise ReadingUnknown(pledge.id, reading_id, known)
    return (found,)


def pledge_schema() -> dict[str, Any]:
    """Return the JSON Schema of a register file."""
    return json_schema()
