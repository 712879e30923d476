"""Forecasts and the track record read by other programs are those of the workspace."""

import json
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pandas as pd
import polars as pl
import pytest
from frictionless import Package

from offtake.errors import TableWhole
from offtake.forecast import Forecast
from offtake.forecast.rows import bundled_record
from offtake.report.exports import FORMATS, write_export
from offtake.workspace import Workspace, sources_of

AS_OF = date(2026, 8, 22)
NEXT = "cn-us-soybeans-25mt-2026"
HUB = (
    *("model_id", "reference_date", "target", "horizon", "location", "target_end_date"),
    *("output_type", "output_type_id", "value"),
)
Read = Callable[[Path], Iterable[dict[str, Any]]]


def by_pandas(path: Path) -> Iterable[dict[str, Any]]:
    if path.suffix == ".csv":
        frame = pd.read_csv(path, dtype={"output_type_id": str})
    elif path.suffix == ".jsonl":
        frame = pd.read_json(path, lines=True, dtype=False)
    else:
        frame = pd.read_parquet(path)
    return list(frame.to_dict("records"))


def by_polars(path: Path) -> Iterable[dict[str, Any]]:
    if path.suffix == ".csv":
        return pl.read_csv(path, schema_overrides={"output_type_id": pl.String}).to_dicts()
    if path.suffix == ".jsonl":
        return pl.read_ndjson(path).to_dicts()
    return pl.read_parquet(path).to_dicts()


def by_duckdb(path: Path) -> Iterable[dict[str, Any]]:
    read = {".csv": "read_csv", ".jsonl": "read_json", ".parquet": "read_parquet"}[path.suffix]
    with duckdb.connect() as connection:
        found = connection.execute(f"SELECT * FROM {read}($1)", [str(path)])
        names = [one[0] for one in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def by_openpyxl(path: Path) -> Iterable[dict[str, Any]]:
    rows = openpyxl.load_workbook(path)["forecasts"].iter_rows(values_only=True)
    names = [str(name) for name in next(rows)]
    return [dict(zip(names, row, strict=True)) for row in rows]


@pytest.fixture(scope="module")
def told(workspace: Workspace) -> list[Forecast]:
    found = workspace.forecasts(NEXT, as_of=AS_OF)
    return [one.forecast for one in found if isinstance(one.forecast, Forecast)]


@pytest.fixture(scope="module")
def written(workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forecasts in each format and the record as CSV, with their data package."""
    folder = tmp_path_factory.mktemp("forecasts")
    forecasts = workspace.table("forecasts", pledge=NEXT, as_of=AS_OF)
    for ending in FORMATS:
        path = folder / f"forecasts.{ending}"
        write_export(forecasts, path, sources=sources_of(workspace.store))
    for name in ("calibration", "skill", "replay", "issued", "parties"):
        write_export(workspace.table(name, as_of=AS_OF), folder / f"{name}.csv")
    return folder


@pytest.mark.parametrize(
    ("ending", "read"),
    [
        *((one, read) for one in ("csv", "jsonl", "parquet")
          for read in (by_pandas, by_polars, by_duckdb)),
        ("xlsx", by_openpyxl),
    ],
)  # fmt: skip
def test_each_program_reads_every_quantile_and_probability(
    written: Path, told: list[Forecast], ending: str, read: Read
) -> None:
    rows = list(read(written / f"forecasts.{ending}"))
    assert tuple(rows[0])[: len(HUB)] == HUB
    found = {(row["target"], str(row["target_end_date"])[:10], row["output_type"],
              str(row["output_type_id"])): float(row["value"]) for row in rows}  # fmt: skip
    assert len(found) == len(rows) == 101 * len(told) > 300
    for one in told:
        name = (f"{one.pledge} {one.reading}", one.deadline.isoformat())
        for place, value in enumerate(one.quantiles, start=1):
            level = f"{place / 100:g}"
            assert found[(*name, "quantile", level)] == pytest.approx(value, rel=1e-12)
        assert one.probability is not None
        assert found[(*name, "pmf", "met")] == pytest.approx(one.probability)
        assert found[(*name, "pmf", "missed")] == pytest.approx(1 - one.probability)
    assert {int(row["revision"]) for row in rows} == {21}


def test_frictionless_finds_no_fault_with_forecasts_and_record(written: Path) -> None:
    package = Package(str(written / "datapackage.json"))
    chosen = [one for one in package.resources if str(one.path).endswith(".csv")]
    assert len(chosen) == 6
    for resource in chosen:
        report = resource.validate()
        assert report.valid, (resource.path, report.flatten(["type", "note"])[:3])


def test_the_calibration_that_leaves_the_house_is_the_bundled_one(written: Path) -> None:
    rows = pl.read_csv(written / "calibration.csv").to_dicts()
    for kind in ("sales", "shipments"):
        counts = [row["count"] for row in rows if row["kind"] == kind]
        assert counts == [one.count for one in bundled_record(kind)]


def test_the_table_of_verdicts_has_probabilities_as_numbers(
    workspace: Workspace, told: list[Forecast]
) -> None:
    frame = pl.DataFrame(workspace.table("verdicts", pledge=NEXT, as_of=AS_OF))
    assert frame.schema["probability"] == pl.Float64
    held = {(row["reading"], str(row["deadline"])): row["probability"] for row in frame.to_dicts()}
    for one in told:
        assert held[one.reading, one.deadline.isoformat()] == pytest.approx(one.probability)


def test_the_record_of_a_pledge_is_refused_where_it_has_none_of_its_own(
    workspace: Workspace,
) -> None:
    for name in ("calibration", "skill", "replay"):
        with pytest.raises(TableWhole, match="ask for it without one"):
            workspace.table(name, pledge=NEXT)
    issued = workspace.table("issued", pledge=NEXT)
    assert json.loads(json.dumps(issued.records())) == []
