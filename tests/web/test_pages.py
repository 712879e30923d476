"""Pages as a plain client sees them: what they say, and that they say it of one day only."""

import json
import re
from html.parser import HTMLParser

import pytest

from web.running import PAGES, PLEDGE, SCRIPT, Server


class Table(HTMLParser):
    """The cells of the first table of a class, row by row."""

    def __init__(self, wanted: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._wanted, self._is_inside, self._is_cell = wanted, False, False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table" and self._wanted in (dict(attrs).get("class") or "") and not self.rows:
            self._is_inside = True
        elif self._is_inside and tag == "tr":
            self.rows.append([])
        elif self._is_inside and tag in {"td", "th"}:
            self.rows[-1].append("")
            self._is_cell = True

    def handle_endtag(self, tag: str) -> None:
        if tag == "table":
            self._is_inside = False
        elif tag in {"td", "th"}:
            self._is_cell = False

    def handle_data(self, data: str) -> None:
        if self._is_inside and self._is_cell:
            self.rows[-1][-1] += data


def table(html: str, wanted: str = "figures") -> list[list[str]]:
    parser = Table(wanted)
    parser.feed(html)
    return parser.rows


@pytest.mark.parametrize("path", PAGES)
def test_every_page_answers_and_asks_nothing_of_another_host(server: Server, path: str) -> None:
    reply = server.ask(path)
    loaded = re.findall(r'(?:src|action)="([^"]+)"|<link[^>]+href="([^"]+)"', reply.text)
    own = [one for pair in loaded for one in pair if one]
    assert reply.status == 200
    assert all(one.startswith(("/", server.url)) for one in own)
    assert "<script>" not in reply.text
    assert " style=" not in reply.text


def test_the_pledge_page_shows_the_count_that_the_publisher_printed(server: Server) -> None:
    # FAS, soybeans to China, week ending 13 Aug 2026: commitments 12,498,145 t.
    last = table(server.ask(f"/pledges/{PLEDGE}").text)
    counted = {row[0]: row[1] for row in last}
    assert counted["2026-08-13"] == "12,498,145"


@pytest.mark.parametrize("unit", ["t", "mbu"])
def test_the_table_below_a_chart_is_the_api_to_the_last_digit(server: Server, unit: str) -> None:
    query = f"?unit={unit}&reading=shipments-named-nov"
    told = json.loads(server.ask(f"/api/v1/pledges/{PLEDGE}/pace{query}").body)["table"]
    head, *rows = table(server.ask(f"/pledges/{PLEDGE}{query}").text)
    shown = [
        dict(zip([name.replace(" ", "_") for name in head[1:]], map(number, row[1:]), strict=True))
        for row in rows
    ]
    assert len(shown) > 40
    assert shown == [{name: row[name] for name in row if name != "on"} for row in told]
    assert [row[0] for row in rows] == [row["on"] for row in told]


def number(text: str) -> float | None:
    return None if text == "\N{EN DASH}" else float(text.replace(",", ""))


def test_a_page_of_an_earlier_day_knows_nothing_said_later(server: Server) -> None:
    early = server.ask(f"/pledges/{PLEDGE}?as_of=2025-12-02").text
    assert "February 28" not in early  # Bessent moved the deadline on 3 December
    assert "February 28" in server.ask(f"/pledges/{PLEDGE}?as_of=2025-12-03").text
    assert "You see what could be known on 2 Dec 2025" in early


def test_a_pledge_not_yet_made_is_told_and_not_shown_as_empty(server: Server) -> None:
    page = server.ask("/pledges/cn-us-farm-goods-17bn-2026?as_of=2026-01-20")
    assert page.status == 200
    assert "was made on 17 May 2026" in page.text


def test_the_board_says_the_same_as_its_data(server: Server) -> None:
    rows = json.loads(server.ask("/board.json").body)
    words = [row["verdict"] for row in rows]
    summary = f"{words.count('met')} met, {words.count('missed')} missed"
    assert summary in server.ask("/").text


def test_a_command_in_a_reason_or_an_error_is_shown_as_code(server: Server) -> None:
    board = server.ask("/").text
    assert "<code>offtake tariffs show cn-us-port-fees-2025</code>" in board
    missing = server.ask("/pledges/%3Cb%3Enonsense").text
    assert "<code>offtake pledges</code>" in missing
    assert "&lt;b&gt;nonsense" in missing
    assert "`" not in board + missing


def test_tariffs_name_places_and_tiles_write_days_as_the_rest_of_the_page(server: Server) -> None:
    assert "<td>China, United States</td>" in server.ask("/tariffs").text
    tiles = server.ask(f"/pledges/{PLEDGE}").text.split('<dl class="tiles">')[1].split("</dl>")[0]
    assert "by 31 Aug 2026" in tiles
    assert "by 13 Aug 2026" in tiles


def test_a_release_page_shows_each_reading_before_and_after(server: Server) -> None:
    # The week ending 13 Aug 2026 came out on the 20th; sales to unknown fell by 147.1 kt.
    page = server.ask("/releases/2026-08-20").text
    assert "What came out on 20 Aug 2026" in page
    row = next(row for row in table(page) if row[0] == "soybean-sales-plus-unknown")
    assert row[4] == "-147.1 kt"


def test_an_answer_has_a_tag_and_is_not_sent_twice(server: Server) -> None:
    first = server.ask(f"/pledges/{PLEDGE}")
    again = server.ask(f"/pledges/{PLEDGE}", headers={"If-None-Match": first.headers["etag"]})
    other = server.ask(f"/pledges/{PLEDGE}?as_of=2026-01-20")
    assert (again.status, again.body) == (304, b"")
    assert other.headers["etag"] != first.headers["etag"]
    assert first.headers["etag"].startswith('"21-') or "-" in first.headers["etag"]


def test_head_tells_the_headers_of_get_without_a_body(server: Server) -> None:
    whole, head = server.ask("/methods"), server.ask("/methods", method="HEAD")
    assert head.body == b""
    assert head.headers["content-length"] == whole.headers["content-length"]


def test_only_embeds_may_stand_in_a_frame(server: Server) -> None:
    page, embed = server.ask(f"/pledges/{PLEDGE}"), server.ask(f"/embed/{PLEDGE}")
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
    assert "frame-ancestors *" in embed.headers["content-security-policy"]
    for reply in (page, embed):
        policy = reply.headers["content-security-policy"]
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy
        assert reply.headers["x-content-type-options"] == "nosniff"


def test_oembed_leads_from_a_page_to_its_frame(server: Server) -> None:
    told = json.loads(server.ask(f"/oembed?url={server.url}/pledges/{PLEDGE}").body)
    assert f'src="{server.url}/embed/{PLEDGE}"' in told["html"]
    assert server.ask(told["thumbnail_url"].removeprefix(server.url)).body.startswith(b"\x89PNG")
    assert server.ask("/oembed?url=https://example.org/pledges/x").status == 404


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("/pledges/cn-us-soybeans-12mt", 404, "did you mean cn-us-soybeans-12mt-2025"),
        (f"/pledges/{PLEDGE}?as_of=2099-01-01", 404, "2026-08-22"),
        (f"/pledges/{PLEDGE}?as_of=soon", 422, "written as 2026-01-20"),
        (f"/pledges/{PLEDGE}?reading=nope", 404, "it has export-sales-named-my"),
        (f"/pledges/{PLEDGE}?deadline=nope", 404, "it has"),
        (f"/pledges/{PLEDGE}?unit=running_bale", 400, "any of"),
        ("/changes?since=2026-08-22&as_of=2026-01-01", 400, "is not before"),
        ("/no/such/page", 404, "begin at the board"),
    ],
)
def test_a_bad_request_is_told_in_words_with_a_remedy(
    server: Server, path: str, status: int, says: str
) -> None:
    reply = server.ask(path)
    assert reply.status == status
    assert reply.headers["content-type"].startswith("text/html")
    assert says in reply.text


