"""How fast statements are read, as a share of the bare parse of the same texts in the same run.

The two take turns over made-up articles and the fastest of each counts, in seconds of processor
time, so that a busy machine slows both. The memory a stream of articles adds is printed too.
"""

import resource
import sys
from collections.abc import Callable
from pathlib import Path
from time import process_time

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

from offtake.domain import Document
from offtake.statements import Reader
from offtake.statements.model import load_model

BOUND = 0.6
TURNS = 3
ARTICLES = 24
STREAM = 300
MOST_MEMORY_MB = 60
PARAGRAPHS = """
{who} said on Tuesday that China had agreed to buy {n} million tons of American soybeans by the
end of the year, a day after the two leaders spoke by phone.

“We expect them to buy more, and faster,” {who} told reporters, adding that the tariffs on
Chinese goods would stay in place until the purchases were made.

Traders said the pace of buying had been slower than expected, and prices in Chicago fell by {n}
percent as investors weighed whether the target would be met.

The weather in the Midwest was dry for most of the month, farmers finished the harvest early,
and elevators along the river reported that barges were waiting longer than usual.

According to Reuters, Beijing has suspended its restrictions on rare earth exports for one year,
though the ministry did not confirm any figures when asked about the agreement.
""".strip().split("\n\n")


def article(number: int) -> str:
    """Return a made-up article of some 350 words."""
    people = ("Scott Bessent", "Jamieson Greer", "a White House official", "Xi Jinping")
    return "\n".join(
        PARAGRAPHS[(number + i) % len(PARAGRAPHS)]
        .replace("\n", " ")
        .format(who=people[i % 4], n=number % 30 + i)
        for i in range(11)
    )


def words_a_second(texts: list[str], run: Callable[[], object]) -> float:
    """Return how many words of the texts one run gets through in a second of processor time."""
    begun = process_time()
    run()
    return sum(len(text.split()) for text in texts) / (process_time() - begun)


def memory_mb() -> float:
    """Return the most memory this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> int:
    """Print the ratio and the memory of a stream, and return 1 if one is over its bound."""
    model = load_model()
    reader = Reader(model)
    texts = [article(number) for number in range(ARTICLES)]

    def parse() -> None:
        for _ in model.pipe(texts):
            pass

    def read() -> None:
        for _ in reader.read_all(Document(id="a", text=text) for text in texts):
            pass

    turns = [(words_a_second(texts, parse), words_a_second(texts, read)) for _ in range(TURNS)]
    bare, whole = (max(column) for column in zip(*turns, strict=True))
    print(f"bare parse {bare:,.0f} words/s, reader {whole:,.0f} words/s (processor time)")
    print(f"reading: {whole / bare:.2f} x the bare parse (bound {BOUND})")
    before = memory_mb()
    stream = (Document(id=str(number), text=article(number)) for number in range(STREAM))
    found = sum(len(statements) for _, statements in reader.read_all(stream))
    added = memory_mb() - before
    print(
        f"{STREAM} more articles, {found} statements: {added:.0f} MB more at most "
        f"(bound {MOST_MEMORY_MB})"
    )
    return int(whole / bare < BOUND or added > MOST_MEMORY_MB)


if __name__ == "__main__":
    sys.exit(main())
