"""The forecasting side of a workspace: what is to be expected, how good that was, what changed."""

from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING

from offtake.domain import (
    Book,
    Destinations,
    Pledge,
    Reading,
    Verdict,
    VerdictWord,
    end_of_day_in_washington,
)
from offtake.errors import EventUnfit
from offtake.forecast import (
    Forecast,
    Forecaster,
    Refusal,
    figures_wanted,
    outlook_wanted,
)
from offtake.forecast.customs_months import CHAPTERS, Months
from offtake.forecast.effect import WEEKS, Effect, effect
from offtake.forecast.history import PartyRecord, party_records
from offtake.forecast.keeping import ISSUED, Issued
from offtake.forecast.rows import bundled_record, bundled_skill, issued_row
from offtake.forecast.running import FIRST_DAY, Run, run
from offtake.forecast.scoring import Scored, scored
from offtake.forecast.sold_stock import SoldStock, sold_stock, sold_stock_wanted
from offtake.forecast.summary import Skill, skills
from offtake.forecast.unknown import (
    UnknownShare,
    expected_reading,
    stocks_wanted,
    switches_of,
    switches_wanted,
    unknown_share,
)
from offtake.pace import Counter, CustomsBooks, Figures, Judge
from offtake.reference.codes import UNKNOWN
from offtake.report.notebook import forecasts_html
from offtake.workspace.supplies import Supplies

if TYPE_CHECKING:
    from offtake.workspace.answers import Board

