"""Two accounts side by side: matches, differences, and omissions only after a second look."""

from pathlib import Path

import pytest

from offtake.domain import Action
from offtake.statements.cleaning import document_of
from offtake.statements.comparing import Comparison, Read, compare
from offtake.statements.comparing_fields import family, kinship, score
from offtake.statements.comparing_topics import topics_only_in
from offtake.statements.comparing_words import sentences, unread
from statements.annotated import every, statement

PAUSED = "Beijing paused its controls on rare earth exports. It will buy soybeans, it said."
LIFTED = "Beijing lifted its controls on rare earth exports. Traders wait for soybean orders."


def read(text: str, *statements: dict[str, object], name: str) -> Read:
    made = [
        statement(text, str(one.pop("quote")), number=number, doc=name, **one)
        for number, one in enumerate(statements, start=1)
    ]
    return Read(document_of(text, name=name), tuple(made))


def pair() -> Comparison:
    rare = {"goods": ["rare_earths"], "firmness": 6}
    first = read(
        PAUSED,
        {"quote": "Beijing paused its controls", "action": "SUSPEND", **rare},
        {"quote": "It will buy soybeans", "goods": ["soybeans"], "firmness": 4},
        name="first",
    )
    second = read(
        LIFTED, {"quote": "Beijing lifted its controls", "action": "LIFT", **rare}, name="second"
    )
    return compare(first, second)


def test_one_act_in_two_verbs_is_matched_and_the_verb_named_with_both_spans() -> None:
    (match,) = pair().matches
    (difference,) = match.differences
    assert (difference.field, difference.first, difference.second) == ("action", "SUSPEND", "LIFT")
    assert (
        PAUSED[difference.first_span.start : difference.first_span.end]
        == "Beijing paused its controls"
    )
    assert (
        LIFTED[difference.second_span.start : difference.second_span.end]
        == "Beijing lifted its controls"
    )


def test_a_statement_is_not_called_omitted_where_the_other_text_names_its_goods() -> None:
    (lone,) = pair().first.only
    assert not lone.is_omission
    assert lone.mention is not None
    assert LIFTED[lone.mention.start : lone.mention.end] == lone.mention.text == "soybean"


def test_a_statement_whose_goods_the_other_text_never_names_is_an_omission() -> None:
    first = read(PAUSED, {"quote": "It will buy soybeans", "goods": ["soybeans"]}, name="first")
    second = read("The two leaders spoke about Taiwan at length on Monday.", name="second")
    (lone,) = compare(first, second).first.only
    assert lone.is_omission


def test_goods_a_text_may_leave_unnamed_are_looked_for_by_the_act() -> None:
    first = read(PAUSED, {"quote": "It will buy", "goods": ["us_goods"]}, name="first")
    bare = read("American goods stood in the port, and nobody moved them.", name="bare")
    told = read("China is to purchase American goods after all.", name="told")
    assert compare(first, bare).first.only[0].is_omission
    assert not compare(first, told).first.only[0].is_omission


def test_a_promotion_is_no_mention() -> None:
    first = read(PAUSED, {"quote": "It will buy soybeans", "goods": ["soybeans"]}, name="first")
    second = read(
        "The leaders spoke on Monday about the order.\n\nALSO READ: Five charts on soybeans",
        name="b",
    )
    assert compare(first, second).first.only[0].is_omission


def test_what_was_only_asked_for_is_matched_with_what_was_asked_for() -> None:
    text = "Trump said Xi agreed to buy more. Trump said he asked Xi to buy more."
    agreed = statement(text, "Xi agreed to buy more", chain=[{"actor": "xi", "cue": "agreed"}])
    asked = statement(
        text, "he asked Xi to buy more", number=2, chain=[{"actor": "trump", "cue": "asked"}]
    )
    found = compare(
        Read(document_of(text, name="a"), (agreed, asked)),
        Read(document_of(text, name="b"), (asked, agreed)),
    )
    assert [(one.first.id, one.second.id) for one in found.matches] == [
        ("a#1", "a#1"),
        ("a#2", "a#2"),
    ]
    assert not found.differing


