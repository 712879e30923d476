"""What the store says when its files are not as they were, or cannot be written."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from offtake.errors import StoreDamaged, StoreFull, StoreReadOnly, StoreTooNew
from offtake.store import QuarantinedRow, Store, manifest
from offtake.store.archive import archived_path
from store.making import EVERYTHING, contents, day, release, say, values, weekly_release


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store.create(tmp_path / "store")
    for number in range(3):
        made, observations, content = weekly_release(number)
        store.append(made, observations, content=content)
    return store


def only_file(folder: Path) -> Path:
    (path,) = folder.glob("*.parquet")
    return path


def spoil(path: Path, how: str) -> None:
    content = bytearray(path.read_bytes())
    if how == "missing":
        path.unlink()
    elif how == "cut":
        path.write_bytes(content[: len(content) // 2])
    else:
        content[len(content) // 2] ^= 0xFF
        path.write_bytes(content)


def revise_the_first_week(store: Store) -> None:
    made = release(b"revised", day(20))
    _, observations, _ = weekly_release(0)
    rows = [replace(row, snapshot=made.snapshot.sha256) for row in observations]
    store.append(made, rows, content=b"revised")


@pytest.mark.parametrize("how", ["missing", "cut"])
@pytest.mark.parametrize("folder", ["log", "intervals"])
def test_a_broken_file_is_named_with_what_to_do(store: Store, folder: str, how: str) -> None:
    if folder == "intervals":
        store.compact()
    path = min((store.path / folder).glob("*.parquet"))
    spoil(path, how)
    remedy = "rebuild_intervals" if folder == "intervals" else "archived releases"
    for ask in (
        lambda: Store.open(store.path).as_of(EVERYTHING, as_of=day(14)),
        lambda: store.history(EVERYTHING),
        store.verify,
        lambda: revise_the_first_week(store),
    ):
        with pytest.raises(StoreDamaged, match=remedy) as caught:
            ask()
        assert caught.value.path == path


def test_a_flipped_bit_is_found_by_verify_and_not_copied_by_compact(store: Store) -> None:
    path = min((store.path / "log").glob("*.parquet"))
    spoil(path, "flipped")
    for check in (store.verify, store.compact):
        with pytest.raises(StoreDamaged, match="checksum"):
            check()


def test_lost_intervals_are_rebuilt_from_the_log(store: Store) -> None:
    before = store.history(EVERYTHING)
    store.compact()
    only_file(store.path / "intervals").unlink()
    store.rebuild_intervals()
    assert store.history(EVERYTHING) == before
    assert Store.open(store.path).verify() == 7


@pytest.mark.parametrize("how", ["missing", "cut", "flipped"])
def test_a_broken_archive_file_is_named(store: Store, how: str) -> None:
    sha256 = weekly_release(1)[0].snapshot.sha256
    path = archived_path(store.path, sha256)
    spoil(path, how)
    for ask in (store.verify, lambda: store.content(sha256)):
        with pytest.raises(StoreDamaged, match="fetch the release again") as caught:
            ask()
        assert caught.value.path == path


def test_an_archived_file_of_other_bytes_is_found(store: Store) -> None:
    one, other = (
        archived_path(store.path, weekly_release(number)[0].snapshot.sha256) for number in (0, 1)
    )
    shutil.copy(one, other)
    with pytest.raises(StoreDamaged, match="does not match its name"):
        store.verify()


@pytest.mark.parametrize("content", [b"not a manifest at all", b""])
def test_a_spoilt_manifest_is_named(store: Store, content: bytes) -> None:
    (store.path / "manifest.sqlite").write_bytes(content)
    with pytest.raises(StoreDamaged):
        Store.open(store.path)


def execute(path: Path, script: str) -> None:
    with closing(sqlite3.connect(path / "manifest.sqlite")) as connection:
        connection.executescript(script)


def test_a_newer_schema_is_not_guessed_at(store: Store) -> None:
    execute(store.path, f"PRAGMA user_version = {manifest.SCHEMA + 1}")
    for ask in (lambda: Store.open(store.path), lambda: say(store, 15, "1", known=15)):
        with pytest.raises(StoreTooNew, match="install a newer offtake"):
            ask()


def test_a_store_of_the_first_schema_is_read_as_it_is_and_migrated_by_a_writer(
    store: Store,
) -> None:
    before = store.history(EVERYTHING)
    execute(store.path, "DROP TABLE quarantine; PRAGMA user_version = 0;")
    bytes_before = (store.path / "manifest.sqlite").read_bytes()
    old = Store.open(store.path)
    assert (old.history(EVERYTHING), old.quarantine()) == (before, [])
    assert (store.path / "manifest.sqlite").read_bytes() == bytes_before
    made = release(b"new", day(21))
    old.append(made, [], quarantined=[QuarantinedRow("row 1", "reason", "text")], content=b"new")
    assert len(Store.open(store.path).quarantine()) == 1
    assert old.history(EVERYTHING) == before


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of two megabytes of its own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)]
    try:
        subprocess.run(mount, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("a small disk can only be mounted by root on Linux")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.parametrize("free_kb", [0, 4, 12, 24, 40, 64, 96, 128])
def test_a_full_disk_leaves_the_store_as_it_was(small_disk: Path, free_kb: int) -> None:
    store = Store.create(small_disk / "store")
    say(store, 1, "5", known=1)
    before = contents(store.path)
    made, observations, content = weekly_release(1, series=3000)
    filler = small_disk / "filler"
    filler.write_bytes(bytes(free_space(small_disk) - free_kb * 1024))
    with pytest.raises(StoreFull, match="free some space"):
        store.append(made, observations, content=content)
    assert contents(store.path) == before
    assert values(Store.open(store.path), 1) == values(store, 1)
    filler.unlink()
    assert store.append(made, observations, content=content).rows == 6000
    store.verify()


def test_compacting_on_a_full_disk_leaves_the_store_as_it_was(small_disk: Path) -> None:
    store = Store.create(small_disk / "store")
    made, observations, content = weekly_release(1, series=3000)
    store.append(made, observations, content=content)
    before = contents(store.path)
    filler = small_disk / "filler"
    filler.write_bytes(bytes(free_space(small_disk) - 16 * 1024))
    with pytest.raises(StoreFull):
        store.compact()
    assert contents(store.path) == before
    filler.unlink()
    store.compact()
    assert len(store.history(EVERYTHING)) == 6000


def free_space(folder: Path) -> int:
    return shutil.disk_usage(folder).free


@pytest.fixture
def read_only(small_disk: Path) -> Iterator[Path]:
    """A store on a disk that takes no writes, not even from root."""
    store = Store.create(small_disk / "store")
    say(store, 1, "5", known=1)
    say(store, 2, "6", known=2)
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    yield store.path
    subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True)


def test_a_read_only_store_is_read_and_not_written(read_only: Path) -> None:
    store = Store.open(read_only)
    assert (len(values(store, 2)), store.revision, store.verify()) == (1, 2, 4)
    for write in (lambda: say(store, 3, "7", known=3), store.compact):
        with pytest.raises(StoreReadOnly, match="copy it to a folder of yours"):
            write()
    with pytest.raises(StoreReadOnly):
        Store.create(read_only.parent / "another")


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="permissions do not bind root"
)
def test_a_folder_one_may_not_write_to_is_read_and_not_written(store: Store) -> None:
    before = store.history(EVERYTHING)
    store.path.chmod(0o555)
    (store.path / "write.lock").chmod(0o444)
    try:
        assert Store.open(store.path).history(EVERYTHING) == before
        with pytest.raises(StoreReadOnly):
            say(store, 20, "1", known=20)
    finally:
        store.path.chmod(0o755)


def test_a_half_written_manifest_is_rolled_back_by_the_next_reader(store: Store) -> None:
    before = store.history(EVERYTHING)
    leave_a_hot_journal(store.path)
    assert Store.open(store.path).history(EVERYTHING) == before


def test_a_half_written_manifest_that_cannot_be_rolled_back_is_not_read(small_disk: Path) -> None:
    store = Store.create(small_disk / "store")
    say(store, 1, "5", known=1)
    leave_a_hot_journal(store.path)
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    with pytest.raises(StoreDamaged, match="half-written; open the store once from where"):
        Store.open(store.path)
    subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True)
    assert values(Store.open(store.path), 1) == values(store, 1)


def test_a_manifest_damaged_inside_is_named(store: Store) -> None:
    path = store.path / "manifest.sqlite"
    content = bytearray(path.read_bytes())
    content[4096:] = bytes(len(content) - 4096)
    path.write_bytes(content)
    with pytest.raises(StoreDamaged, match="copy of the store"):
        Store.open(store.path)


def leave_a_hot_journal(path: Path) -> None:
    """Die in the middle of a commit: pages are in the manifest, the journal is still there."""
    script = (
        "import os, sqlite3, sys\n"
        "connection = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "connection.execute('PRAGMA cache_size = 1')\n"
        "connection.execute('PRAGMA cache_spill = 1')\n"
        "connection.execute('BEGIN IMMEDIATE')\n"
        "connection.execute('DELETE FROM releases')\n"
        "connection.execute('CREATE TABLE waste (text)')\n"
        "connection.executemany('INSERT INTO waste VALUES (?)', [('x' * 4000,)] * 200)\n"
        "os._exit(1)\n"
    )
    manifest_path = path / "manifest.sqlite"
    subprocess.run([sys.executable, "-c", script, str(manifest_path)], check=False)
    assert manifest_path.with_name("manifest.sqlite-journal").stat().st_size > 0
