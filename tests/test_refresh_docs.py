"""Output shown in a page is what the command prints."""

from pathlib import Path

import pytest

from loading import load_script

refresh = load_script("scripts/refresh_docs.py")

PAGE = "Before\n\n<!-- run: offtake pledges -->\n```text\nold\n```\n\nAfter\n"


def test_the_block_below_a_marker_gets_the_output_and_the_rest_stays() -> None:
    renewed = refresh.refreshed(PAGE, lambda command: f"{command}!  \n\n")
    assert renewed == PAGE.replace("old", "offtake pledges!")


def test_an_empty_block_is_filled() -> None:
    assert refresh.refreshed(PAGE.replace("old\n", ""), lambda _: "old") == PAGE


def test_refreshing_twice_changes_nothing() -> None:
    once = refresh.refreshed(PAGE, lambda _: "a\nb")
    assert refresh.refreshed(once, lambda _: "a\nb") == once


def test_only_the_first_lines_are_kept_where_the_marker_says_so() -> None:
    page = PAGE.replace("run:", "run (first 2 lines):")
    assert "```text\na\nb\n...\n```" in refresh.refreshed(page, lambda _: "a\nb\nc")
    assert "```text\na\nb\n```" in refresh.refreshed(page, lambda _: "a\nb")


def test_a_marker_without_a_block_is_an_error() -> None:
    with pytest.raises(refresh.RefreshError, match="no fenced block"):
        refresh.refreshed("<!-- run: offtake pledges -->\n\nprose\n", lambda _: "")


def test_output_that_would_close_its_block_is_an_error() -> None:
    with pytest.raises(refresh.RefreshError, match="longer one"):
        refresh.refreshed(PAGE, lambda _: "```\n")


def test_a_command_sees_eighty_columns_and_no_colour() -> None:
    shown = (
        "import os; print(os.environ['COLUMNS'], os.environ['NO_COLOR'], 'LC_ALL' in os.environ)"
    )
    assert refresh.output_of(f'python -c "{shown}"') == "80 1 False\n"


@pytest.mark.parametrize("command", ["no-such-command", "python -c 'raise SystemExit(3)'"])
def test_a_command_that_fails_is_an_error_and_never_an_empty_block(command: str) -> None:
    with pytest.raises(refresh.RefreshError):
        refresh.output_of(command)


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a page in a clone of its own, whose command prints `new`."""
    monkeypatch.setattr(refresh, "ROOT", tmp_path)
    monkeypatch.setattr(refresh, "output_of", lambda _: "new\n")
    (tmp_path / "docs").mkdir()
    path = tmp_path / "README.md"
    path.write_text(PAGE, encoding="utf-8")
    return path


def test_checking_fails_on_a_stale_page_and_leaves_it_alone(
    page: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert refresh.main(["--check"]) == 1
    assert page.read_text(encoding="utf-8") == PAGE
    assert "+new" in capsys.readouterr().out


def test_a_refreshed_page_passes_the_check(page: Path) -> None:
    assert refresh.main([]) == 0
    assert page.read_text(encoding="utf-8") == PAGE.replace("old", "new")
    assert refresh.main(["--check"]) == 0


def test_a_fault_names_its_page(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page.write_text("<!-- run: offtake -->\n", encoding="utf-8")
    assert refresh.main(["--check"]) == 2
    assert "README.md: " in capsys.readouterr().err


def test_every_command_gets_a_section(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refresh, "command_names", lambda: ["offtake", "offtake pace"])
    listed = refresh.list_commands("<!-- commands -->\nold\n<!-- end commands -->\n")
    assert "old" not in listed
    assert listed.index("## `offtake`") < listed.index("## `offtake pace`")
    assert refresh.refreshed(listed, lambda command: command).count("--help\n```") == 2
