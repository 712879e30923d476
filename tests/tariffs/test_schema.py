"""The published JSON Schema of tariffs is the one in force, and the reference page links it."""

import json

from loading import ROOT
from offtake.tariffs import json_schema

PUBLISHED = ROOT / "docs" / "reference" / "tariff.schema.json"


def test_the_published_schema_is_the_one_in_force() -> None:
    text = json.dumps(json_schema(), indent=1, sort_keys=True) + "\n"
    assert PUBLISHED.read_text(encoding="utf-8") == text


def test_every_key_of_the_schema_is_shut_to_others() -> None:
    schema = json_schema()
    parts = [schema, *schema["$defs"].values()]
    objects = [one for one in parts if one.get("type") == "object"]
    assert len(objects) == 4
    assert all(one["additionalProperties"] is False for one in objects)


def test_the_reference_page_links_the_schema() -> None:
    page = (ROOT / "docs" / "reference" / "index.md").read_text(encoding="utf-8")
    assert "tariff.schema.json" in page
