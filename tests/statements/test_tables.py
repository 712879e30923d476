"""The tables of actors, goods, cues and acts agree with one another and with the references."""

import pytest

from offtake.domain import Action, CueAct, Direction
from offtake.reference.codes import products
from offtake.statements.actors import actor_of, leader_of, names_in
from offtake.statements.acts import direction_words
from offtake.statements.cues import cue_nouns, cue_verbs
from offtake.statements.goods import goods, goods_named


def test_every_good_that_names_a_reference_names_one_that_exists() -> None:
    linked = {one.reference for one in goods().values() if one.reference is not None}
    assert linked <= set(products())


def test_every_wider_good_is_a_good() -> None:
    assert {one.within for one in goods().values() if one.within} <= set(goods())


def test_every_spokesman_speaks_for_somebody_in_the_gazetteer() -> None:
    for name in ("mao_ning", "he_yongqian", "leavitt"):
        actor = actor_of(name)
        assert actor is not None
        assert actor_of(actor.speaks_for) is not None


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ("Chinese President Xi Jinping", ["cn", "xi"]),
        ("U.S. Treasury Secretary Scott Bessent", ["us", "bessent"]),
        ("Washington and Beijing", ["us", "cn"]),
        ("South Korea, not North Korea", ["kr", "kp"]),
        ("usually trumpets", []),
        ("China’s Ministry of Commerce", ["cn_mofcom"]),
    ],
)
def test_names_are_found_whole_and_the_longest_wins(words: str, ids: list[str]) -> None:
    assert [one.actor.id for one in names_in(words)] == ids


def test_a_state_without_a_known_leader_has_none() -> None:
    assert leader_of("ZZ") is None
    leader = leader_of("CN")
    assert leader is not None
    assert leader.id == "xi"


def test_cues_have_known_classes_and_nothing_is_both_flagged_and_unknown() -> None:
    assert cue_verbs()["urge"].act is CueAct.ASK
    assert cue_verbs()["deny"].act is CueAct.DENY
    assert cue_nouns()["pledge"] is CueAct.COMMIT
    assert len(cue_verbs()) > 200


def test_faster_and_more_are_directions_and_no_actions() -> None:
    assert direction_words()["accelerate"] == (Direction.FASTER,)
    assert "accelerate" not in {action.value.lower() for action in Action}


def test_plain_words_name_goods_in_the_order_of_the_text() -> None:
    assert goods_named("corn, then soybeans") == ("corn", "soybeans")
    assert goods_named("cornered") == ()
