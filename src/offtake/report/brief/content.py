"""What stands on the two pages: chosen and put in plain words, nothing computed anew."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from offtake.domain import WASHINGTON, Pledge, Side, StatementRecord, Verdict, VerdictWord
from offtake.forecast import Refusal
from offtake.pace import amount_text, day_text
from offtake.reference.codes import place_by_id
from offtake.report.brief.chances import MOST_SAID, chance_sentences
from offtake.report.brief.words import STANCES, VERDICTS, clipped, reading_words
from offtake.report.chances import Foreseen, chances
from offtake.report.releases import NextRelease, awaited
from offtake.sources import registry
from offtake.store import StoredRelease

_DEADLINES, _ROWS, _QUOTES, _CAVEATS, _SOURCES, _NEXT = 4, 9, 8, 3, 6, 3
_QUOTE, _STATUS, _LACK, _HOLDER = 240, 420, 150, 90


@dataclass(frozen=True, slots=True)
class Cell:
    """One verdict in the table: its word, its count, and the colour of its kind."""

    kind: str
    word: str
    counted: str


@dataclass(frozen=True, slots=True)
class Row:
    """One reading: in plain words, a cell for each deadline, none where it has not that one."""

    reading: str
    about: str
    amount: str
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """One statement: who, when, what they did with the pledge, their words, and where."""

    on: str
    speaker: str
    did: str
    text: str
    is_quote: bool
    url: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """Some bytes that the numbers rest on, and who published them."""

    publisher: str
    title: str
    seen_on: str
    snapshot: str
    figures: int


@dataclass(frozen=True, slots=True)
class Brief:
    """The words of a brief. `left_out` says what did not fit, and how to have it."""

    pledge: str
    title: str
    obligor: str
    parties: str
    made_on: str
    confirmed: str
    status: str
    answer: str
    as_of: str
    as_of_iso: str
    revision: int
    deadlines: tuple[str, ...]
    rows: tuple[Row, ...]
    lacking: tuple[str, ...]
    caveats: tuple[str, ...]
    quotes: tuple[Quote, ...]
    chances: tuple[str, ...]
    unforeseen: str
    watch: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    left_out: tuple[str, ...]

    def data(self) -> dict[str, Any]:
        """Return the words as plain data."""
        return asdict(self)


def brief_of(
    pledge: Pledge,
    verdicts: Sequence[Verdict],
    *,
    releases: Iterable[StoredRelease],
    coming: Iterable[NextRelease],
    outcomes: Sequence[Foreseen] = (),
) -> Brief:
    """Return the words of a brief on a pledge as it stood on the day of its verdicts.

    `pledge` must hold nothing said later. `releases` are those of the store, `coming` what is
    published after that day, `outcomes` its verdicts beside their forecasts.
    """
    as_of, revision = verdicts[0].as_of, verdicts[0].revision
    counted = [one for one in verdicts if not one.tally.lacks]
    days = sorted({one.deadline.on for one in counted if one.deadline})
    shown = _chosen_days(days, as_of)
    rows = _rows(counted, shown)
    chosen = _quotes(pledge.statements)
    evidence = _evidence(counted, releases)
    return Brief(
        pledge=pledge.id,
        title=pledge.title,
        obligor=_place(pledge.obligor),
        parties=f"{_place(pledge.obligor)} to {_place(pledge.counterparty)}",
        made_on=day_text(pledge.made_on),
        confirmed=_confirmed(pledge),
        status=clipped(" ".join(filter(None, (pledge.status, pledge.note))), _STATUS),
        answer=_answer(verdicts),
        as_of=day_text(as_of),
        as_of_iso=as_of.isoformat(),
        revision=revision,
        deadlines=tuple(f"by {day_text(day)}" if day else "no deadline" for day in shown),
        rows=rows[:_ROWS],
        lacking=_lacking(verdicts),
        caveats=_caveats(counted),
        quotes=tuple(_quote(one) for one in chosen),
        chances=chance_sentences(outcomes),
        unforeseen=_unforeseen(outcomes),
        watch=(*_open(counted), *_coming(coming, counted)),
        evidence=evidence[:_SOURCES],
        left_out=_left_out(
            statements=len(pledge.statements) - len(chosen),
            readings=len(rows) - len(rows[:_ROWS]),
            deadlines=len(days) - len([day for day in shown if day]),
            sources=len(evidence) - len(evidence[:_SOURCES]),
            forecasts=len(chances(outcomes)) - MOST_SAID,
        ),
    )


def _place(place_id: str) -> str:
    return place_by_id(place_id).label


def _answer(verdicts: Sequence[Verdict]) -> str:
    """Return the finding in a sentence: how many readings say what."""
    words = [one.word for one in verdicts]
    counts = [(words.count(word), VERDICTS[word]) for word in VerdictWord if word in words]
    readings = _number(len({one.reading.id for one in verdicts}), "way")
    said = ", ".join(f"{number} {word}" for number, word in counts)
    judged = set(words) - {VerdictWord.CANNOT_BE_JUDGED}
    lead = "The same words give different verdicts. " if len(judged) > 1 else ""
    words_read = "them" if lead else "these words"
    return f"{lead}{readings} to read {words_read}, {_number(len(verdicts), 'verdict')}: {said}."


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _confirmed(pledge: Pledge) -> str:
    """Return what the party that is to deliver has said of the pledge, by its own mouth."""
    own = [one for one in pledge.statements if one.side is Side.OBLIGOR]
    who = _place(pledge.obligor)
    if not own:
        return f"{who} is not on record here with a word of its own."
    strongest = max(own, key=lambda one: (list(STANCES).index(one.stance) * -1, one.on))
    return f"{who} {STANCES[strongest.stance]} ({strongest.speaker}, {day_text(strongest.on)})."


def _chosen_days(days: Sequence[date], as_of: date) -> Sequence[date | None]:
    """Return the deadlines shown: all, or the last passed and the next; none for no deadline."""
    if not days:
        return [None]
    passed, ahead = [day for day in days if day <= as_of], [day for day in days if day > as_of]
    if len(days) <= _DEADLINES:
        return [*days]
    room = max(1, _DEADLINES - len(ahead))
    return [*passed[-room:], *ahead][:_DEADLINES]


def _rows(verdicts: Sequence[Verdict], days: Sequence[date | None]) -> tuple[Row, ...]:
    readings = {one.reading.id: one for one in verdicts}
    alike = Counter(reading_words(one.reading) for one in readings.values())
    found = []
    for reading_id, first in readings.items():
        cells = {
            one.deadline.on if one.deadline else None: _cell(one)
            for one in verdicts
            if one.reading.id == reading_id
        }
        picked = tuple(cells.get(day) or cells.get(None) for day in days)
        name, about = reading_words(first.reading)
        if alike[name, about] > 1:
            about = f"{about}; read so by {clipped(first.reading.held_by, _HOLDER)}"
        target = first.target
        amount = "no figure" if target is None else amount_text(*_plain(target))
        found.append(Row(name, about, amount, picked))
    return tuple(one for one in found if any(one.cells))


def _plain(quantity: Any) -> tuple[Any, str]:
    if quantity.unit_code in {"Mt", "kt"}:
        quantity = quantity.to("t")
    if quantity.unit_code == "bn_USD":
        quantity = quantity.to("USD")
    return quantity.value, quantity.unit_code


def _cell(verdict: Verdict) -> Cell:
    tally = verdict.tally
    counted = "not begun" if verdict.as_of < verdict.reading.window.start else "no figures yet"
    if tally.counted is not None:
        counted = amount_text(tally.counted, tally.unit_code)
    word = VERDICTS[verdict.word]
    is_running = verdict.deadline is not None and verdict.deadline.on > verdict.as_of
    if verdict.word is VerdictWord.MET and is_running:
        word = f"{word} so far"
    return Cell(verdict.word.value, word, counted)


def _lacking(verdicts: Sequence[Verdict]) -> tuple[str, ...]:
    """Return the readings that no figures are held for, and what each would need."""
    needs: dict[str, list[str]] = {}
    for one in verdicts:
        name = reading_words(one.reading)[0]
        if one.tally.lacks and name not in needs.setdefault(one.tally.lacks, []):
            needs[one.tally.lacks].append(name)
    return tuple(
        f"{', '.join(names)}: needs {clipped(lack, _LACK)}" for lack, names in needs.items()
    )[:_CAVEATS]


def _caveats(verdicts: Sequence[Verdict]) -> tuple[str, ...]:
    texts = dict.fromkeys(text for one in verdicts for text in one.tally.caveats)
    return tuple(f"{text[:1].upper()}{text[1:]}." for text in texts)[:_CAVEATS]


def _quotes(statements: Sequence[StatementRecord]) -> list[StatementRecord]:
    """Return the statements shown, in order of time: first and last words of each side.

    The first words of a side are the first with a figure in them, where it named one.
    """
    by_side: dict[Side, list[StatementRecord]] = {}
    for one in sorted(statements, key=lambda one: (one.on, not one.is_quote)):
        by_side.setdefault(one.side, []).append(one)
    picked: list[StatementRecord] = []
    for place in (0, -1, 1, -2):
        for side in (Side.COUNTERPARTY, Side.OBLIGOR, Side.OBSERVER):
            held = by_side.get(side, [])
            if place >= 0:
                held = sorted(held, key=_no_figure)
            if -len(held) <= place < len(held) and held[place] not in picked:
                picked.append(held[place])
    return sorted(picked[:_QUOTES], key=lambda one: one.on)


def _no_figure(one: StatementRecord) -> bool:
    return not any(letter.isdigit() for letter in one.text)


def _quote(one: StatementRecord) -> Quote:
    return Quote(
        on=day_text(one.on),
        speaker=one.speaker,
        did=one.stance.value.replace("_", " "),
        text=clipped(one.text, _QUOTE),
        is_quote=one.is_quote,
        url=one.url,
    )


def _open(verdicts: Sequence[Verdict]) -> list[str]:
    """Return what open verdicts still need, the nearest deadline first."""
    running = [
        one
        for one in verdicts
        if one.word is VerdictWord.OPEN and one.deadline and one.pace.required_weekly is not None
    ]
    running.sort(key=lambda one: one.deadline.on if one.deadline else date.max)
    found = []
    for one in running[:_NEXT]:
        needed = amount_text(one.pace.required_weekly or one.tally.prorated, one.tally.unit_code)
        line = f"{reading_words(one.reading)[0]}: {needed} a week still needed"
        if one.deadline:
            line += f" to reach the amount by {day_text(one.deadline.on)}"
        fastest = one.pace.fastest_named.get(13)
        if fastest is not None:
            seen = amount_text(fastest, one.tally.unit_code)
            line += f"; the fastest 13 weeks on record had {seen} a week"
        found.append(line + ".")
    return found


def _unforeseen(outcomes: Sequence[Foreseen]) -> str:
    """Return how many open readings have no forecast, empty where none lacks one."""
    lacking = {
        one.verdict.reading.id
        for one in outcomes
        if one.verdict.word is VerdictWord.OPEN and isinstance(one.forecast, Refusal)
    }
    if not lacking:
        return ""
    has = "has" if len(lacking) == 1 else "have"
    return f"{_number(len(lacking), 'open reading')} {has} no forecast."


def _coming(coming: Iterable[NextRelease], verdicts: Sequence[Verdict]) -> list[str]:
    """Return the next releases of the books that verdicts still wait for."""
    found = []
    for one in awaited(coming, verdicts)[:_NEXT]:
        if one.due and one.week_ending:
            at = one.due.known_at.astimezone(WASHINGTON)
            found.append(
                f"{one.source.title}, week ending {day_text(one.week_ending)}: "
                f"{at:%A} {day_text(at.date())}, {at:%H:%M} in Washington."
            )
    return found


def _evidence(
    verdicts: Sequence[Verdict], releases: Iterable[StoredRelease]
) -> tuple[Evidence, ...]:
    """Return the snapshots that the verdicts rest on, the most used first."""
    uses: dict[str, set[tuple[str, str]]] = {}
    for verdict in verdicts:
        for one in verdict.tally.contributions:
            uses.setdefault(one.snapshot, set()).add((one.series, str(one.period)))
    held = {one.release.snapshot.sha256: one.release for one in releases}
    rows = registry()
    return tuple(
        Evidence(
            publisher=rows[release.source].publisher,
            title=rows[release.source].title,
            seen_on=day_text(release.snapshot.retrieved_at.astimezone(WASHINGTON).date()),
            snapshot=sha256,
            figures=len(figures),
        )
        for sha256, figures in sorted(uses.items(), key=lambda item: -len(item[1]))
        if (release := held.get(sha256)) is not None
    )


def _left_out(**counts: int) -> tuple[str, ...]:
    left = ((noun, count) for noun, count in counts.items() if count > 0)
    return tuple(_number(count, noun.removesuffix("s")) for noun, count in left)
