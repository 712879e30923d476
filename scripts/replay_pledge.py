"""Print as Markdown what would have been published of a pledge, week by week, and keep it.

`python scripts/replay_pledge.py cn-us-soybeans-12mt-2025 2025-10-30` prints a table for each
deadline: a row each Thursday from that day to the last look, a column each reading that can be
forecast, and below which readings cannot and why. Each row is an as-of of its own: nothing
published after it is used. `--record` also writes the forecasts to
`src/offtake/forecast/record/replay.csv`, which the page of the track record shows: run it so after
a change of method or of bundled figures.
"""

import csv
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path

from offtake.forecast import Forecast, Refusal
from offtake.forecast.rows import Replayed
from offtake.report.chances import chance_text
from offtake.workspace import Outcome, Workspace

RECORD = Path(__file__).parents[1] / "src" / "offtake" / "forecast" / "record" / "replay.csv"
Ends = Mapping[tuple[str, date], str]


def main(pledge_id: str, first: date, *, is_kept: bool) -> None:
    """Print the tables, and keep them where asked."""
    workspace = Workspace.open()
    outcomes = list(replayed(workspace, pledge_id, first))
    made = [one.forecast for one in outcomes if isinstance(one.forecast, Forecast)]
    ends = {
        (one.reading.id, one.deadline.on): one.word.value.replace("_", " ")
        for one in workspace.report(pledge=pledge_id).verdicts
        if one.deadline
    }
    if is_kept:
        keep([_row(one, ends) for one in made])
    show(made, ends)
    print()
    for reading, reason in refused(outcomes, {one.reading for one in made}).items():
        print(f"- `{reading}`: {reason}")


def replayed(workspace: Workspace, pledge_id: str, first: date) -> Iterator[Outcome]:
    """Yield the outcomes of each Thursday from a day on."""
    day = first
    while day <= workspace.last_look():
        found = workspace.forecasts(pledge_id, as_of=day)
        yield from (one for one in found if one.verdict.deadline is not None)
        day += timedelta(days=7)


def show(made: Sequence[Forecast], ends: Ends) -> None:
    """Print a table for each deadline."""
    for until in sorted({one.deadline for one in made}):
        mine = [one for one in made if one.deadline == until]
        readings = list(dict.fromkeys(one.reading for one in mine))
        rows: dict[date, dict[str, str]] = {}
        for one in mine:
            rows.setdefault(one.as_of, {})[one.reading] = chance_text(one.probability)
        print(f"\nBy {until}:\n")
        print("| as of | " + " | ".join(readings) + " |")
        print("| --- |" + " --- |" * len(readings))
        for one_day, row in rows.items():
            print(f"| {one_day} | " + " | ".join(row.get(name, "") for name in readings) + " |")
        words = (f"**{ends[name, until]}**" for name in readings)
        print("| **in the end** | " + " | ".join(words) + " |")


def refused(outcomes: Sequence[Outcome], told: set[str]) -> dict[str, str]:
    """Return why the readings that never had a forecast had none."""
    reasons: dict[str, set[str]] = {}
    for one in outcomes:
        name = one.verdict.reading.id
        found = one.forecast
        if name in told or not isinstance(found, Refusal):
            continue
        if "verdict is known" not in found.reason:
            reasons.setdefault(name, set()).add(found.reason)
    return {name: min(held) for name, held in reasons.items()}


def keep(rows: Sequence[Replayed]) -> None:
    """Write the record, probabilities and counts as they were said."""
    with RECORD.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, asdict(rows[0]).keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(asdict(one) for one in rows)


def _row(one: Forecast, ends: Ends) -> Replayed:
    chance = one.probability
    return Replayed(
        pledge=one.pledge,
        reading=one.reading,
        deadline=one.deadline.isoformat(),
        as_of=one.as_of.isoformat(),
        figures_to=one.figures_to.isoformat(),
        unit=one.unit_code,
        counted=round(one.counted),
        target=None if one.target is None else round(one.target),
        probability=None if chance is None else round(chance, 4),
        p05=round(one.quantile(0.05)),
        p50=round(one.quantile(0.5)),
        p95=round(one.quantile(0.95)),
        model=one.model,
        in_the_end=ends[one.reading, one.deadline],
    )


if __name__ == "__main__":
    main(sys.argv[1], date.fromisoformat(sys.argv[2]), is_kept="--record" in sys.argv[3:])
