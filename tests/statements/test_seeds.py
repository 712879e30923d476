"""What must hold of the two first texts, read by the whole reader and held against each other."""

from pathlib import Path

import pytest

from offtake.domain import Gap, Statement
from offtake.evidence import borne, what_to_measure
from offtake.pledges import load
from offtake.statements import Reader
from offtake.statements.cleaning import clean
from offtake.statements.comparing import Read, compare
from offtake.statements.drift import Shift, drift
from offtake.statements.stories import account_of, events

pytestmark = pytest.mark.shared
QUALIFIED, REPORTED = 2, 3


@pytest.fixture(scope="module")
def seeds(shared: Path) -> tuple[Read, Read]:
    reader = Reader.load()
    folder = sorted((shared / "data" / "text" / "seeds").iterdir())
    documents = [clean(one.read_bytes(), name=one.name[:3]) for one in folder]
    first, second = (Read(one, reader.read(one)) for one in documents)
    return first, second


def chains(read: Read) -> dict[str, Statement]:
    """Return the statements by their chain, as the guide writes one."""
    return {
        " > ".join(f"{hop.actor} {hop.cue.text}" for hop in one.chain): one
        for one in read.statements
    }


def test_the_remark_on_more_or_less_agreed_is_qualified_and_rests_on_trump(
    seeds: tuple[Read, Read],
) -> None:
    _, second = seeds
    (hedged,) = (one for chain, one in chains(second).items() if "more or less agreed" in chain)
    assert [hop.actor for hop in hedged.chain] == ["trump", "xi"]
    assert hedged.firmness.level == QUALIFIED
    agreed = hedged.chain[-1].cue  # the words that gave the grade are among those of the hop
    assert all(reason.cue and agreed.holds(reason.cue) for reason in hedged.firmness.reasons)


def test_the_same_act_is_graded_as_seed_000_words_it(seeds: tuple[Read, Read]) -> None:
    first, _ = seeds
    assert chains(first)["trump said > xi agreed"].firmness.level == REPORTED


def test_a_statement_without_figure_and_timeline_lacks_both_and_says_what_to_measure(
    seeds: tuple[Read, Read],
) -> None:
    first, _ = seeds
    agreed = chains(first)["trump said > xi agreed"]
    assert {Gap.QUANTITY, Gap.DEADLINE} <= set(agreed.missing)
    assert "no figure and no date" in (what_to_measure(agreed) or "")


def test_the_agreed_purchases_bear_on_the_call_of_november(seeds: tuple[Read, Read]) -> None:
    register = tuple(load().values())
    for read in seeds:
        agreed = [one for chain, one in chains(read).items() if "xi" in chain and "agreed" in chain]
        assert agreed
        linked = borne(agreed, register, published_on=read.document.published_on)
        assert {one.pledge for one in linked} == {"cn-us-faster-more-2025"}


def test_the_rare_earth_verbs_differ_and_comparison_says_so(seeds: tuple[Read, Read]) -> None:
    found = compare(*seeds)
    (verbs,) = {
        (difference.first, difference.second)
        for match in found.differing
        for difference in match.differences
        if difference.field == "action"
    }
    assert verbs == ("LIFT", "SUSPEND")


def test_taiwan_is_a_subject_of_the_first_text_alone(seeds: tuple[Read, Read]) -> None:
    found = compare(*seeds)
    assert "Taiwan" in {one.word for one in found.first.topics}
    assert "Taiwan" not in {one.word for one in found.second.topics}


def test_the_two_texts_are_one_event_and_the_first_drops_the_hedge_of_the_second(
    seeds: tuple[Read, Read],
) -> None:
    accounts = [account_of(one.document, one.statements) for one in seeds]
    assert [one.members for one in events(accounts)] == [("000", "001")]
    first, second = seeds
    changes = drift(second, first)
    dropped = [one for one in changes if one.shift is Shift.HEDGE_DROPPED]
    assert ("more or less agreed", "agreed") in {
        (one.earlier.text, one.later.text) for one in dropped
    }
    assert Shift.VERB_HARDENED in {one.shift for one in changes}
