"""The commands about what was said: their output, their exit codes, and what they refuse.

Most run in this process, which loads the grammar once; that a process of its own does the same is
tested once.
"""

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from typer.testing import CliRunner

from language_server import LanguageServer, chat
from offtake.cli import app
from statements.pages import page, pdf

WIRE = (
    "ABOARD AIR FORCE ONE, Nov 25, 2025 (Reuters) – U.S. President Donald Trump said on Tuesday "
    "that Chinese President Xi Jinping had “more or less agreed” to buy more American goods.\n\n"
    "China paused its export controls on rare earths.\n\n"
    "“I think we will be pleasantly surprised by the actions of President Xi,” Trump said.\n"
)
RETOLD = (
    "US President Donald Trump said on Monday that Chinese President Xi Jinping agreed to buy more "
    "American goods.\n\n"
    "China lifted its export controls on rare earths.\n\n"
    "“We could be pleasantly surprised by the actions of President Xi,” Trump said. Taiwan came up "
    "in the call, according to Xinhua.\n"
)
HOSTILE = (
    "China will buy 12 million tons of U.S. soybeans by the end of 2025, the White House said.\n\n"
    "[bold red]China[/bold red] agreed to buy \x1b[31msoybeans\u202e from <b>alert(1)</b> "
    "the United States, Trump said.\n"
)
FIELDS = [
    *("id", "quote", "start", "end", "chain", "obligor", "counterparty", "action", "direction"),
    *("goods", "quantity", "time", "condition", "firmness", "missing", "pledge", "why", "by"),
]


@dataclass(frozen=True, slots=True)
class Done:
    """What a command printed, and its exit code."""

    returncode: int
    stdout: str
    stderr: str


def run(
    *arguments: str,
    folder: Path,
    stdin: bytes = b"",
    environment: Mapping[str, str] = MappingProxyType({}),
) -> Done:
    """Run a command in this process, in a folder and with a home of its own."""
    plain = dict.fromkeys(("OFFTAKE_MODEL_URL", "OFFTAKE_MODEL", "FORCE_COLOR"))
    variables = {**plain, "OFFTAKE_HOME": str(folder / "home"), "COLUMNS": "80", **environment}
    with chdir(folder):
        done = CliRunner().invoke(app, arguments, input=stdin, env=variables)
    return Done(done.exit_code, done.stdout, done.stderr)


def test_a_process_of_its_own_prints_the_same(folder: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if "OFFTAKE" not in name}
    done = subprocess.run(
        [sys.executable, "-m", "offtake", "read", "wire.txt", "--json"],
        capture_output=True,
        check=False,
        env={**kept, "OFFTAKE_HOME": str(folder / "home")},
        cwd=folder,
    )
    assert done.returncode == 0
    assert done.stdout.decode() == run("read", "wire.txt", "--json", folder=folder).stdout


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "wire.txt").write_text(WIRE, encoding="utf-8")
    (tmp_path / "retold.txt").write_text(RETOLD, encoding="utf-8")
    (tmp_path / "hostile.txt").write_text(HOSTILE, encoding="utf-8")
    return tmp_path


def test_json_holds_the_document_its_day_and_statements_whose_quotes_lie_where_they_say(
    folder: Path,
) -> None:
    done = run("read", "wire.txt", "--json", folder=folder)
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    assert list(found) == ["doc", "published_on", "statements"]
    assert (found["doc"], found["published_on"]) == ("wire", "2025-11-25")
    assert found["statements"]
    for one in found["statements"]:
        assert list(one) == FIELDS
        assert WIRE[one["start"] : one["end"]] == one["quote"]
    bought = [one for one in found["statements"] if one["action"] == "BUY"]
    assert {one["pledge"] for one in bought} == {"cn-us-faster-more-2025"}


def test_a_promise_without_figure_and_date_is_said_to_be_so_in_the_terminal(folder: Path) -> None:
    done = run("read", "wire.txt", folder=folder)
    assert done.returncode == 0
    words = " ".join(done.stdout.split())
    assert "no figure and no date, so it enters the register as it is" in words
    assert "measure: purchases in a named book" in words
    assert max(len(line) for line in done.stdout.splitlines()) <= 80


def test_a_page_from_standard_input_and_a_day_from_the_caller_give_csv(folder: Path) -> None:
    body = "<p>Trump said China will buy 12 million tons of soybeans by the end of the year.</p>"
    arguments = ("read", "-", "--csv", "--published-on", "2025-11-01")
    done = run(*arguments, folder=folder, stdin=page(body).encode())
    assert done.returncode == 0
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    told = [row for row in rows if row["value"] == "12000000"]
    assert told
    assert {row["published_on"] for row in told} == {"2025-11-01"}
    assert {row["time_end"] for row in told} == {"2025-12-31"}


