"""One week by different routes is one set of figures, but for two differences that are known.

The captures are read from beside the checkout. What was captured as a table is written again in
the form in which it was served, since the files as served were not kept:

- phfuks: rows of the FAS API, captured 2022-04-07;
- jmonroger: an XLS of the retired query site, saved 2025-06-10;
- yang2yang: rows of the retired query site, saved 2016-12-05, and one XLS as it was;
- howards: rows of the FAS API without gross sales, captured 2026-04-03;
- ESRQS: the summary as served, 2026-04-02 and 2026-04-09.
"""

import csv
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from offtake.domain import Observation
from offtake.errors import AnswerError
from offtake.sources import Parsed
from offtake.sources.connectors import CONNECTORS
from offtake.sources.usda_export_sales import COLUMNS, FIGURES
from offtake.sources.usda_export_sales_agtransport import FIGURES as SOCRATA
from offtake.sources.usda_export_sales_agtransport import address
from offtake.sources.usda_export_sales_legacy import AS_SAVED
from sources.specimens.export_sales import as_json, as_legacy_csv
from sources.specimens.kinds import Specimen

pytestmark = pytest.mark.shared

Point = tuple[str, str, str, str]
"""Product, destination, period, measure."""

FAS = "https://api.fas.usda.gov/api/esr/exports/commodityCode"
SEEN = datetime(2026, 8, 22, tzinfo=UTC)
HRW, SOYBEANS = "Wheat - HRW", "Soybeans"
PHFUKS = "esr_soy_china_mexico_1998_2022_phfuks/esr_801_china_mexico_with_my.csv"
JMONROGER = "esr_soy_china_2020_2025_jmonroger/ExportSalesDataByCommodity_raw.xls"
YANG_LONG = "esr_allcountries_2015_2016_yang2yang/esr_2015_2016_long.csv"
YANG_XLS = "esr_allcountries_2015_2016_yang2yang/ExportSalesDataByCommodity.xls"
HOWARDS = "esr_allcountries_2015_2026_howards/esr_by_country_my2025_my2026.csv"


def parse(source: str, content: bytes, request: str = "") -> Parsed:
    one = Specimen(source, "capture", (), as_json, request=request, retrieved_at=SEEN)
    return CONNECTORS[source].parse(one.snapshot(content), content)


def points(parsed: Iterable[Observation]) -> dict[Point, int]:
    return {
        (one.key.product, one.key.partner, str(one.period), one.key.measure): int(one.value)
        for one in parsed
        if one.value is not None
    }


def table(shared: Path, name: str) -> list[dict[str, str]]:
    path = shared / "data" / "usda" / "esr" / name
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def by_api(answers: Mapping[tuple[int, str], list[Mapping[str, object]]]) -> dict[Point, int]:
    """Return what the API connector says of rows by commodity code and marketing year."""
    found: dict[Point, int] = {}
    for (code, year), rows in answers.items():
        request = f"{FAS}/{code}/allCountries/marketYear/{year}"
        parsed = parse("usda_export_sales", as_json(rows), request)
        assert parsed.refused == ()
        found |= points(parsed.observations)
    return found


@pytest.fixture(scope="module")
def phfuks(shared: Path) -> dict[Point, int]:
    answers: dict[tuple[int, str], list[Mapping[str, object]]] = defaultdict(list)
    for row in table(shared, PHFUKS):
        cells = {
            name: row[name] if name == "weekEndingDate" else int(row[name]) for name in COLUMNS
        }
        answers[801, row["marketYear"]].append(cells)
    found = by_api(answers)
    return {point: value for point, value in found.items() if point[1] != "WORLD"}


@pytest.fixture(scope="module")
def jmonroger(shared: Path) -> dict[Point, int]:
    content = (shared / "data" / "usda" / "esr" / JMONROGER).read_bytes()
    parsed = parse("usda_export_sales_legacy", content)
    assert (parsed.rows, parsed.refused, len(parsed.observations)) == (265, (), 265 * 8)
    return points(parsed.observations)


