"""Every specimen, by family. A connector without one fails the contract."""

from sources.census import specimens as census
from sources.grain import contract
from sources.specimens import export_sales
from sources.specimens.kinds import Specimen

SPECIMENS: tuple[Specimen, ...] = (
    *export_sales.SPECIMENS,
    *contract.SPECIMENS,
    *census.SPECIMENS,
)
