"""What a publisher can do to an answer, and what comes of it."""

import socket
import subprocess
import sys

import httpcore2
import pytest

from fault_server import HOST, MISNAMED, PAGE, STRANGER, FakeTime, Fault, FaultServer
from offtake.errors import (
    BodyCut,
    BodyTooLarge,
    ConnectionFailed,
    NetworkError,
    StatusRefused,
    TimedOut,
    TlsFailed,
)
from offtake.http import Client, Patience
from offtake.http.lines import Wire

ROWS = b'[{"week": "2026-06-25"}]' * 4000


def test_a_good_answer_comes_whole_with_what_the_publisher_says_of_it(
    server: FaultServer, client: Client, time: FakeTime
) -> None:
    url = server.serve(
        "/rows?$limit=5",
        body=ROWS,
        media_type="Application/JSON; charset=utf-8",
        etag='"v1"',
        last_modified="Thu, 25 Jun 2026 12:30:00 GMT",
    )
    fetched = client.get(url, media_types=("application/json",))
    assert (fetched.content, fetched.status, fetched.url) == (ROWS, 200, url)
    assert fetched.media_type == "Application/JSON; charset=utf-8"
    assert fetched.bare_media_type == "application/json"
    assert (fetched.etag, fetched.last_modified) == ('"v1"', "Thu, 25 Jun 2026 12:30:00 GMT")
    assert fetched.retrieved_at == time.now()
    assert not fetched.is_unchanged
    headers = server.requests(url)[0].headers
    assert headers["user-agent"].startswith("offtake/")
    assert headers["user-agent"].endswith("(+tests@example.org)")
    assert headers["accept"] == "application/json, */*;q=0.1"
    assert headers["connection"] == "close"


def test_a_packed_body_is_unpacked(server: FaultServer, client: Client) -> None:
    fetched = client.get(server.serve("/rows", body=ROWS, is_packed=True))
    assert server.requests("/rows")[0].headers["accept-encoding"] == "gzip"
    assert fetched.content == ROWS
    assert server.sent_bytes < len(ROWS)


def test_a_second_identical_get_is_one_conditional_request(
    server: FaultServer, client: Client
) -> None:
    url = server.serve("/rows", body=ROWS, last_modified="Thu, 25 Jun 2026 12:30:00 GMT")
    first = client.get(url)
    again = client.get(url, etag=first.etag, last_modified=first.last_modified)
    assert (again.status, again.content, again.is_unchanged) == (304, b"", True)
    assert (again.etag, again.last_modified) == (first.etag, first.last_modified)
    assert server.count(url) == 2


def test_a_date_alone_is_enough_to_ask_conditionally(server: FaultServer, client: Client) -> None:
    day = "Thu, 25 Jun 2026 12:30:00 GMT"
    url = server.serve("/rows", etag="", last_modified=day)
    assert client.get(url, last_modified=day).is_unchanged


def test_a_304_that_nobody_asked_for_is_refused(server: FaultServer, client: Client) -> None:
    with pytest.raises(StatusRefused, match="304"):
        client.get(server.serve("/rows", status=304))


@pytest.mark.parametrize(
    ("fault", "error", "requests"),
    [
        (Fault.BUSY, StatusRefused, 5),
        (Fault.ERROR, StatusRefused, 5),
        (Fault.RESET, BodyCut, 5),
        (Fault.HANG_UP, ConnectionFailed, 5),
        (Fault.CUT, BodyCut, 5),
        (Fault.GZIP_GARBAGE, BodyCut, 5),
        (Fault.GZIP_CUT, BodyCut, 5),
        (Fault.CHUNK_GARBAGE, BodyCut, 5),
        (Fault.UNKNOWN_PACKING, BodyCut, 1),
        (Fault.GZIP_BOMB, BodyTooLarge, 1),
        (Fault.HUGE_LENGTH, BodyTooLarge, 1),
        (Fault.ENDLESS, BodyTooLarge, 1),
        (Fault.WRONG_RANGE, StatusRefused, 1),
    ],
)
def test_a_lasting_fault_has_an_error_of_its_own_after_so_many_requests(
    server: FaultServer, client: Client, fault: Fault, error: type[NetworkError], requests: int
) -> None:
    url = server.serve("/rows", body=ROWS, fault=fault)
    with pytest.raises(error) as raised:
        client.get(url, max_bytes=1_000_000)
    assert type(raised.value) is error
    assert url in str(raised.value)
    assert server.count(url) == requests


@pytest.mark.parametrize(
    "fault",
    [
        Fault.BUSY,
        Fault.ERROR,
        Fault.RESET,
        Fault.HANG_UP,
        Fault.CUT,
        Fault.GZIP_GARBAGE,
        Fault.GZIP_CUT,
        Fault.CHUNK_GARBAGE,
    ],
)
def test_a_passing_fault_is_overcome(server: FaultServer, client: Client, fault: Fault) -> None:
    url = server.serve("/rows", body=ROWS, fault=fault, times=2)
    assert client.get(url).content == ROWS
    assert server.count(url) == 3


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 501, 205])
def test_a_lasting_status_is_asked_for_once(
    server: FaultServer, client: Client, status: int
) -> None:
    url = server.serve("/rows", status=status)
    with pytest.raises(StatusRefused, match=str(status)) as raised:
        client.get(url)
    assert (raised.value.status, raised.value.tries, server.count(url)) == (status, 1, 1)


