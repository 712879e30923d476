"""One server for all tests that only read."""

from collections.abc import Iterator

import pytest

from web.running import HOSTILE, Server, running


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server on the bundled figures, and on one pledge whose texts are hostile."""
    home = tmp_path_factory.mktemp("home")
    (home / "pledges").mkdir()
    (home / "pledges" / "hostile.yaml").write_text(HOSTILE, encoding="utf-8")
    with running(home) as found:
        yield found
