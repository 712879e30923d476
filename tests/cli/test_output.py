"""The headings of `offtake --help`, and how long lines are printed."""

import pytest
from typer.testing import CliRunner

from offtake.cli import app
from offtake.cli.output import Output
from offtake.cli.sections import SECTIONS


def test_every_command_stands_under_exactly_one_heading() -> None:
    listed = [name for names in SECTIONS.values() for name in names]
    commands = {
        one.name or one.callback.__name__ for one in app.registered_commands if one.callback
    }
    groups = {one.name or "" for one in app.registered_groups}
    assert sorted(listed) == sorted(commands | groups)


def test_the_help_prints_each_command_with_a_whole_sentence() -> None:
    printed = CliRunner().invoke(app, ["--help"], env={"COLUMNS": "80"}).output
    assert "Judge a promise:\n  report          Judge every pledge under each" in printed
    assert "..." not in printed.replace("[ARGS]...", "")


def test_a_long_line_goes_on_two_columns_in_and_an_address_stays_whole(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    rows = [
        [("  one two ", "bold"), ("three four five", "")],
        [("    https://publisher.test/a/long/address", "")],
        [("running text from the edge", "")],
    ]
    Output(quiet=True, color=False).rows(rows)
    assert capsys.readouterr().out.splitlines() == [
        *("  one two three", "    four five"),
        "    https://publisher.test/a/long/address",
        *("running text from", "the edge"),
    ]
