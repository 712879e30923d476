"""The shipped register loads, keeps to its own rules, and is joined by a person's own files."""

import os
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loading import ROOT
from offtake.domain import (
    Amount,
    AmountKind,
    Base,
    Book,
    Destinations,
    Frequency,
    Period,
    Pledge,
    Quantity,
    StatementRecord,
    WindowKind,
)
from offtake.errors import PledgeFileInvalid
from offtake.pledges import check, load
from pledges.making import GOOD, changed

REGISTER = ROOT / "src" / "offtake" / "pledges" / "register"
MOST_QUOTED = 300

# pledges.md, section 2 by its numbers, table 3.5, then section 6 by country.
REQUIRED = {
    "C0a": ["cn-us-soybeans-5mt-2019", "cn-us-soybeans-10mt-2019"],
    "C1": [
        f"phase-one-{goods}"
        for goods in ("agriculture", "manufacturing", "energy", "goods", "services")
    ],
    "C2": ["cn-us-soybeans-12mt-2025"],
    "C3": [f"cn-us-soybeans-25mt-{year}" for year in (2026, 2027, 2028)],
    "C4": ["cn-us-soybeans-20mt-2026"],
    "C5": ["cn-us-faster-more-2025"],
    "C6": ["cn-us-sorghum-2025", "cn-us-wheat-2025"],
    "C7": ["cn-us-logs-2025"],
    "C8": ["cn-us-energy-2025", "cn-us-oil-gas-2026"],
    "C9": ["cn-us-aircraft-200-2026"],
    "C10": ["cn-us-farm-goods-17bn-2026"],
    "C11": ["cn-us-beef-access-2026"],
    "C12": ["cn-us-tariff-cuts-30bn-2026", "us-cn-tariff-cuts-30bn-2026"],
    "C13": [
        "cn-us-tariff-24-2025",
        "us-cn-tariff-24-2025",
        "us-cn-fentanyl-tariff-2025",
        "cn-us-port-fees-2025",
        "us-cn-port-fees-2025",
        "cn-us-exclusions-2025",
        "us-cn-exclusions-2025",
    ],
    "3.5": ["cn-us-farm-tariffs-2025", "cn-us-soybean-exporters-2025"],
    "C14": ["cn-us-rare-earths-2025"],
    "C15": ["sea-us-soybeans-19mt-2025"],
    "Japan": ["jp-us-farm-goods-8bn-2025", "jp-us-rice-2025"],
    "EU": ["eu-us-energy-750bn-2025"],
    "Indonesia": [
        "id-us-soybeans-1mt",
        "id-us-corn-1600kt",
        "id-us-cotton-93kt",
        "id-us-wheat-1mt",
        "id-us-wheat-5mt-2030",
    ],
    "India": ["in-us-goods-500bn-2026"],
    "South Korea": ["kr-us-aircraft-103", "kr-us-lng-3300kt"],
    "Taiwan": ["tw-us-farm-goods-10bn"],
    "Switzerland": [
        "ch-us-investment-200bn-2025",
        "ch-us-beef-quota-500t-2025",
        "ch-us-bison-quota-1000t-2025",
        "ch-us-poultry-quota-1500t-2025",
    ],
    "UK": ["gb-us-beef-quota-13kt", "gb-us-ethanol-quota"],
    "Bangladesh": ["bd-us-wheat-700kt"],
    "Vietnam": ["vn-us-aircraft-50-2026"],
    "Malaysia": [
        "my-us-aircraft-30",
        "my-us-lng-3400m",
        "my-us-technology-150bn",
        "my-us-coal-43m",
        "my-us-investment-70bn",
    ],
    "Thailand": ["th-us-aircraft-80"],
    "Cambodia": ["kh-us-boeing"],
}


@pytest.fixture(scope="module")
def register() -> dict[str, Pledge]:
    return load()


def quotes(register: dict[str, Pledge]) -> Iterator[tuple[str, StatementRecord]]:
    for pledge in register.values():
        for statement in pledge.statements:
            if statement.is_quote:
                yield pledge.id, statement


def addresses(pledge: Pledge) -> Iterator[str]:
    yield from (statement.url for statement in pledge.statements)
    yield from (reading.citation for reading in pledge.readings)
    yield from (deadline.url for deadline in pledge.deadlines)


def plain(text: str) -> str:
    """Return a text with one kind of quotation mark and single blanks."""
    marks = str.maketrans(
        dict.fromkeys("\u201c\u201d\u300c\u300d", '"') | dict.fromkeys("\u2018\u2019", "'")
    )
    return " ".join(text.translate(marks).split())


@pytest.mark.parametrize("where", REQUIRED)
def test_every_commitment_of_the_guide_is_in_the_register(
    where: str, register: dict[str, Pledge]
) -> None:
    assert [one for one in REQUIRED[where] if one not in register] == []


def test_the_register_holds_no_pledge_the_guide_does_not_know(register: dict[str, Pledge]) -> None:
    known = {one for some in REQUIRED.values() for one in some}
    assert sorted(register.keys() - known) == []


