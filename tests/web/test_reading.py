"""Texts that are sent to be read: what is given back, what is refused, and what is forgotten."""

import asyncio
import csv
import http.client
import io
import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from offtake.web import Options, Shelf, create_app
from web.running import SCRIPT, Reply, Server, running

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
JSON = {"Content-Type": "application/json"}
TEXT = (
    "WASHINGTON, Nov 25, 2025 (Reuters) - Treasury Secretary Scott Bessent said China agreed to "
    "buy 12 million tons of US soybeans by the end of February."
)
KEY = "a long secret"
RETOLD = TEXT.replace("agreed", "more or less agreed")


def sent(server: Server, path: str, **fields: str) -> Reply:
    return server.ask(path, method="POST", headers=FORM, body=urlencode(fields).encode())


def asked(server: Server, path: str, data: Any) -> Reply:
    return server.ask(
        f"/api/v1/{path}", method="POST", headers=JSON, body=json.dumps(data).encode()
    )


def test_a_pasted_text_comes_back_marked_with_its_statement_in_words(server: Server) -> None:
    page = sent(server, "/read", text=TEXT)
    assert page.status == 200
    assert 'amount: 12,000,000 t">12 million tons<small>amount</small></mark>' in page.text
    assert 'href="#s1"' in page.text
    assert "3 of 6, reported agreed" in page.text
    assert 'href="/pledges/cn-us-soybeans-12mt-2025"' in page.text
    assert "(shipments-named-my)" in page.text  # one of the ways it would be measured
    assert TEXT in page.text  # and it stands in the form again


def test_a_form_gives_the_same_statements_as_json_csv_and_annotations(server: Server) -> None:
    (told,) = json.loads(sent(server, "/read.json", text=TEXT).body)["statements"]
    (row,) = csv.DictReader(io.StringIO(sent(server, "/read.csv", text=TEXT).text))
    (note,) = json.loads(sent(server, "/read.jsonld", text=TEXT).body)["items"]
    (got,) = json.loads(asked(server, "read", {"text": TEXT}).body)["statements"]
    quote = "China agreed to buy 12 million tons of US soybeans by the end of February"
    assert [one["quote"] for one in (told, row, got)] == [quote] * 3
    exact, place = note["target"]["selector"]
    assert exact["exact"] == TEXT[place["start"] : place["end"]] == quote
    assert told["pledge"] == got["pledge"] == "cn-us-soybeans-12mt-2025"
    assert {mark["text"] for mark in got["marks"]} >= {"12 million tons", "soybeans", "agreed"}


def test_the_day_given_is_what_times_are_reckoned_from(server: Server) -> None:
    words = "China agreed to buy 12 million tons of US soybeans by the end of the year."
    page = sent(server, "/read", text=words, on="2025-11-25")
    assert "to 2025-12-31" in page.text
    assert "The text names no day of publication" in sent(server, "/read", text=words).text


def test_two_accounts_show_the_hedge_that_is_lost_and_what_one_leaves_out(server: Server) -> None:
    more = f"{RETOLD} Canberra suspended its tariffs on Indonesian coal for one year."
    page = sent(server, "/compare", first=more, second=TEXT, first_name="ours")
    assert "hedge dropped" in page.text
    assert page.text.count('title="amount: 12,000,000 t"') == 2  # in the words of both
    assert "Only in ours (1)" in page.text
    told = json.loads(
        asked(server, "compare", {"first": {"text": more}, "second": {"text": TEXT}}).body
    )
    assert "hedge_dropped" in [one["shift"] for one in told["drift"]]
    assert [one["statement"]["action"] for one in told["first"]["only"]] == ["SUSPEND"]
    assert told["second"]["only"] == []


def test_texts_that_are_sent_are_never_html_again(server: Server) -> None:
    hostile = f'{TEXT.replace("US soybeans", SCRIPT + " US soybeans")} "><img src=x> </textarea>'
    for page in (
        sent(server, "/read", text=hostile),
        sent(server, "/compare", first=hostile, second=hostile, first_name=SCRIPT),
        sent(server, "/read", text=hostile, on=SCRIPT),
    ):
        assert SCRIPT not in page.text
        assert "<img" not in page.text
        assert "&lt;script&gt;" in page.text


def test_what_was_read_is_kept_nowhere_on_the_way(server: Server) -> None:
    for reply in (sent(server, "/read", text=TEXT), asked(server, "read", {"text": TEXT})):
        assert reply.headers["cache-control"] == "no-store"
        assert "etag" not in reply.headers
    assert not (server.home / "answers").exists()
    again = server.ask("/read")
    assert "Bessent" not in again.text


