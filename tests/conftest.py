"""What tests of every room may ask for."""

from pathlib import Path

import pytest

from loading import ROOT

SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of captured figures and guides beside the checkout, or skip aloud."""
    if not SHARED.is_dir():
        pytest.skip(f"no captured figures at {SHARED}: they lie beside a developer's checkout only")
    return SHARED
