"""What other programs read from an export is what the store holds, figure by figure."""

import csv
import json
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from frictionless import Package
from sdmx.model import v30
from sdmx.reader.csv import Reader as SdmxReader

from offtake.domain import Observation, end_of_day_in_washington
from offtake.report.exports import FORMATS, Table
from offtake.report.exports.figures import ATTRIBUTES, DIMENSIONS
from offtake.store import SeriesFilter
from offtake.workspace import Workspace

AS_OF = date(2026, 8, 22)
# The books of the tranche's readings, spelled out: what the export must hold, no more, no less.
MEASURES = (
    "accumulated_exports",
    "outstanding_sales",
    "next_year_outstanding_sales",
    "inspections",
)
Figure = tuple[Any, ...]
Reader = Callable[[Path], Iterable[dict[str, Any]]]


def from_store(one: Observation) -> Figure:
    key, period = one.key, one.period
    dimensions = (key.frequency.value, key.reporter, key.partner, key.flow.value, key.product)
    said = (one.value, one.status.value, key.unit_code, one.snapshot, one.locator)
    return (*dimensions, key.measure, period.start, period.last_day, one.vintage.known_at, *said)


def from_file(row: dict[str, Any]) -> Figure:
    value = row["OBS_VALUE"]
    days = (as_day(row["period_start"]), as_day(row["period_end"]), as_instant(row["known_at"]))
    said = (row["OBS_STATUS"], row["UNIT_MEASURE"], row["snapshot"], row["locator"])
    number = None if is_none(value) else Decimal(str(value)).normalize()
    return (*(row[name] for name in DIMENSIONS), *days, number, *said)


def is_none(value: Any) -> bool:
    return value is None or value == "" or value != value  # noqa: PLR0124 - so is not a number


def as_day(value: Any) -> date:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else date.fromisoformat(value[:10])


def as_instant(value: Any) -> datetime:
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return moment.astimezone(UTC)


