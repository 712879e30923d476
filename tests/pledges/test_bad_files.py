"""What is wrong with a register file is named by file, line and remedy."""

import re
from collections.abc import Callable
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from pledges.making import GOOD, changed, problems

FORM = re.compile(r"^x\.yaml:(?P<line>\d+): (?P<words>.+)$", re.DOTALL)

# What is replaced, by what, the line the problem stands on, what is said of it.
BROKEN = {
    "a key nobody knows": (
        "    book: shipments",
        "    bok: shipments",
        25,
        r"unknown key 'bok' \(did you mean 'book'\?\); remove or rename it",
    ),
    "a key nobody knows at the top": (
        "status: Announced",
        "stattus: Announced",
        7,
        r"unknown key 'stattus' \(did you mean 'status'\?\)",
    ),
    "a missing key": ("    held_by: Jane Doe\n", "", 19, r"held_by: missing; add it"),
    "an unknown unit": ("unit: Mt", "unit: MT", 9, r"unknown unit 'MT'; use one of kg, t, kt, Mt"),
    "an unknown product": (
        "product: corn",
        "product: maize",
        8,
        r"unknown product 'maize'; use one of soybeans",
    ),
    "an unknown product of a reading": (
        "    book: shipments",
        "    product: maize\n    book: shipments",
        25,
        r"unknown product 'maize'; use one of",
    ),
    "an unknown obligor": ("obligor: CHN", "obligor: PRC", 3, r"unknown place 'PRC'; use e\.g\."),
    "an unknown counterparty": (
        "counterparty: USA",
        "counterparty: US",
        4,
        r"unknown place 'US'; use e\.g\.",
    ),
    "an unknown partner": (
        "    book: shipments",
        "    partner: PRC\n    book: shipments",
        25,
        r"unknown place 'PRC'; use e\.g\.",
    ),
    "a deadline before the pledge": (
        "    on: 2026-12-31",
        "    on: 2026-03-01",
        13,
        r"the deadline 2026-03-01 is before the pledge was made, 2026-03-02; correct one",
    ),
    "two readings of one name": (
        "id: shipped",
        "id: sales",
        24,
        r"two readings are named 'sales'; rename one",
    ),
    "two deadlines of one name": (
        "readings:",
        "  - {id: end-2026, on: 2027-01-01, words: a, said_by: b, url: 'https://c.org'}\nreadings:",
        18,
        r"two deadlines are named 'end-2026'; rename one",
    ),
    "a deadline that is not listed": (
        "    book: shipments",
        "    deadlines: [end-2027]\n    book: shipments",
        25,
        r"no deadline 'end-2027'; the pledge has end-2026",
    ),
    "a window after its deadline": (
        "{kind: dates, start: 2026-03-02}",
        "{kind: dates, start: 2027-01-01}",
        21,
        r"the window starts after the deadline 'end-2026'; correct one of them",
    ),
    "an amount of two kinds": (
        "at_least: 5",
        "at_least: 5, at_most: 6",
        9,
        r"give exactly one of at_least, at_most, about",
    ),
    "an amount of no kind": (
        "{at_least: 5, unit: Mt}",
        "{unit: Mt}",
        9,
        r"give exactly one of at_least, at_most, about",
    ),
    "about without how near": (
        "at_least: 5",
        "about: 5",
        9,
        r"`about` and `tolerance` go together",
    ),
    "a floor with how near": (
        "at_least: 5",
        "at_least: 5, tolerance: 0.1",
        9,
        r"`about` and `tolerance` go together",
    ),
    "a tolerance of all": (
        "at_least: 5",
        "about: 5, tolerance: 1",
        9,
        r"tolerance: Input should be less than 1; give a number below 1",
    ),
    "an amount of nothing": ("at_least: 5", "at_least: 0", 9, r"than 0; give a number above 0"),
    "an amount that is no number": (
        "at_least: 5",
        "at_least: five",
        9,
        r"valid decimal; write a number",
    ),
    "an amount without bounds": ("at_least: 5", "at_least: inf", 9, r"finite number; write a num"),
    "an amount that unfolds": (
        "at_least: 5",
        "at_least: 1e999999999",
        9,
        r"no more than 18 digits.*; round it",
    ),
    "a share that unfolds": ("at_least: 5", "at_least: 1e-999999999", 9, r"no more than \d+ d"),
    "a share without its rule": (
        "    book: export_sales",
        "    book: export_sales\n    unknown_share: 0.5",
        19,
        r"`unknown_share` goes with destinations: named_plus_share, and only it",
    ),
    "the rule of a share without one": (
        "    book: export_sales",
        "    book: export_sales\n    destinations: named_plus_share",
        19,
        r"`unknown_share` goes with destinations: named_plus_share, and only it",
    ),
    "unknown destinations of shipments": (
        "    book: shipments",
        "    book: shipments\n    destinations: named_plus_unknown",
        24,
        r"only export_sales has unknown destinations; shipments wants destinations: named",
    ),
    "a share of more than all": (
        "    book: export_sales",
        "    book: export_sales\n    destinations: named_plus_share\n    unknown_share: 1.5",
        22,
        r"less than or equal to 1; give 1 or less",
    ),
    "a marketing year from another day": (
        "{kind: marketing_year, start: 2025-09-01}",
        "{kind: marketing_year, start: 2025-10-01}",
        26,
        r"starts on day 1 of month 9; start the window then, or use kind: dates",
    ),
    "dollars in a book of tonnes": (
        "    book: shipments",
        "    book: shipments\n    amount: {at_least: 1, unit: USD}",
        25,
        r"shipments counts weight, the amount is in USD; choose another book or unit",
    ),
    "an unknown book": (
        "    book: shipments",
        "    book: arrivals",
        25,
        r"should be 'export_sales', 'shipments', 'inspections'.*; use one of these",
    ),
    "an unknown stance": ("stance: announced", "stance: said", 34, r"should be 'announced'"),
    "quote and paraphrase": (
        "    quote: Five",
        "    paraphrase: corn\n    quote: Five",
        31,
        r"give either `quote` \(exact words\) or `paraphrase`, not both",
    ),
    "an address that is none": (
        "citation: https://example.org/association",
        "citation: a newspaper",
        28,
        r"should match pattern '\^https\?.*; give a whole address",
    ),
    "an id with blanks": (
        "id: cn-us-corn-5mt-2026",
        "id: corn to China",
        1,
        r"; use small letters",
    ),
    "a day that is none": (
        "start: 2026-03-02",
        "start: 2026-02-30",
        21,
        r"valid date.*; write a day there is",
    ),
    "a day written otherwise": (
        "start: 2026-03-02",
        "start: 2.3.2026",
        21,
        r"'2\.3\.2026' is not a date; write it as 2026-01-20",
    ),
    "a day as a number": (
        "start: 2026-03-02",
        "start: 0",
        21,
        r"'0' is not a date; write it as 2026-01-20",
    ),
    "a day with a time": (
        "start: 2026-03-02",
        "start: 2026-03-02T00:00:00",
        21,
        r"is not a date; write it as 2026-01-20",
    ),
    "no statement": (
        GOOD[GOOD.index("statements:") :],
        "statements: []\n",
        30,
        r"at least 1 item.*; add one",
    ),
    "an empty value": ("    held_by: Jane Doe", "    held_by:", 22, r"valid string; write text"),
    "a title that steers a terminal": (
        "title: China buys",
        'title: "\\e[2J\\u001b China buys"\nnote: x #',
        2,
        r"title: holds the control character U\+001B; remove it",
    ),
    "an address that steers a terminal": (
        "citation: https://example.org/association",
        'citation: "https://example.org/\\u009b2J"',
        28,
        r"holds the control character U\+009B",
    ),
    "words that run backwards": (
        "    words: this year",
        '    words: "this \\u202E year"',
        14,
        r"words: holds the control character U\+202E",
    ),
    "a key that stands twice": (
        "    book: shipments",
        "    book: shipments\n    book: inspections",
        26,
        r"key 'book' stands here twice; keep one",
    ),
    "an anchor": ("group: corn-2026", "group: &a corn-2026", 6, r"anchors and aliases are not"),
    "a tag": ("made_on: 2026", "made_on: !!str 2026", 5, r"tag .*str is not read; remove it"),
    "a dangerous tag": (
        "group: corn-2026",
        "group: !!python/object/apply:os.system ['true']",
        6,
        r"tag .* is not read; remove it",
    ),
    "broken YAML": ("amount: {at_least: 5", "amount: {at_least: [5", 9, r"not YAML: .*expected"),
    "a tab for blanks": ("    words: this year", "\twords: this year", 14, r"not YAML: "),
}


