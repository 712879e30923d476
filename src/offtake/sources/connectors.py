"""Every connector by its source id: being here is what brings one under the contract tests."""

from offtake.sources.protocol import Source
from offtake.sources.usda_export_sales import ExportSalesApi
from offtake.sources.usda_export_sales_agtransport import AgTransport
from offtake.sources.usda_export_sales_legacy import LegacyQuerySite
from offtake.sources.usda_export_sales_query import QuerySite
from offtake.sources.usda_flash_sales import FlashSales

CONNECTORS: dict[str, Source] = {
    one.id: one
    for one in (ExportSalesApi(), AgTransport(), QuerySite(), LegacyQuerySite(), FlashSales())
}
