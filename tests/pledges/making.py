"""A small register file that is in order, and what the checks say of one that is not."""

from pathlib import Path
from tempfile import TemporaryDirectory

from offtake.pledges import check

GOOD = """\
id: cn-us-corn-5mt-2026
title: China buys 5 million metric tons of US corn
obligor: CHN
counterparty: USA
made_on: 2026-03-02
group: corn-2026
status: Announced by one side only.
product: corn
amount: {at_least: 5, unit: Mt}

deadlines:
  - id: end-2026
    on: 2026-12-31
    words: this year
    said_by: Jane Doe
    url: https://example.org/statement

readings:
  - id: sales
    book: export_sales
    window: {kind: dates, start: 2026-03-02}
    held_by: Jane Doe
    citation: https://example.org/statement
  - id: shipped
    book: shipments
    window: {kind: marketing_year, start: 2025-09-01}
    held_by: a trade association
    citation: https://example.org/association

statements:
  - on: 2026-03-02
    speaker: Jane Doe
    side: counterparty
    stance: announced
    quote: Five million tons of corn this year.
    url: https://example.org/statement
"""


def changed(old: str, new: str) -> str:
    """Return the good file with one part of it replaced."""
    if GOOD.count(old) != 1:
        raise ValueError(f"{old!r} stands {GOOD.count(old)} times in the good file")
    return GOOD.replace(old, new)


def problems(content: str | bytes) -> list[str]:
    """Return what the checks say of a file named x.yaml, without its folder."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "x.yaml"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return [one.removeprefix(f"{folder}/") for one in check([path])]
