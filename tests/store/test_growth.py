"""A log that has grown is compacted, and one that has not is left alone."""

from pathlib import Path

import pytest

from offtake.store import Store
from offtake.store import manifest as manifest_module
from store.making import EVERYTHING, contents, day, figure, key, release, say, weekly_release


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.create(tmp_path / "store")


def intervals(store: Store) -> list[str]:
    return [name for name in contents(store.path) if name.startswith("intervals/")]


def test_a_store_is_compacted_once_more_files_wait_than_may(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(manifest_module, "MOST_FILES_WAITING", 2)
    for number in range(2):
        made, observations, content = weekly_release(number)
        store.append(made, observations, content=content)
        assert not store.compact_if_grown()
    assert intervals(store) == []
    made, observations, content = weekly_release(2)
    store.append(made, observations, content=content)
    before = store.history(EVERYTHING)
    assert store.compact_if_grown()
    assert intervals(store) != []
    assert Store.open(store.path).history(EVERYTHING) == before
    assert not store.compact_if_grown()


def test_a_store_is_compacted_once_more_rows_wait_than_may(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(manifest_module, "MOST_ROWS_WAITING", 2)
    made = release(b"a", day(1))
    keys = [key("CHN"), key("JPN")]
    store.append(made, [figure(made, "1", day(1), series=one) for one in keys], content=b"a")
    assert not store.compact_if_grown()
    say(store, 2, "5", known=2)
    assert store.compact_if_grown()


def test_looks_that_change_nothing_do_not_make_a_log_grow(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(manifest_module, "MOST_FILES_WAITING", 1)
    for number in range(1, 5):
        say(store, number, "5", known=1)
        assert not store.compact_if_grown()
