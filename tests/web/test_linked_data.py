"""What a page says of its data to machines: valid JSON, addresses that answer, texts kept tame."""

import csv
import io
import json
import re
from typing import Any

import pytest

from web.running import PLEDGE, SCRIPT, Server

LINKED = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def linked(server: Server, path: str) -> dict[str, Any]:
    (text,) = LINKED.findall(server.ask(path).text)
    found: dict[str, Any] = json.loads(text)
    return found


@pytest.mark.parametrize("path", [f"/pledges/{PLEDGE}", "/api"])
def test_every_file_of_a_data_set_is_there_in_the_form_it_is_said_to_have(
    server: Server, path: str
) -> None:
    told = linked(server, path)
    files = [one for part in (told, *told.get("hasPart", ())) for one in part["distribution"]]
    assert (told["@context"], told["@type"]) == ("https://schema.org", "Dataset")
    assert len(files) == 2 * (1 + len(told.get("hasPart", ())))
    for one in files:
        reply = server.ask(one["contentUrl"].removeprefix(server.url))
        assert one["@type"] == "DataDownload"
        assert reply.status == 200
        assert reply.headers["content-type"].startswith(one["encodingFormat"])


def test_the_data_set_of_a_pledge_names_its_answer_and_its_span(server: Server) -> None:
    # Readings begin with the crop year, on 1 September 2025. The last deadline that anybody had
    # claimed by 20 January 2026 was Bessent's, the end of February.
    told = linked(server, f"/pledges/{PLEDGE}?as_of=2026-01-20")
    assert (told["identifier"], told["dateModified"], told["version"]) == (
        PLEDGE, "2026-01-20", "21"
    )  # fmt: skip
    assert told["temporalCoverage"] == "2025-09-01/2026-02-28"
    rows = csv.DictReader(
        io.StringIO(server.ask(told["distribution"][0]["contentUrl"].removeprefix(server.url)).text)
    )
    assert {row["as_of"] for row in rows} == {"2026-01-20"}


def test_hostile_texts_stay_inside_their_json(server: Server) -> None:
    page = server.ask("/pledges/cn-us-corn-5mt-2026").text
    told = linked(server, "/pledges/cn-us-corn-5mt-2026")
    assert SCRIPT in told["name"]
    assert SCRIPT not in page
