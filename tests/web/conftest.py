"""One server for all tests that only read, one browser a file, and what the browser tests share."""

import os
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from web.browsing import started
from web.running import HOSTILE, Server, running


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server on the bundled figures, and on one pledge whose texts are hostile."""
    home = tmp_path_factory.mktemp("home")
    (home / "pledges").mkdir()
    (home / "pledges" / "hostile.yaml").write_text(HOSTILE, encoding="utf-8")
    with running(home) as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A browser, ended with the file: Playwright keeps an event loop running while it lives."""
    with started() as found:
        yield found


@pytest.fixture(scope="session")
def axe() -> str:
    """The script of axe-core, taken from the package that carries it; none is fetched."""
    pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")
    return (resources.files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where screenshots are kept: OFFTAKE_SCREENSHOTS, else a folder that pytest drops."""
    named = os.environ.get("OFFTAKE_SCREENSHOTS")
    folder = Path(named) if named else tmp_path_factory.mktemp("screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    return folder