def test_each_file_is_named_for_the_pledge_in_it(register: dict[str, Pledge]) -> None:
    assert sorted(path.stem for path in REGISTER.glob("*.yaml")) == list(register)


def test_the_shipped_files_have_no_problem() -> None:
    assert check(sorted(REGISTER.glob("*.yaml"))) == []


def test_ids_within_a_pledge_are_unique(register: dict[str, Pledge]) -> None:
    for pledge in register.values():
        for some in (pledge.readings, pledge.deadlines):
            ids = [one.id for one in some]
            assert len(ids) == len(set(ids)), pledge.id


def test_no_quotation_is_longer_than_what_may_be_quoted(register: dict[str, Pledge]) -> None:
    found = [(name, len(one.text)) for name, one in quotes(register)]
    assert len(found) > 50  # the register quotes, so the rule binds something
    assert [one for one in found if one[1] > MOST_QUOTED] == []


def test_every_address_can_be_followed(register: dict[str, Pledge]) -> None:
    parts = [
        (pledge.id, urlsplit(address))
        for pledge in register.values()
        for address in addresses(pledge)
    ]
    assert [
        one for one in parts if one[1].scheme not in ("http", "https") or not one[1].netloc
    ] == []


def test_every_reading_is_held_by_somebody_and_every_statement_spoken(
    register: dict[str, Pledge],
) -> None:
    for pledge in register.values():
        assert pledge.readings, pledge.id
        assert pledge.statements, pledge.id
        assert all(one.held_by.strip() for one in pledge.readings)
        assert all(one.speaker.strip() and one.text.strip() for one in pledge.statements)


def test_the_first_tranche_reads_as_the_guide_says(register: dict[str, Pledge]) -> None:
    """Four incompatible deadlines, and a floor of 12 Mt (pledges.md 3.2)."""
    pledge = register["cn-us-soybeans-12mt-2025"]
    assert sorted(one.on for one in pledge.deadlines) == [
        date(2025, 11, 30),
        date(2025, 12, 31),
        date(2026, 2, 28),
        date(2026, 8, 31),
    ]
    for reading in pledge.readings:
        assert reading.amount == Amount(Quantity(Decimal(12), "Mt"), AmountKind.FLOOR)
        assert reading.partner == "CHN"
        assert reading.product == "soybeans"
    bracket = pledge.reading("export-sales-plus-unknown-my")
    assert bracket is not None
    assert bracket.book is Book.EXPORT_SALES
    assert bracket.destinations is Destinations.NAMED_PLUS_UNKNOWN
    assert bracket.window.kind is WindowKind.MARKETING_YEAR
    assert bracket.window.start == date(2025, 9, 1)
    assert pledge.reading("no-such-reading") is None


@pytest.mark.parametrize(
    ("pledge_id", "of_2020", "of_2021"),
    [
        # Increments above 2017, USD bn (pledges.md 3.1).
        ("phase-one-manufacturing", "32.9", "44.8"),
        ("phase-one-agriculture", "12.5", "19.5"),
        ("phase-one-energy", "18.5", "33.9"),
        ("phase-one-goods", "63.9", "98.2"),
        ("phase-one-services", "12.8", "25.1"),
    ],
)
def test_phase_one_increments_are_those_of_the_text(
    pledge_id: str, of_2020: str, of_2021: str, register: dict[str, Pledge]
) -> None:
    both = Decimal(of_2020) + Decimal(of_2021)
    wanted = {
        "us-data-2020": Decimal(of_2020),
        "us-data-2021": Decimal(of_2021),
        "us-data-2020-21": both,
    }
    for reading_id, increment in wanted.items():
        reading = register[pledge_id].reading(reading_id)
        assert reading is not None
        assert reading.amount is not None
        assert reading.amount.quantity == Quantity(increment * 10**9, "USD")


def test_two_years_of_phase_one_are_above_twice_the_count_of_2017(
    register: dict[str, Pledge],
) -> None:
    reading = register["phase-one-energy"].reading("us-data-2020-21")
    assert reading is not None
    assert reading.amount is not None
    assert reading.amount.base == Base(
        Period(date(2017, 1, 1), date(2018, 1, 1), Frequency.ANNUAL), 2
    )


def test_quantities_and_days_are_read_exactly(tmp_path: Path) -> None:
    text = changed(
        "{at_least: 5, unit: Mt}", "{about: 0.1, unit: Mt, additional_to: 0.2, tolerance: 0.03}"
    )
    (tmp_path / "mine.yaml").write_text(text, encoding="utf-8")
    pledge = load(own=tmp_path)["cn-us-corn-5mt-2026"]
    assert pledge.made_on == date(2026, 3, 2)
    assert pledge.deadlines[0].on == date(2026, 12, 31)
    amount = pledge.readings[0].amount
    assert amount is not None
    assert amount.quantity.value == Decimal("0.1")
    assert amount.tolerance == Decimal("0.03")
    # (0.1 + 0.2) x 0.97 is 0.291 and not 0.29100000000000004.
    assert amount.target == Quantity(Decimal("0.291"), "Mt")


