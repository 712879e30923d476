"""The track record on a page is what the back-test found and what was kept, scored by the store."""

import csv
import io
import json
import time
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from offtake.forecast.rows import bundled_replay
from offtake.workspace import Workspace
from web.running import PLEDGE, Reply, Server, running
from web.test_pages import table

SHIPPED = "shipments-named-my"
OFF_BY = 1000.0


def printed(name: str) -> list[dict[str, str]]:
    text = files("offtake.forecast").joinpath("record", name).read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text)))


def plain(row: dict[str, str]) -> list[tuple[str, str]]:
    """Return a row with every number written alike."""
    return [(name, number(value)) for name, value in row.items()]


def number(text: str) -> str:
    try:
        return repr(float(text))
    except ValueError:
        return text


@pytest.fixture(scope="module")
def final() -> float:
    """What had sailed by 28 February 2026, from the verdict's own contributions."""
    board = Workspace.open().report(pledge=PLEDGE, reading=SHIPPED)
    (verdict,) = (
        one for one in board.verdicts if one.deadline and str(one.deadline.on) == "2026-02-28"
    )
    return float(sum(one.counted for one in verdict.tally.contributions))


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory, final: float) -> Iterator[Server]:
    """A server of somebody who kept one forecast that was a thousand tonnes too high."""
    home = tmp_path_factory.mktemp("kept")
    rows = [issued(final + OFF_BY, as_of="2026-01-20", deadline="2026-02-28")]
    rows.append(issued(9e6, as_of="2026-08-22", deadline="2026-09-30"))
    text = "".join(json.dumps(row) + "\n" for row in rows)
    (home / "forecasts.jsonl").write_text(text, encoding="utf-8")
    with running(home) as server:
        yield server


def issued(said: float, *, as_of: str, deadline: str) -> dict[str, Any]:
    return {
        "pledge": PLEDGE,
        "reading": SHIPPED,
        "deadline": deadline,
        "as_of": as_of,
        "revision": 21,
        "model_id": "by-hand-1",
        "location": "CHN",
        "issued_at": f"{as_of}T12:00:00+00:00",
        "figures_to": as_of,
        "unit": "t",
        "counted": 0.0,
        "target": 12e6,
        "probability": 0.25,
        "quantiles": [said] * 99,
        "seasons": 3,
        "known_on": None,
    }


def test_the_tables_are_those_of_the_record_that_came_with_the_program(server: Server) -> None:
    for name, file in (("calibration", "calibration.csv"), ("skill", "skill.csv")):
        told = list(csv.DictReader(io.StringIO(server.ask(f"/track-record/{name}.csv").text)))
        record = printed(file)
        assert len(told) > 10
        assert sorted(map(plain, told)) == sorted(map(plain, record))


def test_the_page_prints_each_bin_with_its_cases(server: Server) -> None:
    page = server.ask("/track-record").text
    shipments = [row for row in printed("calibration.csv") if row["kind"] == "shipments"]
    shown = table(page)[1:]
    assert [row[3] for row in shown] == [f"{int(row['count']):,}" for row in shipments]
    assert [row[2] for row in shown] == [
        f"{100 * float(row['happened']):.1f} %" for row in shipments
    ]


def test_where_nothing_was_kept_the_page_says_so(server: Server) -> None:
    for path in ("/track-record", f"/pledges/{PLEDGE}/forecasts"):
        assert "None is kept here yet" in server.ask(path).text
    assert server.ask("/track-record/issued.csv").text.startswith("pledge,reading,deadline,")


def test_a_forecast_that_was_kept_is_scored_by_what_happened(kept: Server, final: float) -> None:
    # All quantiles at one value: the CRPS is the distance to the outcome. 25 % for what did not
    # happen: the Brier score is 0.0625.
    rows = json.loads(kept.ask("/track-record/issued.json").body)
    scored = {row["deadline"]: row for row in rows}
    assert scored["2026-02-28"]["final"] == pytest.approx(final)
    assert scored["2026-02-28"]["crps"] == pytest.approx(OFF_BY)
    assert scored["2026-02-28"]["brier"] == 0.0625
    assert scored["2026-09-30"]["crps"] is None
    for path in ("/track-record", f"/pledges/{PLEDGE}/forecasts"):
        page = kept.ask(path).text
        assert "by-hand-1" in page or "0.062" in page
        assert "holds this reading and deadline no longer" in page


def test_a_forecast_issued_later_is_not_on_the_page_of_an_earlier_day(kept: Server) -> None:
    rows = json.loads(kept.ask("/track-record/issued.json?as_of=2026-01-20").body)
    assert [row["reference_date"] for row in rows] == ["2026-01-20"]
    assert rows[0]["final"] is None, "the outcome was not known then"


def test_a_forecast_kept_meanwhile_is_taken_up_and_a_damaged_file_is_told(tmp_path: Path) -> None:
    kept = tmp_path / "forecasts.jsonl"
    with running(tmp_path) as server:
        assert json.loads(server.ask("/track-record/issued.json").body) == []
        line = json.dumps(issued(9e6, as_of="2026-08-22", deadline="2026-08-31")) + "\n"
        kept.write_text(line, encoding="utf-8")
        assert waited(server, lambda reply: b"2026-08-31" in reply.body)
        kept.write_text("{not json\n", encoding="utf-8")
        damaged = waited(server, lambda reply: reply.status >= 500)
        assert "None is kept" not in damaged.text
        assert server.ask("/methods").status == 200


def waited(server: Server, wanted: Callable[[Reply], bool]) -> Reply:
    for _ in range(300):
        reply = server.ask("/track-record/issued.json")
        if wanted(reply):
            return reply
        time.sleep(0.1)
    raise TimeoutError("the file that changed was not taken up")


def test_the_interface_lists_each_table_in_pages(server: Server) -> None:
    whole = json.loads(server.ask("/track-record.json").body)
    for name in ("calibration", "skill", "replay", "issued", "parties"):
        told = json.loads(server.ask(f"/api/v1/track-record/{name}?limit=500").body)
        assert told["items"] == whole[name]
        assert (told["as_of"], told["revision"]) == (whole["as_of"], whole["revision"])


def test_the_replay_that_is_shown_is_what_the_model_says_of_that_day() -> None:
    # Were the method changed and the replay not made again, this would fail.
    chosen = [one for one in bundled_replay() if one.as_of == "2026-01-22"]
    workspace = Workspace.open()
    day = workspace.last_look().replace(month=1, day=22)
    made = {
        (one.verdict.reading.id, str(one.verdict.deadline.on)): one.forecast
        for one in workspace.forecasts(PLEDGE, as_of=day)
        if one.verdict.deadline
    }
    assert len(chosen) >= 8
    for one in chosen:
        forecast = made[one.reading, one.deadline]
        assert getattr(forecast, "model", None) == one.model
        assert getattr(forecast, "probability", None) == pytest.approx(one.probability, abs=1e-3)