def test_a_program_gets_its_errors_as_problem_json(server: Server) -> None:
    reply = server.ask("/api/v1/pledges/nope")
    told = json.loads(reply.body)
    assert (reply.status, told["status"]) == (404, 404)
    assert reply.headers["content-type"] == "application/problem+json"
    assert "no pledge 'nope'" in told["detail"]


def test_texts_of_a_register_are_never_html(server: Server) -> None:
    for path in ("/", "/pledges/cn-us-corn-5mt-2026", "/embed/cn-us-corn-5mt-2026"):
        page = server.ask(path)
        assert page.status == 200
        assert SCRIPT not in page.text
        assert "<img" not in page.text
    assert "&lt;script&gt;" in server.ask("/pledges/cn-us-corn-5mt-2026").text


def test_a_list_in_pages_is_the_whole_list(server: Server) -> None:
    whole = json.loads(server.ask("/api/v1/verdicts?limit=500").body)
    items, cursor = [], ""
    for _ in range(20):
        page = json.loads(server.ask(f"/api/v1/verdicts?limit=37{cursor}").body)
        items += page["items"]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert items == whole["items"]
    assert len(items) == whole["count"]


@pytest.mark.parametrize("kind", ["shipments", "sales"])
def test_the_calibration_chart_is_served_in_every_form(server: Server, kind: str) -> None:
    wide = server.ask(f"/charts/calibration.svg?kind={kind}")
    narrow = server.ask(f"/charts/calibration.svg?kind={kind}&shape=narrow&theme=dark")
    assert (wide.status, narrow.status) == (200, 200)
    assert f"{kind.capitalize()}: " in wide.text
    assert "#14171b" in narrow.text  # its ground, in the dark
    assert server.ask(f"/charts/calibration.png?kind={kind}").body.startswith(b"\x89PNG")
    assert server.ask("/charts/calibration.svg?kind=tides").status == 422


def test_only_a_day_that_was_written_wrong_is_told_how_days_are_written(server: Server) -> None:
    told = server.ask("/statements?side=nobody").text
    assert "side: Input should be" in told
    assert "a day is written" not in told
    assert "str-enum" not in told


def test_a_pledge_without_a_figure_has_nothing_due_and_nothing_needed(server: Server) -> None:
    page = server.ask("/pledges/cn-us-aircraft-200-2026").text
    tiles = page.split('<dl class="tiles">')[1].split("</dl>")[0]
    assert "<dt>Pledged</dt><dd><strong>no figure</strong>" in tiles
    assert "Due by then" not in tiles
    assert "Still needed" not in tiles
