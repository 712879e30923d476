"""The figures side of a workspace: where they come from, how they are brought and revised."""

import mimetypes
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from random import Random
from urllib.parse import urlsplit

from offtake.domain import Frequency, Observation, VintageBasis, end_of_day_in_washington
from offtake.http import Client, HostRules, key_finder
from offtake.ingest import (
    NO_SPAN,
    Brought,
    Fetching,
    Ingested,
    Ledger,
    Reread,
    newest_due,
    overruled_by,
    reread,
    take,
)
from offtake.reference.codes import place_by_id, product_by_id
from offtake.report import Gap, RevisionHabit, SourceHealth, SourceState, revision_habits
from offtake.settings import Settings
from offtake.sources import Request, Source, SourceRow, registry, source
from offtake.sources.connectors import CONNECTORS, connector
from offtake.store import SeriesFilter, Store, StoredQuarantine


class Supplies:
    """The figures a person holds: bundled until they fetch, their own after."""

    settings: Settings

    def __init__(self, store: Store, config: Settings) -> None:
        self.store, self.settings = store, config

    def sources(self, *, now: datetime) -> list[SourceState]:
        """Return each source with how far it is held and whether it is on time."""
        return [self._state(row, now) for row in registry().values()]

    def source(self, source_id: str, *, now: datetime) -> SourceState:
        """Return one source with how far it is held, whether it is on time, and its measures.

        Raises:
            SourceUnknown: No source has this id.
        """
        return self._state(source(source_id), now)

    def fetch(
        self,
        source_ids: Iterable[str],
        *,
        now: datetime,
        client: Client,
        since: date | None = None,
    ) -> Iterator[Ingested]:
        """Yield what each request of some sources brought; by default the keyless ones.

        The first fetch copies the bundled figures into the person's own folder.

        Raises:
            SourceUnknown: No source has one of the ids, or it has no connector.
            StoreError: The store cannot be written to.
        """
        connectors = [connector(one) for one in source_ids] or _default_connectors()
        fetching = Fetching(self._own_store(), client, Ledger(self.settings.ledger))
        for one in connectors:
            row = source(one.id)
            first = since or self._re_read_from(row, now)
            yield from fetching.fetch(one, row, since=first, until=now.date())

    def import_file(
        self, path: Path, source_id: str, *, now: datetime, request: str = ""
    ) -> Ingested:
        """Read a file downloaded by hand as an answer of a source, brought now.

        `request` is the address it came from, for parsers that read from it what the bytes leave
        out.

        Raises:
            SourceUnknown: No source has this id, or it has no connector.
            OSError: The file cannot be read.
        """
        one, row = connector(source_id), source(source_id)
        media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        asked = Request(
            source=source_id,
            url=request or path.resolve().as_uri(),
            title=f"{path.name}, imported by hand",
            media_types=(media_type,),
            covers_start=NO_SPAN,
            covers_end=NO_SPAN,
        )
        brought = Brought(asked, path.read_bytes(), media_type, now)
        return take(self._own_store(), source=one, row=row, brought=brought)

    def reparse(self, *, apply: bool) -> Reread:
        """Read the whole archive with today's parsers, and return what would change.

        With `apply` the new reading takes the store's place; the old one is kept beside it.

        Raises:
            StoreError: The store cannot be read, or the new one not written.
        """
        beside = self.settings.home / "store.new"
        shutil.rmtree(beside, ignore_errors=True)
        found = reread(self.store, connectors=CONNECTORS, start=_copy_of_bundle, path=beside)
        if apply and self.settings.store.exists():
            self.settings.store.rename(self.settings.home / f"store.{self.store.revision}")
            beside.rename(self.settings.store)
            self.store = Store.open(self.settings.store)
        else:
            shutil.rmtree(beside)
        return found

    def revisions(
        self, *, product: str = "soybeans", partner: str | None = None, as_of: date | None = None
    ) -> list[Observation]:
        """Return every vintage of the figures of a product that were printed otherwise later.

        Sorted by series, period and vintage, so that competing values stand together. `as_of` is
        a day in Washington and defaults to the last look: vintages after it are left out.

        Raises:
            CodeUnknown: No product or place has this id.
            VintageUnknown: `as_of` is before the first vintage held.
            AsOfAfterLastLook: `as_of` is after the last look.
        """
        product_by_id(product)
        partners = None
        if partner is not None:
            partners = frozenset((place_by_id(partner).id,))
        until = self._end_of(as_of)
        wanted = SeriesFilter(products=frozenset((product,)), partners=partners)
        known = (one for one in self.store.revised(wanted) if one.vintage.known_at <= until)
        return [
            one
            for _, group in groupby(known, key=lambda one: (one.key, one.period))
            for one in _differing(list(group))
        ]

    def revision_habits(self, source_id: str, *, as_of: date | None = None) -> list[RevisionHabit]:
        """Return how often, how much and how late a source revises, measure by measure.

        `as_of` is a day in Washington and defaults to the last look: later vintages are left out.

        Raises:
            SourceUnknown: No source has this id.
            VintageUnknown: `as_of` is before the first vintage held.
            AsOfAfterLastLook: `as_of` is after the last look.
        """
        source(source_id)
        until = self._end_of(as_of)
        brought = {
            one.release.snapshot.sha256
            for one in self.store.releases()
            if one.release.source == source_id
        }
        revised = self.store.revised(SeriesFilter())
        known = (one for one in revised if one.vintage.known_at <= until)
        figures = self.store.figures_by_measure(as_of=until)
        return revision_habits(known, of=brought, figures=figures)

    def _end_of(self, as_of: date | None) -> datetime:
        """Return the last moment of a day in Washington, by default that of the last look."""
        if as_of is None:
            return self.store.last_look()
        until = end_of_day_in_washington(as_of)
        self.store.as_of(_NOTHING, as_of=until)  # refuses a day on which nobody looked
        return until

    def _own_store(self) -> Store:
        if not self.settings.store.exists():
            self.store = _copy_of_bundle(self.settings.store)
        return self.store

    def _re_read_from(self, row: SourceRow, now: datetime) -> date:
        """Return the first day to ask for: eight weeks before the newest period held."""
        alike = {one.id for one in registry().values() if one.schedule == row.schedule != ""}
        ends = [
            one.release.covers_end
            for one in self.store.releases()
            if one.release.source in alike | {row.id} and one.rows
        ]
        newest = min(max(ends, default=now.date() - _A_YEAR), now.date())
        return newest - _RE_READ

    def _state(self, row: SourceRow, now: datetime) -> SourceState:
        health = self.source_health(row, ())
        return SourceState(
            health=health,
            due=newest_due(row, now),
            has_connector=row.id in CONNECTORS,
        )

    def source_health(self, row: SourceRow, quarantine: Sequence[StoredQuarantine]) -> SourceHealth:
        """Return how far a source was looked at, and how many of its rows are in quarantine."""
        held = [one for one in self.store.releases() if one.release.source == row.id]
        # An index or a quarantined answer brings no figure, whatever it claims to cover.
        brought = [one.release.covers_end for one in held if one.rows or one.unchanged]
        return SourceHealth(
            source=row,
            releases=len(held),
            last_look=max((one.release.snapshot.retrieved_at for one in held), default=None),
            newest_period=max((end for end in brought if end != NO_SPAN), default=None),
            quarantined=sum(
                one.source == row.id and overruled_by(one.row.reason) is None for one in quarantine
            ),
        )

    def disagreements(self) -> dict[str, int]:
        """Return how many figures of each measure a later look printed with another value."""
        counts: Counter[str] = Counter()
        for (key, _), group in groupby(
            self.store.revised(SeriesFilter()), key=lambda one: (one.key, one.period)
        ):
            history = list(group)
            is_seen_later = any(one.vintage.basis is VintageBasis.RETRIEVAL for one in history)
            counts[key.measure] += is_seen_later and len({one.value for one in history}) > 1
        return dict(+counts)

    def gaps(self) -> list[Gap]:
        """Return the figures known to be missing, run together by reason."""
        runs: dict[str, list[Observation]] = {}
        for one in self.store.missing(as_of=self.store.last_look()):
            runs.setdefault(one.note, []).append(one)
        return [
            Gap(
                products=tuple(sorted({one.key.product for one in run})),
                measures=tuple(sorted({one.key.measure for one in run})),
                partners=tuple(sorted({one.key.partner for one in run})),
                count=len(run),
                periods=len({one.period for one in run}),
                span=_span(run),
                first=min(one.period.last_day for one in run),
                last=max(one.period.last_day for one in run),
                reason=reason,
            )
            for reason, run in sorted(runs.items())
        ]


