"""The one door to the network: https only, declared hosts only, and nothing believed unchecked.

`Client.get` brings what publishers serve. `Endpoint.post` asks the one address a person configured.
Importing this room loads no HTTP library: that waits for the first request.
"""

from offtake.http.addresses import addresses_of, environment_proxy
from offtake.http.client import Client
from offtake.http.keys import key_finder
from offtake.http.posting import Endpoint
from offtake.http.terms import Fetched, HostRules, KeyHeader, Patience

__all__ = [
    "Client",
    "Endpoint",
    "Fetched",
    "HostRules",
    "KeyHeader",
    "Patience",
    "addresses_of",
    "environment_proxy",
    "key_finder",
]
