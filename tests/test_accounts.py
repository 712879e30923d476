"""The texts' side of a workspace: pages over https, settings, and what is said of the reading."""

from datetime import date
from pathlib import Path

import pytest

from fault_server import FaultServer
from language_server import LanguageServer, chat
from offtake.settings import Settings, settings
from offtake.workspace import Source, Unread, read_many
from offtake.workspace.accounts import Accounts
from statements.pages import page

SAID = (
    "<p>“China will buy soybeans,” the White House said. “It’s agreed,” Trump said on Monday.</p>"
)


def no_keys(_: str) -> None:
    """Find no key."""


def test_a_page_brought_over_https_is_read_with_its_address_encoding_and_day(
    tmp_path: Path,
) -> None:
    body = page(SAID, head='<meta name="date" content="2025-11-01">').encode("cp1252")
    with FaultServer() as server, server.client() as client:
        url = server.serve("/a", body=body, media_type="text/html; charset=windows-1252")
        found = client.get(url)
    source = Source(
        name=found.url,
        content=found.content,
        media_type=found.media_type,
        address=found.url,
    )
    told = Accounts(Settings(tmp_path)).read(source, keys=no_keys)
    assert "“China will buy soybeans,”" in told.document.text
    assert told.document.outlet == "publisher.test"
    assert told.document.address == url
    assert told.document.published_on == date(2025, 11, 1)
    assert not told.notes


@pytest.mark.parametrize("missing", ["OFFTAKE_MODEL_URL", "OFFTAKE_MODEL"])
def test_no_language_model_is_asked_unless_both_its_address_and_its_name_are_set(
    missing: str, tmp_path: Path
) -> None:
    with LanguageServer(lambda _: (200, chat({"statements": []}))) as server:
        both = {"OFFTAKE_MODEL_URL": server.url, "OFFTAKE_MODEL": "m"}
        some = {name: value for name, value in both.items() if name != missing}
        source = Source(name="a", content=b"China will buy soybeans, Trump said.")
        Accounts(settings(home=tmp_path, environment=some)).read(source, keys=no_keys)
        assert server.requests == []
        Accounts(settings(home=tmp_path, environment=both)).read(source, keys=no_keys)
        assert [one["model"] for one in server.requests] == ["m"]


def test_a_server_that_knows_no_schema_is_asked_again_for_any_object(tmp_path: Path) -> None:
    def answer(asked: object) -> tuple[int, bytes]:
        is_strict = "json_schema" in str(asked)
        return (400, b"{}") if is_strict else (200, chat({"statements": []}))

    with LanguageServer(answer) as server:
        config = Settings(tmp_path, model_url=server.url, model="m")
        source = Source(name="a", content=b"China will buy soybeans, Trump said.")
        told = Accounts(config).read(source, keys=no_keys)
        forms = [one["response_format"]["type"] for one in server.requests]
    assert forms == ["json_schema", "json_object"]
    assert not [note for note in told.notes if "language model added nothing" in note]


def test_of_many_texts_one_that_holds_none_is_named_and_the_rest_are_read(tmp_path: Path) -> None:
    sources = [Source(name="a", content=b"China will buy soybeans."), Source("b", b"")]
    found = list(read_many(sources, settings=Settings(tmp_path), environment={}))
    assert [type(one) is Unread for one in found] == [False, True]
