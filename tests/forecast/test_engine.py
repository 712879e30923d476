"""Each season is judged from earlier years alone, and errors become honest quantiles."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecast.making import daily, grown
from offtake.forecast.conformal import Spread, quantiles
from offtake.forecast.engine import (
    FEATURES,
    STANDSTILL,
    Expectations,
    Recipe,
    averaged,
    base_of,
    expectations,
    features_of,
)
from offtake.forecast.methods import METHODS, MODEL, NAIVE, Workings, beside
from offtake.forecast.scores import LEVELS, Floats
from offtake.forecast.seasons import Question, Seasons, lags, seasons, usual
from offtake.forecast.streams import Stream

YEARS = 14
QUESTION = Question("soybeans", date(2024, 9, 1), date(2025, 8, 31))
OFFSETS = np.arange(6, 360, 14)


def made_stream(seed: int) -> Stream:
    """Return fourteen years of weeks that nobody could foretell, with stocks sold."""
    random = np.random.default_rng(seed)
    weeks = random.gamma(2.0, 50.0, YEARS * 53)
    whole = daily(f"made {seed}", date(2011, 9, 1), weeks)
    sold = 400 + 100 * random.standard_normal(len(whole.flow)).cumsum() / 30
    return Stream(whole.name, whole.first, whole.flow, whole.unknown_days, whole.unknown_ahead,
                  whole.level, np.abs(sold), whole.ahead)  # fmt: skip


def tables(streams: list[Stream]) -> list[Seasons]:
    return [seasons(one, QUESTION, OFFSETS, count=YEARS) for one in streams]


def answers(streams: list[Stream], method: str) -> Floats:
    at = np.arange(len(OFFSETS))
    workings = Workings(QUESTION, tables(streams), told=None, offsets=OFFSETS.astype(float), at=at)
    found: Floats = workings.left(METHODS[method])[0][0]
    return found


@pytest.mark.parametrize("method", [name for name in METHODS if name != "wasde-1"])
@pytest.mark.parametrize("cut", [3, 6])
def test_no_figure_after_an_origin_moves_its_forecast(method: str, cut: int) -> None:
    """Figures from the middle of a season on are made others; nothing before may move."""
    before = [made_stream(seed) for seed in (1, 2, 3)]
    day = date(2024 - cut, 9, 1).toordinal() + 150
    after = []
    for one in before:
        place = day + 1 - one.first
        flow = one.flow.copy()
        flow[place:] = flow[place:] * 3 + np.arange(len(flow) - place) * 100.0
        sold = one.outstanding.copy()
        sold[place:] = 9e6
        after.append(Stream(one.name, one.first, flow, one.unknown_days, one.unknown_ahead,
                            one.level, sold, one.ahead))  # fmt: skip
    old, new = answers(before, method), answers(after, method)
    known = OFFSETS <= 150
    assert np.array_equal(old[cut + 1 :], new[cut + 1 :], equal_nan=True)
    assert np.array_equal(old[cut, known], new[cut, known], equal_nan=True)
    assert not np.array_equal(old[cut - 1], new[cut - 1], equal_nan=True)


def test_the_model_finds_that_what_is_sold_will_sail() -> None:
    """Where what is left is exactly what stands sold, the model says so within a few years.

    The ridge pulls it a little towards no effect.
    """
    random = np.random.default_rng(5)
    left = random.uniform(500, 1500, (12, len(OFFSETS)))
    blank = np.full_like(left, np.nan)
    lag = np.ones(len(OFFSETS), dtype=np.int64)
    one = Seasons(
        total=np.full(12, 2000.0), lag=lag, scale=np.full_like(left, 2000.0), done=2000 - left,
        left=left, recent=blank, sold=left, ahead=blank, room=blank,
        usual_done=usual(2000 - left, lag), usual_left=usual(left, lag), last_left=blank,
        usual_recent=blank, usual_sold=usual(left, lag), usual_ahead=blank, part=blank,
        outlook=blank,
    )  # fmt: skip
    found = expectations([one], OFFSETS.astype(float), Recipe(("sold",)))
    assert found.left[0, 0] == pytest.approx(left[0], rel=0.08)


def erred(errors: Floats, unlike: Floats | None = None) -> Expectations:
    """Return expectations of 5, in units of a scale of 10, that erred so in fourteen years."""
    shape = (1, YEARS, 1)
    far = np.zeros(shape) if unlike is None else unlike
    return Expectations(np.full(shape, 5.0), errors, np.full(shape, 10.0), np.array([1]), far)


def middle_half(past: Expectations, spread: Spread) -> Floats:
    """Return how wide the interval between the quartiles is in each season."""
    found, _ = quantiles(past, np.array([100.0]), spread, at=np.array([0]), asked=1)
    return np.asarray(found[0, :, 0, 74] - found[0, :, 0, 24])


def test_a_state_unlike_any_before_widens_the_spread_as_its_leverage_says() -> None:
    """Three seasons of leverage double the standard error: the square root of 1 + 3."""
    errors = np.where(np.arange(YEARS) % 2, 0.3, -0.3)[None, :, None]
    errors[0, 0] = np.nan
    unlike = np.zeros((1, YEARS, 1))
    unlike[0, 0] = 7.0
    plain = middle_half(erred(errors), Spread(reach=3.0))[0]
    assert middle_half(erred(errors, unlike), Spread(reach=3.0))[0] == pytest.approx(2 * plain)
    assert middle_half(erred(errors, unlike), Spread())[0] == pytest.approx(plain)


def test_few_seasons_leave_the_spread_in_doubt_as_students_t_does() -> None:
    """Twelve seasons behind count as 2 + 12 / 2 = 8 degrees of freedom.

    Student's t is then wider than a normal by 1.1307 at 95 % (1.8595 over 1.6449) and by 1.0474 at
    75 % (0.7064 over 0.6745), by the tables.
    """
    errors = np.linspace(-1, 1, YEARS)[None, :, None]
    errors[0, 0] = np.nan
    plain, doubted = (
        quantiles(erred(errors), np.array([100.0]), one, at=np.array([0]), asked=1)[0][0, 0, 0]
        for one in (Spread(), Spread(doubts=True))
    )
    for level, wider in ((94, 1.1307), (74, 1.0474)):
        stretch = (doubted[level] - doubted[49]) / (plain[level] - plain[49])
        assert stretch == pytest.approx(wider, abs=0.002)


def test_the_average_has_the_errors_it_made_and_not_those_of_its_members() -> None:
    """Two members that err by as much to either side have an average that never errs."""
    errors = np.where(np.arange(YEARS) % 2, 0.3, -0.3)[None, :, None]
    both = averaged([(0.5, erred(errors)), (0.5, erred(-errors))])
    assert both.errors == pytest.approx(np.zeros((1, YEARS, 1)))
    silent = averaged([(0.5, erred(errors)), (0.5, erred(np.full((1, YEARS, 1), np.nan)))])
    assert silent.errors == pytest.approx(errors)


def test_a_trade_that_stands_still_is_known_from_little() -> None:
    """Usual stock 60 and flow 40, a scale of 100: a quarter of usual is 25.

    With 10 left of both, 15 of the 25 are missing: 60 % of the usual 100.
    """

    def stands(sold: float, recent: float) -> float:
        one = tables([made_stream(9)])[0]
        same = np.full_like(one.done, 1.0)
        made = replace(
            one, sold=sold * same, recent=recent * same, usual_sold=60 * same,
            usual_recent=40 * same, usual_ahead=np.nan * same, ahead=np.nan * same,
            scale=100 * same,
        )  # fmt: skip
        return float(features_of(made, (STANDSTILL,))[0, 0, 0])

    assert stands(6, 4) == pytest.approx(-0.6)
    assert stands(0, 0) == pytest.approx(-1.0)
    assert stands(25, 0) == stands(60, 80) == 0


def test_quantiles_are_those_of_past_errors_by_hand() -> None:
    """Thirteen errors of -0.3 and +0.3 in turn, the oldest without a size to be held against.

    Six of the twelve left are below: every level up to a half is -0.3, above it +0.3, times a scale
    of 10 around an expectation of 5.
    """
    errors = np.where(np.arange(YEARS) % 2, 0.3, -0.3)[None, :, None]
    errors[0, 0] = np.nan
    past = erred(errors)
    found, seen = quantiles(past, np.array([100.0]), Spread(), at=np.array([0]), asked=1)
    assert seen[0, 0, 0] == YEARS - 2
    assert found[0, 0, 0, :45] == pytest.approx(np.full(45, 5 - 3.0), abs=0.1)
    assert found[0, 0, 0, 55:] == pytest.approx(np.full(44, 5 + 3.0), abs=0.1)


def test_intervals_hold_what_they_promise_where_years_are_alike() -> None:
    """Forty made-up worlds of independent years: 90 % intervals hold near 90 % of outcomes."""
    inside, count = 0, 0
    for seed in range(40):
        streams = [made_stream(100 + seed * 3 + extra) for extra in range(3)]
        found = answers(streams, MODEL.id)
        left = tables(streams)[0].left
        good = ~np.isnan(found[..., 0]) & ~np.isnan(left)
        good[6:] = False  # a few seasons behind each
        inside += int(((left >= found[..., 4]) & (left <= found[..., 94]))[good].sum())
        count += int(good.sum())
    assert 0.85 <= inside / count <= 0.96


@given(st.integers(0, 10_000))
@settings(max_examples=10)
def test_quantiles_never_fall_and_never_unship(seed: int) -> None:
    found = answers([made_stream(seed), made_stream(seed + 1)], MODEL.id)
    held = found[~np.isnan(found[..., 0])]
    assert (np.diff(held, axis=-1) >= -1e-6).all()
    assert (held >= 0).all()


def test_larger_flows_give_forecasts_larger_by_as_much() -> None:
    streams = [made_stream(7), made_stream(8)]
    one, many = answers(streams, MODEL.id), answers([grown(s, 1000.0) for s in streams], MODEL.id)
    assert many == pytest.approx(1000 * one, rel=1e-6, nan_ok=True)


def test_the_seasonal_naive_is_centred_on_last_year() -> None:
    table = tables([made_stream(9)])
    assert base_of(table[0], "last_left")[2] == pytest.approx(table[0].left[3])
    assert METHODS[NAIVE.id].members[0].recipe.base == "last_left"


def test_a_season_that_had_not_ended_is_no_teacher() -> None:
    """Asked half a year ahead, the newest season that had ended is the one before last."""
    assert lags(QUESTION, np.array([-180, -2, -1, 364])).tolist() == [2, 2, 1, 1]
    half = Question("soybeans", date(2024, 11, 1), date(2025, 2, 28))
    assert lags(half, np.array([-200, 0])).tolist() == [1, 1]


def test_the_share_base_divides_by_the_usual_share() -> None:
    """Half counted where half is usual: as much again is left."""
    one = tables([made_stream(11)])[0]
    by_hand = one.done / (one.usual_done / (one.usual_done + one.usual_left)) - one.done
    assert base_of(one, "share") == pytest.approx(by_hand, nan_ok=True, rel=1e-6)


def test_a_leap_year_brings_no_other_crop_into_a_window() -> None:
    """A wheat year ends on 31 May, before a leap day or after: no stock of the next belongs in it.

    Nor does what stands sold of the old crop, asked the day before the year begins.
    """
    whole = made_stream(12)
    both = replace(whole, ahead=whole.outstanding)
    wheat = Question("wheat", date(2024, 6, 1), date(2025, 5, 31))
    table = seasons(both, wheat, np.array([-1, 100, 300]), count=YEARS)
    assert np.isnan(table.ahead[:, 1:]).all()
    assert np.isnan(table.sold[:, 0]).all()
    assert not np.isnan(table.sold[1:9, 1:]).any()


def test_beside_another_forecaster_the_average_has_errors_of_its_own() -> None:
    """Two forecasts of every season, 4 too high and 2 too low: their mean is 1 too high."""
    shape = (1, YEARS, 1)
    own, told = (
        Expectations(np.full(shape, left), np.full(shape, -off), np.ones(shape), np.array([1]),
                     np.zeros(shape))
        for left, off in ((14.0, 4.0), (8.0, -2.0))
    )  # fmt: skip
    both = beside(own, told, 0.5)
    assert both.left == pytest.approx(np.full(shape, 11.0))
    assert both.errors == pytest.approx(np.full(shape, -1.0))


def test_every_feature_has_a_name_the_table_knows() -> None:
    assert set(FEATURES) == {"done", "recent", "last_left", "sold", "ahead"}
    assert len(LEVELS) == 99
