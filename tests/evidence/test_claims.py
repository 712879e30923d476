"""The register's statements as a timeline: who said, who denied, who stayed silent."""

from datetime import date

from offtake.domain import Side, Stance
from offtake.evidence import Claim, claims_of
from offtake.evidence.claims import CLAIMS
from offtake.pledges import load

REGISTER = load()
TRANCHE = REGISTER["cn-us-soybeans-12mt-2025"]


def test_the_timeline_runs_by_day_and_leaves_nothing_out() -> None:
    for pledge in REGISTER.values():
        found = claims_of(pledge)
        days = [one.on for one, _ in found.timeline]
        assert days == sorted(days)
        assert len(days) == len(pledge.statements)


def test_the_deadlines_of_the_first_tranche_come_in_the_order_they_were_named() -> None:
    # pledges.md, 3.2: fact sheet 1 Nov, Bessent 3 Dec, Greer 9 Dec, embassy in February
    found = [(one.on, one.said_on) for one in claims_of(TRANCHE).deadlines]
    assert found == [
        (date(2025, 12, 31), date(2025, 11, 1)),
        (date(2026, 2, 28), date(2025, 12, 3)),
        (date(2025, 11, 30), date(2025, 12, 9)),
        (date(2026, 8, 31), date(2026, 2, 28)),
    ]


def test_china_never_said_the_first_tranche_and_america_said_it_often() -> None:
    found = claims_of(TRANCHE)
    assert Claim.SAID not in found.count(Side.OBLIGOR)
    # MOFCOM on 30 October, and the readout of the call on 24 November
    assert found.count(Side.OBLIGOR)[Claim.SILENT] == 2
    assert found.count(Side.COUNTERPARTY)[Claim.SAID] >= 5


def test_nothing_said_after_the_day_asked_for_is_in_the_timeline() -> None:
    found = claims_of(TRANCHE, until=date(2025, 11, 13))
    assert max(one.on for one, _ in found.timeline) == date(2025, 11, 13)
    assert [one.id for one in found.deadlines] == ["end-2025"]


def test_every_stance_of_the_register_is_some_claim() -> None:
    assert set(CLAIMS) == set(Stance)
