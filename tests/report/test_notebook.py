"""What a notebook shows: tables that parse, name their answer, and let no text act."""

import sys
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import polars as pl
import pytest

from offtake.report import COLUMNS
from offtake.report.notebook import MOST_ROWS
from offtake.workspace import Board, Dossier, Workspace

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
