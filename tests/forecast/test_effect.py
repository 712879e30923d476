"""An effect is claimed where nothing like it happened before, and not otherwise."""

from datetime import date, timedelta

import numpy as np
import pytest

from forecast.making import book, daily
from offtake.domain import Book
from offtake.errors import EventUnfit
from offtake.forecast import Forecaster
from offtake.forecast.effect import effect, plain
from offtake.forecast.streams import Stream
from offtake.pace import Counter, Figures

FIRST = date(2000, 9, 1)
EVENT = FIRST + timedelta(weeks=1200)


def stream(seed: int, *, step: float = 1.0) -> Stream:
    """Return 26 years of a season with noise, times `step` from the event on."""
    random = np.random.default_rng(seed)
    weeks = np.arange(26 * 52)
    flow = (2 + np.cos(weeks * 2 * np.pi / 52.18)) * random.gamma(20, 5, len(weeks))
    flow[1200:] *= step
    return daily("made", FIRST, flow)


def words(seed: int, *, step: float) -> dict[str, str]:
    own = stream(seed, step=step)
    day = EVENT.toordinal() - 1
    found = (plain(own, day, 13, name=name) for name in ("pace before", "usual season"))
    return {one.name: one.word for some in found for one in some}


@pytest.mark.parametrize(("step", "word"), [(2.0, "rose"), (0.3, "fell"), (1.0, "cannot tell")])
def test_a_step_is_found_against_both_counterfactuals_and_its_absence_too(
    step: float, word: str
) -> None:
    assert words(3, step=step) == {"pace before": word, "usual season": word}


def test_the_season_alone_is_no_effect() -> None:
    """The pace rises from spring to late summer every year: that turn is usual."""
    own = stream(5)
    day = date(2020, 5, 15).toordinal()
    (found,) = plain(own, day, 13, name="pace before")
    assert found.effect > 0
    assert found.turn == pytest.approx(found.effect, rel=0.6)
    assert found.word == "cannot tell"


def test_of_a_hundred_dates_without_event_few_are_called_one() -> None:
    called = count = 0
    for seed in range(10):
        own = stream(50 + seed)
        for number in range(10):
            day = date(2016, 1, 7).toordinal() + 217 * number
            for name in ("pace before", "usual season"):
                (found,) = plain(own, day, 13, name=name)
                called += found.word != "cannot tell"
                count += 1
    assert count == 200
    assert called <= 14  # 7 %, at a nominal 5 %


def test_too_few_weeks_after_an_event_are_refused() -> None:
    rows = book(date(2025, 1, 2))
    forecaster = Forecaster(Counter(Figures(rows)), as_of=date(2025, 1, 10))
    with pytest.raises(EventUnfit, match=r"2 weeks of shipments soybeans CHN are published"):
        effect(forecaster, book=Book.SHIPMENTS, product="soybeans", partner="CHN",
               event=date(2024, 12, 18), weeks=13)  # fmt: skip
    with pytest.raises(EventUnfit, match="no inspections soybeans CHN are held"):
        effect(forecaster, book=Book.INSPECTIONS, product="soybeans", partner="CHN",
               event=date(2024, 12, 18), weeks=13)  # fmt: skip


def test_an_event_before_the_history_is_refused() -> None:
    rows = book(date(2025, 1, 2))
    forecaster = Forecaster(Counter(Figures(rows)), as_of=date(2025, 1, 10))
    with pytest.raises(EventUnfit, match="without a gap from two years before"):
        effect(forecaster, book=Book.SHIPMENTS, product="soybeans", partner="CHN",
               event=date(2005, 1, 6), weeks=13)  # fmt: skip


def test_all_three_counterfactuals_are_printed_where_they_can_be() -> None:
    rows = book(date(2025, 1, 2))
    forecaster = Forecaster(Counter(Figures(rows)), as_of=date(2025, 1, 10))
    found = effect(forecaster, book=Book.SHIPMENTS, product="soybeans", partner="CHN",
                   event=date(2024, 9, 26), weeks=13)  # fmt: skip
    assert [one.name for one in found.counterfactuals] == [
        "pace before", "usual season", "forecast before",
    ]  # fmt: skip
    assert all(0 < one.rank <= 1 for one in found.counterfactuals)
    assert found.refused == ()