def test_annotations_name_the_words_and_their_place_as_the_w3c_asks(folder: Path) -> None:
    (folder / "fact.pdf").write_bytes(pdf("China will buy soybeans, the White House said."))
    done = run("read", "fact.pdf", "--annotation", folder=folder)
    found = json.loads(done.stdout)
    assert found["@context"] == "http://www.w3.org/ns/anno.jsonld"
    assert found["type"] == "AnnotationPage"
    for one in found["items"]:
        quoted, placed = one["target"]["selector"]
        assert (quoted["type"], placed["type"]) == ("TextQuoteSelector", "TextPositionSelector")
        assert placed["end"] - placed["start"] == len(quoted["exact"])
        assert one["body"][0]["value"]["quote"] == quoted["exact"]
    assert found["items"]
    assert "names no day of publication" in done.stderr


def test_hostile_markup_is_written_out_wherever_a_text_is_shown(folder: Path) -> None:
    for arguments in (("read", "hostile.txt"), ("compare", "hostile.txt", "wire.txt")):
        done = run(*arguments, folder=folder, environment={"FORCE_COLOR": "1"})
        assert done.returncode == 0, done.stderr
        assert "\u202e" not in done.stdout
        assert "\x1b[31msoybeans" not in done.stdout
    done = run("read", "hostile.txt", folder=folder)
    assert "[bold red]China[/bold red]" in " ".join(done.stdout.split())
    assert "\\x1b[31m" in done.stdout
    assert "\\u202e" in done.stdout
    assert "\x1b" not in done.stdout


def test_two_accounts_differ_in_the_verb_and_one_alone_has_taiwan(folder: Path) -> None:
    done = run("compare", "retold.txt", "wire.txt", "--json", folder=folder)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    verbs = [
        (one["first"], one["second"])
        for match in found["differ"]
        for one in match["differences"]
        if one["field"] == "action"
    ]
    assert verbs == [("LIFT", "SUSPEND")]
    assert "Taiwan" in {one["word"] for one in found["first"]["topics"]}
    assert "Taiwan" not in {one["word"] for one in found["second"]["topics"]}
    words = run("compare", "retold.txt", "wire.txt", "-q", folder=folder).stdout
    assert "action: LIFT, but SUSPEND" in " ".join(words.split())


def test_a_story_names_its_origin_the_dropped_hedge_and_the_altered_quotation(folder: Path) -> None:
    done = run("story", "retold.txt", "wire.txt", "--json", folder=folder)
    assert done.returncode == 0, done.stderr
    (event,) = json.loads(done.stdout)["events"]
    assert event["origin"]["text"] == "wire"
    assert event["origin"]["named"] == "reuters"
    assert [one["who"] for one in event["witnesses"]["to_the_words"]] == ["reuters"]
    changes = {one["shift"]: one for one in event["drift"]["retold"]}
    assert changes["hedge_dropped"]["later"]["text"] == "agreed"
    assert changes["verb_hardened"]["words"] == "SUSPEND, then LIFT"
    assert changes["date_moved"]["words"] == "said on Tuesday, then on Monday"
    assert "could be pleasantly surprised" in changes["quotation_altered"]["later"]["text"]


def test_claims_are_a_timeline_with_the_silences_and_the_deadlines(folder: Path) -> None:
    done = run("claims", "cn-us-soybeans-12mt-2025", folder=folder)
    assert done.returncode == 0
    words = " ".join(done.stdout.split())
    assert "obligor: season named 2, neither confirmed nor denied 4, silent 2" in words
    assert "2026-02-28 “by the end of this season" in words
    rows = json.loads(run("claims", "--json", "--as-of", "2025-11-13", folder=folder).stdout)
    assert max(row["on"] or "" for row in rows) <= "2025-11-13"
    assert run("claims", "no-such-pledge", folder=folder).returncode == 1


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        (b"", 1, "there is no text in it"),
        (b"\x89PNG" + bytes(99), 1, "it looks like a picture"),
        ("中国同意购买美国大豆。".encode(), 1, "only English is read"),
        (pdf(""), 1, "text recognition"),
        (b"<html><body><nav><a href='/'>Home</a></nav></body></html>", 1, "only navigation"),
    ],
)
def test_bytes_that_hold_no_text_end_in_one_line_that_says_what_to_do(
    folder: Path, content: bytes, code: int, words: str
) -> None:
    done = run("read", "-", folder=folder, stdin=content)
    assert (done.returncode, done.stdout) == (code, "")
    assert done.stderr.startswith("offtake: -: ")
    assert words in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("address", "code", "words"),
    [
        ("http://example.org/a", 5, "it is not https"),
        ("https://localhost/a", 5, "which is private"),
        ("https://user:pass@example.org/a", 5, "a user or a password"),
        ("no-such-file.txt", 1, "No such file"),
    ],
)
def test_an_address_that_may_not_be_asked_and_a_file_that_is_not_there_are_told_apart(
    folder: Path, address: str, code: int, words: str
) -> None:
    done = run("read", address, folder=folder)
    assert done.returncode == code, done.stderr
    assert words in done.stderr


