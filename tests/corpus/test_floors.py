"""The reader reaches what it was measured to reach, on the very corpora it was measured on."""

import tomllib
from pathlib import Path

import pytest

from corpus.measuring import Figure, everything, file_hash
from offtake.statements import Reader

FLOORS = tomllib.loads((Path(__file__).parent / "floors.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def figures(shared: Path) -> dict[str, Figure]:
    pytest.importorskip("spacy", reason="the extra `reading` is not installed")
    return {one.key: one for one in everything(Reader.load(), shared / "data" / "text")}


@pytest.mark.shared
@pytest.mark.parametrize("corpus", FLOORS["corpora"])
def test_a_corpus_is_the_one_that_was_measured(corpus: str, shared: Path) -> None:
    assert file_hash(shared / "data" / "text" / corpus) == FLOORS["corpora"][corpus]


@pytest.mark.shared
@pytest.mark.parametrize("key", FLOORS["floors"])
def test_a_measure_reaches_its_floor(key: str, figures: dict[str, Figure]) -> None:
    assert figures[key].measured.value >= FLOORS["floors"][key], str(figures[key].measured)