def legacy_rows(rows: Iterable[Mapping[str, str]]) -> list[Mapping[str, object]]:
    names = (
        "weekly_exports", "accumulated_exports", "outstanding_sales", "gross_new_sales",
        "net_sales", "total_commitment", "next_my_outstanding_sales", "next_my_net_sales",
    )  # fmt: skip
    return [
        dict(zip(AS_SAVED, (row["commodity"], row["week_ending"], row["country"],
                            *(int(float(row[name])) for name in names), row["unit"]), strict=True))
        for row in rows
    ]  # fmt: skip


@pytest.fixture(scope="module")
def yang2yang(shared: Path) -> dict[Point, int]:
    """What the legacy connector says of the soybeans that were saved on 5 December 2016."""
    files = defaultdict(list)
    for row in table(shared, YANG_LONG):
        if row["commodity"] == SOYBEANS:
            files[row["source_file"]].append(row)
    found: dict[Point, int] = {}
    for rows in files.values():
        parsed = parse("usda_export_sales_legacy", as_legacy_csv(legacy_rows(rows)))
        assert parsed.refused == ()
        found |= points(parsed.observations)
    return found


@pytest.fixture(scope="module")
def howards(shared: Path) -> dict[Point, int]:
    codes = {"corn": 401, "soybeans": 801, "wheat": 107, "sorghum": 701}
    theirs = {ours: name for name, ours in FIGURES.items()}
    renamed = {
        **{name: theirs[name] for name in (
            "weekly_exports", "accumulated_exports", "outstanding_sales", "net_sales",
            "total_commitment")},
        "next_my_outstanding_sales": "nextMYOutstandingSales",
        "next_my_net_sales": "nextMYNetSales",
    }  # fmt: skip
    answers: dict[tuple[int, str], list[Mapping[str, object]]] = defaultdict(list)
    for row in table(shared, HOWARDS):
        code = codes[row["commodity"]]
        cells: dict[str, Any] = {
            "commodityCode": code,
            "countryCode": int(row["country_code"]),
            "unitId": 1,
            "weekEndingDate": f"{row['week_ending']}T00:00:00",
            "grossNewSales": 0,  # not kept by the capture: left out of what is compared
        }
        cells |= {its: int(row[ours]) for ours, its in renamed.items()}
        answers[code, row["market_year"]].append(cells)
    found = by_api(answers)
    return {point: value for point, value in found.items() if point[3] != "gross_new_sales"}


def common(one: Mapping[Point, int], other: Mapping[Point, int]) -> list[Point]:
    return sorted(one.keys() & other.keys())


def different(one: Mapping[Point, int], other: Mapping[Point, int]) -> dict[Point, tuple[int, int]]:
    return {
        point: (one[point], other[point])
        for point in common(one, other)
        if one[point] != other[point]
    }


def test_the_api_and_the_query_site_say_the_same_of_98_weeks(
    phfuks: dict[Point, int], jmonroger: dict[Point, int]
) -> None:
    assert len(common(phfuks, jmonroger)) == 98 * 8
    assert different(phfuks, jmonroger) == {}


def test_the_mirror_says_the_same_as_the_api(shared: Path, phfuks: dict[Point, int]) -> None:
    """No answer of the mirror was captured: this one is written from the API's rows."""
    places = {"5700": "CHINA, PEOPLES REPUBLIC OF", "2010": "MEXICO"}
    names = {ours: theirs for theirs, ours in SOCRATA.items()}
    rows = [
        {
            "date": f"{row['weekEndingDate']}.000",
            "myear": f"{int(row['marketYear']) - 1}/{row['marketYear']}",
            "commodity": "Soybeans",
            "country": places[row["countryCode"]],
            "unit": "Metric Tons",
            **{names[ours]: row[theirs] for theirs, ours in FIGURES.items()},
        }
        for row in table(shared, PHFUKS)
    ]
    request = address(date(1998, 12, 17), date(2022, 3, 31))
    parsed = parse("usda_export_sales_agtransport", as_json(rows), request)
    found = points(parsed.observations)
    assert (parsed.refused, parsed.rows) == ((), 2_472)
    assert {point: found[point] for point in found if point[1] != "WORLD"} == phfuks


