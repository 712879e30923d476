"""Times of a text as intervals: reckoned from the document's day, or left as worded."""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from offtake.domain import TimeRole

MONTHS = {
    name: number
    for number, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul",
         "august aug", "september sep sept", "october oct", "november nov", "december dec"),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
FULL_MONTHS = {name for name in MONTHS if len(name) > len("sept") or name == "may"}
COUNTS = {
    "a": 1,
    "an": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "ten": 10,
}
ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4}
MONTH = (
    r"(?P<month>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?"
    r"|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b\.?"
)
YEAR = r"(?P<year>20[12]\d)\b"
COUNT = r"(?P<count>\d{1,2}|an?|one|two|three|four|five|six|ten)"
WEEKDAY = r"(?P<weekday>Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
Days = tuple[date | None, date | None]


@dataclass(frozen=True, slots=True)
class Time:
    """A time of a passage: where it stands, the days it means, and its role for an act."""

    start: int
    end: int
    days: Days
    role: TimeRole
    is_year: bool = False


@dataclass(frozen=True, slots=True)
class Anchor:
    """What times are reckoned from: the day of the text, and whether the act lies ahead."""

    day: date | None
    is_ahead: bool = True


Builder = Callable[[re.Match[str], Anchor], Days]


def times_in(text: str, anchor: Anchor) -> tuple[Time, ...]:
    """Return the times of a passage in the order of the text, none over another.

    >>> from datetime import date
    >>> found = times_in("by the end of the year", Anchor(date(2025, 11, 26)))
    >>> found[0].days[1].isoformat(), found[0].role.value
    ('2025-12-31', 'deadline')
    """
    found: list[Time] = []
    for pattern, role, build in PATTERNS:
        for match in pattern.finditer(text):
            start, end = match.span()
            if any(start < other.end and other.start < end for other in found):
                continue
            try:
                days = build(match, anchor)
            except (ValueError, OverflowError):
                continue
            if text[end - 1] == "." and match[0].rstrip(".").lower().split()[-1] in FULL_MONTHS:
                end -= 1
            found.append(Time(start, end, days, role, is_year=pattern is BARE_YEAR))
    return tuple(sorted(found, key=lambda one: one.start))


def _month_days(year: int, month: int) -> Days:
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def _year_days(year: int) -> Days:
    return date(year, 1, 1), date(year, 12, 31)


def _year_for(month: int, anchor: Anchor, day: int | None = None) -> int | None:
    """Return the year of a month or day that is named without one."""
    if anchor.day is None:
        return None
    year = anchor.day.year
    if day is not None:
        near = [date(y, month, day) for y in (year - 1, year, year + 1)]
        return min(near, key=lambda one: abs((one - anchor.day).days)).year  # type: ignore[operator]  # anchor.day is a date here
    if anchor.is_ahead:
        return year if month >= anchor.day.month else year + 1
    return year if month <= anchor.day.month else year - 1


def _of_month(match: re.Match[str], anchor: Anchor) -> Days:
    month = MONTHS[match["month"].lower().rstrip(".")]
    groups = match.groupdict()
    year = int(groups["year"]) if groups.get("year") else _year_for(month, anchor)
    return (None, None) if year is None else _month_days(year, month)


def _of_day(match: re.Match[str], anchor: Anchor) -> Days:
    month, day = MONTHS[match["month"].lower().rstrip(".")], int(match["day"])
    groups = match.groupdict()
    year = int(groups["year"]) if groups.get("year") else _year_for(month, anchor, day)
    return (None, None) if year is None else (date(year, month, day), date(year, month, day))


def _of_year(match: re.Match[str], anchor: Anchor) -> Days:  # noqa: ARG001 - all builders take both
    return _year_days(int(match["year"]))


