"""What tests of every room may ask for."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from loading import ROOT

settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")  # no test is timed: a busy machine is no fault of the code

SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of captured figures and guides beside the checkout, or skip aloud."""
    if not SHARED.is_dir():
        pytest.skip(f"no captured figures at {SHARED}: they lie beside a developer's checkout only")
    return SHARED
