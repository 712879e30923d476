"""A writer may die at any moment, and only one may write."""

import random
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from offtake.errors import StoreLocked
from offtake.store import Store
from offtake.store.locking import writer_lock
from store.appender import SERIES
from store.making import EVERYTHING, contents, day, say, values, weekly_release
from store.oracle import Oracle

TESTS = Path(__file__).resolve().parent.parent
KILLS = 15


@contextmanager
def process(*arguments: str) -> Iterator["subprocess.Popen[str]"]:
    """Run Python with the tests in reach, and kill it outright at the end."""
    with subprocess.Popen(
        [sys.executable, *arguments],
        stdout=subprocess.PIPE,
        text=True,
        env={"PYTHONPATH": f"{TESTS}:{TESTS.parent / 'src'}"},
    ) as started:
        try:
            yield started
        finally:
            started.kill()


def acknowledged_before_being_killed(path: Path, *, after: float) -> int:
    """Return the last revision a writer reported before it was killed at a random moment."""
    with process(str(TESTS / "store" / "appender.py"), str(path)) as writer:
        assert writer.stdout is not None
        reported = writer.stdout.readline()
        time.sleep(after)
        writer.kill()
        reported += writer.stdout.read()
    return int(reported.splitlines()[-1])


def test_a_killed_writer_leaves_the_old_state_or_the_new_one(tmp_path: Path) -> None:
    chance = random.Random(20260108)  # noqa: S311 no secret
    path = tmp_path / "store"
    Store.create(path)
    for _ in range(KILLS):
        acknowledged = acknowledged_before_being_killed(path, after=chance.uniform(0, 0.3))
        store = Store.open(path)
        assert store.revision in (acknowledged, acknowledged + 1)
        store.verify()
    oracle = Oracle()
    for number in range(store.revision):
        oracle.append(*weekly_release(number, series=SERIES)[:2])
    logged = [row for _, row in oracle.log]
    assert store.history(EVERYTHING) == sorted(logged, key=lambda row: (row.key, row.period))


def test_the_next_writer_sweeps_what_a_killed_one_left(tmp_path: Path) -> None:
    store = Store.create(tmp_path / "store")
    say(store, 1, "5", known=1)
    sound = contents(store.path)
    (store.path / "log" / "00000002.unfinished").write_bytes(b"half")
    (store.path / "intervals" / "00000001-0506-0000000001-0123456789ab.parquet").write_bytes(b"")
    assert values(store, 1) == values(Store.open(store.path), 1)
    say(store, 1, "5", known=1)
    assert contents(store.path) == sound


def test_a_second_writer_is_told_at_once_who_writes(tmp_path: Path) -> None:
    store = Store.create(tmp_path / "store")
    say(store, 1, "5", known=1)
    hold = (
        "import sys, time; from pathlib import Path\n"
        "from offtake.store.locking import writer_lock\n"
        "with writer_lock(Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"
    )
    with process("-c", hold, str(store.path)) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        started = time.monotonic()
        with pytest.raises(StoreLocked, match=f"process {holder.pid};"):
            say(store, 2, "6", known=2)
        assert time.monotonic() - started < 1
        assert values(Store.open(store.path), 1) == values(store, 1)
    assert say(store, 2, "6", known=2).revision == 2


def test_two_stores_of_one_process_do_not_write_at_once(tmp_path: Path) -> None:
    store = Store.create(tmp_path / "store")
    with writer_lock(store.path), pytest.raises(StoreLocked):
        store.compact()


def test_a_reader_is_not_disturbed_by_a_writer(tmp_path: Path) -> None:
    store = Store.create(tmp_path / "store")
    made, observations, content = weekly_release(0)
    store.append(made, observations, content=content)
    reader = Store.open(store.path)
    wanted = reader.as_of(EVERYTHING, as_of=day(0))

    def write() -> None:
        for number in range(1, 15):
            made, observations, content = weekly_release(number)
            store.append(made, observations, content=content)
            store.compact()

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write)
        while not writing.done():
            assert reader.as_of(EVERYTHING, as_of=day(0)) == wanted
            assert Store.open(store.path).as_of(EVERYTHING, as_of=day(0), revision=1) == wanted
        writing.result()
    assert reader.revision == 1
    assert reader.as_of(EVERYTHING, as_of=day(0)) == wanted


def test_a_reader_whose_files_were_compacted_away_finds_the_new_ones(tmp_path: Path) -> None:
    store = Store.create(tmp_path / "store")
    say(store, 1, "5", known=1)
    store.compact()
    reader = Store.open(store.path)
    say(store, 2, "6", known=2)
    store.compact()
    say(store, 3, "7", known=3)
    assert not any((reader.path / file.path).exists() for file in reader._state.intervals)
    assert values(reader, 1) == values(store, 1)
    assert (reader.revision, len(reader.history(EVERYTHING))) == (1, 1)
