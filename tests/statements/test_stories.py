"""Copies, rewrites and texts about one event are told apart, and copies are no witnesses."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offtake.statements.stories import (
    Account,
    Retelling,
    account_of,
    events,
    links,
    stories,
)
from offtake.statements.stories_candidates import candidates
from offtake.statements.stories_origin import named_agencies, origin_of, witnesses
from offtake.statements.stories_shingles import containment, numbered, quoted_runs, runs
from statements.annotated import every, statement

CALL = frozenset({("CN", "buying"), ("CN", "easing")})
WIRE = (
    "U.S. President Donald Trump said on Tuesday that he pressed Chinese President Xi Jinping to "
    "increase Beijing's purchases of U.S. goods and that Xi had “more or less agreed” to do so. "
    "“I asked him, I'd like you to buy it a little faster. I'd like you to buy more,” Trump told "
    "reporters aboard Air Force One. China has halted its expanded curbs on rare earths exports."
)
REWRITE = (
    "In a phone call the American leader urged his counterpart in Beijing to speed things up, and "
    "was told, as he has it, that they “more or less agreed”. He said he wants China to “buy it a "
    "little faster” than before, while curbs on rare earths were lifted."
)
OTHER = (
    "Soybean futures in Chicago fell for a third day as rain reached the dry fields of southern "
    "Brazil, where planting is nearly done and farmers hope for a record crop once again."
)


def account(
    name: str, text: str, *, day: int | None = 26, events_: frozenset[tuple[str, str]] | None = CALL
) -> Account:
    on = date(2025, 11, day) if day else None
    return Account(id=name, text=text, published_on=on, events=events_)


def test_a_text_with_a_new_headline_and_a_cut_end_is_a_copy() -> None:
    copy = "Trump presses Xi on trade. " + WIRE.removesuffix(" exports.")
    (found,) = links([account("a", WIRE), account("b", copy)])
    assert found.retelling is Retelling.COPY
    # WIRE has 56 runs of five words that the copy keeps but for those its cut end breaks
    assert found.containment >= 0.9


def test_two_quotations_in_common_make_a_rewrite_of_what_is_otherwise_in_other_words() -> None:
    (found,) = links([account("a", WIRE), account("b", REWRITE)])
    assert found.retelling is Retelling.REWRITE
    assert found.shared_quotations == (
        *("a little faster", "buy it a", "it a little", "more or less", "or less agreed"),
    )


def test_without_an_event_in_common_shared_quotations_are_no_rewrite() -> None:
    elsewhere = frozenset({("JP", "buying")})
    assert not [*links([account("a", WIRE), account("b", REWRITE, events_=elsewhere)])]


def test_one_event_told_in_other_words_is_the_same_event_and_no_story() -> None:
    apart = account("b", "Beijing is to buy beans again, and it let go of its curbs on ores.")
    pair = [account("a", WIRE), apart]
    (found,) = links(pair)
    assert found.retelling is Retelling.SAME_EVENT
    assert [one.members for one in stories(pair)] == [("a",), ("b",)]
    assert [one.members for one in events(pair)] == [("a", "b")]


@pytest.mark.parametrize(("day", "is_linked"), [(27, True), (28, False), (None, True)])
def test_a_same_event_is_at_most_a_day_apart_where_both_days_are_known(
    *, day: int | None, is_linked: bool
) -> None:
    text = "Beijing is to buy beans again, and it let go of its curbs on ores."
    found = [*links([account("a", WIRE), account("b", text, day=day)])]
    assert bool(found) == is_linked


def test_a_text_about_something_else_is_a_story_of_its_own() -> None:
    unread = [
        account("a", WIRE, events_=None),
        account("b", OTHER, events_=None),
        account("c", WIRE, events_=None),
    ]
    assert [one.members for one in stories(unread)] == [("a", "c"), ("b",)]


def test_the_agency_s_dispatch_is_the_origin_whatever_the_order() -> None:
    wire = Account(id="wire", text=WIRE, published_on=date(2025, 11, 26), origin="reuters")
    early = Account(id="early", text=REWRITE, published_on=date(2025, 11, 25))
    assert origin_of([early, wire]).text == "wire"


def test_an_agency_that_the_texts_only_name_is_the_origin_but_none_of_the_texts() -> None:
    told = Account(id="a", text=f"{REWRITE} China buys again, Reuters reported.")
    found = origin_of([told, Account(id="b", text=REWRITE)])
    assert (found.text, found.named) == (None, "reuters")
    assert "named by a" in found.why


def test_without_an_agency_the_origin_is_the_text_with_all_shared_quotations() -> None:
    part = Account(id="part", text="He said they “more or less agreed” to it.")
    whole = Account(id="whole", text=WIRE, published_on=date(2025, 11, 27))
    found = origin_of([part, whole, Account(id="third", text=REWRITE)])
    assert found.text == "whole"


def test_copies_and_rewrites_add_no_witness_to_the_words() -> None:
    wire = Account(id="wire", text=WIRE, origin="reuters")
    copies = [Account(id=f"copy{one}", text=WIRE) for one in range(5)]
    found = witnesses([wire, *copies, Account(id="rewrite", text=REWRITE)], {})
    assert [one.who for one in found.to_the_words] == ["reuters"]


def test_a_long_quotation_that_nobody_else_has_is_a_possible_witness_only() -> None:
    own = f"{REWRITE} “I think he is going to surprise you very much on the upside,” he added."
    found = witnesses(
        [Account(id="wire", text=WIRE, origin="reuters"), Account(id="b", text=own)], {}
    )
    assert [(one.who, one.is_established) for one in found.to_the_words] == [
        ("reuters", True),
        ("b", False),
    ]


def test_the_fact_rests_on_principals_and_not_on_the_outlets_that_pass_it_on() -> None:
    text = "Trump said Xi agreed to buy. Reuters reported Trump said Xi agreed. Beijing pledged it."
    said = [{"actor": "trump", "cue": "said"}, {"actor": "xi", "cue": "agreed"}]
    told = {
        "a": [statement(text, "Trump said Xi agreed to buy.", chain=said)],
        "b": [
            statement(
                text,
                "Reuters reported Trump said Xi agreed.",
                chain=[{"actor": "reuters", "cue": "reported"}, *said],
            )
        ],
        "c": [statement(text, "Beijing pledged it.", chain=[{"actor": "cn", "cue": "pledged"}])],
    }
    found = witnesses([Account(id=one, text=text) for one in told], told)
    assert [(one.who, one.why) for one in found.to_the_fact] == [
        ("trump", "on whose word 2 texts tell it")
    ]
    assert found.promise == ("CN", "buying", "")


def test_al_jazeera_is_one_agency_however_it_is_spelt() -> None:
    for text in ("According to Aljazeera, he noted it.", "Al Jazeera reported it."):
        assert named_agencies(Account(id="a", text=text)) == {"aljazeera"}


SENTENCES = st.lists(st.sampled_from("abcdefgh"), max_size=30)


@given(SENTENCES, SENTENCES)
def test_containment_is_that_of_plain_sets_of_runs(one: list[str], other: list[str]) -> None:
    def plain(words: list[str]) -> set[tuple[str, ...]]:
        size = min(3, len(words))
        return (
            {tuple(words[at : at + size]) for at in range(len(words) - size + 1)} if size else set()
        )

    first, second = (runs(numbered(" ".join(some)), length=3) for some in (one, other))
    a, b = plain(one), plain(other)
    expected = len(a & b) / min(len(a), len(b)) if a and b else 0.0
    assert containment(first, second) == expected


@given(st.lists(st.sampled_from([WIRE, REWRITE, OTHER]), max_size=6))
def test_grouping_does_not_depend_on_the_order_of_the_texts(texts: list[str]) -> None:
    accounts = [account(str(place), text, events_=None) for place, text in enumerate(texts)]
    ahead = {frozenset(one.members) for one in stories(accounts)}
    back = {frozenset(one.members) for one in stories(accounts[::-1])}
    assert ahead == back


def test_likely_pairs_hold_every_pair_that_plain_comparison_finds() -> None:
    # 60 texts of ten families, each an edited copy of its family's first
    words = [f"w{(seed * 7919 + at * 104729) % 5003}" for seed in range(10) for at in range(200)]
    texts = []
    for family in range(10):
        base = words[family * 200 : family * 200 + 200]
        for copy in range(6):
            edited = [*base]
            edited[copy * 30] = f"edit{family}{copy}"
            texts.append(" ".join(edited))
    likely = {frozenset(pair) for pair in candidates(texts, [numbered(one) for one in texts])}
    firsts = {frozenset((place, place - place % 6)) for place in range(60) if place % 6}
    assert firsts <= likely
    assert all(len({place // 6 for place in pair}) == 1 for pair in likely)


def test_a_thousand_texts_are_grouped_like_a_hundred() -> None:
    many = [
        Account(id=f"{copy}-{family}", text=" ".join(f"{family}w{at}" for at in range(40 + copy)))
        for copy in range(4)
        for family in range(60)
    ]
    found = stories(many)  # 240 texts: above the number up to which every pair is compared
    assert len(found) == 60
    assert all(len({one.split("-")[1] for one in story.members}) == 1 for story in found)


@pytest.mark.shared
def test_the_shared_quotations_of_the_seeds_are_those_the_guide_counts(shared: Path) -> None:
    texts = {name: one.document.text for name, one in every(shared).items()}
    # statements.md, section 11: 3 of 5 with EconoTimes, containment .26; 2 of 4 with Reuters, .16
    first, second = texts["seed_000"], texts["seed_001"]
    econotimes, reuters = texts["page_econotimes"], texts["page_reuters_yomiuri"]
    assert len(quoted_runs(first) & quoted_runs(econotimes)) == 3
    assert len(quoted_runs(second) & quoted_runs(reuters)) == 2
    for one, other, share in ((first, econotimes, 0.26), (second, reuters, 0.16)):
        pair = (runs(numbered(text), length=3) for text in (one, other))
        assert containment(*pair) == pytest.approx(share, abs=0.005)


@pytest.mark.shared
def test_the_retellings_of_the_call_are_one_story_with_reuters_as_its_origin(shared: Path) -> None:
    read = every(shared)
    accounts = [account_of(one.document, one.statements) for one in read.values()]
    story = next(one for one in stories(accounts) if "seed_000" in one.members)
    assert {
        *("seed_000", "seed_001", "page_reuters_yomiuri", "page_econotimes", "page_devdiscourse"),
        *("page_livemint_bloomberg", "page_we2us", "chron_010", "chron_027"),
    } == set(story.members)
    assert origin_of([one for one in accounts if one.id in story.members]).named == "reuters"
    told = {one: read[one].statements for one in story.members}
    found = witnesses([one for one in accounts if one.id in story.members], told)
    assert [one.who for one in found.to_the_words if one.is_established] == ["reuters"]
    assert found.to_the_fact[0].who == "trump"
    assert found.promise == ("CN", "buying", "")
