"""A back-test runs the whole computation again on what was then known, and keeps it."""

import tomllib
from datetime import date
from pathlib import Path

import pytest

from loading import ROOT
from offtake.domain import Book, Observation, end_of_day_in_washington
from offtake.forecast import Forecaster, figures_wanted, outlook_wanted
from offtake.forecast.answers import probability_of
from offtake.forecast.backtest import Backtest, History, Result
from offtake.forecast.rows import bundled_skill
from offtake.forecast.running import Run, backtest, data_hash, run
from offtake.forecast.seasons import Question
from offtake.forecast.summary import calibration, once, skills
from offtake.forecast.targets import TARGETS
from offtake.pace import Counter, Figures
from offtake.store import Store
from offtake.workspace.supplies import bundle

UNTIL = date(2026, 8, 22)
DAYS = (date(2016, 2, 5), date(2022, 9, 2), date(2025, 11, 7), date(2026, 1, 9))
FLOORS = tomllib.loads((ROOT / "tests" / "forecast" / "floors.toml").read_text())


@pytest.fixture(scope="module")
def store() -> Store:
    return Store.open(bundle())


@pytest.fixture(scope="module")
def replayed() -> Backtest:
    return backtest(bundle(), UNTIL)


@pytest.mark.parametrize("day", DAYS)
def test_what_was_known_on_a_day_is_what_the_store_says(
    store: Store, replayed: Backtest, day: date
) -> None:
    instant = end_of_day_in_washington(day)
    theirs = [
        *store.as_of(figures_wanted(()), as_of=instant),
        *store.as_of(outlook_wanted(), as_of=instant),
    ]
    ours = replayed.history.as_of(instant)
    assert sorted(map(repr, ours)) == sorted(map(repr, theirs))


def test_a_figure_published_later_changes_no_result(store: Store, replayed: Backtest) -> None:
    day = date(2024, 3, 8)
    instant = end_of_day_in_washington(day)
    whole = [*store.history(figures_wanted(())), *store.history(outlook_wanted())]
    known = [one for one in whole if one.vintage.known_at <= instant]
    cut = Backtest(
        History(known),
        final=replayed.final,
        targets=TARGETS,
        last_season=replayed.last_season,
    )
    assert cut.day(day) == replayed.day(day)


def test_a_season_that_is_tried_is_held_and_was_open(replayed: Backtest) -> None:
    results = replayed.day(date(2024, 3, 8))
    assert {one.target for one in results} >= {"soybeans-chn-shipments-my"}
    for one in results:
        assert one.origin < one.reference_date
        assert one.origin < one.target_end_date
        assert 1 <= one.quarter <= 4
        assert one.q05 <= one.q25 <= one.q50 <= one.q75 <= one.q95
        assert len(one.chances) == len(one.came) == len(one.base_rates) == 4


def test_the_outcome_is_the_published_final_figure(replayed: Backtest) -> None:
    """Soybeans to China, accumulated exports of 2023/24: 24.31 Mt (the public record)."""
    results = replayed.day(date(2024, 3, 8))
    found = {one.outcome for one in results if one.target == "soybeans-chn-shipments-my"}
    assert [round(one / 1e6, 2) for one in found] == [24.31]


def test_the_shutdown_asks_again_with_the_same_figures(replayed: Backtest) -> None:
    """Nothing was published from October to mid November 2025: one origin, counted once."""
    rows = [one.row() for day in (date(2025, 10, 3), date(2025, 10, 17), date(2025, 10, 31))
            for one in replayed.day(day)]  # fmt: skip
    asked = [row for row in rows if row["target"] == "soybeans-chn-shipments-year"]
    assert {row["origin"] for row in asked} == {"2025-09-18"}
    assert len(once(asked)) == len({row["model_id"] for row in asked})


def test_a_run_broken_off_goes_on_where_it_stopped(tmp_path: Path) -> None:
    work = Run(bundle(), tmp_path, date(2024, 12, 27), date(2025, 1, 17))
    first = next(run(work, workers=1))
    assert first[0] == "2024-12"
    kept = (work.results.folder / "2024-12.jsonl.gz").stat().st_mtime_ns
    assert [done for _, done, _ in run(work, workers=1)] == [1, 2]
    assert (work.results.folder / "2024-12.jsonl.gz").stat().st_mtime_ns == kept
    rows = list(work.results.rows())
    assert {row["reference_date"][:7] for row in rows} == {"2024-12", "2025-01"}
    found = skills(rows)
    assert all(one.seasons == 1 for one in found)
    assert calibration(rows, kind="shipments")


