"""The six laws of the store, against an oracle."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from offtake.domain import Observation, Release, SeriesKey, Status, reporting_week
from offtake.errors import AsOfAfterLastLook, VintageUnknown
from offtake.store import Store
from offtake.store import store as store_module
from store.making import EVERYTHING, day, figure, key, release
from store.oracle import Oracle

KEYS = (key("CHN"), key("JPN", decimals=1), key("MEX"))
WEEKS = tuple(map(reporting_week, (date(2019, 12, 26), date(2020, 1, 2), date(2026, 1, 1))))
LAST_DAY = 5

FIGURES = st.one_of(
    st.tuples(st.sampled_from(["1", "2", "3"]), st.sampled_from([Status.NORMAL, Status.ESTIMATED])),
    st.tuples(st.none(), st.sampled_from([Status.MISSING, Status.WITHDRAWN])),
)
ROWS = st.dictionaries(
    st.tuples(st.sampled_from(KEYS), st.sampled_from(WEEKS), st.integers(0, LAST_DAY)),
    FIGURES,
    max_size=8,
)


@dataclass(frozen=True)
class Step:
    """A release to append, and whether to compact after it."""

    release: Release
    observations: list[Observation]
    content: bytes
    is_compacted: bool


@st.composite
def steps(draw: st.DrawFn) -> list[Step]:
    """Releases in any order of time, back-fills and silent rewrites among them."""
    made = []
    for number, rows in enumerate(draw(st.lists(ROWS, min_size=1, max_size=4))):
        content = f"bytes {number}".encode()
        newest = max((known for _, _, known in rows), default=0)
        of = release(content, day(draw(st.integers(newest, LAST_DAY))))
        observations = [
            figure(of, value, day(known), series=series, period=week, status=status)
            for (series, week, known), (value, status) in rows.items()
        ]
        made.append(Step(of, observations, content, draw(st.booleans())))
    return made


@contextmanager
def fresh_store() -> Iterator[Store]:
    with TemporaryDirectory() as folder, patch.object(store_module, "_ROWS_PER_FILE", 3):
        yield Store.create(Path(folder) / "store")


def take(store: Store, oracle: Oracle, step: Step) -> None:
    store.append(step.release, step.observations, content=step.content)
    oracle.append(step.release, step.observations)
    if step.is_compacted:
        store.compact()


def answers(store: Store, *, revision: int) -> dict[datetime, list[Observation] | None]:
    """Return what the store says at every instant, none where it refuses."""
    found: dict[datetime, list[Observation] | None] = {}
    for number in range(LAST_DAY + 1):
        try:
            found[day(number)] = store.as_of(EVERYTHING, as_of=day(number), revision=revision)
        except (VintageUnknown, AsOfAfterLastLook):
            found[day(number)] = None
    return found


def has_figures(oracle: Oracle) -> bool:
    return bool(oracle.log)


def in_history(row: Observation) -> tuple[SeriesKey, date, datetime]:
    return row.key, row.period.start, row.vintage.known_at


LAWFUL = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@LAWFUL
@given(steps())
def test_every_answer_is_the_oracles(script: list[Step]) -> None:
    oracle = Oracle()
    with fresh_store() as store:
        for step in script:
            take(store, oracle, step)
            assert store.revision == oracle.revision
            if has_figures(oracle):
                for instant, found in answers(store, revision=store.revision).items():
                    assert found is None or found == oracle.as_of(instant, store.revision)


@LAWFUL
@given(steps())
def test_an_answer_at_a_revision_is_the_same_for_ever(script: list[Step]) -> None:
    oracle = Oracle()
    given_once: dict[int, dict[datetime, list[Observation] | None]] = {}
    with fresh_store() as store:
        for step in script:
            take(store, oracle, step)
            if has_figures(oracle):
                given_once[store.revision] = answers(store, revision=store.revision)
        store.compact()
        store.rebuild_intervals()
        for revision, found in given_once.items():
            assert answers(store, revision=revision) == found


@LAWFUL
@given(steps(), st.integers(0, LAST_DAY - 1), ROWS)
def test_a_later_vintage_never_changes_an_earlier_answer(
    script: list[Step], number: int, rows: dict[tuple[SeriesKey, object, int], tuple[str, Status]]
) -> None:
    """Whatever becomes known after a day leaves that day's answer alone, now and later."""
    oracle = Oracle()
    with fresh_store() as store:
        for step in script:
            take(store, oracle, step)
        if not has_figures(oracle) or not store.first_vintage() <= day(number) <= store.last_look():
            return
        before = store.as_of(EVERYTHING, as_of=day(number))
        of = release(b"later", day(LAST_DAY + 1))
        store.append(
            of,
            [
                figure(of, "9", day(number) + timedelta(minutes=1 + known), series=series)
                for series, _, known in {(each[0], 0, each[2]) for each in rows}
            ],
            content=b"later",
        )
        assert store.as_of(EVERYTHING, as_of=day(number)) == before


@LAWFUL
@given(steps())
def test_appending_a_release_again_changes_nothing(script: list[Step]) -> None:
    with fresh_store() as store:
        for step in script:
            take(store, Oracle(), step)
        before = store.history(EVERYTHING), store.releases(), store.revision
        for step in script:
            again = store.append(step.release, step.observations, content=step.content)
            assert again.is_repeat
            assert again.rows == 0
        assert (store.history(EVERYTHING), store.releases(), store.revision) == before


@LAWFUL
@given(steps())
def test_compaction_keeps_every_row_of_the_log(script: list[Step]) -> None:
    oracle = Oracle()
    with fresh_store() as store:
        for step in script:
            take(store, oracle, step)
        store.compact()
        logged = [row for _, row in oracle.log]
        assert store.history(EVERYTHING) == sorted(logged, key=in_history)


@LAWFUL
@given(steps(), st.integers(0, LAST_DAY))
def test_the_frame_over_all_series_agrees_with_the_figures(script: list[Step], number: int) -> None:
    oracle = Oracle()
    with fresh_store() as store:
        for step in script:
            take(store, oracle, step)
        for revision in range(1, store.revision + 1):
            try:
                wanted = store.as_of(EVERYTHING, as_of=day(number), revision=revision)
            except LookupError:
                continue
            names = store.series()
            frame = store.figures(as_of=day(number), revision=revision)
            rows = frame.select(
                "series_id", "period_start", "value", "status", "known_at"
            ).to_native()
            assert sorted(
                (names[row[0]], row[1], row[2], row[3], row[4].replace(tzinfo=UTC))
                for row in rows.fetchall()
            ) == [
                (
                    each.key,
                    each.period.start,
                    None if each.value is None else int(each.value.scaleb(each.key.decimals)),
                    each.status.value,
                    each.vintage.known_at,
                )
                for each in wanted
            ]


@LAWFUL
@given(steps())
def test_asking_outside_what_was_watched_raises(script: list[Step]) -> None:
    oracle = Oracle()
    with fresh_store() as store:
        for step in script:
            take(store, oracle, step)
        if not has_figures(oracle):
            return
        with pytest.raises(VintageUnknown):
            store.as_of(EVERYTHING, as_of=store.first_vintage() - timedelta(microseconds=1))
        with pytest.raises(AsOfAfterLastLook):
            store.figures(as_of=store.last_look() + timedelta(days=1))
