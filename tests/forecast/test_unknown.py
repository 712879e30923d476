"""Where sales to unknown destinations end up, and what names them."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from offtake.domain import Observation, Verdict, reporting_week
from offtake.forecast import Refusal
from offtake.forecast.unknown import UnknownShare, switches_of, unknown_share
from offtake.sources.switches import SWITCHED, named_switches
from offtake.workspace import Workspace
from pace.books import Printed, observation, sales
from sources.specimens.export_sales import FLASH_TEXT

PARAGRAPH = (
    "Corn: Increases primarily for Japan (9,000 MT, including 8,000 MT switched from unknown "
    "destinations). Soybeans: Net sales of 353,300 MT for 2025/2026 were down. Increases primarily "
    "for China (141,000 MT, including 134,000 MT switched from unknown destinations and decreases "
    "of 500 MT), Mexico (83,600 MT), the Dominican Republic (2,000 MT, including 1,500 MT switched "
    "from unknown destinations), and Egypt (53,200 MT, including 55,000 MT switched from unknown "
    "destinations). Soybean Cake and Meal: Increases for Peru (5,000 MT, including 5,000 MT "
    "switched from unknown destinations)."
)


def rows(years: Mapping[int, float]) -> list[Observation]:
    """Return books in which each week 10 kt leave unknown, a share of it for China, half cancelled.

    `years` gives China's share of what is named by season.
    """
    found: list[Observation] = []
    for season, share in years.items():
        week = date(season - 1, 9, 1) + timedelta(days=(3 - date(season - 1, 9, 1).weekday()) % 7)
        weeks = [week + timedelta(weeks=number) for number in range(40)]
        found += sales("UNKNOWN", [Printed(day, 0, 500_000 - 10_000 * n) for n, day in
                                   enumerate(weeks)])  # fmt: skip
        for place, part in (("CHN", share), ("JPN", 1 - share)):
            found += sales(place, [Printed(day, int(5_000 * part * n), 0) for n, day in
                                   enumerate(weeks)])  # fmt: skip
    return found


def test_the_share_is_what_the_buyer_took_of_the_falls() -> None:
    """Half of each fall is cancelled and China takes 80 % of the rest: 40 %, in every season."""
    found = unknown_share(rows({2020: 0.8, 2021: 0.8, 2022: 0.8}), product="soybeans",
                          partner="CHN", day=date(2022, 1, 6))  # fmt: skip
    assert isinstance(found, UnknownShare)
    assert found.share == pytest.approx(0.4, abs=0.001)
    assert found.high - found.low < 0.01
    assert (found.seasons, found.named) == (3, 0)


def test_seasons_that_differ_widen_the_interval() -> None:
    """40, 20 and 0 %: mean 20, spread 20, times 1.645 and the root of 4/3: 38 either side."""
    found = unknown_share(rows({2020: 0.8, 2021: 0.4, 2022: 0.0}), product="soybeans",
                          partner="CHN", day=date(2022, 1, 6))  # fmt: skip
    assert isinstance(found, UnknownShare)
    assert found.share == pytest.approx(0.2, abs=0.001)
    assert found.low == 0.0
    assert found.high == pytest.approx(0.2 + 0.38, abs=0.002)


def test_named_switches_sharpen_the_season_they_are_of() -> None:
    named = {date(2022, 1, 6): {"CHN": 10_000.0}, date(2021, 12, 30): {"CHN": 10_000.0}}
    books = rows({2020: 0.8, 2021: 0.8, 2022: 0.8})
    plain, sharp = (
        unknown_share(books, product="soybeans", partner="CHN", day=date(2022, 1, 6),
                      switches=one) for one in (None, named)
    )  # fmt: skip
    assert isinstance(plain, UnknownShare)
    assert isinstance(sharp, UnknownShare)
    # Two named weeks say 100 % where 40 % was guessed: the rest of the season is corrected by
    # (1 / 0.4) ** (2 / 5) = 1.4427, to 57.7 %; 15 weeks so and 2 whole: 62.7 % of 17 falls.
    assert sharp.named == 2
    assert sharp.share == pytest.approx((0.4 + 0.4 + (15 * 0.5771 + 2) / 17) / 3, abs=0.003)


def test_two_seasons_are_too_few() -> None:
    found = unknown_share(rows({2021: 0.5, 2022: 0.5}), product="soybeans", partner="CHN",
                          day=date(2022, 1, 6))  # fmt: skip
    assert isinstance(found, Refusal)
    assert "in 2 marketing years" in found.reason


def test_the_highlights_name_each_switch_of_their_paragraph_only() -> None:
    assert named_switches(PARAGRAPH, "Soybeans") == {
        "China": 134_000.0, "Dominican Republic": 1_500.0, "Egypt": 55_000.0,
    }  # fmt: skip
    assert named_switches(PARAGRAPH, "Sorghum") is None


def test_switches_in_the_store_are_given_by_week_and_an_empty_week_is_kept() -> None:
    first, second = date(2021, 12, 30), date(2022, 1, 6)
    told = [
        observation(SWITCHED, place, reporting_week(week), tonnes, week)
        for week, place, tonnes in (
            (first, "UNKNOWN", 10_000), (first, "CHN", 10_000), (second, "UNKNOWN", 0),
        )
    ]  # fmt: skip
    assert switches_of(told) == {first: {"CHN": 10_000.0}, second: {}}


def test_highlights_that_are_imported_sharpen_the_expected_reading(tmp_path: Path) -> None:
    """A week of the season whose fall went to China as printed, beside the guess of that week."""
    workspace = Workspace.open(home=tmp_path)
    pledge, day = "cn-us-soybeans-20mt-2026", date(2026, 8, 22)
    (plain,) = _shares(workspace.expected(pledge, as_of=day))
    text = FLASH_TEXT.content.decode().replace(
        "Soybeans: Net sales of 353,300 MT for 2025/2026 were down 49 percent.",
        "Soybeans: Increases for China (999,000 MT, including 999,000 MT switched from unknown "
        "destinations).",
    )
    path = tmp_path / "highlights.txt"
    path.write_bytes(text.encode())
    brought = workspace.import_file(
        path, "usda_flash_sales", now=datetime(2026, 8, 22, 12, tzinfo=UTC)
    )
    assert (brought.problem, brought.rows) == ("", 4)  # two sales, two switches
    (sharp,) = _shares(Workspace.open(home=tmp_path).expected(pledge, as_of=day))
    assert sharp > plain


def _shares(found: Sequence[Verdict | Refusal]) -> set[Decimal]:
    shares = (one.reading.unknown_share for one in found if isinstance(one, Verdict))
    return {share for share in shares if share is not None}
