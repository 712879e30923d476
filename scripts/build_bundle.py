"""Build the bundled figures from captured files: `python -m scripts.build_bundle SHARED`.

SHARED is the folder of captured US-government figures. Figures are re-compiled into offtake's own
schema; no captured file is copied. Running it again gives the same figures.
"""

import json
import shutil
import sys
from collections import Counter
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

from offtake.domain import (
    Flow,
    Frequency,
    Observation,
    Release,
    SeriesKey,
    Snapshot,
    Status,
    reporting_week,
    thursdays,
)
from offtake.reference.calendars import export_sales_vintage
from offtake.reference.codes import UNKNOWN, USA
from offtake.store import Store
from scripts.bundle.capture import Capture
from scripts.bundle.census_inventory import census_captures
from scripts.bundle.inventory import ESR, captures

BUNDLE = Path(__file__).parents[1] / "src" / "offtake" / "reference" / "bundle"


@dataclass(frozen=True, slots=True)
class Gap:
    """Weeks of export sales that no capture holds."""

    product: str
    partner: str
    measures: tuple[str, ...]
    first_week: date
    last_week: date
    reason: str


_GAPS = (
    Gap(
        product="soybeans",
        partner=UNKNOWN,
        measures=("outstanding_sales", "net_sales"),
        first_week=date(2016, 12, 1),
        last_week=date(2024, 8, 29),
        reason="sales to unknown destinations were not captured for these weeks",
    ),
)
_GAPS_DECLARED_AT = datetime(2026, 8, 22, 12, tzinfo=UTC)


def build(shared: Path, bundle: Path) -> Counter[str]:
    """Write the bundle and return how many rows each capture brought."""
    shutil.rmtree(bundle, ignore_errors=True)
    store = Store.create(bundle)
    counts: Counter[str] = Counter()
    for capture in captures(shared / "usda"):
        counts[capture.title] = _append(store, capture, shared / "usda")
    for capture in census_captures(shared / "trade"):
        counts[capture.title] = _append(store, capture, shared / "trade")
    counts["declared gaps"] = _append_gaps(store)
    (bundle / "write.lock").unlink()
    return counts


def _append(store: Store, capture: Capture, folder: Path) -> int:
    release, reading = capture.load(folder)
    appended = store.append(release, reading.observations, quarantined=reading.quarantined)
    print(f"{capture.title}: {appended.rows} rows, {appended.unchanged} unchanged, "
          f"{len(reading.quarantined)} in quarantine")  # fmt: skip
    return appended.rows


def _append_gaps(store: Store) -> int:
    content = json.dumps([asdict(gap) for gap in _GAPS], default=str, indent=1).encode()
    digest = sha256(content).hexdigest()
    snapshot = Snapshot(
        sha256=digest,
        request="gaps declared by the build of the bundle",
        media_type="application/json",
        retrieved_at=_GAPS_DECLARED_AT,
        size_bytes=len(content),
        is_archived=True,
    )
    first = min(gap.first_week for gap in _GAPS)
    last = max(gap.last_week for gap in _GAPS)
    release = Release(ESR, "Weeks known to be missing", snapshot, first, last)
    rows = [row for gap in _GAPS for row in _gap_rows(gap, digest)]
    return store.append(release, rows, content=content).rows


def _gap_rows(gap: Gap, digest: str) -> list[Observation]:
    return [
        Observation(
            key=SeriesKey(
                measure=measure,
                reporter=USA,
                partner=gap.partner,
                flow=Flow.EXPORT,
                product=gap.product,
                frequency=Frequency.WEEKLY,
                unit_code="t",
            ),
            period=reporting_week(week),
            value=None,
            status=Status.MISSING,
            vintage=export_sales_vintage(week),
            snapshot=digest,
            locator=f"gap of {week}",
            note=gap.reason,
        )
        for measure in gap.measures
        for week in thursdays(gap.first_week, gap.last_week)
    ]


if __name__ == "__main__":
    build(Path(sys.argv[1]), BUNDLE)
