"""A key goes to the host that wants it, and nowhere else: no log, no error, no other host."""

import logging
import sys
import traceback
from collections.abc import Iterator
from types import ModuleType

import keyring
import keyring.backends.fail
import keyring.errors
import pytest

from fault_server import MIRROR, FakeTime, Fault, FaultServer
from offtake.errors import AddressRefused, KeyMissing, NetworkError, StatusRefused
from offtake.http import Client, KeyHeader, key_finder
from offtake.http.redaction import Redactor

SECRET = "s3cret/key+value"  # noqa: S105 - made up
WANTED = KeyHeader("fas", "X-Api-Key", "https://api.data.gov/signup")


@pytest.fixture
def client(server: FaultServer) -> Iterator[Client]:
    with server.client(keys={"fas": f" {SECRET}\n"}) as made:
        yield made


def everything_said(error: BaseException, caplog: pytest.LogCaptureFixture) -> str:
    """Return all that a person or a crash report could see, with every local variable."""
    told = traceback.TracebackException.from_exception(error, capture_locals=True)
    chain = [error]
    while found := chain[-1].__cause__ or chain[-1].__context__:
        chain.append(found)
    return "".join([*told.format(), *map(repr, chain), caplog.text])


def test_a_key_is_sent_in_its_header_without_the_blanks_around_it(
    server: FaultServer, client: Client
) -> None:
    url = server.serve("/rows", needs={"X-Api-Key": SECRET})
    assert client.get(url, key=WANTED).status == 200


def test_a_request_without_its_key_is_never_made(server: FaultServer) -> None:
    with server.client() as client, pytest.raises(KeyMissing, match="OFFTAKE_KEY_FAS") as raised:
        client.get(server.url("/rows"), key=WANTED)
    assert WANTED.signup in str(raised.value)
    assert server.seen == []


@pytest.mark.parametrize("key", ["", " ", "two\nlines", "schlüssel"])
def test_a_key_that_cannot_be_sent_is_none(server: FaultServer, key: str) -> None:
    with server.client(keys={"fas": key}) as client, pytest.raises(KeyMissing) as raised:
        client.get(server.url("/rows"), key=WANTED)
    assert key.strip() == "" or key not in repr(raised.value)


@pytest.mark.parametrize("fault", [Fault.ERROR, Fault.CUT, Fault.HANG_UP, Fault.GZIP_GARBAGE])
def test_no_log_error_or_traceback_shows_a_key(
    server: FaultServer, client: Client, caplog: pytest.LogCaptureFixture, fault: Fault
) -> None:
    caplog.set_level(logging.DEBUG)
    url = server.serve("/rows", fault=fault, echoes="X-Api-Key")
    with pytest.raises(NetworkError) as raised:
        client.get(url, key=WANTED)
    assert server.requests(url)[-1].headers["x-api-key"] == SECRET
    assert "GET https://publisher.test/rows" in caplog.text
    assert SECRET not in everything_said(raised.value, caplog) + repr(client)


