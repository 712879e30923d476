"""One answer into the store: appended whole, or kept whole in quarantine."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from ingest.answers import answer, brought, week
from offtake.domain import Vintage, VintageBasis
from offtake.ingest import (
    NO_SPAN,
    Brought,
    Ingested,
    Outcome,
    newest_due,
    take,
    with_publication_times,
)
from offtake.reference.calendars import export_sales_vintage
from offtake.report import revision_habits
from offtake.sources import source
from offtake.sources.connectors import connector
from offtake.store import SeriesFilter, Store

ROW = source("usda_export_sales")
CHINA = SeriesFilter(measures=frozenset({"outstanding_sales"}), partners=frozenset({"CHN"}))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.create(tmp_path / "store")


def bring(store: Store, one: Brought) -> Ingested:
    return take(store, source=connector("usda_export_sales"), row=ROW, brought=one)


def held(store: Store) -> list[Decimal | None]:
    return [one.value for one in store.as_of(CHINA, as_of=store.last_look())]


# The week ending 30 July 2026 came out on 6 August, those after it weekly.
AUGUST_6, AUGUST_13, AUGUST_20 = date(2026, 8, 6), date(2026, 8, 13), date(2026, 8, 20)


def test_an_answer_is_read_checked_and_logged(store: Store) -> None:
    one = bring(store, brought(answer({0: 100}), at=AUGUST_6))
    assert (one.outcome, one.newest) == (Outcome.APPENDED, week(0))
    assert held(store) == [100]


def test_the_same_answer_again_changes_nothing_but_the_last_look(store: Store) -> None:
    bring(store, brought(answer({0: 100}), at=AUGUST_6))
    before = store.history(SeriesFilter())
    again = bring(store, brought(answer({0: 100}), at=AUGUST_6 + timedelta(days=1)))
    assert (again.outcome, again.rows) == (Outcome.UNCHANGED, 0)
    assert store.history(SeriesFilter()) == before
    assert store.last_look().date() == AUGUST_6 + timedelta(days=1)


def test_a_new_week_adds_only_itself(store: Store) -> None:
    bring(store, brought(answer({0: 100}), at=AUGUST_6))
    first = store.history(CHINA)
    bring(store, brought(answer({0: 100, 1: 130}), at=AUGUST_13))
    settled = [one for one in store.history(CHINA) if one.value == 130]
    assert held(store) == [100, 130]
    assert len(store.history(CHINA)) == len(first) + len(settled)


def test_a_silent_rewrite_is_a_vintage_of_the_day_it_was_seen(store: Store) -> None:
    bring(store, brought(answer({0: 100}), at=AUGUST_6))
    bring(store, brought(answer({0: 90, 1: 130}), at=AUGUST_13))
    first, second = (one for one in store.history(CHINA) if one.period.last_day == week(0))
    assert (first.value, first.vintage.basis) == (Decimal(100), VintageBasis.SCHEDULE)
    assert (second.value, second.vintage.basis) == (Decimal(90), VintageBasis.RETRIEVAL)
    assert store.as_of(CHINA, as_of=datetime(2026, 8, 7, tzinfo=UTC))[0].value == 100


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<html>Sign in</html>", "a web page"),
        (answer({0: 100})[:-20], "JSON"),
        (b"[]", "a marketing year that has begun"),
        (answer({0: 100}).replace(b"outstandingSales", b"outstanding"), "outstandingSales"),
        (answer({0: 100}).replace(b"5700", b"5799"), "5799"),
    ],
)
def test_an_answer_that_fails_is_kept_whole_with_its_reason_and_the_log_is_unchanged(
    store: Store, content: bytes, words: str
) -> None:
    bring(store, brought(answer({0: 100}), at=AUGUST_6))
    before = store.history(SeriesFilter())
    one = bring(store, brought(content, at=AUGUST_13))
    assert one.outcome is Outcome.QUARANTINED
    assert words in one.problem
    assert store.history(SeriesFilter()) == before
    kept = store.quarantine()[-1]
    assert one.problem == kept.row.reason
    release = store.releases()[-1].release
    assert store.content(release.snapshot.sha256) == content


def test_a_stale_answer_is_refused_after_the_grace_time_and_not_before(store: Store) -> None:
    # The week ending 6 August was due on the 13th; with seven days of grace, on the 20th.
    fresh = bring(store, brought(answer({0: 100}), at=date(2026, 8, 19)))
    assert fresh.outcome is Outcome.APPENDED
    stale = bring(store, brought(answer({0: 101}), at=date(2026, 8, 21)))
    assert stale.outcome is Outcome.QUARANTINED
    assert "the newest period is 2026-07-30" in stale.problem


def test_the_interruption_of_2025_is_not_called_stale() -> None:
    # On 20 October 2025 nothing newer than 18 September was due: the government was shut.
    assert newest_due(ROW, datetime(2025, 10, 27, 13, tzinfo=UTC)) == date(2025, 9, 18)
    assert newest_due(ROW, datetime(2026, 1, 29, 15, tzinfo=UTC)) == date(2026, 1, 8)


SHUTDOWN = date(2025, 9, 11)


def shut(store: Store, weeks: int, *, at: date) -> Ingested:
    """Bring so many weeks from 11 September 2025 on, as of a day of the shutdown or after it."""
    commitments = {number: 100 + number for number in range(weeks)}
    return bring(store, brought(answer(commitments, first=SHUTDOWN), at=at))


def test_the_shutdown_of_2025_replayed_is_silence_first_and_a_catch_up_after(
    store: Store,
) -> None:
    # Two weeks were out before 1 October. Weeks later the same answer is silence, not staleness.
    assert shut(store, 2, at=date(2025, 9, 30)).outcome is Outcome.APPENDED
    assert shut(store, 2, at=date(2025, 11, 10)).outcome is Outcome.UNCHANGED
    assert store.last_look().date() == date(2025, 11, 10)
    # By mid-December the weeks to 27 November were out; they keep a vintage of their own, and
    # an as-of before it does not know them.
    assert shut(store, 12, at=date(2025, 12, 18)).outcome is Outcome.APPENDED
    caught_up = [one for one in store.history(CHINA) if one.period.last_day >= date(2025, 9, 25)]
    assert {one.vintage.basis for one in caught_up} == {VintageBasis.INFERRED}
    known = store.as_of(CHINA, as_of=datetime(2025, 12, 10, tzinfo=UTC))
    assert known[-1].period.last_day == date(2025, 9, 18)
    # And a copy that still ended there in February would be stale.
    assert "the newest period is 2025-11-27" in shut(store, 12, at=date(2026, 2, 19)).problem


def test_far_fewer_figures_than_before_are_suspect(store: Store) -> None:
    bring(store, brought(answer(dict.fromkeys(range(6), 100)), at=date(2026, 9, 10)))
    one = bring(store, brought(answer({5: 100}), at=date(2026, 9, 11)))
    assert one.outcome is Outcome.QUARANTINED
    assert "where the same request brought" in one.problem


def test_a_row_that_breaks_an_identity_is_left_out_and_the_rest_is_logged(store: Store) -> None:
    content = answer({0: 100, 1: 130}).replace(
        b'"currentMYNetSales": 30', b'"currentMYNetSales": 31'
    )
    one = bring(store, brought(content, at=AUGUST_13))
    assert (one.outcome, one.refused) == (Outcome.APPENDED, len(store.quarantine()))
    assert one.refused >= 1
    assert held(store) == [100]
    assert "I2" in store.quarantine()[0].row.reason


def test_what_a_publisher_prints_before_its_calendar_is_known_when_we_saw_it(
    store: Store,
) -> None:
    # Due on Thursday 6 August 2026; say it was out the day before.
    seen = datetime(2026, 8, 5, 13, tzinfo=UTC)
    one = replace(brought(answer({0: 100}), at=AUGUST_6), retrieved_at=seen)
    assert bring(store, one).outcome is Outcome.APPENDED
    (found,) = store.history(CHINA)
    assert found.vintage == Vintage(seen, VintageBasis.RETRIEVAL)


def statuses(store: Store) -> list[tuple[int, str]]:
    """Return value and status of each week that stands."""
    standing = store.as_of(CHINA, as_of=store.last_look())
    return [(int(one.value or 0), one.status.value) for one in standing]


def test_the_last_two_weeks_out_are_provisional_until_the_second_report_after(
    store: Store,
) -> None:
    bring(store, brought(answer({0: 100, 1: 130}), at=AUGUST_13))
    assert statuses(store) == [(100, "P"), (130, "P")]
    bring(store, brought(answer({0: 100, 1: 130, 2: 150}), at=AUGUST_20))
    assert statuses(store) == [(100, "A"), (130, "P"), (150, "P")]
    # What was settled was settled on the day it was seen so, and no value changed.
    first, settled = (one for one in store.history(CHINA) if one.period.last_day == week(0))
    assert [first.value, settled.value] == [Decimal(100), Decimal(100)]
    assert settled.vintage.known_at.date() == AUGUST_20
    assert first.vintage == export_sales_vintage(week(0))


def test_no_report_settles_nothing_however_long_one_waits(store: Store) -> None:
    shut(store, 2, at=date(2025, 9, 30))
    assert shut(store, 2, at=date(2025, 11, 10)).outcome is Outcome.UNCHANGED
    assert {status for _, status in statuses(store)} == {"P"}


def test_the_last_weeks_of_a_closed_year_are_settled_by_weeks_in_another_answer(
    store: Store,
) -> None:
    # The year ends on 31 August 2026; on 17 September the week to the 10th is out.
    one = brought(answer({3: 100, 4: 130}), at=date(2026, 9, 17))
    closed = replace(one, request=replace(one.request, covers_end=date(2026, 8, 31)))
    assert bring(store, closed).outcome is Outcome.APPENDED
    assert statuses(store) == [(100, "A"), (130, "A")]


def test_the_last_weeks_of_a_file_by_hand_are_provisional_whenever_it_is_read(
    store: Store,
) -> None:
    one = brought(answer({0: 100, 1: 130, 2: 150}), at=date(2026, 12, 17))
    by_hand = replace(one, request=replace(one.request, covers_end=NO_SPAN))
    assert bring(store, by_hand).outcome is Outcome.APPENDED
    assert statuses(store) == [(100, "A"), (130, "P"), (150, "P")]


def test_a_figure_that_is_only_settled_is_no_revision(store: Store) -> None:
    bring(store, brought(answer({0: 100, 1: 130}), at=AUGUST_13))
    bring(store, brought(answer({0: 100, 1: 130, 2: 150}), at=AUGUST_20))
    revised = store.revised(SeriesFilter())
    assert revised
    assert revision_habits(revised, of={one.snapshot for one in revised}, figures={}) == []


def test_the_publisher_s_own_time_replaces_the_calendar_s(store: Store) -> None:
    bring(store, brought(answer({0: 100}), at=AUGUST_6))
    (one,) = store.history(CHINA)
    at = datetime(2026, 8, 6, 12, 31, 5, tzinfo=UTC)
    dated, *_ = with_publication_times([one], {week(0): at})
    assert dated.vintage == Vintage(at, VintageBasis.RELEASE)
    other = replace(one, vintage=Vintage(at, VintageBasis.RETRIEVAL))
    assert with_publication_times([other], {week(0): at}) == [other]
    assert with_publication_times([one], {}) == [one]
    assert one.vintage == export_sales_vintage(week(0))


def test_a_log_that_has_grown_is_compacted_after_an_answer_is_taken(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("offtake.store.manifest.MOST_FILES_WAITING", 1)
    bring(store, brought(answer({0: 100}), at=AUGUST_6))
    assert [*(store.path / "intervals").iterdir()] == []
    bring(store, brought(answer({0: 100, 1: 130}), at=AUGUST_13))
    assert [*(store.path / "intervals").iterdir()] != []
    assert held(store) == [100, 130]
