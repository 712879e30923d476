"""The shipped register: what it must hold, and that each address was captured or is named here."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from loading import ROOT
from offtake.domain import Barrier, BarrierKind
from offtake.tariffs import check, load
from tariffs.making import day

REGISTER = ROOT / "src" / "offtake" / "tariffs" / "register"

# What part 3 of the work asks the register for, by kind and government.
REQUIRED = {
    "US duties": [
        *("us-cn-301-list-1", "us-cn-301-list-2", "us-cn-301-list-3", "us-cn-301-list-4a"),
        *("us-steel-aluminium-232", "us-cn-fentanyl-2025", "us-cn-reciprocal-2025"),
        *("us-cn-reciprocal-24-2025", "us-section-122-2026"),
    ],
    "Chinese duties": [
        *("cn-us-232-retaliation-25", "cn-us-301-list-1", "cn-us-301-list-2"),
        *("cn-us-301-list-3-high", "cn-us-301-list-3-low", "cn-us-september-2019-5"),
        *("cn-us-farm-2025-10", "cn-us-farm-2025-15", "cn-us-energy-2025-15"),
        *("cn-us-reciprocal-2025", "cn-us-reciprocal-24-2025", "cn-base-soybeans"),
    ],
    "exclusions": ["cn-us-market-exclusion-2020", "us-cn-301-exclusions"],
    "port fees": ["us-port-fees-2025", "cn-us-port-fees-2025"],
    "bans": ["cn-us-logs-2025", "cn-us-soybean-firms-2025", "cn-us-beef-plants-2025"],
    "listings": ["us-affiliates-rule-2025", "cn-us-entity-lists-2025-03"],
    "export controls": [
        *("cn-gallium-germanium-2023", "cn-graphite-2023", "cn-us-dual-use-2024"),
        *("cn-rare-earths-2025-04", "cn-rare-earths-2025-10", "cn-rare-earth-equipment-2025"),
        *("cn-rare-earths-abroad-2025", "cn-rare-earth-technology-2025"),
    ],
}


@pytest.fixture(scope="module")
def register() -> dict[str, Barrier]:
    return load()


def addresses(barrier: Barrier) -> Iterator[str]:
    yield from (step.url for step in barrier.steps)
    yield from (dispute.url for dispute in barrier.disputes)


@pytest.mark.parametrize("what", REQUIRED)
def test_what_was_asked_for_is_in_the_register(what: str, register: dict[str, Barrier]) -> None:
    assert [one for one in REQUIRED[what] if one not in register] == []


def test_each_file_is_named_for_what_is_in_it(register: dict[str, Barrier]) -> None:
    assert sorted(path.stem for path in REGISTER.glob("*.yaml")) == list(register)


def test_the_shipped_files_have_no_problem() -> None:
    assert check(sorted(REGISTER.glob("*.yaml"))) == []


def test_every_kind_is_used(register: dict[str, Barrier]) -> None:
    assert {one.kind for one in register.values()} == set(BarrierKind)


def test_every_address_can_be_followed(register: dict[str, Barrier]) -> None:
    parts = [urlsplit(one) for barrier in register.values() for one in addresses(barrier)]
    assert all(one.scheme in ("http", "https") and one.netloc for one in parts)


def test_both_rates_of_the_surcharge_of_2026_are_kept(register: dict[str, Barrier]) -> None:
    """10 percent in the proclamation, 15 in the President's words (pledges.md 3.8)."""
    surcharge = register["us-section-122-2026"]
    assert surcharge.steps[0].rate == 10
    assert any("15 percent" in one.words for one in surcharge.disputes)
    assert [str(one.start) for one in surcharge.steps] == ["2026-02-24", "2026-07-24"]


def test_the_truce_runs_out_on_10_november_2026_on_both_sides(
    register: dict[str, Barrier],
) -> None:
    """Pledges.md C13; the US side fell away before, with the ruling of 20 February 2026."""
    ends = day("2026-11-10")
    course = register["cn-us-reciprocal-24-2025"].course(as_of=day("2026-08-13"))
    assert (course[-1].start, course[-1].rate) == (ends, Decimal(24))
    before = register["us-cn-reciprocal-24-2025"].course(as_of=day("2026-02-19"))
    after = register["us-cn-reciprocal-24-2025"].course(as_of=day("2026-02-20"))
    assert before[-1].start == ends
    assert after[-1].start == day("2026-02-24")


# Pages read for this register that the guides and captured figures do not name. Each was read on
# the page itself; what rests on them is listed in docs/explanation/tariffs.md.
ELSEWHERE = {
    "abcnews.go.com",
    "akingump.com",
    "alstontrade.com",
    "chinajusticeobserver.com",
    "en.people.cn",
    "en.portnews.ru",
    "energyheadlines.com",
    "food.chemlinked.com",
    "geminishippers.com",
    "globaltradeandsanctionslaw.com",
    "govinfo.gov",
    "greatlakescustomslaw.com",
    "lawyerfanzhang.com",
    "osencmagnet.com",
    "thefederalregister.org",
    "whatstrending.fenwick.com",
    "www.aokestamping.com",
    "www.cbsnews.com",
    "www.chemradar.com",
    "www.cnbcafrica.com",
    "www.executiveactions.org",
    "www.fas.usda.gov",
    "www.fastmarkets.com",
    "www.feedandgrain.com",
    "www.hellenicshippingnews.com",
    "www.i360gov.com",
    "www.indochempolymers.com",
    "www.internationaltradecomplianceupdate.com",
    "www.internationaltradeinsights.com",
    "www.lexology.com",
    "www.mexc.co",
    "www.mondaq.com",
    "www.mti-worldwide.com",
    "www.newsmax.com",
    "www.pakistantoday.com.pk",
    "www.steelorbis.com",
    "www.thompsonhinesmartrade.com",
    "www.tuoyuanintl.com",
    "www.vedderprice.com",
    "www.whitehouse.gov",
}


@pytest.mark.shared
def test_every_address_was_captured_or_is_of_a_host_named_here(
    shared: Path, register: dict[str, Barrier]
) -> None:
    known = "".join(
        path.read_text(encoding="utf-8", errors="replace")
        for path in [
            *(shared / "design").glob("*.md"),
            *(shared / "data" / "trade").rglob("*.md"),
            shared / "data" / "trade" / "tariff_timeline" / "china_tariff_on_us_soybeans.csv",
        ]
    )
    cited = {one for barrier in register.values() for one in addresses(barrier)}
    hosts = {urlsplit(one).netloc for one in cited if _short(one) not in known}
    assert hosts == ELSEWHERE


def _short(address: str) -> str:
    """Return an address as a note names it: a repository without its host."""
    return address.removeprefix("https://github.com/")