@given(st.decimals(min_value=Decimal("0.000001"), max_value=10**11, places=6))
def test_an_amount_is_read_to_its_last_digit(value: Decimal) -> None:
    with TemporaryDirectory() as folder:
        text = changed("at_least: 5", f"at_least: {value:f}")
        (Path(folder) / "mine.yaml").write_text(text, encoding="utf-8")
        amount = load(own=Path(folder))["cn-us-corn-5mt-2026"].readings[0].amount
    assert amount is not None
    assert amount.quantity.value == value


def test_a_persons_own_folder_is_merged_into_the_register(
    tmp_path: Path, register: dict[str, Pledge]
) -> None:
    (tmp_path / "mine.yaml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "yours.yml").write_text(
        changed("id: cn-us-corn-5mt-2026", "id: a-first"), encoding="utf-8"
    )
    (tmp_path / "notes.txt").write_text("not a pledge", encoding="utf-8")
    (tmp_path / "folder.yaml").mkdir()
    merged = load(own=tmp_path)
    assert set(merged) == {*register, "cn-us-corn-5mt-2026", "a-first"}
    assert list(merged) == sorted(merged)
    assert {name: merged[name] for name in register} == register


def test_readings_take_what_they_leave_out_from_the_pledge(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(GOOD, encoding="utf-8")
    sales, shipped = load(own=tmp_path)["cn-us-corn-5mt-2026"].readings
    assert (sales.product, sales.partner, sales.destinations) == ("corn", "CHN", Destinations.NAMED)
    assert sales.amount == shipped.amount == Amount(Quantity(Decimal(5), "Mt"), AmountKind.FLOOR)
    assert [one.id for one in sales.deadlines] == ["end-2026"]


def test_a_missing_or_empty_own_folder_changes_nothing(
    tmp_path: Path, register: dict[str, Pledge]
) -> None:
    assert load(own=tmp_path / "nowhere") == register
    assert load(own=tmp_path) == register
    assert load(own=None) == register


def test_two_own_files_of_one_id_are_refused_with_both_names(tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "two.yaml").write_text(GOOD, encoding="utf-8")
    with pytest.raises(PledgeFileInvalid) as caught:
        load(own=tmp_path)
    (problem,) = caught.value.problems
    assert problem == (
        f"{tmp_path / 'two.yaml'}:1: id 'cn-us-corn-5mt-2026' is taken by "
        f"{tmp_path / 'one.yaml'}; rename"
    )


def test_an_own_file_does_not_replace_a_shipped_pledge(tmp_path: Path) -> None:
    text = changed("id: cn-us-corn-5mt-2026", "id: cn-us-soybeans-12mt-2025")
    (tmp_path / "mine.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(PledgeFileInvalid, match=r"is taken by cn-us-soybeans-12mt-2025\.yaml"):
        load(own=tmp_path)


def test_problems_of_several_files_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text(changed("obligor: CHN", "obligor: PRC"), encoding="utf-8")
    (tmp_path / "two.yaml").write_text("", encoding="utf-8")
    with pytest.raises(PledgeFileInvalid) as caught:
        load(own=tmp_path)
    names = [one.removeprefix(f"{tmp_path}{os.sep}").split(":")[0] for one in caught.value.problems]
    assert names == ["one.yaml", "two.yaml"]


@pytest.mark.shared
def test_every_quotation_stands_in_the_guide_word_for_word(
    shared: Path, register: dict[str, Pledge]
) -> None:
    guide = plain((shared / "design" / "pledges.md").read_text(encoding="utf-8"))
    assert [
        (name, one.text) for name, one in quotes(register) if plain(one.text) not in guide
    ] == []


# Hosts of addresses the guide to pledges does not print, and what is read there.
ELSEWHERE = {
    "farmfutures.pl.barchart.com": "a page that interface.md gives",
    "dailyguardian.eu": "the British ethanol quota; the guide names the host only",
    "www.the-independent.com": "the British beef quota in tons",
    "www.thestar.com.my": "the day of the Korean order and the end of its deliveries",
    "www.flightglobal.com": "that the Korean order is not all firm",
    "discoveryn24.com": "the day and the years of the Korean gas",
    "focustaiwan.tw": "the day and the goods of Taiwan's letters",
    "www.prnewswire.com": "the day of the Vietnamese contract",
    "www.nippon.com": "the base of Japan's 75 per cent of rice",
    "www.pigua.info": "the farm tariffs in the fact sheet of 1 November 2025",
}


@pytest.mark.shared
def test_every_address_stands_in_the_guide(shared: Path, register: dict[str, Pledge]) -> None:
    guide = (shared / "design" / "pledges.md").read_text(encoding="utf-8")
    cited = {address for pledge in register.values() for address in addresses(pledge)}
    others = {address for address in cited if address not in guide}
    assert {urlsplit(address).netloc for address in others} == set(ELSEWHERE)
    assert len(others) == len(ELSEWHERE)  # one page of each
