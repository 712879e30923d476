"""What each measure means, as data."""

import tomllib
from functools import cache
from importlib.resources import files

from offtake.sources.registry import source


@cache
def _groups() -> dict[str, dict[str, str]]:
    text = files("offtake.sources").joinpath("measures.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def measures_of(source_id: str) -> dict[str, str]:
    """Return the measures a source gives, with what each means.

    A name ending in `*` stands for all measures that begin so.

    Raises:
        SourceUnknown: No source has this id.

    >>> measures_of("usda_inspections")["inspections"]
    'grain certified for export in the week, by certificate'
    """
    found: dict[str, str] = {}
    for group in source(source_id).measures:
        found |= _groups()[group]
    return found


def meaning(source_id: str, measure: str) -> str | None:
    """Return what a measure of a source means, or none where nobody has said.

    Raises:
        SourceUnknown: No source has this id.

    >>> meaning("usda_wasde", "wasde_exports") is None
    False
    """
    for name, text in measures_of(source_id).items():
        if measure == name or (name.endswith("*") and measure.startswith(name[:-1])):
            return text
    return None
