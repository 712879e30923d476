"""What a notebook shows: tables that parse, name their answer, and let no text act."""

import re
import sys
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import polars as pl
import pytest

from offtake.forecast import Forecast, Refusal
from offtake.forecast.rows import bundled_record
from offtake.report import COLUMNS
from offtake.report.charts import drawing
from offtake.report.notebook import MOST_ROWS
from offtake.workspace import Board, Calibration, Dossier, Workspace

TRANCHE = "cn-us-soybeans-12mt-2025"
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return Workspace.open(home=tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def dossier(workspace: Workspace) -> Dossier:
    return workspace.dossier(TRANCHE, as_of=date(2026, 8, 22))


class Page(HTMLParser):
    """The tags of a text, and the cells of its table."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.cells: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs  # the parser gives them; no cell has any
        self.tags.append(tag)
        if tag == "td":
            self.cells.append("")

    def handle_data(self, data: str) -> None:
        if self.cells and self.tags[-1] == "td":
            self.cells[-1] += data


def shown(thing: object) -> str:
    """Return what a notebook asks of a thing."""
    return str(thing._repr_html_())  # type: ignore[attr-defined] # the name notebooks agreed on


def test_a_board_shows_each_verdict_with_its_reading_and_names_its_answer(
    dossier: Dossier,
) -> None:
    board = dossier.page.board
    page = Page(shown(board))
    assert page.tags.count("tr") == len(board.verdicts) + 1
    assert page.cells[:2] == [TRANCHE, board.verdicts[0].reading.id]
    assert "as known on 22 Aug 2026, revision 21" in shown(board)


def test_a_long_board_says_how_much_it_does_not_show(dossier: Dossier) -> None:
    board = dossier.page.board
    twice = replace(board, verdicts=board.verdicts * 2)
    assert f"{2 * len(board.verdicts) - MOST_ROWS} more rows" in shown(twice)


def test_no_text_of_the_register_acts_in_a_notebook(dossier: Dossier) -> None:
    page = dossier.page
    verdicts = tuple(replace(one, why=HOSTILE) for one in page.board.verdicts)
    made = replace(
        page,
        pledge=replace(page.pledge, title=HOSTILE, status=HOSTILE),
        board=replace(page.board, verdicts=verdicts),
    )
    for thing in (made, made.board, made.board.table()):
        assert not {"script", "img"} & set(Page(shown(thing)).tags)


def test_a_dossier_has_the_chart_where_it_can_be_drawn_and_the_table_in_any_case(
    dossier: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = shown(dossier)
    assert whole.startswith("<svg")
    drawing._drawn.cache_clear()  # what is drawn already needs no package any more
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    assert shown(dossier) == shown(dossier.page)
    assert whole.endswith(shown(dossier.page))


def test_a_board_is_a_frame_for_whoever_reads_arrow(dossier: Dossier) -> None:
    board: Board = dossier.page.board
    frame = pl.DataFrame(board)
    assert frame.height == len(board.verdicts)
    assert set(COLUMNS) <= set(frame.columns)
    words = [one.word.value for one in board.verdicts]
    assert frame["verdict"].to_list() == words
    assert frame["deadline"].dtype == pl.Date


def test_a_group_is_shown_by_its_name(workspace: Workspace) -> None:
    page = workspace.group("truce-2018", as_of=date(2026, 8, 22))
    assert "truce-2018, as known on 22 Aug 2026" in shown(page)


def test_an_early_page_counts_what_was_said_later(workspace: Workspace) -> None:
    page = workspace.page(TRANCHE, as_of=date(2025, 12, 5))
    later = page.later_statements + page.later_deadlines
    assert later > 0
    assert f"{later} statements and deadlines of later days" in shown(page)


def test_a_board_draws_how_each_count_built_up(dossier: Dossier) -> None:
    board = dossier.page.board
    counted = [one for one in board.verdicts if one.tally.counted]
    drawn = Page(shown(board))
    assert 0 < drawn.tags.count("polyline") <= len(counted)
    assert 'fill="none"' in shown(board)  # without a page's style a line is not filled


def test_forecasts_are_a_table_with_the_reasons_where_there_are_none(workspace: Workspace) -> None:
    found = workspace.forecasts("cn-us-soybeans-25mt-2026", as_of=date(2026, 8, 22))
    page = Page(shown(found))
    made = [one.forecast for one in found if isinstance(one.forecast, Forecast)]
    assert page.tags.count("tr") == len(made) + 1
    assert page.cells[:3] == ["cn-us-soybeans-25mt-2026", made[0].reading, "2026-12-31"]
    assert f"{made[0].probability:.0%}" == page.cells[3]
    assert page.tags.count("p") == len(found) - len(made)
    assert "as known on 22 Aug 2026, revision 21" in shown(found)


def test_the_calibration_is_chart_and_table_or_the_table_alone(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = workspace.calibration("sales")
    assert isinstance(found, Calibration)
    whole = shown(found)
    assert whole.startswith("<svg")
    told = [
        int(one.replace(",", "")) for one in re.findall(r"<td>([\d,]+)</td><td>\d+</td>", whole)
    ]
    assert told == [one.count for one in bundled_record("sales")]
    assert len(told) == 10
    drawing._drawn.cache_clear()  # what is drawn already needs no package any more
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    assert shown(found).startswith("<table>")
    assert whole.endswith(shown(found))
    assert isinstance(workspace.calibration("tides"), Refusal)


def test_a_dossier_of_an_open_pledge_has_its_fan(workspace: Workspace) -> None:
    open_one = workspace.dossier("cn-us-soybeans-25mt-2026", as_of=date(2026, 8, 22))
    assert "expected" in shown(open_one)