@pytest.mark.parametrize(("old", "new", "line", "words"), BROKEN.values(), ids=BROKEN)
def test_a_broken_file_is_named_with_its_line_and_a_remedy(
    old: str, new: str, line: int, words: str
) -> None:
    found = [FORM.match(one) for one in problems(changed(old, new))]
    assert all(found)
    said = [(int(one["line"]), one["words"]) for one in found if one]
    assert any(at == line and re.search(words, text) for at, text in said), said


def test_the_file_that_the_broken_ones_come_from_is_in_order() -> None:
    assert problems(GOOD) == []


def test_a_window_that_starts_on_the_deadline_is_in_order() -> None:
    text = changed("{kind: dates, start: 2026-03-02}", "{kind: dates, start: 2026-12-31}")
    assert problems(text) == []


def test_a_deadline_on_the_day_of_the_pledge_is_in_order() -> None:
    text = GOOD.replace("2026-12-31", "2026-03-02")
    assert problems(text) == []


def test_a_problem_is_told_without_the_control_characters_of_its_file() -> None:
    (told,) = (one for one in problems(GOOD + '"\\e[2J": x\n') if "unknown key" in one)
    assert "\x1b" not in told
    assert "\\x1b" in told


def test_every_problem_of_a_file_is_told_at_once() -> None:
    text = GOOD.replace("obligor: CHN", "obligor: PRC").replace("product: corn", "product: maize")
    assert len(problems(text)) == 2


