"""What an append keeps, moves, drops and refuses."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from offtake.domain import (
    Frequency,
    Observation,
    Period,
    Release,
    Status,
    Vintage,
    VintageBasis,
    end_of_day_in_washington,
)
from offtake.errors import (
    AsOfAfterLastLook,
    InstantNaive,
    ReleaseInvalid,
    RevisionUnknown,
    StoreEmpty,
    StoreExists,
    StoreMissing,
    VintageUnknown,
)
from offtake.store import Appended, QuarantinedRow, SeriesFilter, Store
from store.making import (
    EVERYTHING,
    START,
    contents,
    day,
    figure,
    key,
    release,
    say,
    values,
    weekly_release,
)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.create(tmp_path / "store")


def test_a_figure_comes_back_as_it_went_in(store: Store) -> None:
    made = release(b"a", day(3))
    vintage = Vintage(day(2), VintageBasis.INFERRED, earliest_at=day(1))
    went_in = replace(
        figure(made, "-12.50", day(2), series=key(decimals=2), note="revised", locator="p. 3, é"),
        vintage=vintage,
    )
    store.append(made, [went_in], content=b"a")
    assert store.as_of(EVERYTHING, as_of=day(3)) == [went_in]
    store.compact()
    assert Store.open(store.path).history(EVERYTHING) == [went_in]


def test_the_store_is_opened_with_what_was_appended(store: Store) -> None:
    say(store, 1, "5", known=1)
    assert values(Store.open(store.path), 1) == [Decimal(5)]


def test_a_revision_is_seen_from_its_vintage_on(store: Store) -> None:
    say(store, 1, "5", known=1)
    assert say(store, 3, "6", known=3) == Appended(2, rows=1, unchanged=0, is_repeat=False)
    assert (values(store, 2), values(store, 3)) == ([Decimal(5)], [Decimal(6)])


def test_an_unchanged_figure_adds_no_row_but_the_release_is_kept(store: Store) -> None:
    say(store, 1, "5", known=1)
    assert say(store, 3, "5", known=3) == Appended(2, rows=0, unchanged=1, is_repeat=False)
    assert store.last_look() == day(3)
    assert [stored.rows for stored in store.releases()] == [1, 0]


def test_a_silent_rewrite_takes_the_time_it_was_seen(store: Store) -> None:
    say(store, 1, "5", known=1)
    say(store, 4, "6", known=1)
    assert (values(store, 3), values(store, 4)) == ([Decimal(5)], [Decimal(6)])
    (found,) = store.as_of(EVERYTHING, as_of=day(4))
    assert found.vintage == Vintage(day(4), VintageBasis.RETRIEVAL)


def test_a_silent_rewrite_seen_twice_is_logged_once(store: Store) -> None:
    say(store, 1, "5", known=1)
    say(store, 4, "6", known=1)
    assert say(store, 5, "6", known=1).rows == 0


def test_a_figure_rewritten_back_in_silence_is_followed_back(store: Store) -> None:
    say(store, 1, "5", known=1)
    say(store, 4, "6", known=1)
    say(store, 7, "5", known=1)
    assert [values(store, number)[0] for number in (3, 4, 6, 7)] == [5, 6, 6, 5]
    assert say(store, 8, "5", known=1).rows == 0


def test_a_rewrite_of_an_old_vintage_does_not_outrank_the_newest_of_its_release(
    store: Store,
) -> None:
    first = release(b"first", day(2))
    store.append(first, [figure(first, "1", day(1)), figure(first, "2", day(2))], content=b"first")
    second = release(b"second", day(5))
    store.append(
        second, [figure(second, "7", day(1)), figure(second, "2", day(2))], content=b"second"
    )
    assert values(store, 5) == [Decimal(2)]


def test_a_back_filled_vintage_answers_for_its_time_only_from_its_revision_on(
    store: Store,
) -> None:
    say(store, 1, "1", known=1)
    say(store, 5, "5", known=5)
    say(store, 6, "3", known=3)
    assert values(store, 4) == [Decimal(3)]
    assert values(store, 4, revision=2) == [Decimal(1)]
    assert values(store, 6) == [Decimal(5)]


def test_a_withdrawn_figure_leaves_the_answer_and_stays_in_the_history(store: Store) -> None:
    say(store, 1, "5", known=1)
    say(store, 3, None, known=3, status=Status.WITHDRAWN)
    assert (values(store, 2), values(store, 3)) == ([Decimal(5)], [])
    assert [each.status for each in store.history(EVERYTHING)] == [
        Status.NORMAL,
        Status.WITHDRAWN,
    ]
    say(store, 4, "5", known=4)
    assert values(store, 4) == [Decimal(5)]


def test_a_missing_figure_is_in_the_answer_with_its_reason(store: Store) -> None:
    say(store, 1, None, known=1, status=Status.MISSING)
    (found,) = store.as_of(EVERYTHING, as_of=day(1))
    assert (found.value, found.note) == (None, "the publisher's reason")


def test_the_same_bytes_seen_later_are_a_look_that_changes_no_figure(store: Store) -> None:
    made = release(b"a", day(1))
    store.append(made, [figure(made, "5", day(1))], content=b"a")
    again = release(b"a", day(9))
    done = store.append(again, [figure(again, "5", day(1))], content=b"a")
    assert done == Appended(2, rows=0, unchanged=1, is_repeat=False)
    assert store.last_look() == day(9)


def test_a_repeat_names_the_revision_of_the_first_time(store: Store) -> None:
    say(store, 1, "5", known=1)
    say(store, 2, "6", known=2)
    assert say(store, 1, "5", known=1) == Appended(1, rows=0, unchanged=1, is_repeat=True)
    assert store.revision == 2


def test_a_filter_lets_through_only_what_it_names(store: Store) -> None:
    made = release(b"a", day(1))
    keys = [key("CHN"), key("JPN"), key("CHN", product="corn")]
    store.append(made, [figure(made, "1", day(1), series=each) for each in keys], content=b"a")

    def found(wanted: SeriesFilter) -> list[str]:
        return [str(each.key) for each in store.as_of(wanted, as_of=day(1))]

    assert found(SeriesFilter(partners=frozenset({"JPN"}))) == [str(keys[1])]
    assert found(SeriesFilter(products=frozenset({"soybeans"}))) == [str(keys[0]), str(keys[1])]
    assert found(SeriesFilter(measures=frozenset({"exports"}))) == []
    assert len(found(EVERYTHING)) == 3


def test_quarantined_rows_are_kept_with_their_release(store: Store) -> None:
    made = release(b"a", day(1))
    row = QuarantinedRow("row 9", "exports and outstanding do not add up", "1,2,4")
    store.append(made, [figure(made, "1", day(1))], quarantined=[row], content=b"a")
    (found,) = store.quarantine()
    assert (found.source, found.title, found.row) == ("esr", made.title, row)


def test_archived_bytes_come_back(store: Store) -> None:
    made = release(b"as served", day(1))
    store.append(made, [], content=b"as served")
    assert store.content(made.snapshot.sha256) == b"as served"


def test_bytes_that_may_not_be_kept_are_not_kept(store: Store) -> None:
    made = release(b"a", day(1), is_archived=False)
    store.append(made, [figure(made, "1", day(1))], content=b"a")
    assert not [name for name in contents(store.path) if name.startswith("archive")]


def test_the_last_look_at_a_source_is_its_own(store: Store) -> None:
    say(store, 1, "5", known=1)
    other = release(b"b", day(6), source="wasde")
    store.append(other, [], content=b"b")
    assert (store.last_look("esr"), store.last_look("wasde")) == (day(1), day(6))
    assert store.last_look() == day(6)
    with pytest.raises(StoreEmpty, match="nowhere"):
        store.last_look("nowhere")


Spoil = Callable[[Release, Observation], Observation]
SPOILT: dict[str, Spoil] = {
    "after the bytes": lambda _, row: replace(row, vintage=Vintage(day(3), VintageBasis.RELEASE)),
    "names the bytes": lambda _, row: replace(row, snapshot="0" * 64),
    "decimals": lambda _, row: replace(row, value=Decimal("1.5")),
    "does not fit": lambda _, row: replace(row, value=Decimal(2**63)),
    "frequency": lambda _, row: replace(
        row, period=Period(date(2026, 1, 1), date(2026, 2, 1), Frequency.MONTHLY)
    ),
    "two figures": lambda _, row: replace(row, value=Decimal(2), locator="row 2"),
}


@pytest.mark.parametrize("problem", SPOILT)
def test_a_release_that_contradicts_itself_leaves_no_trace(store: Store, problem: str) -> None:
    say(store, 1, "5", known=1)
    before = contents(store.path)
    made = release(b"b", day(2))
    sound = figure(made, "1", day(2))
    with pytest.raises(ReleaseInvalid, match=problem):
        store.append(made, [sound, SPOILT[problem](made, sound)], content=b"b")
    assert contents(store.path) == before
    assert store.revision == 1


def test_bytes_with_another_checksum_are_refused(store: Store) -> None:
    with pytest.raises(ReleaseInvalid, match="another sha256"):
        store.append(release(b"a", day(1)), [], content=b"b")


def test_bytes_to_be_archived_must_be_given(store: Store) -> None:
    with pytest.raises(ReleaseInvalid, match="give them"):
        store.append(release(b"a", day(1)), [])


def test_a_release_fetched_at_no_definite_time_is_refused(store: Store) -> None:
    naive = datetime(2026, 1, 8)  # noqa: DTZ001 the point
    with pytest.raises(InstantNaive):
        store.append(release(b"a", naive), [], content=b"a")


def test_as_of_may_be_later_on_the_day_of_the_last_look_but_not_the_day_after(
    store: Store,
) -> None:
    say(store, 1, "5", known=1)
    end = end_of_day_in_washington(date(2026, 1, 9))
    assert len(store.as_of(EVERYTHING, as_of=end)) == 1
    with pytest.raises(AsOfAfterLastLook) as caught:
        store.as_of(EVERYTHING, as_of=end + timedelta(microseconds=1))
    assert (caught.value.asked, caught.value.last) == (date(2026, 1, 10), date(2026, 1, 9))


def test_as_of_before_the_first_vintage_is_refused(store: Store) -> None:
    say(store, 1, "5", known=1)
    with pytest.raises(VintageUnknown):
        store.as_of(EVERYTHING, as_of=START)


@pytest.mark.parametrize("revision", [0, 2, -1])
def test_a_revision_that_never_was_is_refused(store: Store, revision: int) -> None:
    say(store, 1, "5", known=1)
    with pytest.raises(RevisionUnknown):
        store.as_of(EVERYTHING, as_of=day(1), revision=revision)
    with pytest.raises(RevisionUnknown):
        store.history(EVERYTHING, revision=revision)


def test_an_as_of_without_a_zone_is_refused(store: Store) -> None:
    say(store, 1, "5", known=1)
    with pytest.raises(InstantNaive):
        store.as_of(EVERYTHING, as_of=day(1).replace(tzinfo=None))


def test_an_empty_store_has_nothing_to_say(store: Store) -> None:
    assert store.revision == 0
    assert (store.history(EVERYTHING), store.releases(), store.verify()) == ([], [], 0)
    for ask in (store.first_vintage, store.last_look, lambda: values(store, 1)):
        with pytest.raises(StoreEmpty):
            ask()


def test_a_store_is_not_made_over_something_else(store: Store, tmp_path: Path) -> None:
    with pytest.raises(StoreExists):
        Store.create(store.path)
    (tmp_path / "empty").mkdir()
    assert Store.create(tmp_path / "empty").revision == 0


def test_a_folder_without_a_store_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreMissing):
        Store.open(tmp_path / "nowhere")
    with pytest.raises(StoreMissing):
        Store.open(tmp_path)


def test_an_odd_folder_name_is_no_obstacle(tmp_path: Path) -> None:
    store = Store.create(tmp_path / "a [b]*? year=2026 'q' %20 #1")
    for number in range(3):
        made, observations, content = weekly_release(number)
        store.append(made, observations, content=content)
        store.compact()
    assert len(store.as_of(EVERYTHING, as_of=day(14))) == 12
