"""A first load from a table says what an append of the same figures says, or nothing."""

from datetime import date
from hashlib import sha256
from pathlib import Path

import polars as pl
import pytest

from offtake.domain import Observation, Period, Release, Vintage, VintageBasis
from offtake.errors import ReleaseInvalid, StoreLocked, StoreMissing
from offtake.store import Store, seed
from offtake.store.locking import writer_lock
from store.making import EVERYTHING, WEEK, contents, day, figure, key, release

VINTAGE = Vintage(day(2), VintageBasis.INFERRED, earliest_at=day(1))


def figures(made: Release) -> list[Observation]:
    """Return four figures of three series, in no order."""
    rows = [("JPN", "corn", 5), ("CHN", "soybeans", 7), ("CHN", "corn", -3)]
    later = Period(date(2026, 1, 9), date(2026, 1, 16), WEEK.frequency)
    found = [
        figure(made, str(value), day(2), series=key(partner, product=product))
        for partner, product, value in rows
    ]
    return [*found, figure(made, "11", day(2), series=key("CHN"), period=later)]


def table(folder: Path, **changes: object) -> Path:
    """Write the four figures as a table; `changes` alter its first row."""
    rows: list[dict[str, object]] = [
        {
            "measure": one.key.measure,
            "reporter": one.key.reporter,
            "partner": one.key.partner,
            "flow": one.key.flow.value,
            "product": one.key.product,
            "frequency": one.key.frequency.value,
            "unit_code": one.key.unit_code,
            "decimals": one.key.decimals,
            "period_start": one.period.start,
            "period_end": one.period.end,
            "value": int(one.value or 0),
            "locator": one.locator,
        }
        for one in figures(release(b"", day(3)))
    ]
    rows[0] |= changes
    path = folder / "figures.parquet"
    pl.DataFrame(rows, schema_overrides={"decimals": pl.Int32}).write_parquet(path)
    return path


def made_of(path: Path) -> Release:
    return release(path.read_bytes(), day(3), is_archived=False)


def seeded(folder: Path, path: Path) -> Store:
    root = Store.create(folder / "seeded").path
    seed(root, made_of(path), path, vintage=VINTAGE)
    return Store.open(root)


@pytest.mark.parametrize("is_compacted", [False, True])
def test_a_table_says_what_an_append_says(tmp_path: Path, *, is_compacted: bool) -> None:
    path = table(tmp_path)
    store, other = seeded(tmp_path, path), Store.create(tmp_path / "appended")
    made = made_of(path)
    dated = [
        Observation(
            one.key, one.period, one.value, one.status, VINTAGE, made.snapshot.sha256, "row 1"
        )
        for one in figures(made)
    ]
    other.append(made, dated)
    if is_compacted:
        store.compact()
    assert store.history(EVERYTHING) == other.history(EVERYTHING)
    assert store.as_of(EVERYTHING, as_of=day(2)) == other.as_of(EVERYTHING, as_of=day(2))
    assert store.series() == other.series()
    assert store.releases() == other.releases()
    store.verify()


def test_a_later_release_is_appended_to_what_was_seeded(tmp_path: Path) -> None:
    store = seeded(tmp_path, table(tmp_path))
    later = release(b"later", day(8))
    appended = store.append(
        later,
        [
            figure(later, "8", day(8), series=key("CHN")),
            figure(later, "5", day(8), series=key("JPN", product="corn")),
        ],
        content=b"later",
    )
    assert (appended.rows, appended.unchanged) == (1, 1)
    assert [one.value for one in store.as_of(EVERYTHING, as_of=day(3))] == [-3, 7, 11, 5]
    assert [one.value for one in store.as_of(EVERYTHING, as_of=day(8))] == [-3, 8, 11, 5]


def test_the_same_table_again_changes_nothing(tmp_path: Path) -> None:
    path = table(tmp_path)
    store = seeded(tmp_path, path)
    before = contents(store.path)
    again = seed(store.path, made_of(path), path, vintage=VINTAGE)
    assert (again.revision, again.rows, again.is_repeat) == (1, 0, True)
    assert contents(store.path) == before


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"partner": "CHN", "product": "soybeans"}, "2 figures for one series and the period from"),
        ({"value": None}, "no value"),
        ({"locator": None}, "no place in the bytes"),
        ({"period_end": date(2020, 1, 1)}, "ends before it begins"),
    ],
)
def test_a_table_with_a_fault_leaves_the_store_as_it_was(
    tmp_path: Path, changes: dict[str, object], words: str
) -> None:
    path = table(tmp_path, **changes)
    store = Store.create(tmp_path / "store")
    before = contents(store.path)
    with pytest.raises(ReleaseInvalid, match=words):
        seed(store.path, made_of(path), path, vintage=VINTAGE)
    assert contents(store.path) == before
    assert Store.open(store.path).revision == 0


def test_a_table_without_a_column_is_refused_by_name(tmp_path: Path) -> None:
    path = table(tmp_path)
    pl.read_parquet(path).drop("unit_code").write_parquet(path)
    with pytest.raises(ReleaseInvalid, match="no column 'unit_code'"):
        seed(Store.create(tmp_path / "store").path, made_of(path), path, vintage=VINTAGE)


def test_bytes_that_are_not_those_named_are_refused(tmp_path: Path) -> None:
    path = table(tmp_path)
    store = Store.create(tmp_path / "store")
    other = release(b"other bytes", day(3), is_archived=False)
    with pytest.raises(ReleaseInvalid, match="another sha256"):
        seed(store.path, other, path, vintage=VINTAGE)
    late = Vintage(day(4), VintageBasis.RETRIEVAL)
    with pytest.raises(ReleaseInvalid, match="after it was fetched"):
        seed(store.path, made_of(path), path, vintage=late)


def test_a_series_that_is_known_already_is_not_seeded(tmp_path: Path) -> None:
    path, store = table(tmp_path), Store.create(tmp_path / "store")
    first = release(b"first", day(1))
    store.append(first, [figure(first, "1", day(1), series=key("JPN", product="corn"))],
                 content=b"first")  # fmt: skip
    before = contents(store.path)
    with pytest.raises(ReleaseInvalid, match=r"net_sales\.US\.JPN.*is known already"):
        seed(store.path, made_of(path), path, vintage=VINTAGE)
    assert contents(store.path) == before


def test_one_writer_at_a_time(tmp_path: Path) -> None:
    path, store = table(tmp_path), Store.create(tmp_path / "store")
    with writer_lock(store.path), pytest.raises(StoreLocked):
        seed(store.path, made_of(path), path, vintage=VINTAGE)


def test_a_folder_without_a_store_is_refused(tmp_path: Path) -> None:
    path = table(tmp_path)
    with pytest.raises(StoreMissing):
        seed(tmp_path / "nowhere", made_of(path), path, vintage=VINTAGE)


def test_the_sha256_of_the_table_is_the_snapshot(tmp_path: Path) -> None:
    path = table(tmp_path)
    [one] = {figure.snapshot for figure in seeded(tmp_path, path).history(EVERYTHING)}
    assert one == sha256(path.read_bytes()).hexdigest()