def bomb() -> str:
    """Return a few lines that unfold into a billion words where aliases are followed."""
    lines = ["a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        (bomb(), 1, "anchors and aliases are not read; write the value out"),
        ("a: *b\n", 1, "anchors and aliases are not read; write the value out"),
        ("<<: {id: a}\n", 1, "unknown key '<<'"),
        ("[" * 50_000, 1, "nested deeper than 12 levels"),
        ("a: " + "{b: " * 30 + "c" + "}" * 30, 1, "nested deeper than 12 levels"),
        ("\n".join(" " * n + "a:" for n in range(40)), 14, "nested deeper than 12 levels"),
        (GOOD + "---\n" + GOOD, 38, "a second document; one pledge a file"),
        (b"id: a\ntitle: na\xefve\n", 2, "not UTF-8; save it as UTF-8"),
        (GOOD.encode("utf-16"), 1, "not UTF-8; save it as UTF-8"),
        ("", 1, "empty; start from a shipped pledge file"),
        ("# only a comment\n", 1, "empty; start from a shipped pledge file"),
        (GOOD + "#" * 256 * 1024, 1, "larger than 256 KB; keep one pledge to a file"),
        ("- a\n- b\n", 1, "should be keys with values; see a shipped pledge file"),
        ("just words\n", 1, "should be keys with values; see a shipped pledge file"),
        ("? [a, b]\n: c\n", 1, "a key must be plain text"),
        ("a: 'open\n", 2, "not YAML: "),
        ("a: \x00", 1, "not YAML: "),
        ("list[x]: 1\n", 1, "unknown key 'list[x]'"),
    ],
)
def test_a_file_that_is_no_register_file_is_refused_at_its_line(
    content: str | bytes, line: int, words: str
) -> None:
    assert any(one.startswith(f"x.yaml:{line}: ") and words in one for one in problems(content))


def test_a_file_of_the_largest_size_is_read() -> None:
    assert problems(GOOD + "#" * (256 * 1024 - len(GOOD))) == []


def test_a_byte_order_mark_is_no_part_of_a_file() -> None:
    assert problems(b"\xef\xbb\xbf" + GOOD.encode()) == []


def test_windows_line_ends_keep_the_line_numbers() -> None:
    (one,) = problems(changed("obligor: CHN", "obligor: PRC").replace("\n", "\r\n").encode())
    assert one.startswith("x.yaml:3: ")


PLAIN = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=12)
TREES = st.recursive(
    PLAIN | st.none() | st.integers() | st.dates().map(str),
    lambda parts: st.lists(parts, max_size=3) | st.dictionaries(PLAIN, parts, max_size=3),
    max_leaves=8,
)


@given(st.text(max_size=200) | st.binary(max_size=200))
@example("a: !<tag:yaml.org,2002:str> b")
@example("*a : b")
@example("&a b: c")
@example("--- |\n a")
def test_any_bytes_are_refused_in_words_or_are_in_order(content: str | bytes) -> None:
    raw = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    found = problems(raw)
    assert found
    assert all(FORM.match(one) for one in found)


KEYS = st.sampled_from(
    ["id", "amount", "deadlines", "readings", "statements", "list[x]", "literal['all']", "note"]
)


def put(where: str, value: Any) -> Callable[[dict[str, Any]], None]:
    def change(data: dict[str, Any]) -> None:
        if where in ("reading", "statement"):
            data[f"{where}s"][0]["deadlines"] = value
        else:
            data[where] = value

    return change


@given(KEYS | st.sampled_from(["reading", "statement"]), TREES)
def test_any_value_in_any_place_is_refused_in_words_or_is_in_order(where: str, value: Any) -> None:
    data = yaml.safe_load(GOOD)
    put(where, value)(data)
    found = problems(yaml.safe_dump(data, allow_unicode=True, default_flow_style=False))
    assert all(FORM.match(one) for one in found)