def test_nothing_to_show_is_an_answer_and_not_an_empty_one(
    server: FaultServer, client: Client
) -> None:
    url = server.serve("/rows", status=204, body=b"")
    fetched = client.get(url)
    assert (fetched.status, fetched.content, fetched.has_nothing) == (204, b"", True)
    assert not client.get(server.serve("/full", body=ROWS)).has_nothing


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_passing_status_is_asked_for_again(
    server: FaultServer, client: Client, status: int
) -> None:
    url = server.serve("/rows", status=status)
    with pytest.raises(StatusRefused) as raised:
        client.get(url)
    assert (raised.value.tries, server.count(url)) == (5, 5)


def test_a_page_under_200_is_handed_over_with_its_media_type(
    server: FaultServer, client: Client
) -> None:
    fetched = client.get(server.serve("/rows", fault=Fault.HTML))
    assert (fetched.bare_media_type, fetched.content) == ("text/html", PAGE)


def test_a_body_beyond_its_announced_length_never_becomes_the_next_answer(
    server: FaultServer, client: Client
) -> None:
    url = server.serve("/rows", body=b"HTTP/1.1 200 x\r\n\r\n" * 2, fault=Fault.SHORT_LENGTH)
    assert client.get(url).content == b"HTTP/1.1 200 x\r\n\r\n"
    assert client.get(server.serve("/next", body=b"next")).content == b"next"


@pytest.mark.parametrize("host", [STRANGER, MISNAMED])
def test_a_certificate_that_is_not_in_order_is_refused_at_once(
    server: FaultServer, client: Client, time: FakeTime, host: str
) -> None:
    with pytest.raises(TlsFailed):
        client.get(server.url("/rows", host=host))
    assert time.naps == []
    assert server.seen == []


def test_silence_runs_into_the_read_timeout_and_is_tried_again(server: FaultServer) -> None:
    url = server.serve("/rows", fault=Fault.SILENT)
    with (
        server.client(patience=Patience(tries=2, read_s=0.2)) as client,
        pytest.raises(TimedOut) as raised,
    ):
        client.get(url)
    assert (raised.value.seconds, raised.value.tries, server.count(url)) == (0.2, 2, 2)


def test_silence_that_passes_is_overcome(server: FaultServer) -> None:
    url = server.serve("/rows", fault=Fault.SILENT, times=1)
    with server.client(patience=Patience(read_s=1)) as client:
        assert client.get(url).content == b"[]"
    assert server.count(url) == 2


@pytest.mark.parametrize("fault", [Fault.DRIP, Fault.DRIP_HEADERS])
def test_a_drip_that_never_falls_silent_ends_at_the_total_and_is_not_tried_again(
    server: FaultServer, fault: Fault
) -> None:
    url = server.serve("/rows", body=ROWS, fault=fault)
    time = FakeTime(tick_s=1)
    with (
        server.client(time=time, patience=Patience(answer_s=60)) as client,
        pytest.raises(TimedOut) as raised,
    ):
        client.get(url)
    assert (raised.value.seconds, raised.value.tries, server.count(url)) == (60, 1, 1)


def test_no_wait_on_a_connection_goes_beyond_the_total() -> None:
    time = FakeTime()
    wire = Wire([], deadline=100, clock=time.clock)
    assert [wire.left(60), wire.left(None)] == [60, 100]
    time.sleep(70)
    assert [wire.left(60), wire.left(None)] == [30, 30]
    time.sleep(30)
    with pytest.raises(httpcore2.ReadTimeout):
        wire.left(60)


def test_no_connection_is_tried_again_and_then_named(server: FaultServer, time: FakeTime) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = int(taken.getsockname()[1])
    with (
        server.client(time=time, resolve=lambda _host, _port: [("127.0.0.1", port)]) as client,
        pytest.raises(ConnectionFailed) as raised,
    ):
        client.get(server.url("/rows"))
    assert raised.value.tries == 5
    assert len(time.naps) == 4


def test_a_second_address_of_a_name_is_dialled_when_the_first_takes_no_connection(
    server: FaultServer,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        dead = int(taken.getsockname()[1])
    places = [("127.0.0.1", dead), ("127.0.0.1", server.port)]
    with server.client(resolve=lambda _host, _port: places) as client:
        assert client.get(server.serve("/rows")).content == b"[]"


def test_an_unknown_name_is_tried_again_and_then_named(server: FaultServer) -> None:
    def resolve(_host: str, _port: int) -> list[tuple[str, int]]:
        raise socket.gaierror(-2, "Name or service not known")

    with server.client(resolve=resolve) as client, pytest.raises(ConnectionFailed) as raised:
        client.get(server.url("/rows"))
    assert raised.value.tries == 5
    assert HOST in raised.value.problem


def test_importing_the_room_loads_no_http_library() -> None:
    code = "import sys, offtake.http; print({'httpx2', 'httpcore2', 'keyring'} & set(sys.modules))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert found.stdout.strip() == "set()"
