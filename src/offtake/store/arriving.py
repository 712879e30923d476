"""The observations of a release in the form in which they are compared and logged."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from offtake.columns import Coded, Observations
from offtake.domain import Frequency, Observation, Release, SeriesKey, VintageBasis
from offtake.errors import ReleaseInvalid
from offtake.store.append import News, Numbers, Printed, doubled
from offtake.store.engine import load

_RETRIEVAL = VintageBasis.RETRIEVAL.value
_FREQUENCIES = {name: place for place, name in enumerate(Frequency)}
_FIRST_DAY = date(1970, 1, 1).toordinal()
_MICROSECOND = timedelta(microseconds=1)
_WORDS = {"word": "VARCHAR", "place": "BIGINT"}
_MATCHING = """
SELECT series_id::BIGINT AS series_id,
    (period_start - DATE '1970-01-01')::BIGINT AS period_start,
    (period_end - DATE '1970-01-01')::BIGINT AS period_end,
    epoch_us(known_at) AS known_at, coalesce(value, 0) AS value,
    coalesce(statuses.place, -1) AS status, coalesce(notes.place, -1) AS note,
    basis = $retrieval AS is_look
FROM (
    SELECT *, (period_start - DATE '1970-01-01')::BIGINT AS first_day,
        (period_end - DATE '1970-01-01')::BIGINT AS end_day FROM near
) AS near
SEMI JOIN arrived USING (series_id, first_day, end_day)
LEFT JOIN words AS statuses ON status = statuses.word
LEFT JOIN words AS notes ON note = notes.word
ORDER BY known_at, revision, seq
"""
"""A word of the log that no row of the release has is like none of theirs: -1."""

_LOGGED = """
CREATE OR REPLACE TEMP TABLE logged AS
SELECT series_id::INTEGER AS series_id,
    DATE '1970-01-01' + period_start::INTEGER AS period_start,
    DATE '1970-01-01' + period_end::INTEGER AS period_end,
    CASE WHEN has_value THEN value END AS value, statuses.word AS status, notes.word AS note,
    make_timestamp(known_at) AS known_at, bases.word AS basis,
    CASE WHEN has_bound THEN make_timestamp(earliest_at) END AS earliest_at,
    $revision::INTEGER AS revision, seq::INTEGER AS seq, locators.word AS locator