def _relative(match: re.Match[str], anchor: Anchor) -> Days:
    if anchor.day is None:
        return None, None
    word = match["which"].lower()
    step = {"this": 0, "current": 0, "the current": 0, "next": 1, "last": -1, "coming": 1}[word]
    unit = match["unit"].lower()
    if "year" in unit:
        return _year_days(anchor.day.year + step)
    if unit == "month":
        count = anchor.day.year * 12 + anchor.day.month - 1 + step
        return _month_days(count // 12, count % 12 + 1)
    monday = anchor.day - timedelta(days=anchor.day.weekday()) + timedelta(weeks=step)
    return monday, monday + timedelta(days=6)


def _of_weekday(match: re.Match[str], anchor: Anchor) -> Days:
    if anchor.day is None:
        return None, None
    wanted = next(i for i, day in enumerate(DAYS) if day.startswith(match["weekday"].lower()))
    back = (anchor.day.weekday() - wanted) % 7
    day = anchor.day - timedelta(days=back)
    return day, day


def _of_quarter(match: re.Match[str], anchor: Anchor) -> Days:
    word = match["ordinal"].lower()
    quarter = ORDINALS.get(word) or int(word[-1])
    year = int(match["year"]) if match["year"] else (anchor.day.year if anchor.day else None)
    if year is None:
        return None, None
    return date(year, 3 * quarter - 2, 1), _month_days(year, 3 * quarter)[1]


def _last_months(match: re.Match[str], anchor: Anchor) -> Days:
    year = int(match["year"]) if match["year"] else (anchor.day.year if anchor.day else None)
    if year is None:
        return None, None
    return date(year, 13 - _count(match), 1), date(year, 12, 31)


def _next_years(match: re.Match[str], anchor: Anchor) -> Days:
    if anchor.day is None:
        return None, None
    first = anchor.day.year + 1
    return date(first, 1, 1), date(first + _count(match) - 1, 12, 31)


def _years_from(match: re.Match[str], anchor: Anchor) -> Days:  # noqa: ARG001 - all builders take both
    first = int(match["year"])
    return date(first, 1, 1), date(first + _count(match) - 1, 12, 31)


def _count(match: re.Match[str]) -> int:
    word = match["count"].lower()
    return COUNTS.get(word) or int(word)


def _end_of(match: re.Match[str], anchor: Anchor) -> Days:
    groups = match.groupdict()
    if groups.get("month"):
        return None, _of_month(match, anchor)[1]
    if groups.get("year"):
        return None, date(int(match["year"]), 12, 31)
    if anchor.day is None:
        return None, None
    if groups.get("unit", "").lower().startswith("month"):
        return None, _month_days(anchor.day.year, anchor.day.month)[1]
    return None, date(anchor.day.year + (1 if "next" in match[0].lower() else 0), 12, 31)


def _years_between(match: re.Match[str], anchor: Anchor) -> Days:  # noqa: ARG001 - as above
    return date(int(match["year"]), 1, 1), date(int(match["until"]), 12, 31)


def _only_end(build: Builder) -> Builder:
    return lambda match, anchor: (None, build(match, anchor)[1])


def _only_start(build: Builder) -> Builder:
    return lambda match, anchor: (build(match, anchor)[0], None)


def _from_now(build: Builder) -> Builder:
    return lambda match, anchor: (anchor.day, build(match, anchor)[1])


def _unresolved(match: re.Match[str], anchor: Anchor) -> Days:  # noqa: ARG001 - all builders take both
    return None, None


def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-]){words}(?![\w-])", re.IGNORECASE)


