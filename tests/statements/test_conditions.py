"""Conditions: the words an act is made to hang on, and what only looks like one.

The sentences were written for these tests; no gold holds conditions.
"""

from datetime import date

import pytest

from offtake.domain import Document
from offtake.statements import Reader, records

DAY = date(2025, 11, 26)


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader.load()


def conditions(reader: Reader, text: str) -> list[tuple[str, str | None]]:
    found = reader.read(Document(id="a", text=text, published_on=DAY))
    return [(one.action.value, one.condition.text if one.condition else None) for one in found]


@pytest.mark.parametrize(
    ("text", "action", "words"),
    [
        (
            "China will buy 12 million tons of soybeans if the tariffs are lifted.",
            "BUY",
            "if the tariffs are lifted",
        ),
        (
            "If Washington lifts its tariffs, China will resume buying soybeans, Bessent said.",
            "BUY",
            "If Washington lifts its tariffs",
        ),
        (
            (
                "China agreed to buy 25 million tons of soybeans, subject to market conditions, "
                "the White House said."
            ),
            "BUY",
            "subject to market conditions",
        ),
        (
            (
                "Trump said that China would buy more soybeans provided that both sides keep the "
                "truce."
            ),
            "BUY",
            "provided that both sides keep the truce",
        ),
        (
            (
                "China will suspend its tariffs on US goods as long as the United States suspends "
                "its own."
            ),
            "SUSPEND",
            "as long as the United States suspends its own",
        ),
        (
            (
                "Beijing will not lift its tariffs unless Washington removes the fentanyl duties, "
                "the ministry said."
            ),
            "LIFT",
            "unless Washington removes the fentanyl duties",
        ),
        (
            (
                "Japan pledged to buy $8 billion of US farm goods, contingent on parliament's "
                "approval."
            ),
            "BUY",
            "contingent on parliament's approval",
        ),
        (
            "China said it would buy soybeans on condition that prices are competitive.",
            "BUY",
            "on condition that prices are competitive",
        ),
        (
            "China will purchase soybeans pending a final deal, Rollins said.",
            "BUY",
            "pending a final deal",
        ),
        (
            "The United States will lift its tariffs on Chinese goods only if China buys soybeans.",
            "LIFT",
            "only if China buys soybeans",
        ),
        # Not seen while the rules were written:
        (
            "Indonesia promised to purchase 1 million tons of U.S. wheat if its own harvest fails.",
            "BUY",
            "if its own harvest fails",
        ),
        (
            "Unless the truce ends, China will keep buying American corn, Rollins said.",
            "BUY",
            "Unless the truce ends",
        ),
        (
            "India will cut its tariffs on US almonds provided New Delhi gets the same treatment.",
            "REDUCE",
            "provided New Delhi gets the same treatment",
        ),
        (
            "Japan will buy rice, providing its own harvest fails, Bessent said.",
            "BUY",
            "providing its own harvest fails",
        ),
        (
            "Seoul agreed to buy 3.3 million tons of LNG a year, conditional on price.",
            "BUY",
            "conditional on price",
        ),
    ],
)
def test_the_words_an_act_hangs_on_are_its_condition(
    reader: Reader, text: str, action: str, words: str
) -> None:
    assert (action, words) in conditions(reader, text)


@pytest.mark.parametrize(
    "text",
    [
        "China bought 12 million tons of soybeans.",
        "China will buy soybeans even if prices rise, Bessent said.",
        "China will buy soybeans, a trader said on condition of anonymity.",
        "China will buy soybeans that are subject to a quota, Bessent said.",
        "China will buy soybeans, Bessent said, and asked if prices would fall.",
        "China bought soybeans as if there were no tariffs.",
        "China provided a list and will buy soybeans, Bessent said.",
        "China has long bought US soybeans.",
    ],
)
def test_what_only_looks_like_a_condition_is_none(reader: Reader, text: str) -> None:
    found = conditions(reader, text)
    assert found
    assert all(words is None for _, words in found)


def test_a_condition_of_one_act_is_not_that_of_another(reader: Reader) -> None:
    text = "China will buy soybeans, Bessent said, and it will also purchase coal if prices fall."
    assert conditions(reader, text) == [("BUY", None), ("BUY", "if prices fall")]


def test_a_condition_lies_where_it_says_and_stands_in_the_record(reader: Reader) -> None:
    text = "Beijing spoke.\n\nIf prices fall, China will buy US soybeans, Bessent said."
    document = Document(id="a", text=text, published_on=DAY)
    (one,) = reader.read(document)
    assert one.condition is not None
    assert text[one.condition.start : one.condition.end] == "If prices fall"
    (told,) = records(document=document, statements=[one])["statements"]
    assert told["condition"] == "If prices fall"


def test_a_reader_without_the_model_fills_no_condition() -> None:
    text = "China has agreed to buy 12 million tons of soybeans, subject to prices, Bessent said."
    assert conditions(Reader.reduced(), text) == [("BUY", None)]
