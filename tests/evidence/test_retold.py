"""Statements of the register beside others on their pledge."""

from dataclasses import replace
from datetime import date

from offtake.domain import Pledge, Side, Stance, StatementRecord
from offtake.evidence.retold import retellings, said_on
from offtake.pledges import load

PLEDGE = "cn-us-soybeans-12mt-2025"


def record(text: str, *, day: int, is_quote: bool = True) -> StatementRecord:
    return StatementRecord(
        on=date(2025, 11, day),
        speaker=f"speaker {day}",
        side=Side.COUNTERPARTY,
        stance=Stance.ANNOUNCED,
        text=text,
        is_quote=is_quote,
        url="https://example.org/",
    )


def pledge(*records: StatementRecord) -> Pledge:
    return replace(load()[PLEDGE], statements=records)


FIRST = record("They could buy at least 12 million tons of soybeans by the end of March", day=1)


def test_what_falls_off_in_a_retelling_is_named() -> None:
    later = record("China buys 12 million tons", day=2)
    first, *_ = [one for one in said_on([pledge(FIRST, later)]) if one.record is FIRST]
    (found,) = retellings(first, said_on([first.pledge]))
    assert found.why == "the same figure, 12,000,000 t"
    assert found.lost == (
        "“at least” before the figure",
        "the hedge “could”",
        "the time “by the end of March”",
        "the good “soybeans”",
    )


def test_a_denial_that_falls_off_is_no_hedge() -> None:
    denied = record("They never agreed to 12 million tons", day=1)
    later = record("They agreed to 12 million tons", day=2)
    first = next(one for one in said_on([pledge(denied, later)]) if one.record is denied)
    (found,) = retellings(first, said_on([first.pledge]))
    assert found.lost == ("the denial “never”",)


def test_a_retelling_that_keeps_every_word_loses_nothing() -> None:
    later = replace(FIRST, on=date(2025, 11, 5), speaker="another")
    first = next(one for one in said_on([pledge(FIRST, later)]) if one.record is FIRST)
    (found,) = retellings(first, said_on([first.pledge]))
    assert (found.lost, found.changed, found.is_compared) == ((), (), True)


def test_of_a_paraphrase_nothing_is_said_to_have_fallen_off() -> None:
    later = record("12 million tons.", day=2, is_quote=False)
    first = next(one for one in said_on([pledge(FIRST, later)]) if one.record is FIRST)
    (found,) = retellings(first, said_on([first.pledge]))
    assert (found.lost, found.changed, found.is_compared) == ((), (), False)


def test_another_figure_is_no_retelling_and_neither_is_what_was_said_before() -> None:
    later = record("25 million tons a year", day=2)
    said = said_on([pledge(FIRST, later, replace(FIRST, on=date(2025, 10, 30)))])
    first = next(one for one in said if one.record is FIRST)
    assert retellings(first, said) == ()


def test_another_time_is_told_with_both() -> None:
    later = record("They could buy at least 12 million tons of soybeans by May 2026", day=2)
    first = next(one for one in said_on([pledge(FIRST, later)]) if one.record is FIRST)
    (found,) = retellings(first, said_on([first.pledge]))
    assert found.changed == ("the time: “by the end of March”, then “by May 2026”",)


def test_ids_of_the_register_differ_and_stay_when_statements_move() -> None:
    register = load()
    whole = said_on(register.values())
    assert len({one.id for one in whole}) == sum(len(one.statements) for one in register.values())
    one = register[PLEDGE]
    turned = replace(one, statements=tuple(reversed(one.statements[3:])))
    kept = {said.id: said.record for said in said_on([one])}
    assert all(kept[said.id] == said.record for said in said_on([turned]))
