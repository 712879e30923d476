"""The proxies that the environment names."""

import logging

import pytest

from fault_server import ConnectProxy, FaultServer
from fault_server.server import MISNAMED, STRANGER
from offtake.errors import AddressRefused, ConnectionFailed, TlsFailed
from offtake.http import HostRules, Patience, environment_proxy

NAMES = ("HTTPS_PROXY", "ALL_PROXY", "HTTP_PROXY", "NO_PROXY")


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


def test_a_proxy_of_the_environment_carries_the_request(
    server: FaultServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ConnectProxy(server.port) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.port}")
        hosts = {"publisher.test": HostRules(min_interval_s=0)}
        with server.client(hosts=hosts, proxy_of=environment_proxy) as client:
            assert client.get(server.serve("/rows")).content == b"[]"
    assert proxy.asked == ["CONNECT publisher.test:443 HTTP/1.1"]


def test_a_host_that_needs_no_proxy_is_asked_directly(
    server: FaultServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ConnectProxy(server.port) as proxy:
        monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{proxy.port}")
        monkeypatch.setenv("no_proxy", ".test")
        with server.client(proxy_of=environment_proxy) as client:
            assert client.get(server.serve("/rows")).content == b"[]"
    assert proxy.asked == []


def test_a_proxy_that_wants_a_password_gets_it_and_nobody_reads_it(
    server: FaultServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with ConnectProxy(server.port, password="hunter2") as proxy:  # noqa: S106 - made up
        address = f"reader:hunter2@127.0.0.1:{proxy.port}"
        with server.client(proxy_of=lambda _: f"http://{address}") as client:
            assert client.get(server.serve("/rows")).content == b"[]"
    assert "hunter2" not in caplog.text


def test_a_proxy_that_refuses_is_named_without_its_password(
    server: FaultServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with ConnectProxy(server.port, password="hunter2") as proxy:  # noqa: S106 - made up
        address = f"http://reader:hunter3@127.0.0.1:{proxy.port}"
        with (
            server.client(proxy_of=lambda _: address, patience=Patience(tries=2)) as client,
            pytest.raises(ConnectionFailed, match="407") as raised,
        ):
            client.get(server.serve("/rows"))
    assert "hunter3" not in repr(raised.value) + caplog.text
    assert server.seen == []


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:1080", "ftp://127.0.0.1"])
def test_a_proxy_of_another_kind_is_refused_in_words(server: FaultServer, proxy: str) -> None:
    with (
        server.client(proxy_of=lambda _: proxy) as client,
        pytest.raises(ConnectionFailed, match="neither http nor https"),
    ):
        client.get(server.url("/rows"))


@pytest.mark.parametrize(
    ("variable", "value", "found"),
    [
        ("HTTPS_PROXY", "http://proxy.test:3128", "http://proxy.test:3128"),
        ("https_proxy", "proxy.test:3128", "http://proxy.test:3128"),
        ("ALL_PROXY", "http://proxy.test:3128", "http://proxy.test:3128"),
        ("HTTP_PROXY", "http://proxy.test:3128", ""),
    ],
)
def test_the_variables_mean_what_they_mean_elsewhere(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, found: str
) -> None:
    monkeypatch.setenv(variable, value)
    assert environment_proxy("publisher.test") == found


def test_behind_a_proxy_the_log_says_once_that_the_address_was_not_checked(
    server: FaultServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    with ConnectProxy(server.port) as proxy:
        # Asked directly, the host would be refused: its name stands for 127.0.0.1.
        hosts = {"publisher.test": HostRules(min_interval_s=0)}
        address = f"http://127.0.0.1:{proxy.port}"
        with server.client(hosts=hosts, proxy_of=lambda _: address) as client:
            for _ in range(2):
                client.get(server.serve("/rows"))
    told = [one.message for one in caplog.records if "cannot be checked" in one.message]
    assert len(told) == 1
    assert told[0].startswith("publisher.test is reached through a proxy")
    with server.client(hosts=hosts) as direct, pytest.raises(AddressRefused, match="private"):
        direct.get(server.serve("/rows"))


@pytest.mark.parametrize("host", [STRANGER, MISNAMED])
def test_behind_a_proxy_the_certificate_still_tells_a_stranger(
    server: FaultServer, host: str
) -> None:
    """A proxy that dials somebody else does not get an answer believed, or a key sent."""
    with ConnectProxy(server.port) as proxy:
        address = f"http://127.0.0.1:{proxy.port}"
        hosts = {host: HostRules(min_interval_s=0)}
        client = server.client(hosts=hosts, proxy_of=lambda _: address)
        with client, pytest.raises(TlsFailed):
            client.get(server.url("/rows", host=host))
    assert server.seen == []
