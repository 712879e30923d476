"""Every connector by its source id: being here is what brings one under the contract tests."""

from offtake.errors import SourceUnknown
from offtake.sources.census_balance import CensusBalance
from offtake.sources.census_exports import CensusExports
from offtake.sources.census_imports import CensusImports
from offtake.sources.china_customs import ChinaCustoms
from offtake.sources.fred import Fred
from offtake.sources.protocol import Source
from offtake.sources.un_comtrade import Comtrade, ComtradePreview
from offtake.sources.usda_bids import Bids
from offtake.sources.usda_export_sales import ExportSalesApi
from offtake.sources.usda_export_sales_agtransport import AgTransport
from offtake.sources.usda_export_sales_legacy import LegacyQuerySite
from offtake.sources.usda_export_sales_query import QuerySite
from offtake.sources.usda_flash_sales import FlashSales
from offtake.sources.usda_inspections import Inspections
from offtake.sources.usda_inspections_agtransport import InspectionsAgtransport
from offtake.sources.usda_inspections_report import InspectionsReport
from offtake.sources.usda_psd import Psd
from offtake.sources.usda_wasde import Wasde

CONNECTORS: dict[str, Source] = {
    one.id: one
    for one in (
        ExportSalesApi(),
        AgTransport(),
        QuerySite(),
        LegacyQuerySite(),
        FlashSales(),
        Inspections(),
        InspectionsAgtransport(),
        InspectionsReport(),
        Wasde(),
        Psd(),
        Bids(),
        Comtrade(),
        ComtradePreview(),
        ChinaCustoms(),
        Fred(),
        CensusExports(),
        CensusImports(),
        CensusBalance(),
    )
}


def connector(source_id: str) -> Source:
    """Return the connector of a source.

    Raises:
        SourceUnknown: No source with this id can be read.
    """
    try:
        return CONNECTORS[source_id]
    except KeyError:
        raise SourceUnknown(source_id, tuple(CONNECTORS)) from None
