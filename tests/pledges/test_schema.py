"""The published JSON Schema is the one in force, and the shipped files have its shape."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from loading import ROOT
from offtake.pledges import json_schema
from pledges.making import GOOD, changed

REGISTER = ROOT / "src" / "offtake" / "pledges" / "register"
PUBLISHED = ROOT / "docs" / "reference" / "pledge.schema.json"
TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "number": (str,),  # numbers are kept as written
    "integer": (str,),
    "null": (type(None),),
}


def faults(schema: dict[str, Any], data: Any, root: dict[str, Any], at: str = "file") -> list[str]:
    """Return where data has not the shape of a schema: names, types, patterns, lengths."""
    if "$ref" in schema:
        return faults(root["$defs"][schema["$ref"].rsplit("/", 1)[1]], data, root, at)
    if "anyOf" in schema:
        branches = [faults(one, data, root, at) for one in schema["anyOf"]]
        return [] if [] in branches else min(branches, key=len)
    if not isinstance(data, TYPES[schema["type"]]):
        return [f"{at}: not of type {schema['type']}"]
    if isinstance(data, dict):
        return list(faults_of_object(schema, data, root, at))
    if isinstance(data, list):
        short = [f"{at}: too few"] if len(data) < schema.get("minItems", 0) else []
        parts = [faults(schema["items"], one, root, f"{at}[{n}]") for n, one in enumerate(data)]
        return sum(parts, short)
    return list(faults_of_text(schema, data, at)) if isinstance(data, str) else []


def faults_of_object(
    schema: dict[str, Any], data: dict[str, Any], root: dict[str, Any], at: str
) -> Iterator[str]:
    known = schema["properties"]
    assert schema["additionalProperties"] is False
    yield from (f"{at}.{name}: missing" for name in schema["required"] if name not in data)
    yield from (f"{at}.{name}: unknown" for name in data if name not in known)
    for name in data.keys() & known.keys():
        yield from faults(known[name], data[name], root, f"{at}.{name}")


def faults_of_text(schema: dict[str, Any], text: str, at: str) -> Iterator[str]:
    allowed = schema.get("enum", [schema["const"]] if "const" in schema else None)
    if allowed is not None and text not in allowed:
        yield f"{at}: not one of {allowed}"
    if "pattern" in schema and not re.search(schema["pattern"], text):
        yield f"{at}: does not match {schema['pattern']}"
    if not schema.get("minLength", 0) <= len(text) <= schema.get("maxLength", 10**6):
        yield f"{at}: too short or too long"


def faults_of_file(text: str) -> list[str]:
    schema = json_schema()
    return faults(schema, yaml.load(text, yaml.BaseLoader), schema)  # noqa: S506 - plain text only


def test_the_published_schema_is_the_one_in_force() -> None:
    published = json.loads(PUBLISHED.read_text(encoding="utf-8"))
    assert published == json_schema()


def test_the_published_schema_is_written_so_that_changes_are_small() -> None:
    text = json.dumps(json_schema(), indent=1, sort_keys=True) + "\n"
    assert PUBLISHED.read_text(encoding="utf-8") == text


def test_the_reference_page_links_the_schema() -> None:
    page = (ROOT / "docs" / "reference" / "index.md").read_text(encoding="utf-8")
    assert "pledge.schema.json" in page


@pytest.mark.parametrize("path", sorted(REGISTER.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_shipped_file_has_the_shape_of_the_schema(path: Path) -> None:
    assert faults_of_file(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("product: corn", "produce: corn", "file.product: missing"),
        ("product: corn", "produce: corn", "file.produce: unknown"),
        ("book: shipments", "book: arrivals", "file.readings[1].book: not one of"),
        ("id: sales", "id: Sales", "file.readings[0].id: does not match"),
        ("start: 2026-03-02}", "start: 2026-03-02, end: 2027-01-01}", "window.end: unknown"),
        ("amount: {at_least: 5, unit: Mt}", "amount: 5 Mt", "file.amount: not of type"),
        (GOOD[GOOD.index("statements:") :], "statements: []", "file.statements: too few"),
    ],
)
def test_a_file_of_another_shape_is_found_out(old: str, new: str, fault: str) -> None:
    assert any(fault in one for one in faults_of_file(changed(old, new)))
