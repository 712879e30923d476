"""Every specimen, by family. A connector without one fails the contract."""

from sources.census import specimens as census
from sources.grain import contract
from sources.specimens import export_sales
from sources.specimens.kinds import Specimen
from sources.trade import specimens as trade

SPECIMENS: tuple[Specimen, ...] = (
    *export_sales.SPECIMENS,
    *contract.SPECIMENS,
    *trade.SPECIMENS,
    *census.SPECIMENS,
)