def test_first_prints_are_the_only_difference_from_what_was_saved_in_2016(
    phfuks: dict[Point, int], yang2yang: dict[Point, int]
) -> None:
    """D9: the week ending 24 November 2016 was a first print, mended by 70,836 t."""
    week = "2016-11-18/2016-11-24"
    assert len(common(phfuks, yang2yang)) > 1_500
    found = different(phfuks, yang2yang)
    assert {point[2] for point in found} == {week}
    assert found["soybeans", "CHN", week, "weekly_exports"] == (1_805_978, 1_876_814)


def test_the_opening_week_is_the_only_difference_between_captures_of_one_year(
    jmonroger: dict[Point, int], howards: dict[Point, int]
) -> None:
    """D3: what a year opens with was counted as net sales in 2026 and was not before."""
    assert len(common(jmonroger, howards)) == 39 * 7
    assert different(jmonroger, howards) == {
        ("soybeans", "CHN", "2024-09-01/2024-09-05", "net_sales"): (962_620, 1_072_163)
    }


@pytest.mark.parametrize("name", ["2026-03-26", "2026-04-02"])
def test_the_summary_says_the_same_as_the_sum_of_the_api_rows(
    shared: Path, howards: dict[Point, int], name: str
) -> None:
    folder = shared / "data" / "usda" / "samples" / "raw_samples"
    content = (folder / f"esrqs_CWRCommoditySummary_{name}.xml").read_bytes()
    parsed = parse("usda_export_sales_query", content)
    assert (parsed.rows, parsed.refused, str(parsed.newest)) == (80, (), name)
    summary = points(parsed.observations)
    weeks = 2 if name == "2026-03-26" else 1
    assert len(common(summary, howards)) == 4 * 7 * weeks
    assert different(summary, howards) == {}


def test_both_summaries_say_the_same_of_the_week_they_share(shared: Path) -> None:
    folder = shared / "data" / "usda" / "samples" / "raw_samples"
    one, other = (
        points(parse("usda_export_sales_query", path.read_bytes()).observations)
        for path in sorted(folder.glob("esrqs_CWRCommoditySummary_*.xml"))
    )
    assert len(common(one, other)) == 15 * 8
    assert different(one, other) == {}


def test_a_saved_xls_says_the_same_as_the_table_made_from_it(shared: Path) -> None:
    content = (shared / "data" / "usda" / "esr" / YANG_XLS).read_bytes()
    parsed = parse("usda_export_sales_legacy", content)
    assert (parsed.rows, parsed.refused, parsed.newest) == (2_665, (), date(2016, 11, 17))
    rows = [
        row
        for row in table(shared, YANG_LONG)
        if row["commodity"] == HRW and row["source_file"] == "ExportSalesDataByCommodity.xls"
    ]
    # The table lost the column that marks the two years of a week: their order still tells.
    again = parse("usda_export_sales_legacy", as_legacy_csv(legacy_rows(rows)))
    assert points(again.observations) == points(parsed.observations)


@pytest.mark.parametrize("name", [YANG_XLS, JMONROGER])
def test_an_xls_cut_at_any_sector_raises(shared: Path, name: str) -> None:
    content = (shared / "data" / "usda" / "esr" / name).read_bytes()
    for end in {*range(0, len(content), 10_007), *range(0, len(content), 512 * 13)}:
        with pytest.raises(AnswerError):
            parse("usda_export_sales_legacy", content[:end])


@pytest.mark.parametrize("tenth", range(10))
def test_a_real_summary_cut_at_a_tenth_raises(shared: Path, tenth: int) -> None:
    folder = shared / "data" / "usda" / "samples" / "raw_samples"
    content = (folder / "esrqs_CWRCommoditySummary_2026-03-26.xml").read_bytes()
    with pytest.raises(AnswerError):
        parse("usda_export_sales_query", content[: len(content) * tenth // 10])


def test_the_rows_rebuilt_as_served_are_read_as_they_are(shared: Path) -> None:
    folder = shared / "data" / "usda" / "samples" / "raw_samples"
    content = (folder / "esr_exports_801_5700_my2022_last3rows_reconstructed.json").read_bytes()
    parsed = parse("usda_export_sales", content, f"{FAS}/801/countryCode/5700/marketYear/2022")
    assert [row["weekEndingDate"][:10] for row in json.loads(content)][-1] == str(parsed.newest)
    assert len(parsed.observations) == 3 * 8
