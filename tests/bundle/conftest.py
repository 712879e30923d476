"""The bundled figures, read once for all tests of this room."""

import pytest

from bundle.figures import BUNDLE
from offtake.domain import Observation
from offtake.store import SeriesFilter, Store


@pytest.fixture(scope="session")
def store() -> Store:
    return Store.open(BUNDLE)


@pytest.fixture(scope="session")
def standing(store: Store) -> list[Observation]:
    """Return every figure as of the last look."""
    return store.as_of(SeriesFilter(), as_of=store.last_look())


@pytest.fixture(scope="session")
def history(store: Store) -> list[Observation]:
    """Return every vintage of every figure."""
    return store.history(SeriesFilter())