_SOLD = (Book.EXPORT_SALES, Book.SHIPMENTS)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A verdict beside the forecast of its final count, or the reason why there is none."""

    verdict: Verdict
    forecast: Forecast | Refusal


@dataclass(frozen=True, slots=True)
class Stocks:
    """The sold stocks that a pledge's readings draw on, and what such stocks became.

    `shares` are the parts of the unknown stocks that end with a buyer; `refused` says what cannot
    be told, and why.
    """

    stocks: tuple[SoldStock, ...]
    shares: tuple[UnknownShare, ...]
    refused: tuple[str, ...]


class Outcomes(list[Outcome]):
    """The outcomes of one question, as a notebook shows them: a table with the refusals below."""

    def _repr_html_(self) -> str:
        return forecasts_html([(one.verdict, one.forecast) for one in self])


class Forecasts(Supplies):
    """What a workspace says of the future, and of how good it was at that."""

    @property
    @abstractmethod
    def register(self) -> Mapping[str, Pledge]:
        """Every pledge by id."""

    @abstractmethod
    def pledge(self, pledge_id: str) -> Pledge:
        """Return one pledge."""

    @abstractmethod
    def last_look(self) -> date:
        """Return the day on which any source was last looked at."""

    @abstractmethod
    def report(
        self, *, as_of: date | None = None, pledge: str | None = None, reading: str | None = None
    ) -> "Board":
        """Return the verdicts of a day."""

    @abstractmethod
    def counter(self, day: date, pledges: Sequence[Pledge]) -> Counter:
        """Return what counts readings of these pledges, as known on a day."""

    @abstractmethod
    def customs(
        self, day: date, readings: Sequence[Reading], *, codes: frozenset[str] | None = None
    ) -> CustomsBooks:
        """Return the customs figures that some readings are counted by, as known on a day."""

    @property
    def issued(self) -> Issued:
        """The forecasts kept for scoring, in the person's own folder."""
        return Issued(self.settings.home / ISSUED)

    def forecaster(self, day: date, pledges: Sequence[Pledge]) -> Forecaster:
        """Return what forecasts readings of these pledges, as known on a day.

        Ask it once for each verdict: `forecaster.for_verdict(verdict)` returns a `Forecast`, or a
        `Refusal` with the reason. It reads its figures itself, the same whichever pledges are
        asked about, so that a reading's forecast does not depend on what it is shown beside.

        Raises:
            VintageUnknown: The day is before the first vintage held.
            AsOfAfterLastLook: The day is after the last look.
        """
        readings = [reading for pledge in pledges for reading in pledge.readings]
        instant = end_of_day_in_washington(day)
        figures = Figures(self.store.as_of(figures_wanted(readings), as_of=instant))
        months = Months(
            partial(self.customs, day, readings),
            partial(self.customs, day, readings, codes=frozenset(CHAPTERS)),
        )
        vintages = self.store.history(outlook_wanted())
        told = (one for one in vintages if one.vintage.known_at <= instant)
        record = {kind: bundled_record(kind) for kind in ("sales", "shipments")}
        return Forecaster(Counter(figures), as_of=day, outlooks=told, record=record, months=months)

    def forecasts(
        self, pledge_id: str, *, reading: str | None = None, as_of: date | None = None
    ) -> Outcomes:
        """Return what each reading of a pledge was to be expected to count, as known on a day.

        Raises:
            PledgeUnknown: No pledge has this id.
            ReadingUnknown: The pledge has no reading with this id.
            VintageUnknown: `as_of` is before the first vintage held.
            AsOfAfterLastLook: `as_of` is after the last look.
            MethodFailed: The model gave something that is no forecast.
        """
        board = self.report(as_of=as_of, pledge=pledge_id, reading=reading)
        forecaster = self.forecaster(board.as_of, [self.register[pledge_id]])
        return Outcomes(Outcome(one, forecaster.for_verdict(one)) for one in board.verdicts)

    def outlook(self, board: "Board") -> dict[tuple[str, str, date], Forecast]:
        """Return the forecasts of a board's open verdicts, by pledge, reading and deadline.

        Raises:
            MethodFailed: The model gave something that is no forecast.
        """
        still_open = [one for one in board.verdicts if one.word is VerdictWord.OPEN]
        if not still_open:
            return {}
        forecaster = self.forecaster(board.as_of, [one.pledge for one in still_open])
        found = {}
        for one in still_open:
            forecast = forecaster.for_verdict(one)
            if isinstance(forecast, Forecast) and one.deadline is not None:
                found[one.pledge.id, one.reading.id, one.deadline.on] = forecast
        return found

    def keep(self, outcomes: Sequence[Outcome], *, issued_at: datetime) -> int:
        """Keep the forecasts of some outcomes for scoring, and return how many are new.

        Raises:
            RecordDamaged: The file of forecasts is not what was written.
            OSError: It cannot be written to.
        """
        return self.issued.add(
            issued_row(
                one.forecast,
                issued_at=issued_at.isoformat(timespec="seconds"),
                location=one.verdict.reading.partner,
            )
            for one in outcomes
            if isinstance(one.forecast, Forecast)
        )

    def scores(self) -> list[Scored]:
        """Return the forecasts kept, each with its score where its outcome is known by now.

        Raises:
            RecordDamaged: The file of forecasts is not what was written.
        """
        rows = self.issued.rows()
        wanted = dict.fromkeys(row["pledge"] for row in rows if row["pledge"] in self.register)
        verdicts = [one for name in wanted for one in self.report(pledge=name).verdicts]
        return scored(rows, verdicts)

    def backtest(
        self, *, since: date = FIRST_DAY, workers: int = 1
    ) -> Iterator[tuple[str, int, int]]:
        """Replay past dates and yield each month done, how many are done, and of how many.

        A run that was broken off goes on where it stopped. Ask `backtest_skills` afterwards.

        Raises:
            StoreError: The figures cannot be read.
            MethodFailed: A method gave something that is no forecast.
            OSError: The results cannot be written.
        """
        yield from run(self._run(since), workers=workers)

    def backtest_skills(self, *, since: date = FIRST_DAY) -> list[Skill]:
        """Return the skill of every method in this workspace's own back-test; empty before one.

        Raises:
            RecordDamaged: A file of results is not what was written.
        """
        return skills(self._run(since).results.rows())

    def bundled_skills(self) -> tuple[Skill, ...]:
        """Return the skill of every method in the back-test of the bundled figures."""
        return bundled_skill()

    def party_records(self, party: str | None = None) -> list[PartyRecord]:
        """Return what came of each party's pledges, reading by reading, with the base rate.

        `party` is the id of a place, such as CHN; none asks for all.

        Raises:
            CodeUnknown: No place has this id.
        """
        return party_records(self.report().verdicts, party)

    def effects(
        self,
        pledge_id: str,
        *,
        event: date,
        weeks: int = WEEKS,
        reading: str | None = None,
        as_of: date | None = None,
    ) -> list[Effect]:
        """Return whether the pace changed after an event, for each series a pledge's readings use.

        Raises:
            PledgeUnknown: No pledge has this id.
            ReadingUnknown: The pledge has no reading with this id.
            EventUnfit: Too little is published after the event or before it, in every series.
            AsOfAfterLastLook: `as_of` is after the last look.
        """
        board = self.report(as_of=as_of, pledge=pledge_id, reading=reading)
        forecaster = self.forecaster(board.as_of, [self.register[pledge_id]])
        readings = [one.reading for one in board.verdicts]
        series = dict.fromkeys((one.book, one.product, one.partner) for one in readings)
        found, unfit = [], None
        for book, product, partner in series:
            try:
                found.append(
                    effect(
                        forecaster,
                        book=book,
                        product=product,
                        partner=partner,
                        event=event,
                        weeks=weeks,
                    )
                )
            except EventUnfit as error:
                unfit = unfit or error
        if not found and unfit is not None:
            raise unfit
        return found

    def expected(self, pledge_id: str, *, as_of: date | None = None) -> list[Verdict | Refusal]:
        """Return the verdicts of the third reading beside each upper bound of a pledge.

        It counts the share of the unknown stock that usually ends with the buyer; a `Refusal` says
        why none can be said. The switches that the weekly highlights name are taken from the store.

        Raises:
            PledgeUnknown: No pledge has this id.
            AsOfAfterLastLook: `as_of` is after the last look.
        """
        board = self.report(as_of=as_of, pledge=pledge_id)
        pledge = self.register[pledge_id]
        judge = Judge(self.counter(board.as_of, [pledge]), as_of=board.as_of,
                      revision=self.store.revision)  # fmt: skip
        found: list[Verdict | Refusal] = []
        shares: dict[tuple[str, str], UnknownShare | Refusal] = {}
        for reading in pledge.readings:
            if reading.destinations is not Destinations.NAMED_PLUS_UNKNOWN:
                continue
            key = (reading.product, reading.partner)
            if key not in shares:
                shares[key] = self._unknown_share(*key, board.as_of)
            share = shares[key]
            if isinstance(share, Refusal):
                found.append(share)
            else:
                found += judge.verdicts_on(pledge, expected_reading(reading, share))
        return found

    def sold_stocks(self, pledge_id: str, *, as_of: date | None = None) -> Stocks:
        """Return what stands sold of a pledge's goods, and what became of such stocks before.

        Raises:
            PledgeUnknown: No pledge has this id.
            VintageUnknown: `as_of` is before the first vintage held.
            AsOfAfterLastLook: `as_of` is after the last look.
        """
        pledge = self.pledge(pledge_id)
        day = as_of or self.last_look()
        weekly = [one for one in pledge.readings if one.book in _SOLD and not one.needs]
        bought = dict.fromkeys((one.product, one.partner) for one in weekly)
        series = dict.fromkeys(
            pair for item, place in bought for pair in ((item, place), (item, UNKNOWN))
        )
        wanted = sold_stock_wanted([item for item, _ in series], [place for _, place in series])
        figures = Figures(self.store.as_of(wanted, as_of=end_of_day_in_washington(day)))
        stocks = [sold_stock(figures, product=item, partner=place) for item, place in series]
        shares = [self._unknown_share(item, place, day) for item, place in bought]
        return Stocks(
            stocks=tuple(one for one in stocks if isinstance(one, SoldStock)),
            shares=tuple(one for one in shares if isinstance(one, UnknownShare)),
            refused=tuple(
                dict.fromkeys(one.reason for one in (*stocks, *shares) if isinstance(one, Refusal))
            ),
        )

    def _unknown_share(self, product: str, partner: str, day: date) -> UnknownShare | Refusal:
        instant = end_of_day_in_washington(day)
        stocks = self.store.as_of(stocks_wanted(product), as_of=instant)
        named = switches_of(self.store.as_of(switches_wanted(product), as_of=instant))
        return unknown_share(stocks, product=product, partner=partner, day=day, switches=named)

    def _run(self, since: date) -> Run:
        return Run(self.store.path, self.settings.home / "backtests", since, self.last_look())
