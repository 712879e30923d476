"""How long is waited, how often and how many at once a publisher is asked."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fault_server import MIRROR, FakeTime, Fault, FaultServer
from offtake.errors import StatusRefused
from offtake.http import Client, HostRules, Patience
from offtake.http.gates import Gate
from offtake.http.waits import backoff_s, retry_after_s

NOON = datetime(2026, 7, 2, 12, 30, tzinfo=UTC)


@given(st.integers(1, 40), st.integers())
def test_a_wait_is_never_longer_than_its_doubling_bound_nor_than_the_cap(
    tries: int, seed: int
) -> None:
    patience = Patience(backoff_s=0.5, backoff_cap_s=30)
    wait = backoff_s(tries, patience=patience, random=Random(seed))  # noqa: S311 - jitter
    assert 0 <= wait <= min(30, 0.5 * 2 ** (tries - 1))


def test_waits_differ_between_askers() -> None:
    waits = {backoff_s(3, patience=Patience(), random=Random(seed)) for seed in range(20)}  # noqa: S311 - jitter
    assert len(waits) == 20


@given(st.integers(0, 10_000))
def test_a_retry_after_means_the_same_in_seconds_and_as_a_date(seconds: int) -> None:
    until = (NOON + timedelta(seconds=seconds)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    by_date = retry_after_s(until, now=NOON, cap_s=300)
    assert by_date == retry_after_s(str(seconds), now=NOON, cap_s=300) == min(seconds, 300)


@pytest.mark.parametrize("header", ["", "soon", "-5", "1.5", "²", "9999-99-99"])
def test_a_retry_after_that_cannot_be_read_is_none(header: str) -> None:
    assert retry_after_s(header, now=NOON, cap_s=300) is None


def test_a_retry_after_in_the_past_means_now() -> None:
    assert retry_after_s("Thu, 02 Jul 2020 12:00:00 GMT", now=NOON, cap_s=300) == 0


@pytest.mark.parametrize(
    ("header", "nap"),
    [("7", 7), ("Thu, 02 Jul 2026 12:31:00 GMT", 60), ("86400", 300)],
)
def test_retry_after_is_kept_to_up_to_the_cap(
    server: FaultServer, client: Client, time: FakeTime, header: str, nap: float
) -> None:
    url = server.serve("/rows", fault=Fault.BUSY, times=1, retry_after=header)
    assert client.get(url).status == 200
    assert time.naps == [nap]


def test_waits_grow_while_a_fault_lasts(
    server: FaultServer, client: Client, time: FakeTime
) -> None:
    with pytest.raises(StatusRefused):
        client.get(server.serve("/rows", fault=Fault.ERROR))
    assert len(time.naps) == 4
    assert all(0 <= nap <= 2**n for n, nap in enumerate(time.naps))


def test_requests_to_one_host_start_an_interval_apart(server: FaultServer, time: FakeTime) -> None:
    hosts = {"publisher.test": HostRules(min_interval_s=2.5, is_private_allowed=True)}
    with server.client(hosts=hosts, time=time) as client:
        for _ in range(4):
            client.get(server.serve("/rows"))
    assert time.naps == [2.5, 2.5, 2.5]


def test_hosts_do_not_wait_for_one_another(server: FaultServer, time: FakeTime) -> None:
    rules = HostRules(min_interval_s=2.5, is_private_allowed=True)
    with server.client(hosts={"publisher.test": rules, MIRROR: rules}, time=time) as client:
        client.get(server.serve("/rows"))
        client.get(server.serve(server.url("/rows", host=MIRROR)))
    assert time.naps == []


def test_a_try_again_keeps_the_interval_too(server: FaultServer, time: FakeTime) -> None:
    hosts = {"publisher.test": HostRules(min_interval_s=100, is_private_allowed=True)}
    with server.client(hosts=hosts, time=time) as client:
        client.get(server.serve("/rows", fault=Fault.ERROR, times=1))
    assert sum(time.naps) == pytest.approx(100)


def test_a_host_that_asks_to_be_left_alone_is_left_alone_by_all() -> None:
    time = FakeTime()
    gate = Gate(HostRules(min_interval_s=1), clock=time.clock, sleep=time.sleep)
    gate.hold(30)
    with gate.turn():
        assert time.naps == [30]


def test_a_later_get_keeps_to_the_retry_after_of_an_earlier_one(
    server: FaultServer, time: FakeTime
) -> None:
    url = server.serve("/rows", fault=Fault.BUSY, times=1, retry_after="7")
    with server.client(time=time, patience=Patience(tries=1)) as client:
        with pytest.raises(StatusRefused):
            client.get(url)
        client.get(server.serve("/other"))
    assert time.naps == [7]


def test_threads_that_come_at_one_moment_start_an_interval_apart() -> None:
    naps: list[float] = []
    gate = Gate(HostRules(min_interval_s=2, max_concurrent=8), clock=lambda: 0.0, sleep=naps.append)

    def take(_turn: int) -> None:
        with gate.turn():
            pass

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(take, range(8)))
    assert sorted(naps) == [2, 4, 6, 8, 10, 12, 14]


def test_as_many_requests_run_at_once_as_a_host_allows_and_no_more(server: FaultServer) -> None:
    inside, most, lock = 0, 0, threading.Lock()
    pairs = threading.Barrier(2, timeout=10)

    def enter(host: str, port: int) -> list[tuple[str, int]]:
        nonlocal inside, most
        with lock:
            inside += 1
            most = max(most, inside)
        pairs.wait()
        return server.resolve(host, port)

    class Leaving(FakeTime):
        def now(self) -> datetime:
            nonlocal inside
            with lock:
                inside -= 1
            return super().now()

    rules = HostRules(min_interval_s=0, max_concurrent=2, is_private_allowed=True)
    url = server.serve("/rows")
    with (
        server.client(hosts={"publisher.test": rules}, resolve=enter, time=Leaving()) as client,
        ThreadPoolExecutor(6) as pool,
    ):
        answers = list(pool.map(lambda _: client.get(url).status, range(6)))
    assert answers == [200] * 6
    assert most == 2