FROM = r"(?:from|starting(?: in)?|beginning(?: in)?)"
NEXT = r"(?:next|coming|following)"
UNIT = r"(?P<unit>calendar year|year|month|week)"
D, P, E = TimeRole.DEADLINE, TimeRole.PERIOD, TimeRole.EVENT
DAY = rf"(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)? {MONTH}(?:,? {YEAR})?)"
US_DAY = rf"(?:{MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,? {YEAR})?)"
YEARLY = r"(?:annually |a year |per year |each year )?"
BARE_YEAR = _pattern(rf"(?:(?:in|for|during|of) (?:each of |calendar (?:year )?)?)?{YEAR}")
PATTERNS: tuple[tuple[re.Pattern[str], TimeRole, Builder], ...] = (
    (
        _pattern(rf"{YEARLY}(?:for|over) {COUNT} years? {FROM} {YEAR}"),
        P,
        _years_from,
    ),
    (
        _pattern(rf"{YEARLY}(?:for|over|in|during) (?:each of )?the {NEXT} {COUNT} years"),
        P,
        _next_years,
    ),
    (
        _pattern(
            rf"(?:in|over|during) the (?:last|final) {COUNT} months of"
            rf" (?:{YEAR}|this year|the year)"
        ),
        P,
        _last_months,
    ),
    (_pattern(rf"between now and (?:the end of )?{MONTH}(?: {YEAR})?"), P, _from_now(_of_month)),
    (
        _pattern(rf"(?:from|between) {YEAR} (?:to|through|until|and|-) (?P<until>20\d\d)"),
        P,
        _years_between,
    ),
    (_pattern(rf"{YEAR} ?(?:to|through|-) ?(?P<until>20\d\d)"), P, _years_between),
    (
        _pattern(rf"{YEARLY}(?:through|until|till|to) (?:the end of )?{YEAR}"),
        P,
        _only_end(_of_year),
    ),
    (_pattern(rf"(?:by|before|until|no later than) {US_DAY}"), D, _only_end(_of_day)),
    (_pattern(rf"(?:by|before|until|no later than) {DAY}"), D, _only_end(_of_day)),
    (_pattern(rf"(?:through|until|till) (?:{US_DAY})"), P, _only_end(_of_day)),
    (
        _pattern(
            rf"(?:by|before) (?:the )?(?:end|close) of (?:{YEAR}|{MONTH}(?: (?P<y2>20\d\d))?"
            r"|(?:this|the|next) (?:calendar )?(?P<unit>year|month))"
        ),
        D,
        _end_of,
    ),
    (_pattern(r"(?:by|before) (?:the )?(?P<unit>year|month)(?:'s|\u2019s)?[- ]end"), D, _end_of),
    (_pattern(r"at (?:the )?(?P<unit>year|month)(?:'s|\u2019s)?[- ]end"), D, _end_of),
    (_pattern(rf"(?:by|before) {MONTH}(?: {YEAR})?"), D, _only_end(_of_month)),
    (_pattern(rf"(?:by|before) {YEAR}"), D, _only_end(_of_year)),
    (_pattern(rf"since (?:early|mid-?|late) ?{MONTH}(?: {YEAR})?"), P, _unresolved),
    (
        _pattern(rf"since (?:{US_DAY}|{WEEKDAY})"),
        P,
        _only_start(lambda m, a: _of_weekday(m, a) if m["weekday"] else _of_day(m, a)),
    ),
    (
        _pattern(rf"since {MONTH}(?: {YEAR})?"),
        P,
        _only_start(lambda m, a: _of_month(m, Anchor(a.day, is_ahead=False))),
    ),
    (_pattern(rf"since {YEAR}"), P, _only_start(_of_year)),
    (_pattern(r"since then"), P, _unresolved),
    (_pattern(rf"(?:on )?{US_DAY}"), E, _of_day),
    (_pattern(rf"(?:on )?{DAY}"), E, _of_day),
    (
        _pattern(
            rf"(?:in|during) the (?P<ordinal>first|second|third|fourth) quarter(?: of {YEAR})?"
        ),
        P,
        _of_quarter,
    ),
    (_pattern(rf"(?:in )?(?P<ordinal>Q[1-4])(?: (?:of )?{YEAR})?"), P, _of_quarter),
    (
        _pattern(rf"(?:earlier |later )?(?:in|for) (?:early |mid-?|late )?{MONTH}(?: {YEAR})?"),
        E,
        _of_month,
    ),
    (_pattern(r"later (?:this|in the) (?P<unit>year|month)"), E, _end_of),
    (
        _pattern(rf"(?:in |during )?(?P<which>this|next|last|the current) {UNIT}"),
        P,
        _relative,
    ),
    (
        _pattern(
            rf"(?:for|over) (?:an? )?(?:additional |further |another )?{COUNT}?(?: and a half)?"
            r"[ -]?(?:additional )?(?:years?|months?|weeks?)"
        ),
        P,
        _unresolved,
    ),
    (_pattern(rf"(?:lasts? )?(?:for|over) {COUNT}(?: and a half)? years?"), P, _unresolved),
    (
        _pattern(
            r"(?:this|next|the coming|the current)"
            r" (?:growing |crop |marketing |harvest )?(?:season|"
            r"marketing year|crop year)"
        ),
        P,
        _unresolved,
    ),
    (
        _pattern(
            r"in (?:the )?(?:recent|coming|next few|past few|following) (?:days|weeks|months|years)"
        ),
        P,
        _unresolved,
    ),
    (_pattern(r"(?:very )?(?:soon|shortly|recently)"), E, _unresolved),
    (BARE_YEAR, P, _of_year),
    (_pattern(rf"(?:on |last |next )?{WEEKDAY}"), E, _of_weekday),
)


def each_year(times: tuple[Time, ...], text: str) -> Iterator[tuple[Time, ...]]:
    """Yield runs of years that are listed one by one: *in 2026, 2027 and 2028*."""
    run: list[Time] = []
    for one in times:
        is_whole_year = one.days[0] is not None and one.days == _year_days(one.days[0].year)
        if (
            run
            and is_whole_year
            and re.fullmatch(r"\W*(?:and|or)?\W*", text[run[-1].end : one.start])
        ):
            run.append(one)
            continue
        if len(run) > 1:
            yield tuple(run)
        run = [one] if is_whole_year else []
    if len(run) > 1:
        yield tuple(run)
