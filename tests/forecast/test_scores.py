"""The scores say what their authors defined: against hand arithmetic and another library."""

import math

import numpy as np
import pytest
import scoringrules
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from offtake.forecast import scores
from offtake.forecast.scores import LEVELS, Floats

AMOUNTS = st.floats(-1e7, 1e7, allow_nan=False, width=32)


def rising(rows: int = 4) -> st.SearchStrategy[Floats]:
    """Return rows of 99 rising quantiles."""
    return arrays(np.float64, (rows, 99), elements=AMOUNTS).map(np.sort)


def crps_by_hand(outcome: float, quantiles: Floats) -> float:
    """Return the score by its definition over levels, in plain Python."""
    total = 0.0
    for level, quantile in zip(LEVELS.tolist(), quantiles.tolist(), strict=True):
        gap = outcome - quantile
        total += level * gap if gap >= 0 else (level - 1) * gap
    return 2 * total / len(quantiles)


@given(rising(), arrays(np.float64, 4, elements=AMOUNTS))
def test_crps_is_what_its_definition_and_scoringrules_say(
    quantiles: Floats, outcomes: Floats
) -> None:
    ours = scores.crps(outcomes, quantiles)
    theirs = scoringrules.crps_quantile(outcomes, quantiles, LEVELS)
    by_hand = [crps_by_hand(one, row) for one, row in zip(outcomes, quantiles, strict=True)]
    assert ours == pytest.approx(by_hand, rel=1e-9, abs=1e-6)
    assert ours == pytest.approx(np.asarray(theirs), rel=1e-6, abs=1e-3)


def test_crps_of_a_normal_tends_to_its_closed_form() -> None:
    # Gneiting and Raftery (2007): the standard normal's at its mean is (sqrt(2) - 1) / sqrt(pi).
    draws = np.sort(np.random.default_rng(6).standard_normal(2_000_000))
    levels = (np.arange(999) + 0.5) / 999
    quantiles = np.quantile(draws, levels)[None, :]
    found = scores.crps(np.array([0.0]), quantiles, levels)[0]
    assert found == pytest.approx((math.sqrt(2) - 1) / math.sqrt(math.pi), abs=2e-3)


@given(arrays(np.float64, 6, elements=st.floats(0, 1)), arrays(np.bool_, 6))
def test_brier_and_log_score_are_what_scoringrules_says(said: Floats, came: Floats) -> None:
    happened = came.astype(float)
    assert scores.brier(happened, said) == pytest.approx(
        np.asarray(scoringrules.brier_score(happened, said))
    )
    inside = np.clip(said, 0.01, 0.99)
    assert scores.log_score(happened, inside) == pytest.approx(
        [-math.log(p if came_true else 1 - p) for p, came_true in zip(inside, came, strict=True)]
    )


def test_the_log_score_of_what_was_held_to_be_impossible_is_infinite() -> None:
    assert scores.log_score(np.array([1.0]), np.array([0.0]))[0] == math.inf


def test_pinball_is_what_scoringrules_says() -> None:
    quantiles, levels = np.array([[2.0, 5.0, 9.0]]), np.array([0.1, 0.5, 0.9])
    theirs = [
        float(scoringrules.quantile_score(6.0, quantile, level))
        for quantile, level in zip(quantiles[0], levels, strict=True)
    ]
    assert scores.pinball(np.array([6.0]), quantiles, levels)[0] == pytest.approx(theirs)


@given(rising(2), AMOUNTS)
def test_a_shift_of_forecast_and_outcome_changes_no_crps(quantiles: Floats, shift: float) -> None:
    outcomes = np.array([0.0, 1.0])
    moved = scores.crps(outcomes + shift, quantiles + shift)
    assert moved == pytest.approx(scores.crps(outcomes, quantiles), rel=1e-6, abs=1e-2)


def test_the_pit_of_a_calibrated_forecast_is_even() -> None:
    draws = np.random.default_rng(1).uniform(size=4000)
    found = scores.pit(draws, np.tile(LEVELS, (4000, 1)))
    counts, _ = np.histogram(found, bins=10, range=(0, 1))
    assert counts.min() > 320
    assert counts.max() < 480


def test_reliability_counts_forecasts_and_the_seasons_they_come_from() -> None:
    said = np.array([0.05, 0.07, 0.95, 1.0])
    bins = scores.reliability(np.array([0, 1, 1, 1]), said, np.array([2020, 2020, 2020, 2021]))
    low, high = bins
    assert (low.cases, low.years, low.happened) == (2, 1, 0.5)
    assert (high.cases, high.years, high.happened) == (2, 2, 1.0)


def test_the_comparison_averages_within_seasons_before_it_counts_cases() -> None:
    # Season means of the difference: -1, -3, -2: mean -2, spread sqrt(2/3); plain t is
    # -2 / (sqrt(2/3) / sqrt(3)) = -4.2426; times sqrt(2/3) for three seasons: -3.4641.
    ours = np.zeros(6)
    theirs = np.array([1.0, 1.0, 2.0, 4.0, 2.0, 2.0])
    found = scores.compare(ours, theirs, [1, 1, 2, 2, 3, 3])
    assert found.statistic == pytest.approx(-3.4641, abs=1e-4)
    assert (found.years, found.better_in, found.difference) == (3, 3, -2.0)
    # Student's t with 2 degrees of freedom: p = 1 - t / sqrt(t * t + 2) = 0.0742.
    assert found.p_value == pytest.approx(1 - 3.4641 / math.sqrt(14), abs=1e-4)


def test_a_comparison_of_two_seasons_gives_no_p_value() -> None:
    assert scores.compare(np.zeros(2), np.ones(2), [1, 2]).p_value is None


@pytest.mark.parametrize(("freedom", "point"), [(4, 2.776), (9, 2.262), (20, 2.086)])
def test_the_five_percent_points_are_those_of_the_tables(freedom: int, point: float) -> None:
    assert scores.two_sided(point, freedom=freedom) == pytest.approx(0.05, abs=2e-4)