def test_a_lying_language_model_adds_nothing_and_the_reasons_are_told(folder: Path) -> None:
    def answer(asked: Mapping[str, Any]) -> tuple[int, bytes]:
        lie = {
            "quote": "China promised 99 million tons of corn",
            "speaker": None,
            "cue": None,
            "counterparty": None,
            "quantity": None,
            "time": None,
            "obligor": "China",
            "act": "promised",
            "action": "BUY",
            "goods": ["corn"],
        }
        return 200, chat({"statements": [lie]})

    with LanguageServer(answer) as server:
        settings = {"OFFTAKE_MODEL_URL": server.url, "OFFTAKE_MODEL": "liar"}
        with_model = run("read", "wire.txt", "--json", folder=folder, environment=settings)
        again = run("read", "wire.txt", "--json", folder=folder, environment=settings)
        assert len(server.requests) == 1  # the answer to the same text is kept
    without = run("read", "wire.txt", "--json", folder=folder)
    assert with_model.stdout == again.stdout == without.stdout
    assert "refused of liar: its quote does not stand in the text" in with_model.stderr
    assert not without.stderr


def test_a_language_model_that_cannot_be_reached_is_said_and_the_rules_reading_stands(
    folder: Path,
) -> None:
    with LanguageServer(lambda _: (500, b"{}")) as server:
        settings = {"OFFTAKE_MODEL_URL": server.url, "OFFTAKE_MODEL": "m"}
        done = run("read", "wire.txt", "--json", folder=folder, environment=settings)
    assert done.returncode == 0
    assert json.loads(done.stdout)["statements"]
    assert "the language model added nothing" in done.stderr
    assert "answered 500" in done.stderr


def test_the_other_commands_load_no_grammar() -> None:
    probe = (
        "import sys, offtake.cli; "
        "heavy = {'spacy', 'trafilatura', 'pypdf', 'lxml', 'offtake.statements'}; "
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", probe], check=False, capture_output=True)
    assert done.returncode == 0, done.stderr


def test_many_texts_come_one_object_a_line_and_a_bad_one_stops_no_other(folder: Path) -> None:
    (folder / "empty.txt").write_bytes(b" ")
    names = ("wire.txt", "empty.txt", "gone.txt", "retold.txt")
    done = run("read", *names, "--json", folder=folder)
    assert done.returncode == 1
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one["doc"] for one in found] == ["wire", "retold"]
    assert "offtake: empty: there is no text in it" in done.stderr
    assert "gone.txt" in done.stderr
    assert "2 of 4 texts could not be read" in done.stderr
    table = run("read", "wire.txt", "retold.txt", "--csv", "-q", folder=folder).stdout
    rows = list(csv.DictReader(io.StringIO(table)))
    assert {row["doc"] for row in rows} == {"wire", "retold"}


def test_two_processes_read_what_one_reads_in_the_same_order(folder: Path) -> None:
    names = ("wire.txt", "retold.txt", "wire.txt")
    one = run("read", *names, "--json", "--processes", "1", "-q", folder=folder)
    two = run("read", *names, "--json", "--processes", "2", "-q", folder=folder)
    assert one.returncode == two.returncode == 0
    assert two.stdout == one.stdout
    assert len(one.stdout.splitlines()) == 3


WITHOUT_SPACY = """
import sys
sys.modules["spacy"] = None  # as where the extra `reading` is not installed
sys.argv = ["offtake", *sys.argv[1:]]
from offtake.__main__ import main
main()
"""


@pytest.mark.parametrize(
    "command",
    [
        ("read", "wire.txt"),
        ("read", "wire.txt", "retold.txt", "--csv"),
        ("compare", "wire.txt", "retold.txt"),
        ("story", "wire.txt", "retold.txt"),
    ],
)
def test_every_command_that_reads_says_where_it_reads_less(
    command: tuple[str, ...], folder: Path
) -> None:
    kept = {name: value for name, value in os.environ.items() if "OFFTAKE" not in name}
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_SPACY, *command],
        capture_output=True,
        check=False,
        text=True,
        env={**kept, "OFFTAKE_HOME": str(folder / "home")},
        cwd=folder,
    )
    assert done.returncode == 0, done.stderr
    note = "read without the language model for grammar: only plain attributions are found; "
    texts = sum(one.endswith(".txt") for one in command)
    assert done.stderr.count(f"{note}install it with: pip install 'offtake[reading]'") == texts
    assert done.stdout


def test_a_statement_is_drafted_as_a_pledge_that_the_register_takes_once_filled_in(
    tmp_path: Path,
) -> None:
    said = "WASHINGTON, Nov 26, 2025 - China would buy soybeans faster, President Trump said."
    (tmp_path / "a.txt").write_text(said, encoding="utf-8")
    done = run("read", "a.txt", "--draft", "faster.yaml", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "readings.0.citation: Input should be a valid string; write text here" in done.stderr
    draft = (tmp_path / "faster.yaml").read_text(encoding="utf-8")
    own = tmp_path / "home" / "pledges"
    own.mkdir(parents=True)
    filled = draft.replace("  # fill in: the address where it can be read", " https://example.org")
    (own / "faster.yaml").write_text(filled, encoding="utf-8")
    assert '"pledge": "faster"' in run("pledges", "--json", folder=tmp_path).stdout
    again = run("read", "a.txt", "--draft", "faster.yaml", folder=tmp_path)
    assert (again.returncode, again.stdout) == (2, "")
    assert "is there already" in again.stderr