@pytest.mark.parametrize(
    ("fields", "status", "says"),
    [
        ({"text": ""}, 422, "there is no text in it"),
        ({}, 422, "there is no text in it"),
        ({"text": "\u5c07\u7e7c\u7e8c" * 30}, 422, "not latin"),
        ({"text": "a\x00b\x00c"}, 422, "binary"),
        ({"text": TEXT, "on": "soon"}, 422, "the day is no date"),
    ],
)
def test_a_text_that_cannot_be_read_is_told_above_the_form(
    server: Server, fields: dict[str, str], status: int, says: str
) -> None:
    page = sent(server, "/read", **fields)
    assert page.status == status
    assert says in page.text.lower()
    assert '<textarea id="text"' in page.text


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        (FORM, b"text=" + b"a" * 200_001, 413),
        (FORM, b"text=%ff%fe", 400),
        (FORM, b"\xff\xfe", 400),
        (FORM, b"&".join(b"a%d=1" % n for n in range(40)), 400),
        ({"Content-Type": "text/plain"}, b"text", 415),
        ({"Content-Type": "multipart/form-data; boundary=x"}, b"--x--", 415),
        ({}, b"text=a", 415),
        (FORM | {"Content-Type": f"{FORM['Content-Type']}; charset=utf-16"}, b"text=a", 415),
        (FORM | {"Content-Encoding": "gzip"}, b"\x1f\x8b", 415),
        (FORM | {"Sec-Fetch-Site": "cross-site"}, b"text=a", 403),
        (FORM | {"Content-Length": "-5"}, b"", 400),
    ],
)
def test_a_body_that_no_page_needs_is_refused(
    server: Server, headers: dict[str, str], body: bytes, status: int
) -> None:
    reply = server.ask("/read", method="POST", headers=headers, body=body)
    assert reply.status in {status, 413} if status == 400 else reply.status == status
    assert server.ask("/methods").status == 200


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'{"text": 5}',
        b'{"text": "\\ud800"}',
        b'{"text": "a", "published_on": "soon"}',
        b"[" * 100_000,
        b"\xff",
        b'{"text": null}',
        b'{"text": "' + b"x" * 250_000 + b'"}',
    ],
)
def test_a_program_is_told_of_a_bad_body_as_problem_json(server: Server, body: bytes) -> None:
    reply = server.ask("/api/v1/read", method="POST", headers=JSON, body=body)
    assert 400 <= reply.status < 500
    assert reply.headers["content-type"] == "application/problem+json"
    assert json.loads(reply.body)["status"] == reply.status


def test_a_body_in_chunks_is_counted_as_it_comes(server: Server) -> None:
    def chunks(count: int) -> Iterator[bytes]:
        yield b"text="
        for _ in range(count):
            yield b"a" * 10_000

    statuses = []
    for count in (2, 40):
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        try:
            connection.request("POST", "/read", chunks(count), FORM, encode_chunked=True)
            statuses.append(connection.getresponse().status)
        except OSError:  # refused before all of it was sent
            statuses.append(413)
        finally:
            connection.close()
    assert statuses == [200, 413]


def test_a_refused_text_does_not_keep_its_turn(server: Server) -> None:
    long = "&".join(f"a{number}=1" for number in range(80))
    refused = [sent(server, f"/read?{long}", text=TEXT).status for _ in range(3)]
    assert refused == [400] * 3
    assert sent(server, "/read", text=TEXT).status == 200


@pytest.mark.parametrize("path", ["/", "/statements", "/read/x", "/api/v1/pledges"])
def test_nothing_else_can_be_sent_to(server: Server, path: str) -> None:
    assert server.ask(path, method="POST", headers=FORM, body=b"text=a").status in {405, 413}


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "/api/v1/read", "POST"),
        ("PUT", "/read", "GET, HEAD, POST"),
        ("PUT", "/", "GET, HEAD"),
    ],
)
def test_a_wrong_method_is_told_the_right_one(
    server: Server, method: str, path: str, allowed: str
) -> None:
    reply = server.ask(path, method=method)
    assert (reply.status, reply.headers["allow"]) == (405, allowed)


def test_a_site_of_files_shows_the_reader_on_a_made_up_text_and_no_form(tmp_path: Path) -> None:
    app = create_app(Shelf(home=tmp_path), Options(is_static=True))
    for path, found in (("/read", "2 statements read"), ("/compare", "hedge dropped")):
        page = asyncio.run(app.get(path)).body.decode()
        assert found in page
        assert "<form" not in page


def test_pages_are_answered_while_a_long_text_is_read(server: Server) -> None:
    long = "\n\n".join([TEXT] * 250)
    ended: list[float] = []

    def read() -> None:
        assert sent(server, "/read.json", text=long).status == 200
        ended.append(time.monotonic())

    reading = threading.Thread(target=read)
    reading.start()
    time.sleep(0.1)
    answered = []
    for number in range(3):
        assert server.ask(f"/statements?q=soybeans+{number}").status == 200
        answered.append(time.monotonic())
    reading.join()
    assert answered[0] < ended[0]


def test_without_the_token_what_costs_is_refused_where_it_is_required(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OFFTAKE_SERVE_TOKEN", KEY)
    bearer = {"Authorization": f"Bearer {KEY}"}
    with running(tmp_path, "--require-token") as server:
        picture = "/charts/cn-us-sorghum-2025.png"
        body = json.dumps({"text": TEXT}).encode()
        refused = [
            server.ask("/api/v1/read", method="POST", headers=JSON, body=body),
            sent(server, "/read", text=TEXT),
            sent(server, "/read", text=TEXT, token=KEY[:-1]),
            server.ask(picture),
        ]
        let = [
            server.ask("/api/v1/read", method="POST", headers=JSON | bearer, body=body),
            sent(server, "/read", text=TEXT, token=KEY),
            server.ask(picture, headers=bearer),
            server.ask("/methods"),
        ]
        again = server.ask(picture)
        form = server.ask("/read")
    assert [one.status for one in refused] == [401] * 4
    assert all(one.headers["www-authenticate"].startswith("Bearer") for one in refused)
    assert [one.status for one in let] == [200] * 4
    assert again.status == 401  # also where the picture is ready
    assert 'name="token"' in form.text
    assert b"secret" not in b"".join(one.body for one in (*refused, *let, form))


def test_no_server_begins_that_requires_a_token_and_has_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OFFTAKE_SERVE_TOKEN", raising=False)
    with (
        pytest.raises(RuntimeError, match="OFFTAKE_SERVE_TOKEN"),
        running(tmp_path, "--require-token"),
    ):
        pass