def test_a_promise_to_buy_more_is_no_match_for_buying_that_lags() -> None:
    text = "China agreed to buy more. Its buying was slow."
    more = statement(text, "China agreed to buy more", direction=["more"])
    slow = statement(text, "Its buying was slow", direction=["less", "slower"], firmness=6)
    assert score(more, slow) == (0.0, "")


def test_what_a_text_says_again_joins_its_match_as_a_repeat() -> None:
    text = "China will buy soybeans. Yes, China will buy soybeans."
    once = statement(text, "China will buy soybeans.", goods=["soybeans"])
    again = statement(text, "Yes, China will buy soybeans.", number=2, goods=["soybeans"])
    found = compare(
        Read(document_of(text, name="a"), (once, again)), Read(document_of(text, name="b"), (once,))
    )
    assert [one.is_repeat for one in found.matches] == [False, True]
    assert not found.first.only


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (["soybeans"], ["soybeans"], 1.0),
        (["soybeans"], ["us_goods"], 0.6),
        (["soybeans"], ["aircraft"], 0.0),
        ([], ["aircraft"], 0.4),
        (["other:films"], ["other:seafood"], 0.0),
    ],
)
def test_goods_are_akin_where_one_holds_the_other(
    one: list[str], other: list[str], expected: float
) -> None:
    assert kinship(one, other) == kinship(other, one) == expected


def test_every_action_has_a_family() -> None:
    assert {family(one) for one in Action}


def test_a_sentence_does_not_end_after_an_initial_or_a_title() -> None:
    text = "The U.S. Goods went on. Mr. Trump met Gen. Secretary Xi. Then they left."
    found = [one.text for one in sentences(document_of(text, name="a"))]
    assert found == [
        "The U.S. Goods went on.",
        "Mr. Trump met Gen. Secretary Xi.",
        "Then they left.",
    ]


def test_a_sentence_with_goods_and_an_act_but_no_statement_is_shown_as_unread() -> None:
    document = document_of("China may purchase soybeans. The weather was fine.", name="a")
    assert [one.text for one in unread(document, ())] == ["China may purchase soybeans."]
    made = statement(document.text, "purchase soybeans")
    assert not unread(document, (made,))


def test_a_demonym_and_a_plural_are_the_same_subject() -> None:
    one = document_of("In the call Xi spoke of Taiwan, and purchases, and purchases.", name="a")
    other = document_of("In the call Xi heard the Taiwanese side on each purchase.", name="b")
    assert not topics_only_in(one, other=other)


def test_a_capital_at_the_beginning_of_a_sentence_is_no_name() -> None:
    one = document_of("Speaking at noon, Xi left. Markets fell then.", name="a")
    other = document_of("At noon Xi left.", name="b")
    assert not [topic.word for topic in topics_only_in(one, other=other) if topic.is_name]


@pytest.mark.shared
def test_of_the_seeds_only_one_has_taiwan_and_the_rare_earth_verbs_differ(shared: Path) -> None:
    read_ = every(shared)
    found = compare(read_["seed_000"], read_["seed_001"])
    taiwan = [one for one in found.first.topics if one.word == "Taiwan"]
    assert len(taiwan) == 1
    assert any("integral part of the post-war" in one.text for one in taiwan[0].sentences)
    assert "Taiwan" not in {one.word for one in found.second.topics}
    verbs = {
        (difference.first, difference.second)
        for match in found.differing
        for difference in match.differences
        if difference.field == "action"
    }
    assert verbs == {("LIFT", "SUSPEND")}
    omitted = {one.statement.action for one in found.first.only if one.is_omission}
    assert omitted == {Action.VISIT, Action.INVITE}


@pytest.mark.shared
def test_the_american_account_leaves_out_taiwan_and_the_chinese_one_the_beans(shared: Path) -> None:
    read_ = every(shared)
    chinese, american = read_["chron_006"].document, read_["chron_010"].document
    only_chinese = {one.word for one in topics_only_in(chinese, other=american)}
    only_american = {one.word for one in topics_only_in(american, other=chinese)}
    assert "Taiwan" in only_chinese
    assert "Taiwan" not in only_american
    words = {one.text for one in sentences(chinese) if "soy" in one.text.lower()}
    assert not words