def test_two_processes_find_what_one_finds(tmp_path: Path) -> None:
    alone = Run(bundle(), tmp_path / "one", date(2024, 12, 27), date(2025, 1, 17))
    both = Run(bundle(), tmp_path / "two", date(2024, 12, 27), date(2025, 1, 17))
    list(run(alone, workers=1))
    list(run(both, workers=2))
    found = list(both.results.rows())
    assert len(found) > 20
    assert found == list(alone.results.rows())


def test_the_record_is_of_the_bundled_figures() -> None:
    """The floors were measured on these very figures; others need a new record."""
    assert data_hash(bundle(), UNTIL) == FLOORS["bundled"]["data_hash"]


@pytest.mark.parametrize("target", sorted(FLOORS["bundled"]["ratio"]))
def test_no_target_falls_below_its_floor(target: str) -> None:
    """CRPS over the seasonal naive's; the number of seasons is told beside it."""
    floor = FLOORS["bundled"]["ratio"][target]
    (found,) = (
        one for one in bundled_skill()
        if (one.target, one.model_id, one.quarter) == (target, floor["model"], None)
    )  # fmt: skip
    assert found.ratio <= floor["at_most"]
    assert found.seasons == floor["seasons"]


def test_the_model_beats_wasde_by_its_floor() -> None:
    floor = FLOORS["bundled"]["over_wasde"]["soybeans-world-shipments-my"]
    ours, theirs = (
        next(one for one in bundled_skill() if (one.target, one.model_id, one.quarter)
             == ("soybeans-world-shipments-my", name, None))
        for name in (floor["model"], "wasde-1")
    )  # fmt: skip
    assert ours.crps / theirs.crps <= floor["at_most"]
    assert (ours.seasons, ours.origins) == (floor["seasons"], theirs.origins)


def test_every_season_of_probabilities_beats_the_base_rate_in_each_quarter() -> None:
    for one in bundled_skill():
        wanted = "plain-average-3" if "sales" in one.target else "season-pace-3"
        if one.model_id == wanted:
            assert one.brier_skill > 0, (one.target, one.quarter)


def test_the_record_shipped_is_what_a_replay_finds(replayed: Backtest) -> None:
    """A few days replayed now: the model's medians are those that the record was made of."""
    results: list[Result] = replayed.day(date(2025, 3, 7))
    found = {one.target: one for one in results if one.model_id == "season-pace-3"}
    kept = FLOORS["bundled"]["medians_2025_03_07"]
    assert {name: round(found[name].q50 / 1e6, 3) for name in kept} == kept


def test_the_forecast_of_a_target_is_the_one_a_reading_gets(
    store: Store, replayed: Backtest
) -> None:
    """Back-test and live answer come out of one call on one set of figures."""
    day = date(2025, 3, 7)
    instant = end_of_day_in_washington(day)
    figures: list[Observation] = store.as_of(figures_wanted(()), as_of=instant)
    target = next(one for one in TARGETS if one.id == "soybeans-chn-shipments-my")
    forecaster = Forecaster(Counter(Figures(figures)), as_of=day)
    answer = forecaster.left(target.book, target.partner, target.question(2025))
    assert isinstance(answer, tuple)
    counted = forecaster.stream(target.book, target.product, target.partner)
    assert counted is not None
    (tried,) = (
        one for one in replayed.day(day)
        if (one.target, one.model_id) == (target.id, "season-pace-3")
    )  # fmt: skip
    assert tried.counted + answer[0][49] == pytest.approx(tried.q50)


def test_a_trade_that_stood_still_was_not_expected_to_run(store: Store) -> None:
    """On 30 October 2025 next to nothing of the crop stood sold to China, and nothing sailed.

    The chance of 12 Mt shipped from 1 September to 30 November, of which none sailed in the end,
    was given as 38 % by a model that saw small differences only.
    """
    day = date(2025, 10, 30)
    known = store.as_of(figures_wanted(()), as_of=end_of_day_in_washington(day))
    forecaster = Forecaster(Counter(Figures(known)), as_of=day)
    asked = Question("soybeans", date(2025, 9, 1), date(2025, 11, 30))
    answer = forecaster.left(Book.SHIPMENTS, "CHN", asked)
    assert isinstance(answer, tuple)
    assert probability_of(12e6, answer[0]) <= FLOORS["bundled"]["stood_still_2025_10_30"]