def test_a_key_that_a_publisher_echoes_is_hidden_in_the_log_beneath(
    server: FaultServer, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    client.get(server.serve("/rows", echoes="X-Api-Key"), key=WANTED)
    assert "echo=[hidden]" in caplog.text
    assert SECRET not in caplog.text


def test_an_error_carries_no_request_of_the_library_beneath(
    server: FaultServer, client: Client
) -> None:
    with pytest.raises(NetworkError) as raised:
        client.get(server.serve("/rows", fault=Fault.HANG_UP), key=WANTED)
    assert raised.value.__cause__ is None
    assert raised.value.__context__ is None


def test_neither_a_key_nor_the_callers_headers_go_to_another_host(
    server: FaultServer, client: Client
) -> None:
    end = server.serve(server.url("/end", host=MIRROR))
    client.get(server.redirect("/start", to=end), key=WANTED, headers={"X-Own": "mine"})
    first, second = server.seen
    assert (first.headers["x-api-key"], first.headers["x-own"]) == (SECRET, "mine")
    assert not {"x-api-key", "x-own"} & set(second.headers)


def test_a_key_is_kept_on_a_redirect_within_its_host(server: FaultServer, client: Client) -> None:
    server.serve("/end", needs={"X-Api-Key": SECRET})
    assert client.get(server.redirect("/start", to="/end"), key=WANTED).status == 200


@pytest.mark.parametrize("to", ["/end?q={key}", "https://mirror.test/{key}"])
def test_a_redirect_with_the_key_in_it_is_not_followed(
    server: FaultServer, client: Client, caplog: pytest.LogCaptureFixture, to: str
) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(AddressRefused, match="key in it") as raised:
        client.get(server.redirect("/start", to=to), key=WANTED)
    assert SECRET not in str(raised.value) + caplog.text
    assert len(server.seen) == 1


def test_a_redirect_elsewhere_with_the_key_in_the_frame_shows_none(
    server: FaultServer, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(AddressRefused) as raised:
        client.get(server.redirect("/start", to="http://publisher.test/"), key=WANTED)
    assert SECRET not in everything_said(raised.value, caplog)


def test_passwords_and_tokens_in_an_address_are_not_shown(
    server: FaultServer, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    url = server.serve("/rows?api_key=abc123&year=2026&X-Amz-Signature=def456", status=404)
    with pytest.raises(StatusRefused) as refused:
        client.get(url)
    with pytest.raises(AddressRefused) as with_password:
        client.get("https://me:hunter2@publisher.test/rows")
    said = str(refused.value) + str(with_password.value) + caplog.text
    assert "year=2026" in said
    assert not [word for word in ("abc123", "def456", "hunter2") if word in said]


def test_a_client_that_ended_leaves_the_log_beneath_as_it_was(server: FaultServer) -> None:
    beneath = logging.getLogger("httpcore2.http11")
    before = list(beneath.filters)
    with server.client():
        assert beneath.filters != before
    assert beneath.filters == before


def test_a_key_is_hidden_as_it_looks_inside_an_address() -> None:
    redactor = Redactor()
    redactor.learn(SECRET)
    assert redactor.address("https://h.test/s3cret%2Fkey%2Bvalue") == "https://h.test/[hidden]"


def test_the_environment_goes_before_the_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    safe = {("offtake", "fas"): SECRET}
    monkeypatch.setattr(keyring, "get_password", lambda *entry: safe.get(entry))
    assert key_finder({"OFFTAKE_KEY_FAS": "from the environment"})("fas") == "from the environment"
    assert key_finder({"OFFTAKE_KEY_FAS": ""})("fas") == SECRET
    assert key_finder({})("ams") is None


def test_a_keyring_that_is_locked_is_said_plainly_and_counts_as_no_key(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(_service: str, _name: str) -> str | None:
        raise keyring.errors.KeyringLocked(SECRET)

    monkeypatch.setattr(keyring, "get_password", refuse)
    assert key_finder({})("fas") is None
    assert "could not be read (KeyringLocked); unlock it, or set OFFTAKE_KEY_FAS" in caplog.text
    assert SECRET not in caplog.text


def test_a_machine_without_a_keyring_has_no_key(caplog: pytest.LogCaptureFixture) -> None:
    before = keyring.get_keyring()
    keyring.set_keyring(keyring.backends.fail.Keyring())  # type: ignore[no-untyped-call] # theirs
    try:
        assert key_finder({})("fas") is None
    finally:
        keyring.set_keyring(before)
    assert "this machine has no keyring" in caplog.text
    assert "OFFTAKE_KEY_FAS" in caplog.text


def test_without_the_extra_the_environment_is_all_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    nothing: ModuleType | None = None
    monkeypatch.setitem(sys.modules, "keyring", nothing)
    assert key_finder({})("fas") is None
    assert key_finder({"OFFTAKE_KEY_FAS": SECRET})("fas") == SECRET


def test_time_stands_still_where_nothing_fails(server: FaultServer) -> None:
    time = FakeTime()
    with server.client(time=time) as client:
        client.get(server.serve("/rows"))
    assert time.naps == []


IN_ADDRESS = KeyHeader("fas", "", "https://api.data.gov/signup", field="key")
QUOTED = "s3cret%2Fkey%2Bvalue"


def test_a_key_that_belongs_in_the_address_is_sent_there_and_not_shown(
    server: FaultServer, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    url = server.serve("/rows?time=2026-05", status=404)
    server.serve(f"/rows?time=2026-05&key={QUOTED}")
    fetched = client.get(url, key=IN_ADDRESS)
    assert (fetched.status, fetched.url) == (200, url)
    assert SECRET not in caplog.text
    assert QUOTED not in caplog.text


def test_a_key_in_an_address_without_a_query_begins_one(
    server: FaultServer, client: Client
) -> None:
    server.serve(f"/rows?key={QUOTED}")
    assert client.get(server.url("/rows"), key=IN_ADDRESS).status == 200


@pytest.mark.parametrize("fault", [Fault.ERROR, Fault.CUT, Fault.HANG_UP, Fault.GZIP_GARBAGE])
def test_no_log_error_or_traceback_shows_a_key_of_the_address(
    server: FaultServer, client: Client, caplog: pytest.LogCaptureFixture, fault: Fault
) -> None:
    caplog.set_level(logging.DEBUG)
    server.serve(f"/rows?key={QUOTED}", fault=fault)
    with pytest.raises(NetworkError) as raised:
        client.get(server.url("/rows"), key=IN_ADDRESS)
    said = everything_said(raised.value, caplog)
    assert SECRET not in said
    assert QUOTED not in said


def test_a_redirect_gets_no_key_of_the_address(server: FaultServer, client: Client) -> None:
    server.redirect(f"/rows?key={QUOTED}", to="/missing_key.html")
    server.serve("/missing_key.html", body=b"<html></html>", media_type="text/html")
    fetched = client.get(server.url("/rows"), key=IN_ADDRESS)
    assert fetched.bare_media_type == "text/html"
    assert QUOTED not in server.seen[-1].target
