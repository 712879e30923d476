"""What makes the first view of a page quick, and that it changes no answer."""

import asyncio
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from offtake.report.charts import Shape, drawing, pace_figures, pace_spec, page_svg
from offtake.store import Store
from offtake.web import Options, Shelf, create_app
from offtake.web.cache import Answer, Cache
from offtake.web.once import once
from offtake.workspace import Workspace
from offtake.workspace.supplies import bundle
from store.making import weekly_release
from web.running import PLEDGE

EARLIER = date(2025, 12, 5)
SOME = ("cn-us-sorghum-2025", "phase-one-energy", "cn-us-farm-goods-17bn-2026")


def test_counts_kept_for_a_whole_day_change_no_answer_of_that_day() -> None:
    alone, keeping = Workspace.open(), Workspace.open()
    for day in (alone.last_look(), EARLIER):
        board = keeping.count_all(as_of=day)
        assert board == alone.report(as_of=day)
        for pledge in SOME:
            first = alone.pledge(pledge).readings[0].id
            one = keeping.report(as_of=day, pledge=pledge, reading=first)
            assert one == alone.report(as_of=day, pledge=pledge, reading=first)
            assert keeping.dossier(pledge, as_of=day) == alone.dossier(pledge, as_of=day)
        assert keeping.group("phase-one", as_of=day) == alone.group("phase-one", as_of=day)


def test_what_many_ask_for_at_the_same_time_is_worked_out_once() -> None:
    worked: list[int] = []

    def slow(number: int) -> int:
        worked.append(number)
        time.sleep(0.05)
        return 2 * number

    ask = once(slow, most=2)
    with ThreadPoolExecutor(8) as readers:
        found = list(readers.map(ask, [3] * 8))
    assert found == [6] * 8
    assert worked == [3]
    assert [ask(4), ask(5), ask(3)] == [8, 10, 6]  # 3 had to make room for 5
    assert worked == [3, 4, 5, 3]


def test_what_failed_is_tried_again() -> None:
    tries: list[int] = []

    def fails_first(number: int) -> int:
        tries.append(number)
        if len(tries) == 1:
            raise OSError("not now")
        return number

    ask = once(fails_first, most=2)
    with pytest.raises(OSError, match="not now"):
        ask(1)
    assert ask(1) == 1


def test_a_newer_edition_is_taken_up_with_its_board_counted(
    tmp_path: Path,
) -> None:
    shutil.copytree(bundle(), tmp_path / "store")
    shelf = Shelf(home=tmp_path)
    older = shelf.current
    assert not shelf.refresh()
    store = Store.open(tmp_path / "store")
    release, observations, content = weekly_release(store.revision, series=5)
    store.append(release, observations, content=content)
    assert shelf.refresh()
    newer = shelf.current
    begun = time.process_time()
    board = newer.board(newer.last_look)
    assert newer.workspace.dossier(PLEDGE).page.board.revision == newer.revision
    assert time.process_time() - begun < 0.5  # counting anew takes more than a second
    assert (older.revision + 1, board.revision) == (newer.revision, newer.revision)


def test_the_addresses_read_last_come_first_and_only_those_of_one_edition() -> None:
    cache = Cache(10_000_000)
    for serial, path, query in ((1, "/", ""), (1, "/pledges/a b", "unit=Mt"), (2, "/methods", "")):
        cache.put((serial, path, query), Answer(200, "text/html", b"x", 1))
    cache.get((1, "/", ""))
    assert cache.newest(1, most=9) == ["/", "/pledges/a%20b?unit=Mt"]
    assert cache.newest(1, most=1) == ["/"]


def test_a_chart_that_is_no_longer_checked_while_drawn_is_still_valid_vega_lite() -> None:
    altair = pytest.importorskip("altair")
    figures = pace_figures(Workspace.open().dossier(PLEDGE).curves)
    assert figures is not None
    for shape in (Shape.WIDE, Shape.CARD):
        spec = pace_spec(figures, width=shape.size[0], height=shape.size[1])
        altair.LayerChart.from_dict(spec, validate=True)
    spec["layer"][0]["mark"]["type"] = "no such mark"
    with pytest.raises(pytest.importorskip("jsonschema").ValidationError, match="was expected"):
        altair.LayerChart.from_dict(spec, validate=True)


def test_the_same_chart_is_the_same_bytes_however_many_were_drawn_before() -> None:
    workspace = Workspace.open()
    dossier = workspace.dossier(PLEDGE)
    figures, other = pace_figures(dossier.curves), pace_figures(dossier.curves, unit="mbu")
    assert figures is not None
    assert other is not None
    first = page_svg(figures, shape=Shape.WIDE, name="chart")
    page_svg(other, shape=Shape.WIDE, name="chart")
    drawing._drawn.cache_clear()
    assert page_svg(figures, shape=Shape.WIDE, name="chart") == first


def test_a_file_that_goes_with_the_pages_is_kept_once_whatever_is_asked_of_it() -> None:
    async def asked() -> tuple[Answer, Answer]:
        app = create_app(Shelf(), Options())
        return await app.get("/static/app.js?v=1"), await app.get("/static/app.js?v=2&q=x")

    first, second = asyncio.run(asked())
    assert first is second
