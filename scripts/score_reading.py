"""Print how well statements are read, as the table of docs/quality.md.

`python scripts/score_reading.py [FOLDER]` measures on the corpora in FOLDER, which is
`../shared/data/text` beside the clone unless given.
"""

import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "src")]

from corpus.measuring import everything  # noqa: E402 - found only by the line above
from offtake.statements import Reader  # noqa: E402 - as above


def main(arguments: list[str]) -> int:
    """Print the table and return 0, or 2 where there is no corpus."""
    texts = Path(arguments[0]) if arguments else ROOT.parent / "shared" / "data" / "text"
    if not texts.is_dir():
        print(f"no corpora in {texts}: give the folder that holds gold_dev.jsonl", file=sys.stderr)
        return 2
    floors = tomllib.loads((ROOT / "tests" / "corpus" / "floors.toml").read_text(encoding="utf-8"))
    print("| corpus | measure | value [95 % interval] | cases | floor |")
    print("| --- | --- | --- | --- | --- |")
    for one in everything(Reader.load(), texts):
        name = one.key.split(".")[0]
        floor = floors["floors"].get(one.key, "")
        print(f"| {name} | {one.title} | {one.measured} | {one.measured.cases} | {floor} |")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
