"""The pages of what was said, and their twins."""

import csv
import io
import json

import pytest

from offtake.pledges import load
from web.running import SCRIPT, Server

PLEDGE = load()["cn-us-soybeans-12mt-2025"]
FACT_SHEET = next(one for one in PLEDGE.statements if one.speaker == "White House fact sheet")
CHINESE = next(one for one in PLEDGE.statements if one.language == "zh-Hant")
PAGE = f"/statements/{PLEDGE.statement_id(FACT_SHEET)}"


def test_every_statement_of_the_register_is_listed_newest_first(server: Server) -> None:
    rows = json.loads(server.ask("/statements.json").body)
    held = sum(len(one.statements) for one in load().values()) + 1  # and the hostile one
    days = [row["on"] for row in rows]
    assert len(rows) == held
    assert days == sorted(days, reverse=True)
    assert f"{held} of {held} statements" in server.ask("/statements").text


def test_a_search_finds_the_words_the_pledge_and_the_side(server: Server) -> None:
    query = "?q=last+two+months&pledge=cn-us-soybeans-12mt-2025&side=counterparty"
    (row,) = json.loads(server.ask(f"/statements.json{query}").body)
    assert row["speaker"] == "White House fact sheet"
    page = server.ask(f"/statements{query}").text
    assert "during the last two months" in page
    assert 'value="last two months"' in page
    assert "No statement of the register has all that" in server.ask("/statements?q=zzz").text


def test_nothing_said_later_is_listed_on_an_earlier_day(server: Server) -> None:
    rows = json.loads(server.ask("/statements.json?as_of=2025-11-01").body)
    assert max(row["on"] for row in rows) == "2025-11-01"
    assert server.ask(f"{PAGE}?as_of=2025-10-31").status == 404


def test_the_words_of_a_statement_carry_colour_and_label(server: Server) -> None:
    page = server.ask(PAGE).text
    mark = 'title="amount: at least 12,000,000 t">at least 12 million metric tons<small>amount'
    assert mark in page
    for kind in ("amount", "good", "actor", "time", "firmness"):
        assert f'<mark class="mark mark-{kind}"' in page
        assert f"<small>{kind}</small></mark>" in page


def test_a_statement_page_says_who_confirmed_and_what_fell_off(server: Server) -> None:
    page = server.ask(PAGE).text
    assert "Confirmed by China?" in page
    assert "<strong>Fell off:</strong> “at least” before the figure" in page
    assert FACT_SHEET.url in page


def test_words_in_another_language_stand_beside_the_english_and_its_translator(
    server: Server,
) -> None:
    page = server.ask(f"/statements/{PLEDGE.statement_id(CHINESE)}").text
    assert f'<blockquote lang="zh-Hant"><p>{CHINESE.text}</p>' in page
    assert "In English by the makers of offtake" in page
    assert "an open and cooperative attitude" in page


def test_the_twins_of_a_statement_hold_what_the_page_shows(server: Server) -> None:
    (told,) = json.loads(server.ask(f"{PAGE}.json").body)
    (row,) = csv.DictReader(io.StringIO(server.ask(f"{PAGE}.csv").text))
    got = json.loads(server.ask(f"/api/v1{PAGE}").body)["statement"]
    assert told == got
    assert row["text"] == told["text"] == FACT_SHEET.text
    words = {mark["text"]: mark["kind"] for mark in told["marks"]}
    assert words["soybeans"] == "good"


def test_linked_data_is_a_claim_and_annotations_that_hit_their_words(server: Server) -> None:
    reply = server.ask(f"{PAGE}.jsonld")
    claim, page = json.loads(reply.body)
    assert reply.headers["content-type"] == "application/ld+json"
    assert (claim["@type"], claim["@id"]) == ("Claim", f"{server.url}{PAGE}")
    assert claim["appearance"]["url"] == FACT_SHEET.url
    quote, *marks = page["items"]
    assert quote["target"]["selector"]["exact"] == FACT_SHEET.text
    assert len(marks) >= 5
    for mark in marks:
        said, place = mark["target"]["selector"]
        around = said["prefix"] + said["exact"] + said["suffix"]
        assert FACT_SHEET.text[place["start"] : place["end"]] == said["exact"]
        assert around in FACT_SHEET.text


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        (f"{PAGE}x", 404, "did you mean"),
        ("/statements?side=nobody", 422, "counterparty"),
        ("/statements?pledge=nope", 404, "no pledge"),
        ("/statements?as_of=2099-01-01", 404, "the last look was on 2026-08-22"),
        ("/api/v1/statements?cursor=zzz", 400, "no cursor of ours"),
    ],
)
def test_a_bad_question_is_told_in_words(server: Server, path: str, status: int, says: str) -> None:
    reply = server.ask(path)
    assert reply.status == status
    assert says in reply.text


def test_texts_of_the_register_are_never_html_on_these_pages(server: Server) -> None:
    rows = json.loads(server.ask("/statements.json?pledge=cn-us-corn-5mt-2026").body)
    page = server.ask(f"/statements/{rows[0]['id']}").text
    assert "<img" not in page
    assert "&lt;img" in page
    searched = server.ask(f"/statements?q={SCRIPT.replace('<', '%3C')}").text
    assert SCRIPT not in searched


def test_pages_of_the_list_are_the_whole_list(server: Server) -> None:
    whole = json.loads(server.ask("/api/v1/statements?limit=500").body)
    items, cursor = [], ""
    while True:
        page = json.loads(server.ask(f"/api/v1/statements?limit=70{cursor}").body)
        items += page["items"]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert items == whole["items"]
    assert len(items) == whole["count"]
