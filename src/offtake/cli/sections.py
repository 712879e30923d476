"""The list of commands that `offtake --help` prints: under headings, in the order of use."""

from typing import Any

from typer.core import TyperGroup

SECTIONS = {
    "Judge a promise": (
        *("report", "pledge", "pace", "tally", "explain"),
        *("pledges", "claims", "forecast", "expected", "stock"),
    ),
    "Read what was said": ("read", "compare", "story"),
    "Ask around it": ("tariffs", "prices", "balance", "mirror", "mirror-customs", "effect"),
    "See how good it was": ("calibration", "backtest", "score", "record"),
    "Keep the figures": (
        *("sources", "source", "fetch", "import"),
        *("revisions", "reparse", "doctor"),
    ),
    "Show and hand on": ("serve", "site", "chart", "brief", "export", "mcp"),
}
"""Each heading with its commands; a command stands under one."""


class Sectioned(TyperGroup):
    """A group of commands listed under the headings of `SECTIONS`, each with its first sentence."""

    def format_commands(self, _ctx: Any, formatter: Any) -> None:
        """Write the commands into the help, section by section."""
        widest = max(map(len, self.commands))
        for heading, names in SECTIONS.items():
            rows = [
                (name.ljust(widest), _first_sentence(self.commands[name].help or ""))
                for name in names
                if name in self.commands
            ]
            with formatter.section(heading):
                formatter.write_dl(rows)


def _first_sentence(text: str) -> str:
    """Return what a help text says first, on one line.

    >>> _first_sentence("List the sources: publisher, how far. Example: offtake sources")
    'List the sources: publisher, how far.'
    """
    line = " ".join(text.split())
    end = line.find(". ")
    return line if end < 0 else line[: end + 1]
