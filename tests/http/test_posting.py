"""JSON is posted to the one address configured, over https or on this machine, and nowhere else."""

import ssl

import pytest

from fault_server import HOST, FaultServer
from language_server import LanguageServer, chat
from offtake.errors import AddressRefused, BodyTooLarge, ConnectionFailed, StatusRefused, TlsFailed
from offtake.http import Endpoint


def test_json_goes_out_and_the_answer_comes_back_with_the_key_in_its_header_only() -> None:
    with LanguageServer(lambda asked: (200, chat(asked["model"]))) as server:
        endpoint = Endpoint(f"{server.url}/chat/completions", key="secret-key-1")
        assert endpoint.post({"model": "“m”"}) == chat("“m”")
        assert server.requests == [{"model": "“m”"}]
        assert server.headers[0]["authorization"] == "Bearer secret-key-1"
    assert "secret" not in repr(endpoint)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://models.example.org/v1", "neither https nor http on this machine"),
        ("http://10.0.0.7:8000/v1", "neither https nor http on this machine"),
        ("http://localhost.example.org/v1", "neither https nor http on this machine"),
        ("ftp://127.0.0.1/v1", "neither https nor http on this machine"),
        ("https://user:pass@models.example.org/v1", "a user or a password"),
        ("https://models.example.org/v1 x", "must be written with %"),
        ("https:///v1", "names no host"),
        ("https://models.example.org:port/v1", "it is not an address"),
    ],
)
def test_an_address_that_is_not_in_order_is_refused_before_anything_is_sent(
    url: str, reason: str
) -> None:
    with pytest.raises(AddressRefused, match=reason) as refusal:
        Endpoint(url)
    assert "user:pass" not in str(refusal.value)


def test_a_local_name_that_stands_for_another_machine_is_refused() -> None:
    endpoint = Endpoint("http://localhost:9/v1", resolve=lambda *_: [("192.0.2.7", 9)])
    with pytest.raises(AddressRefused, match=r"192\.0\.2\.7, not this machine"):
        endpoint.post({})


@pytest.mark.parametrize("status", [302, 307, 400, 401, 429, 500])
def test_a_redirect_or_an_error_is_not_followed_and_not_tried_again(status: int) -> None:
    with LanguageServer(lambda _: (status, b"{}")) as server:
        with pytest.raises(StatusRefused, match=str(status)):
            Endpoint(server.url).post({})
        assert len(server.requests) == 1


def test_an_endless_answer_is_cut_off_at_the_cap() -> None:
    with LanguageServer(lambda _: (200, b"x" * 4096)) as server, pytest.raises(BodyTooLarge):
        Endpoint(server.url).post({}, max_bytes=1024)


def test_nobody_listening_is_a_failed_connection() -> None:
    with LanguageServer(lambda _: (200, b"")) as server:
        url = server.url
    with pytest.raises(ConnectionFailed):
        Endpoint(url).post({})


def test_an_https_address_is_held_to_its_certificate() -> None:
    with FaultServer() as server:
        endpoint = Endpoint(
            f"https://{HOST}/v1",
            resolve=server.resolve,
            proxy_of=lambda _: "",
            tls=ssl.create_default_context(),
        )
        with pytest.raises(TlsFailed):
            endpoint.post({})
