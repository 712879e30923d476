"""Statements find the pledge they bear on, or none, with the reason."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from offtake.domain import Gap, Statement
from offtake.evidence import Relation, bearing, borne, what_to_measure
from offtake.evidence.register_terms import terms_of
from offtake.pledges import load
from statements.annotated import every, statement

REGISTER = tuple(load().values())
TRANCHE = "cn-us-soybeans-12mt-2025"
NOVEMBER = date(2025, 11, 26)
TWELVE = {"value": 12_000_000, "unit": "t", "mod": "ge", "per": None}


def soybeans(words: str = "China will purchase it", **fields: Any) -> Statement:
    return statement(words, words, **{"goods": ["soybeans"], "firmness": 3, **fields})


def test_a_figure_of_a_pledge_finds_it() -> None:
    found = bearing(soybeans(quantity=TWELVE), REGISTER, published_on=date(2025, 11, 1))
    assert (found.pledge, found.relation) == (TRANCHE, Relation.SAME)
    assert "figure +2.5" in found.why


@pytest.mark.parametrize("day", [date.min, date.max])
def test_no_day_of_publication_is_beyond_reckoning(day: date) -> None:
    # On the first day there is every pledge is still to be made; on the last, each has been.
    found = bearing(soybeans(quantity=TWELVE), REGISTER, published_on=day)
    assert (found.pledge is None) is (day == date.min)


def test_the_same_words_weeks_later_restate_it() -> None:
    found = bearing(soybeans(quantity=TWELVE), REGISTER, published_on=date(2026, 1, 20))
    assert (found.pledge, found.relation) == (TRANCHE, Relation.RESTATES)


@pytest.mark.parametrize("year", [2026, 2027, 2028])
def test_of_a_pledge_for_three_years_the_year_named_is_the_one(year: int) -> None:
    text = f"China will purchase 25 million tons in {year}"
    time = {"text": str(year), "start": f"{year}-01-01", "end": f"{year}-12-31", "role": "period"}
    quantity = {"value": 25_000_000, "unit": "t", "mod": "ge", "per": None}
    made = soybeans(text, quantity=quantity, time=time)
    assert bearing(made, REGISTER, published_on=NOVEMBER).pledge == f"cn-us-soybeans-25mt-{year}"


def test_a_yearly_figure_bears_on_the_first_year_and_names_the_others() -> None:
    quantity = {"value": 25_000_000, "unit": "t", "mod": "ge", "per": "year"}
    found = bearing(soybeans(quantity=quantity), REGISTER, published_on=NOVEMBER)
    assert found.pledge == "cn-us-soybeans-25mt-2026"
    assert found.rivals == ("cn-us-soybeans-25mt-2027", "cn-us-soybeans-25mt-2028")


def test_faster_and_more_without_a_figure_is_the_call_of_november() -> None:
    made = statement(
        "Xi agreed to buy more", "Xi agreed to buy more", goods=["us_goods"], direction=["more"]
    )
    found = bearing(made, REGISTER, published_on=NOVEMBER)
    assert (found.pledge, found.relation) == ("cn-us-faster-more-2025", Relation.SAME)


def test_what_was_bought_is_evidence_of_fulfilment() -> None:
    made = soybeans(
        "China has bought nearly 2 million tons",
        firmness=6,
        quantity={**TWELVE, "value": 2_000_000},
    )
    found = bearing(made, REGISTER, published_on=NOVEMBER)
    assert (found.pledge, found.relation) == (TRANCHE, Relation.FULFILMENT)


def test_a_denial_contradicts() -> None:
    made = soybeans("no commitment to 12 million tons", quantity=TWELVE, firmness=0)
    found = bearing(made, REGISTER, published_on=NOVEMBER)
    assert (found.pledge, found.relation) == (TRANCHE, Relation.CONTRADICTS)


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"obligor": "AU"}, "no pledge in the register is of AU"),
        ({"obligor": None}, "of nobody"),
        ({"counterparty": "BR"}, "no pledge in the register"),
        ({"action": "VISIT"}, "visits"),
        ({"goods": ["other:films"]}, "other:films"),
        (
            {"quantity": {"value": 87_500_000, "unit": "t", "mod": "eq"}},
            "no pledge fits well enough",
        ),
    ],
)
def test_what_no_pledge_is_about_bears_on_none_and_says_why(
    fields: dict[str, Any], why: str
) -> None:
    found = bearing(soybeans(**fields), REGISTER, published_on=NOVEMBER)
    assert (found.pledge, found.relation) == (None, Relation.NONE)
    assert why in found.why


def test_a_text_from_before_a_pledge_does_not_bear_on_it() -> None:
    found = bearing(soybeans(quantity=TWELVE), REGISTER, published_on=date(2025, 10, 1))
    assert found.pledge is None


def test_pledges_that_fit_equally_are_named_and_none_is_chosen() -> None:
    register = [one for one in REGISTER if one.id in {"cn-us-wheat-2025", "cn-us-sorghum-2025"}]
    made = statement("it will buy", "it will buy", goods=["farm_goods"], firmness=3)
    found = bearing(made, register, published_on=None)
    assert found.pledge is None
    assert set(found.rivals) <= {"cn-us-wheat-2025", "cn-us-sorghum-2025"}


def test_a_linked_statement_keeps_its_reasons_and_gains_one() -> None:
    made = soybeans(quantity=TWELVE)
    (found,) = borne([made], REGISTER, published_on=NOVEMBER)
    assert found.pledge == TRANCHE
    assert found.why[:-1] == made.why
    assert found.why[-1].rule.startswith("pledge: restates; CHN buying +3.0")


def test_every_pledge_of_the_register_has_terms_that_a_statement_can_meet() -> None:
    for one in REGISTER:
        terms = terms_of(one)
        assert terms.goods or terms.act == "allowing", one.id
        assert terms.act != "other" or "invest" in one.title or one.id == "kh-us-boeing", one.id


def test_a_promise_without_figure_and_date_says_what_would_have_to_be_measured() -> None:
    gaps = [Gap.QUANTITY.value, Gap.DEADLINE.value]
    vague = soybeans(direction=["faster", "more"], missing=gaps)
    told = what_to_measure(vague)
    assert told is not None
    assert "purchases in a named book" in told
    assert "of soybeans" in told
    assert "weekly rate" in told
    assert "same months of earlier years" in told
    assert what_to_measure(soybeans(quantity=TWELVE, missing=["deadline"])) is None


def test_the_lifting_of_controls_is_measured_by_the_order_in_force() -> None:
    vague = soybeans(action="LIFT", goods=["rare_earths"], missing=["quantity", "deadline"])
    assert "the order in force on each day" in (what_to_measure(vague) or "")


@pytest.mark.shared
def test_the_annotated_promises_of_the_seeds_bear_on_the_call_of_november(shared: Path) -> None:
    found = every(shared)
    for name in ("seed_000", "seed_001"):
        read = found[name]
        agreed = [
            one
            for one in read.statements
            if one.chain and one.chain[-1].actor == "xi" and "agree" in one.chain[-1].cue.text
        ]
        assert agreed
        links = [bearing(one, REGISTER, published_on=NOVEMBER) for one in agreed]
        assert {one.pledge for one in links} == {"cn-us-faster-more-2025"}
