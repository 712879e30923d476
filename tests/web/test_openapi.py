"""Whatever the description of the interface allows to be asked, the server does not fail."""

from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok

from web.running import Server

LEAST_OPERATIONS = 12


def test_nothing_that_can_be_asked_fails_the_server(server: Server) -> None:
    schema = schemathesis.openapi.from_url(f"{server.url}/api/v1/openapi.json")
    found = list(schema.get_all_operations())
    operations = [one.ok() for one in found if isinstance(one, Ok)]
    assert len(operations) == len(found)
    for operation in operations:

        @settings(
            max_examples=12,
            phases=(Phase.explicit, Phase.generate),
            suppress_health_check=list(HealthCheck),
            derandomize=True,
            database=None,
        )
        @given(case=operation.as_strategy())
        def ask(case: schemathesis.Case[Any]) -> None:
            case.validate_response(case.call(timeout=60), checks=[not_a_server_error])

        ask()
    assert len(operations) >= LEAST_OPERATIONS