def by_csv(path: Path) -> Iterable[dict[str, Any]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def by_json(path: Path) -> Iterable[dict[str, Any]]:
    yield from map(json.loads, path.read_text(encoding="utf-8").splitlines())


def by_pandas(path: Path) -> Iterable[dict[str, Any]]:
    dates = ["period_start", "period_end", "known_at"]
    if path.suffix == ".csv":
        frame = pd.read_csv(path, keep_default_na=False, na_values={"OBS_VALUE": [""]})
    elif path.suffix == ".jsonl":
        frame = pd.read_json(path, lines=True, dtype=False)
    else:
        frame = pd.read_parquet(path)
    assert set(dates) <= set(frame.columns)
    return list(frame.to_dict("records"))


def by_polars(path: Path) -> Iterable[dict[str, Any]]:
    if path.suffix == ".csv":
        return pl.read_csv(path, infer_schema_length=None).to_dicts()
    if path.suffix == ".jsonl":
        return pl.read_ndjson(path, infer_schema_length=None).to_dicts()
    return pl.read_parquet(path).to_dicts()


def by_duckdb(path: Path) -> Iterable[dict[str, Any]]:
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        read = {".csv": "read_csv", ".jsonl": "read_json", ".parquet": "read_parquet"}[path.suffix]
        found = connection.execute(f"SELECT * FROM {read}($1)", [str(path)])
        names = [one[0] for one in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def by_openpyxl(path: Path) -> Iterable[dict[str, Any]]:
    book = openpyxl.load_workbook(path, read_only=True)
    rows = book["figures"].iter_rows(values_only=True)
    names = [str(name) for name in next(rows)]
    found = [dict(zip(names, row, strict=True)) for row in rows]
    book.close()
    return found


def by_frictionless(path: Path) -> Iterable[dict[str, Any]]:
    package = Package(str(path.with_name("datapackage.json")))
    resource = package.get_table_resource(path.name.replace(".", "-"))
    return [row.to_dict() for row in resource.read_rows()]


@pytest.fixture(scope="module")
def held(workspace: Workspace) -> set[Figure]:
    """What the store says, asked without the code of exports."""
    wanted = SeriesFilter(
        measures=frozenset(MEASURES),
        partners=frozenset(("CHN", "UNKNOWN", "WORLD")),
        products=frozenset(("soybeans",)),
    )
    found = workspace.store.as_of(wanted, as_of=end_of_day_in_washington(AS_OF))
    return {from_store(one) for one in found if one.key.reporter == "USA"}


READERS: list[tuple[str, Reader]] = [
    *(("csv", one) for one in (by_csv, by_pandas, by_polars, by_duckdb, by_frictionless)),
    *(("jsonl", one) for one in (by_json, by_pandas, by_polars, by_duckdb)),
    *(("parquet", one) for one in (by_pandas, by_polars, by_duckdb)),
    ("xlsx", by_openpyxl),
]


@pytest.mark.parametrize(("ending", "read"), READERS)
def test_each_program_reads_the_figures_of_the_store(
    folder: Path, held: set[Figure], ending: str, read: Reader
) -> None:
    rows = [row for row in read(folder / f"figures.{ending}") if row["INDICATOR"] in MEASURES]
    found = [from_file(row) for row in rows]
    assert len(found) == len(set(found)) == len(held)
    assert {one[9] for one in held} > {None}, "a gap among them, which must stay a gap"
    assert {normal(one) for one in held} == set(found)
    assert {(str(row["as_of"])[:10], int(row["revision"])) for row in rows} == {("2026-08-22", 21)}


def normal(figure: Figure) -> Figure:
    value = figure[9]
    return (*figure[:9], None if value is None else value.normalize(), *figure[10:])


def structure() -> v30.DataStructureDefinition:
    """Return the structure of the figures as an SDMX reader wants it."""
    return v30.DataStructureDefinition(
        id="FIGURES",
        dimensions=v30.DimensionDescriptor(
            components=[
                *(v30.Dimension(id=name) for name in DIMENSIONS),
                v30.TimeDimension(id="TIME_PERIOD"),
            ]
        ),
        measures=v30.MeasureDescriptor(components=[v30.Measure(id="OBS_VALUE")]),
        attributes=v30.AttributeDescriptor(
            components=[v30.DataAttribute(id=name) for name in ATTRIBUTES]
        ),
    )


def test_an_sdmx_reader_finds_every_figure_under_its_dimensions(
    folder: Path, figures: Table
) -> None:
    with (folder / "figures.csv").open("rb") as file:
        (data,) = SdmxReader().convert(file, structure=structure()).data
    found = {
        (*(str(one.dimension[name].value) for name in (*DIMENSIONS, "TIME_PERIOD")),
         str(one.value), str(one.attached_attribute["OBS_STATUS"].value))
        for one in data.obs
    }  # fmt: skip
    expected = {
        (*(row[name] for name in (*DIMENSIONS, "TIME_PERIOD")),
         "" if row["OBS_VALUE"] is None else str(row["OBS_VALUE"]), row["OBS_STATUS"])
        for row in figures
    }  # fmt: skip
    assert len(data.obs) == len(figures) == len(found)
    assert found == expected


# The workbook of figures is left out for its size alone: the one of verdicts has the same form.
_VALIDATED = {"figures.csv", "verdicts.csv", "verdicts.xlsx"}


def test_frictionless_finds_no_fault_with_any_file_of_the_package(folder: Path) -> None:
    package = Package(str(folder / "datapackage.json"))
    tables = [one for one in package.resources if one.path in _VALIDATED]
    assert [one.path for one in package.resources] == sorted(
        f"{name}.{ending}" for name in ("figures", "verdicts") for ending in FORMATS
    )
    assert len(tables) == len(_VALIDATED)
    for resource in tables:
        report = resource.validate()
        assert report.valid, (resource.path, report.flatten(["type", "note"])[:3])


def test_a_verdict_reads_the_same_in_every_format(folder: Path, verdicts: Table) -> None:
    counted = {
        (row["reading"], row["deadline"] or ""): (row["verdict"], row["counted"], row["snapshots"])
        for row in verdicts
    }
    for read in (by_csv, by_json):
        path = folder / ("verdicts.csv" if read is by_csv else "verdicts.jsonl")
        found = {
            (row["reading"], row["deadline"] or ""):
            (row["verdict"], None if is_none(row["counted"]) else float(row["counted"]),
             row["snapshots"])
            for row in read(path)
        }  # fmt: skip
        assert found == counted
    # The guide's table of one promise met and missed at once: 6.8 and 10.8 Mt by sales.
    sold = counted[("export-sales-named-my", "2025-12-31")]
    assert (sold[0], round(float(sold[1] or 0) / 1e6, 1)) == ("missed", 6.8)


def test_polars_pandas_and_pyarrow_take_a_table_without_a_file(
    figures: Table, held: set[Figure]
) -> None:
    frames: list[Iterable[dict[str, Any]]] = [
        pl.DataFrame(figures).to_dicts(),
        pa.table(figures).to_pylist(),
        figures.to_arrow().to_pylist(),
    ]
    if hasattr(pd.DataFrame, "from_arrow"):  # pandas takes a table as it is from version 3 on
        frames.append(pd.DataFrame.from_arrow(figures).to_dict("records"))
    for rows in frames:
        found = {from_file(row) for row in rows if row["INDICATOR"] in MEASURES}
        assert found == {normal(one) for one in held}