FROM news
JOIN words AS statuses ON status = statuses.place JOIN words AS notes ON note = notes.place
JOIN words AS bases ON basis = bases.place JOIN words AS locators ON locator = locators.place
ORDER BY seq
"""


@dataclass(frozen=True, slots=True)
class Arrived:
    """What a release says, checked against its series and its bytes.

    The numbers of `said.status` and `said.note` are places among `words`.
    """

    said: Printed
    observations: Observations
    words: dict[str, int]

    @classmethod
    def of(
        cls, observations: Observations, *, release: Release, ids: Mapping[SeriesKey, int]
    ) -> "Arrived":
        """Return the observations of a release.

        Raises:
            ReleaseInvalid: One does not fit its series, its bytes or its release, or two say
                different things of one series, period and vintage.
        """
        _check(observations, release)
        period, vintage = observations.period, observations.vintage
        words: dict[str, int] = {}
        said = Printed(
            series_id=_numbers(observations.key.mapped(lambda key: ids.get(key, 0))),
            period_start=_numbers(period.mapped(lambda one: _day(one.start))),
            period_end=_numbers(period.mapped(lambda one: _day(one.end))),
            known_at=_numbers(vintage.mapped(lambda one: microseconds(one.known_at))),
            value=observations.value,
            status=_spelled(observations.status.mapped(str), words),
            note=_spelled(observations.note, words),
            is_look=vintage.where(lambda one: one.basis is VintageBasis.RETRIEVAL),
        )
        _refuse_doubled(observations, said, release)
        return cls(said, observations, words)

    def matching(self, cursor: duckdb.DuckDBPyConnection, rows: duckdb.DuckDBPyRelation) -> Printed:
        """Return those rows of the log that are about the same figures, in its order."""
        load(cursor, "words", _WORDS, self.words.items())
        said = self.said
        cursor.register(
            "arrived",
            {
                "series_id": said.series_id,
                "first_day": said.period_start,
                "end_day": said.period_end,
            },
        )
        rows.create_view("near", replace=True)
        found = cursor.execute(_MATCHING, {"retrieval": _RETRIEVAL}).fetchnumpy()
        cursor.unregister("arrived")
        return Printed(**found)

    def logged(
        self, cursor: duckdb.DuckDBPyConnection, news: News, *, known_at: Numbers, revision: int
    ) -> duckdb.DuckDBPyRelation:
        """Return the rows to log, in order, as DuckDB sees them.

        Numbers travel as arrays, and texts, of which few are different, beside them.
        """
        said, figures = self.said.take(news.rows), self.observations.take(news.rows)
        bound = figures.vintage.mapped(lambda one: one.earliest_at)
        words = dict(self.words)
        basis = _spelled(figures.vintage.mapped(lambda one: one.basis.value), words)
        columns: dict[str, NDArray[Any]] = {
            "series_id": said.series_id,
            "period_start": said.period_start,
            "period_end": said.period_end,
            "value": said.value,
            "has_value": figures.status.where(lambda status: status.has_value),
            "status": said.status,
            "note": said.note,
            "known_at": known_at,
            "basis": np.where(news.is_seen, _place_of(_RETRIEVAL, words), basis),
            "earliest_at": _numbers(bound.mapped(lambda one: microseconds(one) if one else 0)),
            "has_bound": bound.where(lambda one: one is not None) & ~news.is_seen,
            "locator": _spelled(figures.locator, words),
            "seq": np.arange(len(said)),
        }
        load(cursor, "words", _WORDS, words.items())
        cursor.register("news", columns)
        cursor.execute(_LOGGED, {"revision": revision})
        cursor.unregister("news")
        return cursor.table("logged")


def microseconds(instant: datetime) -> int:
    """Return an instant as a count, the way arrays and DuckDB hold it.

    >>> microseconds(datetime(1970, 1, 2, tzinfo=UTC))
    86400000000
    """
    return (instant - _EPOCH) // _MICROSECOND


def instant_of(count: int) -> datetime:
    """Return the instant that a count stands for.

    >>> instant_of(microseconds(datetime(2026, 1, 20, 13, 30, tzinfo=UTC))).isoformat()
    '2026-01-20T13:30:00+00:00'
    """
    return _EPOCH + count * _MICROSECOND


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _check(observations: Observations, release: Release) -> None:
    """Refuse the first observation that contradicts its series or its release."""
    snapshot = release.snapshot
    frequency = _numbers(observations.key.mapped(lambda key: _FREQUENCIES[key.frequency]))
    of_period = _numbers(observations.period.mapped(lambda one: _FREQUENCIES[one.frequency]))
    too_late = observations.vintage.where(lambda one: one.known_at > snapshot.retrieved_at)
    _refuse(
        release,
        observations.take(observations.snapshot.where(lambda name: name != snapshot.sha256)),
        lambda one: f"it names the bytes {one.snapshot}, the release {snapshot.sha256}",
    )
    _refuse(
        release,
        observations.take(frequency != of_period),
        lambda _: "the period's frequency is not the series' own",
    )
    _refuse(
        release,
        observations.take(too_late),
        lambda one: (
            f"known at {one.vintage.known_at}, "
            f"after the bytes were fetched at {snapshot.retrieved_at}"
        ),
    )


def _refuse(release: Release, misfits: Observations, problem: Callable[[Observation], str]) -> None:
    if misfits:
        one = misfits[0]
        raise ReleaseInvalid(release.title, f"{one.key} {one.period}", problem(one))


def _refuse_doubled(observations: Observations, said: Printed, release: Release) -> None:
    pair = doubled(said)
    if pair is None:
        return
    earlier, later = (observations[row] for row in pair)
    raise ReleaseInvalid(
        release.title,
        f"{earlier.locator} and {later.locator}",
        f"two figures for one series and the period from {earlier.period.start}, "
        f"{_shown(earlier)} and {_shown(later)}",
    )


def _shown(one: Observation) -> str:
    figure = "none" if one.value is None else f"{one.value:f}"
    return f"{figure} ({one.status.value}{', ' if one.note else ''}{one.note})"


def _numbers(column: Coded[int]) -> Numbers:
    return np.array(column.values, dtype=np.int64)[column.places]


def _spelled(column: Coded[str], words: dict[str, int]) -> Numbers:
    """Return for each row the place of its word, and add new words."""
    return _numbers(column.mapped(lambda word: _place_of(word, words)))


def _place_of(word: str, words: dict[str, int]) -> int:
    return words.setdefault(word, len(words))


def day_of(count: int) -> date:
    """Return the day that a count stands for.

    >>> day_of(1).isoformat()
    '1970-01-02'
    """
    return date.fromordinal(count + _FIRST_DAY)


def _day(day: date) -> int:
    return day.toordinal() - _FIRST_DAY
