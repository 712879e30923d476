"""The scorers count what they say they count: small cases worked out by hand."""

import math
from collections import Counter
from typing import Any

import pytest

from corpus import domain_gold, meantime, polnear
from corpus.intervals import f_score, share

TEXT = "Ann said that rain fell. Bob agreed."
SAID = polnear.Attribution(cue=((4, 8),), source=((0, 3),), content=((9, 23),))
AGREED = polnear.Attribution(cue=((29, 35),), source=((25, 28),), content=())
ARTICLE = polnear.Article("paper_2016_a", TEXT, (SAID, AGREED))


def test_a_cue_that_is_found_with_source_and_content_counts_in_each() -> None:
    counts = polnear.counts(ARTICLE, [SAID])
    assert (counts["found"], counts["matched"], counts["speech"]) == (1, 1, 1)
    assert (counts["speech source"], counts["speech joint"], counts["all cue"]) == (1, 1, 1)


def test_a_wrong_source_keeps_the_cue_and_loses_the_joint() -> None:
    wrong = polnear.Attribution(cue=SAID.cue, source=((25, 28),), content=SAID.content)
    counts = polnear.counts(ARTICLE, [wrong])
    assert (counts["speech cue"], counts["speech source"], counts["speech joint"]) == (1, 0, 0)


def test_content_of_which_less_than_half_is_shared_loses_the_joint() -> None:
    # "that rain fell" has three words; "fell Bob agreed" shares one: 2 * 1 / (3 + 3) is a third.
    wrong = polnear.Attribution(cue=SAID.cue, source=SAID.source, content=((19, 23), (25, 35)))
    assert polnear.counts(ARTICLE, [wrong])["speech joint"] == 0


def test_agreeing_is_no_speech_and_saying_is() -> None:
    assert polnear.is_speech(TEXT, SAID.cue)
    assert not polnear.is_speech(TEXT, AGREED.cue)


def test_a_prediction_within_another_is_not_held_against_the_reader() -> None:
    inner = polnear.Attribution(cue=((14, 18),), source=(), content=((19, 23),))
    assert polnear.outermost([SAID, inner]) == [SAID]


def row(**fields: Any) -> dict[str, Any]:
    quote = fields.pop("quote", "China will buy soybeans")
    plain = {
        "quote": quote, "chain": [], "obligor": "CN", "counterparty": "US", "action": "BUY",
        "direction": [], "goods": ["soybeans"], "quantity": None, "time": None, "firmness": 3,
        "missing": [],
    }  # fmt: skip
    return plain | fields


SENTENCE = "China will buy soybeans and Japan will buy corn."


def found(**fields: Any) -> dict[str, Any]:
    made = row(**fields)
    start = SENTENCE.index(made["quote"])
    return made | {"start": start, "end": start + len(made["quote"])}


def test_a_statement_fits_only_with_obligor_action_and_goods() -> None:
    for field, other in (("obligor", "JP"), ("action", "SELL"), ("goods", ["corn"])):
        assert domain_gold.fitting(SENTENCE, wanted=[row()], found=[found(**{field: other})]) == []
    assert len(domain_gold.fitting(SENTENCE, wanted=[row()], found=[found()])) == 1


def test_two_that_are_wanted_are_not_both_met_by_one() -> None:
    assert len(domain_gold.fitting(SENTENCE, wanted=[row(), row()], found=[found()])) == 1


def test_quotes_that_share_no_character_do_not_fit() -> None:
    elsewhere = found(quote="Japan will buy corn")
    assert domain_gold.fitting(SENTENCE, wanted=[row()], found=[elsewhere]) == []


def test_a_chain_is_exact_with_speakers_and_cue_words_in_any_case() -> None:
    chain = [{"actor": "trump", "cue": "Says"}]
    lower = [{"actor": "trump", "cue": "says"}]
    other = [{"actor": "trump", "cue": "said"}]
    wanted = [row(chain=chain)]
    same = domain_gold.counts(SENTENCE, wanted=wanted, found=[found(chain=lower)])
    differs = domain_gold.counts(SENTENCE, wanted=wanted, found=[found(chain=other)])
    assert (same["chain"], differs["chain"], differs["actors"]) == (1, 0, 1)


def test_firmness_two_levels_off_is_not_within_one() -> None:
    near = domain_gold.counts(SENTENCE, wanted=[row(firmness=3)], found=[found(firmness=4)])
    far = domain_gold.counts(SENTENCE, wanted=[row(firmness=3)], found=[found(firmness=5)])
    assert (near["level"], near["level within one"], far["level within one"]) == (0, 1, 0)


def test_r_of_a_straight_line_is_one_and_of_a_constant_is_nothing() -> None:
    line = meantime.correlation([[(1.0, 2.0), (2.0, 4.0)], [(3.0, 6.0)]])
    constant = meantime.correlation([[(1.0, 3.0), (2.0, 3.0)]])
    assert line.value == pytest.approx(1.0)
    assert math.isnan(constant.value)


def test_an_interval_holds_its_figure_and_a_share_is_hits_by_cases() -> None:
    documents = [Counter(hit=1, case=2), Counter(hit=2, case=2), Counter(hit=0, case=1)]
    one = share(documents, hits="hit", cases="case")
    assert one.value == pytest.approx(3 / 5)
    assert one.low <= one.value <= one.high
    assert one.cases == 5


def test_f1_is_the_harmonic_mean_of_precision_and_recall() -> None:
    # 3 hits of 4 found and of 6 wanted: precision 3/4, recall 1/2, F1 3/5.
    score = f_score([Counter(hit=3, got=4, gold=6)], hits="hit", found="got", wanted="gold")
    assert score.value == pytest.approx(0.6)
