"""What a server is not to do, whatever it is asked."""

import http.client
import socket
from pathlib import Path

import pytest

from web.running import PLEDGE, Server, running


@pytest.mark.parametrize(
    "path",
    [
        "/static/../options.py",
        "/static/..%2f..%2foptions.py",
        "/static/%2e%2e/%2e%2e/pyproject.toml",
        "//etc/passwd",
        "/static//etc/passwd",
        "/pledges/..%2f..%2f..%2fetc%2fpasswd",
        "/charts/..%2f..%2fetc%2fpasswd.svg",
        "/static/style.css%00.png",
        "/pledges/%ff%fe",
        "/releases/../../etc",
        "/releases/0000-00-00",
        "/releases/9999-12-31",
        "/?as_of=9999-12-31",
        "/api/v1/verdicts?as_of=9999-12-31",
        "/releases/0001-01-01",
        "/pledges/%3Cscript%3E",
    ],
)
def test_no_path_leads_out_of_the_pages(server: Server, path: str) -> None:
    reply = server.ask(path)
    assert reply.status in {404, 422}
    assert b"root:" not in reply.body
    assert b"<script>" not in reply.body


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/?as_of=" + "9" * 5000, 414),
        ("/" + "a" * 5000, 414),
        ("/?" + "&".join(f"a{n}=1" for n in range(200)), 400),
    ],
)
def test_an_address_that_is_too_long_is_refused(server: Server, path: str, status: int) -> None:
    assert server.ask(path).status == status


@pytest.mark.parametrize("query", ["as_of=%00", "as_of=-1", "unit=%F0%9F%92%A9", "reading=%0d%0aX"])
def test_odd_queries_are_the_readers_fault_and_not_ours(server: Server, query: str) -> None:
    reply = server.ask(f"/pledges/{PLEDGE}?{query}")
    assert 400 <= reply.status < 500
    assert "x" not in reply.headers


@pytest.mark.parametrize(
    ("path", "status"),
    [("/", 404), ("/api/v1/verdicts", 404), ("/statements", 404), ("/tariffs", 200)],
)
@pytest.mark.parametrize("day", ["9999-12-31", "9999-12-30"])
def test_the_last_days_there_are_have_not_been_looked_at(
    server: Server, path: str, status: int, day: str
) -> None:
    reply = server.ask(f"{path}?as_of={day}")
    assert reply.status == status
    assert "content-security-policy" in reply.headers


def test_what_is_not_asked_of_a_page_makes_no_page_of_its_own(server: Server) -> None:
    plain, tracked = server.ask("/methods"), server.ask("/methods?fbclid=abc&utm_source=x")
    assert plain.body == tracked.body


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE", "OPTIONS"])
def test_nothing_can_be_sent(server: Server, method: str) -> None:
    reply = server.ask("/", method=method)
    assert reply.status == 405
    assert reply.headers["allow"] == "GET, HEAD"


def test_an_upload_is_refused_before_it_is_read(server: Server) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    connection.putrequest("GET", "/")
    connection.putheader("Content-Length", str(10**12))
    connection.endheaders()
    assert connection.getresponse().status == 413
    connection.close()


def test_noise_on_the_line_leaves_the_server_up(server: Server) -> None:
    for noise in (b"\x00" * 2000, b"GET / HTTP/9.9\r\n\r\n", b"GET /" + b"a" * 100_000):
        with socket.create_connection(("127.0.0.1", server.port), timeout=20) as line:
            line.sendall(noise)
            line.shutdown(socket.SHUT_WR)
            while line.recv(4096):
                pass
    assert server.ask("/methods").status == 200


def test_a_client_that_asks_too_much_is_told_to_wait_and_a_token_lets_it_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OFFTAKE_SERVE_TOKEN", "a long secret")
    with running(tmp_path, "--rate", "3") as server:
        replies = [server.ask(f"/static/style.css?v={n}") for n in range(5)]
        replies += [server.ask(f"/methods?v={n}") for n in range(6)]
        refused = [one for one in replies if one.status == 429]
        with_token = server.ask("/methods?v=99", headers={"Authorization": "Bearer a long secret"})
        assert [one.status for one in replies[:5]] == [200] * 5
        assert refused
        assert refused[0].headers["retry-after"] == "60"
        assert with_token.status == 200
        assert b"secret" not in b"".join(one.body for one in (*replies, with_token))


def test_the_server_listens_on_this_machine_only_by_default(server: Server) -> None:
    listening = Path("/proc/net/tcp")
    if not listening.exists():
        pytest.skip("no /proc/net/tcp to look at on this system")
    own = f":{server.port:04X}"
    places = {
        line.split()[1].split(":")[0]
        for line in listening.read_text(encoding="ascii").splitlines()[1:]
        if line.split()[1].endswith(own) and line.split()[3] == "0A"
    }
    assert places == {"0100007F"}
