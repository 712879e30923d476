"""One pledge's figures, written once in every format."""

from datetime import date
from pathlib import Path

import pytest

from offtake.report.exports import FORMATS, Table, write_export
from offtake.workspace import Workspace, sources_of

AS_OF = date(2026, 8, 22)
TRANCHE = "cn-us-soybeans-12mt-2025"


@pytest.fixture(scope="package")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return Workspace.open(home=tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="package")
def figures(workspace: Workspace) -> Table:
    return workspace.table("figures", pledge=TRANCHE, as_of=AS_OF)


@pytest.fixture(scope="package")
def verdicts(workspace: Workspace) -> Table:
    return workspace.table("verdicts", pledge=TRANCHE, as_of=AS_OF)


@pytest.fixture(scope="package")
def folder(
    figures: Table,
    verdicts: Table,
    workspace: Workspace,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """Figures and verdicts in each format, and the data package that describes them."""
    into = tmp_path_factory.mktemp("exports")
    for ending in FORMATS:
        for table in (figures, verdicts):
            path = into / f"{table.name}.{ending}"
            write_export(table, path, sources=sources_of(workspace.store))
    return into
