"""The forecasts that were issued, scored by what happened."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from offtake.domain import Verdict, VerdictWord
from offtake.forecast.scores import brier, crps, log_score


@dataclass(frozen=True, slots=True)
class Scored:
    """One forecast that was issued, and its scores once its deadline's figures are out.

    `final` is the count at the deadline as known now and `was_met` whether it stood at the target;
    both are none while the outcome is not known, and `why` says so. `crps` is in the forecast's
    unit.
    """

    pledge: str
    reading: str
    deadline: str
    as_of: str
    model_id: str
    probability: float | None
    final: float | None
    was_met: bool | None
    crps: float | None
    brier: float | None
    log_score: float | None
    why: str


def scored(rows: Iterable[Mapping[str, Any]], verdicts: Iterable[Verdict]) -> list[Scored]:
    """Return each forecast on record with its scores, or why it has none yet."""
    known = {
        (one.pledge.id, one.reading.id, one.deadline.on.isoformat()): one
        for one in verdicts
        if one.deadline is not None
    }
    return [_scored(row, known.get((row["pledge"], row["reading"], row["deadline"])))
            for row in rows]  # fmt: skip


def _scored(row: Mapping[str, Any], verdict: Verdict | None) -> Scored:
    final = None if verdict is None else _final(verdict)
    chance, target = row["probability"], row["target"]
    was_met = None if final is None or target is None else final >= target
    came = np.array([float(bool(was_met))])
    said = np.array([np.nan if chance is None else chance])
    is_judged = was_met is not None and chance is not None
    quantiles = np.array([row["quantiles"]], dtype=float)
    return Scored(
        pledge=row["pledge"],
        reading=row["reading"],
        deadline=row["deadline"],
        as_of=row["as_of"],
        model_id=row["model_id"],
        probability=chance,
        final=final,
        was_met=was_met,
        crps=None if final is None else float(crps(np.array([final]), quantiles)[0]),
        brier=float(brier(came, said)[0]) if is_judged else None,
        log_score=float(log_score(came, said)[0]) if is_judged else None,
        why=_why(verdict) if final is None else "",
    )


def _final(verdict: Verdict) -> float | None:
    """Return the count at a deadline whose last week is published, else none."""
    deadline, counted = verdict.deadline, verdict.tally.counted
    if deadline is None or counted is None or not verdict.tally.is_complete:
        return None
    if verdict.tally.until < deadline.on:
        return None
    return float(counted) if verdict.word in {VerdictWord.MET, VerdictWord.MISSED} else None


def _why(verdict: Verdict | None) -> str:
    if verdict is None:
        return "the register holds this reading and deadline no longer"
    return f"the outcome is not known yet: figures end with {verdict.tally.until}"
