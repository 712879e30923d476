"""The publishers' products: a registry of them, and what must hold in their rows."""

from offtake.sources.export_sales import ExportSalesRow
from offtake.sources.export_sales_identities import Broken, aggregates_disagree, broken_rows
from offtake.sources.export_sales_reading import observations
from offtake.sources.measures import meaning, measures_of
from offtake.sources.protocol import Following, Parsed, RefusedRow, Request, Source, Tells
from offtake.sources.registry import SourceRow, ranked_beside, registry, source, source_of

__all__ = [
    "Broken",
    "ExportSalesRow",
    "Following",
    "Parsed",
    "RefusedRow",
    "Request",
    "Source",
    "SourceRow",
    "Tells",
    "aggregates_disagree",
    "broken_rows",
    "meaning",
    "measures_of",
    "observations",
    "ranked_beside",
    "registry",
    "source",
    "source_of",
]
