"""A real HTTPS server on the loopback that serves what a test gives it, and every fault on demand.

    with FaultServer() as server, server.client() as client:
        server.serve("/sales.json", body=b"[]", fault=Fault.RESET, times=1)
        fetched = client.get(server.url("/sales.json"))
        assert server.count("/sales.json") == 2

A whole address (`https://api.fas.usda.gov/api/esr/regions`) can be served as well: every name is
resolved to this server, which shows a certificate for it. Nothing outlives the `with`.
"""

from fault_server.fake_time import FakeTime
from fault_server.proxy import ConnectProxy
from fault_server.replies import BOMB_BYTES, PAGE, Fault, Seen
from fault_server.server import ENDLESS_BYTES, HOST, MIRROR, MISNAMED, STRANGER, FaultServer

__all__ = [
    "BOMB_BYTES",
    "ENDLESS_BYTES",
    "HOST",
    "MIRROR",
    "MISNAMED",
    "PAGE",
    "STRANGER",
    "ConnectProxy",
    "FakeTime",
    "Fault",
    "FaultServer",
    "Seen",
]
