"""Print as Markdown what would have been published of a pledge, week by week.

`python scripts/replay_pledge.py cn-us-soybeans-12mt-2025 2025-10-30` prints a table for each
deadline: a row each Thursday from that day to the last look, a column each reading that can be
forecast, and below which readings cannot and why. Each row is an as-of of its own: nothing
published after it is used.
"""

import sys
from datetime import date, timedelta

from offtake.forecast import Forecast
from offtake.report.chances import chance_text
from offtake.workspace import Workspace


def main(pledge_id: str, first: date) -> None:
    """Print the tables."""
    workspace = Workspace.open()
    said: dict[date, dict[date, dict[str, str]]] = {}
    reasons: dict[str, set[str]] = {}
    day = first
    while day <= workspace.last_look():
        for one in workspace.forecasts(pledge_id, as_of=day):
            deadline, reading = one.verdict.deadline, one.verdict.reading.id
            if deadline is None:
                continue
            if isinstance(one.forecast, Forecast):
                rows = said.setdefault(deadline.on, {})
                rows.setdefault(day, {})[reading] = chance_text(one.forecast.probability)
            elif "verdict is known" not in one.forecast.reason:
                reasons.setdefault(reading, set()).add(one.forecast.reason)
        day += timedelta(days=7)
    verdicts = {
        (one.reading.id, one.deadline.on): one.word.value.replace("_", " ")
        for one in workspace.report(pledge=pledge_id).verdicts
        if one.deadline
    }
    for until, rows in sorted(said.items()):
        readings = list(dict.fromkeys(name for row in rows.values() for name in row))
        print(f"\nBy {until}:\n")
        print("| as of | " + " | ".join(readings) + " |")
        print("| --- |" + " --- |" * len(readings))
        for one_day, row in rows.items():
            print(f"| {one_day} | " + " | ".join(row.get(name, "") for name in readings) + " |")
        ends = [verdicts[name, until] for name in readings]
        print("| **in the end** | " + " | ".join(f"**{word}**" for word in ends) + " |")
    print()
    for reading, found in reasons.items():
        if all(reading not in row for rows in said.values() for row in rows.values()):
            print(f"- `{reading}`: {min(found)}")


if __name__ == "__main__":
    main(sys.argv[1], date.fromisoformat(sys.argv[2]))
