"""What each table holds: verdicts, the figures behind them, the register, the revisions."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from offtake.domain import Observation, Pledge, Verdict
from offtake.report.exports.tables import Column, Kind, Table
from offtake.report.pages import revision_rows
from offtake.report.rows import COLUMNS, Forecasts, contribution_rows, report_rows

_DAYS = {"as_of", "window_start", "deadline", "first_met_on", "latest_period", "counted_until"}
_DAYS |= {"fastest_since", "period_start", "period_end", "made_on", "on"}
_DAYS |= {"reference_date", "target_end_date", "figures_to"}
_WHOLE = {"revision", "usual_seasons", "readings", "statements", "horizon", "count", "years"}
_WHOLE |= {"quarter", "seasons", "origins", "better_in", "pledges", "met", "missed", "undecided"}
_WHOLE |= {"decided_pledges"}
_NUMBERS = {"amount", "counted", "due", "required_weekly", "prorated", "due_season", "value"}
_NUMBERS |= {"before_weekly", "after_weekly", "usual_counted", "weight"}
_NUMBERS |= {"probability", "p05", "p25", "p50", "p75", "p95", "low", "high", "said", "happened"}
_NUMBERS |= {"crps", "ratio", "covered_50", "covered_80", "covered_90", "brier", "brier_skill"}
_NUMBERS |= {"statistic", "p_value", "base_rate", "final", "log_score"}
_YES_NO = {"is_out_of_reach", "is_quote", "was_met"}
_INSTANTS = {"known_at"}

_EVIDENCE = {
    "pledge": COLUMNS["pledge"],
    "reading": COLUMNS["reading"],
    "deadline": COLUMNS["deadline"],
    "as_of": COLUMNS["as_of"],
    "revision": COLUMNS["revision"],
    "series": "the series: measure, reporter, partner, flow, product, frequency, unit",
    "period_start": "first day the figure covers",
    "period_end": "last day the figure covers",
    "value": "the change of the count that the figure brings, in the unit of its series",
    "weight": "share of it that counts: the days inside the window, or a stated share",
    "counted": "value times weight",
    "known_at": "when the figure became knowable",
    "vintage_basis": "on what that rests: release, schedule, inferred or retrieval",
    "snapshot": "sha256 of the bytes that say so",
    "locator": "the place in those bytes",
    "note": "how the change was formed",
}
_REGISTER = {
    "pledge": COLUMNS["pledge"],
    "title": COLUMNS["title"],
    "obligor": "who undertook it",
    "counterparty": "toward whom",
    "made_on": "the day it was made",
    "group": "what it was made together with",
    "status": "where it stands, in words",
    "note": "what to know of it",
    "readings": "how many ways to read it the register holds",
    "statements": "how many statements on it had been made by the as-of",
    "as_of": COLUMNS["as_of"],
    "revision": COLUMNS["revision"],
}
_STATEMENTS = {
    "id": "id of the statement, which its page has too",
    "pledge": "id of the pledge it was made on",
    "on": "the day it was made",
    "speaker": "who made it",
    "side": "whose mouth: obligor, counterparty or observer",
    "stance": "what it does with the pledge",
    "text": "a short exact quotation where is_quote, else our paraphrase",
    "is_quote": "whether text is an exact quotation",
    "language": "language of the text as given, as a BCP 47 tag",
    "english": "the text in English, where it is in another language and the register has it",
    "translator": "who put it into English",
    "url": "where it was published",
    "as_of": COLUMNS["as_of"],
    "revision": COLUMNS["revision"],
}
_REVISIONS = {
    "series": _EVIDENCE["series"],
    "period_start": _EVIDENCE["period_start"],
    "period_end": _EVIDENCE["period_end"],
    "value": "the figure as printed then; none where it was missing or withdrawn",
    "unit": "unit of the value",
    "status": "A normal, E estimated, P provisional, M missing, W withdrawn",
    "known_at": _EVIDENCE["known_at"],
    "vintage_basis": _EVIDENCE["vintage_basis"],
    "snapshot": _EVIDENCE["snapshot"],
    "locator": _EVIDENCE["locator"],
    "as_of": COLUMNS["as_of"],
    "revision": COLUMNS["revision"],
}
_VERDICT_NOTE = (
    "A pledge has no true reading: a verdict is never told without its reading and its as_of.",
    "An empty cell is not zero: there is no figure, no date, or the book is not held.",
    "due_season, the fastest rates and usual_counted are illustrations that bind nobody.",
)
_REGISTER_NOTE = (
    "The register is kept by hand: its rows rest on the pages cited in them, not on a snapshot.",
)


def verdict_table(
    verdicts: Sequence[Verdict],
    *,
    as_of: date,
    revision: int,
    unit: str = "t",
    forecasts: Forecasts | None = None,
) -> Table:
    """Return a row for each verdict, with the hashes of the snapshots it rests on.

    `forecasts` are those of the open ones.

    Raises:
        UnitUnknown: No unit has this code.
    """
    about = COLUMNS | {
        "vintages": "how many figures used rest on each vintage basis, as `a=1 b=2`",
        "snapshots": "sha256 of each snapshot it rests on, with a blank between",
    }
    rows = [
        row
        | {
            "vintages": " ".join(f"{name}={one}" for name, one in sorted(row["vintages"].items())),
            "snapshots": " ".join(_snapshots(verdict)),
        }
        for row, verdict in zip(
            report_rows(verdicts, unit=unit, forecasts=forecasts), verdicts, strict=True
        )
    ]
    title = "Verdicts: each pledge under each of its readings, at each deadline"
    return table_of(
        "verdicts",
        title,
        about=about,
        rows=rows,
        as_of=as_of,
        revision=revision,
        notes=_VERDICT_NOTE,
    )


def contribution_table(verdicts: Sequence[Verdict], *, as_of: date, revision: int) -> Table:
    """Return a row for each figure behind each verdict: what it was, and how much of it counts."""
    rows = [
        row | {"known_at": _instant(row["known_at"]), "as_of": str(as_of), "revision": revision}
        for row in contribution_rows(verdicts)
    ]
    notes = ("counted is value times weight; for one verdict it sums to the count.",)
    title = "The figures behind each verdict"
    return table_of(
        "contributions",
        title,
        about=_EVIDENCE,
        rows=rows,
        as_of=as_of,
        revision=revision,
        notes=notes,
    )


def pledge_table(pledges: Iterable[Pledge], *, as_of: date, revision: int) -> Table:
    """Return a row for each pledge made by a day."""
    rows = [
        {
            "pledge": one.id,
            "title": one.title,
            "obligor": one.obligor,
            "counterparty": one.counterparty,
            "made_on": str(one.made_on),
            "group": one.group,
            "status": one.status,
            "note": one.note,
            "readings": len(one.readings),
            "statements": sum(said.on <= as_of for said in one.statements),
            "as_of": str(as_of),
            "revision": revision,
        }
        for one in pledges
        if one.made_on <= as_of
    ]
    title = "The register of pledges"
    return table_of(
        "pledges",
        title,
        about=_REGISTER,
        rows=rows,
        as_of=as_of,
        revision=revision,
        notes=_REGISTER_NOTE,
    )


def statement_table(pledges: Iterable[Pledge], *, as_of: date, revision: int) -> Table:
    """Return a row for each statement that the register holds on some pledges, made by a day."""
    rows = [
        {
            "id": pledge.statement_id(one),
            "pledge": pledge.id,
            "on": str(one.on),
            "speaker": one.speaker,
            "side": one.side.value,
            "stance": one.stance.value,
            "text": one.text,
            "is_quote": one.is_quote,
            "language": one.language,
            "english": one.english,
            "translator": one.translator,
            "url": one.url,
            "as_of": str(as_of),
            "revision": revision,
        }
        for pledge in pledges
        for one in pledge.statements
        if one.on <= as_of
    ]
    title = "What was said of each pledge"
    return table_of(
        "statements",
        title,
        about=_STATEMENTS,
        rows=rows,
        as_of=as_of,
        revision=revision,
        notes=_REGISTER_NOTE,
    )


def revision_table(observations: Iterable[Observation], *, as_of: date, revision: int) -> Table:
    """Return a row for each value of each figure that was printed otherwise later."""
    rows = [
        row | {"known_at": _instant(row["known_at"]), "as_of": str(as_of), "revision": revision}
        for row in revision_rows(observations)
    ]
    title = "Figures that were printed otherwise later"
    return table_of("revisions", title, about=_REVISIONS, rows=rows, as_of=as_of, revision=revision)


def table_of(
    name: str,
    title: str,
    *,
    about: Mapping[str, str],
    rows: Sequence[Mapping[str, Any]],
    as_of: date,
    revision: int,
    notes: tuple[str, ...] = (),
) -> Table:
    """Return rows as a table whose columns are what `about` says, each kind by its name."""
    columns = tuple(Column(column, _kind(column), words) for column, words in about.items())
    return Table(name, title, as_of, revision, columns, tuple(rows), notes)


def _snapshots(verdict: Verdict) -> list[str]:
    return sorted({one.snapshot for one in verdict.tally.contributions})


def _instant(text: str) -> str:
    """Return an ISO instant in UTC with a Z, as every reader of dates takes it."""
    return datetime.fromisoformat(text).astimezone(UTC).isoformat().replace("+00:00", "Z")


def _kind(column: str) -> Kind:
    for names, kind in (
        (_DAYS, Kind.DAY),
        (_WHOLE, Kind.WHOLE),
        (_NUMBERS, Kind.NUMBER),
        (_YES_NO, Kind.YES_NO),
        (_INSTANTS, Kind.INSTANT),
    ):
        if column in names:
            return kind
    return Kind.NUMBER if column.startswith("fastest_") else Kind.TEXT
