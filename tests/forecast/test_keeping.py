"""What is kept is only ever added to, and damage is told."""

from pathlib import Path

import pytest

from offtake.errors import RecordDamaged
from offtake.forecast.keeping import Issued, Results

ROW = {
    "pledge": "a", "reading": "b", "deadline": "2025-12-31", "as_of": "2025-11-01",
    "revision": 1, "model_id": "m", "probability": 0.5,
}  # fmt: skip


def test_a_month_once_written_is_never_written_again(tmp_path: Path) -> None:
    results = Results(tmp_path / "run")
    results.write("2025-10", [{"crps": 1.0}])
    results.write("2025-10", [{"crps": 2.0}])
    assert list(results.rows()) == [{"crps": 1.0}]
    assert [path.name for path in results.folder.iterdir()] == ["2025-10.jsonl.gz"]


def test_months_are_read_oldest_first_and_a_missing_folder_is_empty(tmp_path: Path) -> None:
    results = Results(tmp_path / "run")
    assert results.months() == []
    for month in ("2025-11", "2024-12", "2025-01"):
        results.write(month, [{"month": month}])
    assert [row["month"] for row in results.rows()] == ["2024-12", "2025-01", "2025-11"]


@pytest.mark.parametrize("damage", [b"no gzip", b"\x1f\x8b\x08\x00broken"])
def test_a_damaged_month_is_told_and_not_passed_over(tmp_path: Path, damage: bytes) -> None:
    results = Results(tmp_path)
    results.write("2025-10", [{"crps": 1.0}])
    (tmp_path / "2025-10.jsonl.gz").write_bytes(damage)
    with pytest.raises(RecordDamaged, match=r"2025-10.*restore the file"):
        list(results.rows())


def test_a_forecast_is_kept_once_and_another_as_of_beside_it(tmp_path: Path) -> None:
    issued = Issued(tmp_path / "home" / "forecasts.jsonl")
    assert issued.rows() == []
    assert issued.add([ROW]) == 1
    assert issued.add([{**ROW, "probability": 0.9}]) == 0
    assert issued.add([{**ROW, "as_of": "2025-11-08"}]) == 1
    assert [row["probability"] for row in issued.rows()] == [0.5, 0.5]


def test_a_damaged_line_is_named_by_its_number(tmp_path: Path) -> None:
    issued = Issued(tmp_path / "forecasts.jsonl")
    issued.add([ROW])
    with issued.path.open("a") as file:
        file.write('{"pledge": "cut off\n')
    with pytest.raises(RecordDamaged, match=r"line 2"):
        issued.rows()
