"""The register of pledges: one readable file a pledge, and the reader that checks it."""

from offtake.pledges.register_reader import check, load
from offtake.pledges.schema import json_schema

__all__ = ["check", "json_schema", "load"]
