"""A publisher with faults, and clients that wait in time a test moves."""

from collections.abc import Iterator

import pytest

from fault_server import FakeTime, FaultServer
from offtake.http import Client


@pytest.fixture
def server() -> Iterator[FaultServer]:
    with FaultServer() as running:
        yield running


@pytest.fixture
def time() -> FakeTime:
    return FakeTime()


@pytest.fixture
def client(server: FaultServer, time: FakeTime) -> Iterator[Client]:
    with server.client(time=time) as made:
        yield made
