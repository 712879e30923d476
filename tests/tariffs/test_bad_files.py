"""What is wrong with a file of tariffs is named by file, line and remedy."""

import re
from pathlib import Path

import pytest

from offtake.errors import BarrierUnknown, RegisterFileInvalid
from offtake.tariffs import barrier_of, check, load
from tariffs.making import GOOD, changed, problems

# What is replaced, by what, the line the problem stands on, what is said of it.
BROKEN = {
    "a key nobody knows": ("    legal: ann", "    legals: ann", 15, r"\(did you mean 'legal'\?\)"),
    "a missing key": ("known_to: 2026-06-30\n", "", 1, r"known_to: missing; add it"),
    "an unknown place": ("imposed_by: CHN", "imposed_by: PRC", 4, r"unknown place 'PRC'; use e"),
    "an unknown other place": ("against: USA", "against: US", 5, r"unknown place 'US'; use e"),
    "an unknown product": ("products: [corn]", "products: [maize]", 10, r"unknown product 'maize'"),
    "an unknown kind": ("kind: tariff", "kind: levy", 3, r"use one of these"),
    "a code with dots": (
        '["100590"]',
        '["1005.90"]',
        9,
        r"digits without dots, the leading zero kept, e\.g\. 0201",
    ),
    "a code of one digit": ('["100590"]', '["1"]', 9, r"should match pattern"),
    "no code at all": ('  hs: ["100590"]\n', "", 8, r"list codes, or say is_complete: false"),
    "codes off a whole list": (
        '  hs: ["100590"]',
        '  hs: ["100590"]\n  not_hs: ["1201"]',
        8,
        r"a complete list needs no not_hs",
    ),
    "a duty without a rate": ("    rate: 10\n", "", 12, r"a duty in force has a rate; give it in"),
    "a ban with a rate": ("kind: tariff", "kind: import_ban", 13, r"import_ban has no rate; say"),
    "a rate of nothing": ("rate: 10", "rate: 0", 13, r"give a number above 0"),
    "a rate that unfolds": ("rate: 10", "rate: 1e999999", 13, r"1000|8 digits"),
    "a rate in words": ("rate: 10", "rate: ten", 13, r"write a number"),
    "a step told after it began": (
        "announced: 2026-03-02",
        "announced: 2026-03-11",
        12,
        r"announced 2026-03-11, after it began on 2026-03-10; correct one of them",
    ),
    "an end before the start": (
        "    end: 2026-06-09",
        "    end: 2026-03-09",
        23,
        r"ends before it starts; correct one of the days",
    ),
    "known before it was told": (
        "known_to: 2026-06-30",
        "known_to: 2026-03-01",
        21,
        r"known to 2026-03-01, before it was announced on 2026-03-02; correct one",
    ),
    "two steps of one day": (
        "  - start: 2026-06-10\n    standing: suspended\n    announced: 2026-06-01",
        "  - start: 2026-03-10\n    rate: 11\n    announced: 2026-03-02",
        17,
        r"two steps of 2026-03-10 announced on 2026-03-02; keep one",
    ),
    "an end without a start": (
        "  - start: 2026-03-10\n    rate: 10",
        "  - start: 2026-03-10\n    standing: ended",
        12,
        r"it ends before it began; add the step that begins it",
    ),
    "an exclusion that lifts nothing": (
        "kind: tariff",
        "kind: exclusion",
        3,
        r"an exclusion lifts at least one tariff, nothing else lifts any",
    ),
    "a tariff that lifts another": (
        "products: [corn]",
        "lifts: [cn-us-301-list-1]",
        3,
        r"an exclusion lifts at least one tariff, nothing else lifts any",
    ),
    "a standing it cannot begin with": (
        "standing: suspended",
        "standing: not_begun",
        18,
        r"'in_force'.*'suspended'.*'ended'",
    ),
    "an address that is none": (
        "url: https://example.org/duty",
        "url: a newspaper",
        16,
        r"give a whole address",
    ),
    "words that steer a terminal": (
        "title: China's duty on corn of the US",
        'title: "\\u009b2J"',
        2,
        r"holds the control character U\+009B",
    ),
    "an anchor": ("note: Made up.", "note: &a Made up.", 28, r"anchors and aliases are not read"),
}


@pytest.mark.parametrize(("old", "new", "line", "words"), BROKEN.values(), ids=BROKEN)
def test_a_broken_file_is_named_with_its_line_and_a_remedy(
    old: str, new: str, line: int, words: str
) -> None:
    found = problems(changed(old, new))
    said = [re.match(r"x\.yaml:(\d+): (.*)", one) for one in found]
    assert all(said)
    pairs = [(int(one[1]), one[2]) for one in said if one]
    assert any(at == line and re.search(words, text) for at, text in pairs), pairs


def test_the_file_that_the_broken_ones_come_from_is_in_order() -> None:
    assert problems(GOOD) == []


def test_an_exclusion_of_what_is_not_there_is_found_out() -> None:
    text = changed("kind: tariff", "kind: exclusion").replace("    rate: 10\n", "")
    found = problems(text + "lifts: [cn-us-no-such]\n")
    assert found == [
        "x.yaml:1: lifts 'cn-us-no-such', which is not in the register; correct the id"
    ]


def test_a_shipped_id_is_taken_and_a_shipped_file_has_its_own() -> None:
    found = problems(GOOD.replace("cn-us-corn-duty-2026", "cn-us-logs-2025"))
    assert found == ["x.yaml:1: id 'cn-us-logs-2025' is taken by cn-us-logs-2025.yaml; rename"]


def test_a_file_is_not_compared_with_itself_but_with_the_other_one(tmp_path: Path) -> None:
    first, second = tmp_path / "a.yaml", tmp_path / "b.yaml"
    for path in (first, second):
        path.write_text(GOOD, encoding="utf-8")
    assert check([first, first]) == []
    (one,) = check([first, second])
    assert one.startswith(f"{second}:1: ")


def test_a_person_s_own_folder_is_merged_into_the_register(tmp_path: Path) -> None:
    shipped = load()
    (tmp_path / "mine.yaml").write_text(GOOD, encoding="utf-8")
    merged = load(own=tmp_path)
    assert merged.keys() - shipped.keys() == {"cn-us-corn-duty-2026"}
    assert list(merged) == sorted(merged)
    assert load(own=tmp_path / "nowhere") == shipped


def test_a_broken_file_of_one_s_own_stops_the_register(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("id: x\n", encoding="utf-8")
    with pytest.raises(RegisterFileInvalid, match=r"mine\.yaml:1: title: missing; add it"):
        load(own=tmp_path)


def test_an_unknown_id_is_told_with_a_near_one() -> None:
    with pytest.raises(BarrierUnknown, match=r"did you mean cn-us-logs-2025"):
        barrier_of(load(), "cn-us-log-2025")
