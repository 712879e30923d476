"""Forecasts, skill, calibration, records and effects as lines of a terminal, 80 columns wide."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from textwrap import wrap

from offtake.domain import Verdict
from offtake.forecast import Cases, Forecast
from offtake.forecast.effect import Counterfactual, Effect
from offtake.forecast.history import PartyRecord
from offtake.forecast.scoring import Scored
from offtake.forecast.summary import Skill
from offtake.pace import amount_text, day_text
from offtake.report.chances import chance_text, weeks_to_go
from offtake.workspace.forecasts import Outcome

Line = tuple[str, str]
_MILLION = 1_000_000
_SHOWN_IN = {"t": _MILLION, "USD": 1_000 * _MILLION}


def forecast_lines(outcomes: Sequence[Outcome]) -> Iterator[Line]:
    """Yield the forecast of each reading and deadline, and why the others have none."""
    told = [(one.verdict, one.forecast) for one in outcomes if isinstance(one.forecast, Forecast)]
    if told:
        yield "  reading                  deadline     met      50 %       90 %  known by", "dim"
    for verdict, forecast in told:
        yield from _forecast(verdict, forecast)
    reasons: dict[str, list[str]] = {}
    for outcome in outcomes:
        if not isinstance(outcome.forecast, Forecast):
            names = reasons.setdefault(outcome.forecast.reason, [])
            names += [outcome.verdict.reading.id] * (outcome.verdict.reading.id not in names)
    for reason, names in reasons.items():
        yield from _note(f"{', '.join(names)}: no forecast: {reason}")


def _forecast(verdict: Verdict, one: Forecast) -> Iterator[Line]:
    ranges = [
        f"{_short(one.quantile(low), one)}-{_short(one.quantile(high), one)}"
        for low, high in ((0.25, 0.75), (0.05, 0.95))
    ]
    name = f"  {one.reading:<24s}"
    if len(one.reading) > _NAME:
        yield f"  {one.reading}", ""
        name = f"  {'':<24s}"
    known = day_text(one.known_on) if one.known_on else "-"
    chance = chance_text(one.probability)
    yield f"{name} {one.deadline} {chance:>5s} {ranges[0]:>10s} {ranges[1]:>10s}  {known}", ""
    need = _need(verdict, one)
    yield from _note(f"{need}{one.seasons} earlier seasons{_cases(one.cases)}; {one.model}")


_NAME = 24


def _need(verdict: Verdict, one: Forecast) -> str:
    rate = verdict.pace.required_weekly
    if rate is None:
        return ""
    weeks = weeks_to_go(verdict, one)
    typical = Decimal(round((one.quantile(0.5) - one.counted) / weeks))
    needs, likely = (amount_text(value, one.unit_code) for value in (rate, typical))
    return f"needs {needs} a week for {weeks:.0f} weeks, {likely} expected; "


def _cases(cases: Cases | None) -> str:
    if cases is None:
        return "; no past cases on record"
    return (
        f"; of {cases.count:,} past forecasts that said so ({cases.years} seasons), "
        f"{cases.happened:.0%} came true"
    )


def skill_lines(skills: Sequence[Skill], *, by_quarter: bool) -> Iterator[Line]:
    """Yield how each method did on each target; `by_quarter` also each quarter of the season."""
    for target in dict.fromkeys(one.target for one in skills):
        mine = [one for one in skills if one.target == target]
        whole = next(one for one in mine if one.quarter is None)
        yield f"{target}: {whole.seasons} seasons, {whole.origins} origins", "bold"
        yield "  method               quarter  CRPS %  ratio   50 80 90 %  Brier skill   p", "dim"
        for one in mine:
            if one.quarter is None or by_quarter:
                yield _skill(one), "" if one.quarter is None else "dim"
        yield "", ""


def _skill(one: Skill) -> str:
    covered = " ".join(f"{100 * share:3.0f}" for share in
                       (one.covered_50, one.covered_80, one.covered_90))  # fmt: skip
    p_value = "-" if one.p_value is None else f"{one.p_value:.3f}"
    quarter = "all" if one.quarter is None else str(one.quarter)
    return (
        f"  {one.model_id:<20s} {quarter:>7s} {one.crps:7.2f} {one.ratio:6.3f} {covered} "
        f"{one.brier_skill:12.2f} {p_value:>6s}"
    )


def calibration_lines(kind: str, cases: Iterable[Cases]) -> Iterator[Line]:
    """Yield what became of the probabilities said of sales, or of shipments."""
    yield f"{kind}: said, and came true", "bold"
    yield "  said          mean  came true  forecasts  seasons", "dim"
    for one in cases:
        came = f"{one.happened:10.1%} {one.count:10,} {one.years:8d}"
        yield f"  {one.low:4.0%} to {one.high:4.0%} {one.said:6.1%} {came}", ""


def score_lines(scored: Sequence[Scored]) -> Iterator[Line]:
    """Yield the forecasts issued with their scores, and why the others have none yet."""
    for one in scored:
        said = chance_text(one.probability)
        yield f"{one.pledge} {one.reading} by {one.deadline}, as of {one.as_of}: {said}", ""
        if one.final is None or one.crps is None:
            yield from _note(one.why)
            continue
        outcome = {None: "", True: "met; ", False: "missed; "}[one.was_met]
        brier = "" if one.brier is None else f", Brier {one.brier:.3f}"
        final, crps = (amount_text(Decimal(round(value)), "t") for value in (one.final, one.crps))
        yield from _note(f"{outcome}{final} counted; CRPS {crps}{brier}")


def record_lines(records: Sequence[PartyRecord]) -> Iterator[Line]:
    """Yield what came of each party's pledges, by book, each column as wide as its widest word."""
    head = ("from", "to", "book")
    names = [head, *((one.obligor, one.counterparty, one.book) for one in records)]
    wide = [max(len(name) for name in column) for column in zip(*names, strict=True)]
    yield f"  {_sides(head, wide)} {_RECORD_HEAD}", "dim"
    for one in records:
        rate = "-" if one.base_rate is None else _rate(one.base_rate, one.decided_pledges)
        counts = f"{one.pledges:7d} {one.met:5d} {one.missed:6d} {one.undecided:9d}"
        yield f"  {_sides((one.obligor, one.counterparty, one.book), wide)} {counts}  {rate}", ""
    if records:
        yield from _note(
            "met, missed, undecided: readings at their deadlines; undecided are those still open "
            "and those that cannot be judged. base rate: the share met, each pledge with a "
            "verdict weighing the same"
        )