def _span(run: Sequence[Observation]) -> str:
    """Return what the periods of some figures are called; of several kinds, periods."""
    frequencies = {one.period.frequency for one in run}
    return _SPANS[frequencies.pop()] if len(frequencies) == 1 else "period"


_SPANS = {
    Frequency.DAILY: "day",
    Frequency.WEEKLY: "week",
    Frequency.MONTHLY: "month",
    Frequency.ANNUAL: "year",
}


def web_client(environment: Mapping[str, str], *, contact: str) -> Client:
    """Return the client that goes to the hosts of all sources, and to no other.

    `contact` tells publishers how to reach who asks; keys are looked up in `environment`.
    """
    hosts = [host for row in registry().values() for host in row.hosts]
    return _client(hosts, environment, contact)


def page_client(address: str, environment: Mapping[str, str], *, contact: str) -> Client:
    """Return the client that goes to the one host of a page, with or without `www.`.

    >>> page_client("https://www.example.org/a", {}, contact="a@example.org")
    Client(hosts=['example.org', 'www.example.org'])
    """
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        host = ""  # the client refuses it, and says why
    bare = host.removeprefix("www.")
    return _client([bare, f"www.{bare}"], environment, contact)


def _client(hosts: Iterable[str], environment: Mapping[str, str], contact: str) -> Client:
    return Client(
        hosts={host: HostRules() for host in hosts},
        contact=contact or "no contact given",
        keys=key_finder(environment),
        now=lambda: datetime.now(UTC),
        random=Random(),  # noqa: S311 - spreads retries, guards nothing
    )


def bundle() -> Path:
    """Return the folder of the bundled figures."""
    return Path(str(files("offtake.reference").joinpath("bundle")))


def _copy_of_bundle(path: Path) -> Store:
    """Return a store of one's own that begins with the bundled figures; whole or not there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    shutil.copytree(bundle(), part)
    part.rename(path)
    return Store.open(path)


def _default_connectors() -> list[Source]:
    return [CONNECTORS[row.id] for row in registry().values() if row.is_default]


def _differing(history: list[Observation]) -> list[Observation]:
    """Return the vintages of a figure, or none where every one prints the same value."""
    return history if len({one.value for one in history}) > 1 else []


_NOTHING = SeriesFilter(products=frozenset())
_RE_READ = timedelta(weeks=8)
_A_YEAR = timedelta(days=365)
