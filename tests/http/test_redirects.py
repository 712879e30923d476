"""Every address on the way is checked like the first."""

import pytest

from fault_server import MIRROR, FaultServer
from offtake.errors import AddressRefused
from offtake.http import Client, HostRules
from offtake.http.addresses import is_public

OPEN = HostRules(min_interval_s=0, is_private_allowed=True)


def test_a_redirect_within_declared_hosts_is_followed(server: FaultServer, client: Client) -> None:
    end = server.serve(server.url("/end", host=MIRROR), body=b"there")
    server.redirect("/middle", to=end)
    fetched = client.get(server.redirect("/start", to="middle", status=307))
    assert (fetched.content, fetched.url) == (b"there", end)


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("https://evil.test/rows", "no source declares"),
        ("https://publisher.test.evil.test/rows", "no source declares"),
        ("https://publisher.test./rows", "no source declares"),
        ("//evil.test/rows", "no source declares"),
        ("http://publisher.test/rows", "not https"),
        ("file:///etc/passwd", "not https"),
        ("https://127.0.0.1/rows", "no source declares"),
        ("https://169.254.169.254/latest/meta-data", "no source declares"),
        ("https://[::1]/rows", "no source declares"),
        ("https://publisher.test:8443/rows", "port 8443"),
        ("https://publisher.test@evil.test/rows", "user or a password"),
        ("https://evil.test\\@publisher.test/rows", "user or a password"),
        ("https://publisher.test/a b", "character"),
        ("https://publisher.test:x/rows", "not an address"),
        ("https://[publisher.test/rows", "not an address"),
    ],
)
def test_a_redirect_elsewhere_is_refused(
    server: FaultServer, client: Client, location: str, reason: str
) -> None:
    with pytest.raises(AddressRefused, match=reason):
        client.get(server.redirect("/start", to=location))
    assert len(server.seen) == 1


def test_a_redirect_to_a_name_of_a_private_address_is_refused(server: FaultServer) -> None:
    hosts = {"publisher.test": OPEN, "inside.test": HostRules(min_interval_s=0)}
    with (
        server.client(hosts=hosts) as client,
        pytest.raises(AddressRefused, match=r"127\.0\.0\.1, which is private"),
    ):
        client.get(server.redirect("/start", to="https://inside.test/rows"))
    assert len(server.seen) == 1


def test_a_name_with_one_private_address_among_public_ones_is_refused(server: FaultServer) -> None:
    places = [("8.8.8.8", 443), ("10.0.0.1", 443)]
    with (
        server.client(
            hosts={"publisher.test": HostRules()}, resolve=lambda _host, _port: places
        ) as client,
        pytest.raises(AddressRefused, match=r"10\.0\.0\.1"),
    ):
        client.get(server.url("/rows"))


def test_a_name_is_resolved_once_so_that_what_is_checked_is_what_is_dialled(
    server: FaultServer,
) -> None:
    asked = []

    def resolve(host: str, port: int) -> list[tuple[str, int]]:
        asked.append((host, port))
        return server.resolve(host, port)

    with server.client(resolve=resolve) as client:
        client.get(server.serve("/rows"))
    assert asked == [("publisher.test", 443)]


@pytest.mark.parametrize("url", ["http://publisher.test/", "https://evil.test/", "publisher.test"])
def test_the_first_address_is_checked_too(server: FaultServer, client: Client, url: str) -> None:
    with pytest.raises(AddressRefused):
        client.get(url)
    assert server.seen == []


def test_a_loop_of_redirects_ends(server: FaultServer, client: Client) -> None:
    server.redirect("/there", to="/here")
    url = server.redirect("/here", to="/there")
    with pytest.raises(AddressRefused, match="more than 5"):
        client.get(url)
    assert len(server.seen) == 6


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104 - an address to refuse, not one to bind to
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "ff02::1",
        "::ffff:10.0.0.1",
        "2002:a00:1::",
        "64:ff9b::7f00:1",
    ],
)
def test_an_address_of_a_private_network_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_an_address_of_the_open_internet_is_public(address: str) -> None:
    assert is_public(address)