_RECORD_HEAD = "pledges   met missed undecided  base rate"


def _sides(names: Sequence[str], wide: Sequence[int]) -> str:
    return " ".join(f"{name:<{width}s}" for name, width in zip(names, wide, strict=True))


def _rate(share: float, pledges: int) -> str:
    return f"{share:.0%} ({pledges} pledge{'' if pledges == 1 else 's'})"


def effect_lines(effects: Iterable[Effect]) -> Iterator[Line]:
    """Yield what flowed after an event against each counterfactual."""
    for one in effects:
        yield f"{one.series}: {one.weeks} weeks after {day_text(one.event)}", "bold"
        yield f"  counted {one.actual / _MILLION:.2f} Mt", ""
        yield "  against         expected  effect   90 % interval   rank   of", "dim"
        for other in one.counterfactuals:
            yield _counterfactual(other), ""
        for reason in one.refused:
            yield from _note(reason)
        yield "", ""


def _counterfactual(one: Counterfactual) -> str:
    expected, effect, low, high = (
        value / _MILLION for value in (one.expected, one.effect, one.low, one.high)
    )
    interval = f"{low:.2f} to {high:.2f}"
    return (
        f"  {one.name:<15s} {expected:8.2f} {effect:7.2f} {interval:>15s} {one.rank:6.3f} "
        f"{one.placebos:4d}  {one.word}"
    )


def _short(value: float, one: Forecast) -> str:
    size = _SHOWN_IN.get(one.unit_code)
    return f"{value:,.0f}" if size is None else f"{value / size:.1f}"


def _note(text: str) -> Iterator[Line]:
    for line in wrap(text, width=76, break_on_hyphens=False):
        yield f"    {line}", "dim"
