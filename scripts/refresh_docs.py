"""Rerun the commands shown in the pages and put their real output in place.

A page asks for output with a comment and a fenced block right below it:

    <!-- run: offtake pledges -->
    ```text
    ...
    ```

`<!-- run (first 30 lines): offtake report -->` keeps the top only and says so. A command runs
without a shell, from the top of the clone, 80 columns wide, without colour, in an empty home.
Between `<!-- commands -->` and `<!-- end commands -->` every command of the program gets a section
with its `--help`.

`python scripts/refresh_docs.py` rewrites the pages; `--check` changes nothing and fails where a
page is stale.
"""

import argparse
import difflib
import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
COLUMNS = 80
PATIENCE_S = 300
RUN = re.compile(
    r"(?P<head><!-- run(?: \(first (?P<lines>\d+) lines\))?: (?P<command>[^\n]+?) -->\n+"
    r"(?P<fence>`{3,})\w*\n)(?P<body>.*?)(?P<tail>^(?P=fence)$)",
    re.DOTALL | re.MULTILINE,
)
MARKER = re.compile(r"^<!-- run\b", re.MULTILINE)
COMMANDS = re.compile(r"(<!-- commands -->\n).*?(<!-- end commands -->)", re.DOTALL)


class RefreshError(Exception):
    """A page cannot be refreshed; the message says where and what to do."""


def main(arguments: list[str] | None = None) -> int:
    """Refresh or check the pages and return the exit code."""
    parser = argparse.ArgumentParser(description="Put real output into the pages.")
    parser.add_argument("--check", action="store_true", help="change nothing, fail where stale")
    asked = parser.parse_args(arguments)
    stale = 0
    try:
        for page in pages(ROOT):
            stale += refresh_page(page, is_check=asked.check)
    except RefreshError as problem:
        print(f"refresh_docs: {problem}", file=sys.stderr)
        return 2
    if stale and asked.check:
        print(f"{stale} stale: run `.venv/bin/python scripts/refresh_docs.py`", file=sys.stderr)
        return 1
    return 0


def pages(root: Path) -> Iterator[Path]:
    """Yield the pages that may show output."""
    yield root / "README.md"
    built = (root / "docs" / "_build", root / "docs" / "reference" / "api")
    for page in sorted((root / "docs").rglob("*.md")):
        if not any(page.is_relative_to(folder) for folder in built):
            yield page


def refresh_page(page: Path, *, is_check: bool) -> bool:
    """Bring one page up to date, unless checking, and tell whether it was stale.

    Raises:
        RefreshError: A marker has no block, or its command failed.
    """
    before = page.read_text(encoding="utf-8")
    name = str(page.relative_to(ROOT))
    try:
        after = refreshed(list_commands(before), output_of)
    except RefreshError as problem:
        raise RefreshError(f"{name}: {problem}") from problem
    if after == before:
        return False
    if is_check:
        old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
        sys.stdout.writelines(difflib.unified_diff(old, new, name, f"{name} (as it is now)"))
    else:
        page.write_text(after, encoding="utf-8")
        print(f"refreshed {name}")
    return True


def refreshed(text: str, output: Callable[[str], str]) -> str:
    """Return the page with the output of each command in the block below its marker.

    Each command starts a program of its own, so as many run at once as there are processors.

    Raises:
        RefreshError: A marker has no fenced block, or a command failed.
    """
    commands = [match["command"] for match in RUN.finditer(text)]
    if len(MARKER.findall(text)) != len(commands):
        raise RefreshError("a `<!-- run: ... -->` comment has no fenced block right below it")
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        printed = pool.map(output, commands)

    def renew(match: re.Match[str]) -> str:
        body = first_lines(next(printed), match["lines"])
        if match["fence"] in body:
            raise RefreshError(f"`{match['command']}` prints a fence; use a longer one around it")
        return match["head"] + body + match["tail"]

    return RUN.sub(renew, text)


def first_lines(text: str, count: str | None) -> str:
    """Return the text without trailing blanks, cut to so many lines if a number is given."""
    lines = [line.rstrip() for line in text.strip("\n").splitlines()]
    if count is not None and len(lines) > int(count):
        lines = [*lines[: int(count)], "..."]
    return "".join(f"{line}\n" for line in lines)


def output_of(command: str) -> str:
    """Return what a command prints to standard output.

    Raises:
        RefreshError: It cannot be run, takes too long, or ends with anything but 0.
    """
    with tempfile.TemporaryDirectory() as home:
        try:
            done = subprocess.run(
                shlex.split(command),
                cwd=ROOT,
                env=plain_environment(home),
                capture_output=True,
                encoding="utf-8",
                timeout=PATIENCE_S,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as problem:
            raise RefreshError(f"`{command}`: {problem}") from problem
    if done.returncode:
        raise RefreshError(f"`{command}` ended with {done.returncode}:\n{done.stderr}")
    return done.stdout


def plain_environment(home: str) -> dict[str, str]:
    """Return an environment that prints the same on every machine."""
    here = str(Path(sys.executable).parent)
    return {
        "PATH": os.pathsep.join((here, os.environ.get("PATH", os.defpath))),
        "HOME": home,
        "COLUMNS": str(COLUMNS),
        "TERMINAL_WIDTH": str(COLUMNS),
        "LANG": "C.UTF-8",
        "NO_COLOR": "1",
        "PYTHONUTF8": "1",
        "TERM": "dumb",
        "TZ": "UTC",
    }


def list_commands(text: str) -> str:
    """Return the page with one section a command, where it asks for them."""
    if not COMMANDS.search(text):
        return text
    sections = "\n".join(section(name) for name in command_names())
    return COMMANDS.sub(lambda match: f"{match[1]}\n{sections}\n{match[2]}", text)


def section(command: str) -> str:
    """Return the section of one command, its output still to be filled in."""
    return f"## `{command}`\n\n<!-- run: {command} --help -->\n```text\n```\n"


def command_names() -> list[str]:
    """Return the program's commands, those of groups too, in the order they are listed.

    Raises:
        RefreshError: The program has no command line yet.
    """
    try:
        # Imported late: the pages without a list of commands need no program.
        from typer.main import get_command  # noqa: PLC0415

        from offtake.cli import app  # noqa: PLC0415
    except ImportError as problem:
        raise RefreshError(f"the commands cannot be listed: {problem}") from problem
    return ["offtake", *below("offtake", get_command(app))]


def below(name: str, command: Any) -> Iterator[str]:
    """Yield the commands below a group that are not hidden."""
    for word, one in getattr(command, "commands", {}).items():
        if not one.hidden:
            yield f"{name} {word}"
            yield from below(f"{name} {word}", one)


if __name__ == "__main__":
    sys.exit(main())
