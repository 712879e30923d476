"""From words and a chart to a PDF, by Typst. The words go in as data, never as its markup."""

import json
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

from offtake.errors import ExtraMissing
from offtake.report.brief.content import Brief


def brief_pdf(brief: Brief, *, chart: bytes | None) -> bytes:
    """Return a brief as a PDF; `chart` is a picture as PDF, none where there is nothing to draw.

    Fonts of the machine are left alone, so the same brief gives the same pages everywhere.

    Raises:
        ExtraMissing: Typst is not installed.
    """
    try:
        import typst  # noqa: PLC0415 - 85 MB that only a brief needs
    except ImportError:
        raise ExtraMissing("a brief", "brief") from None
    template = files("offtake.report.brief").joinpath("brief.typ").read_text(encoding="utf-8")
    with TemporaryDirectory(prefix="offtake-brief-") as name:
        folder = Path(name)
        (folder / "brief.typ").write_text(template, encoding="utf-8")
        data = brief.data() | {"has_chart": chart is not None}
        (folder / "brief.json").write_text(json.dumps(data), encoding="utf-8")
        if chart is not None:
            (folder / "chart.pdf").write_bytes(chart)
        made = typst.compile(
            str(folder / "brief.typ"), format="pdf", ignore_system_fonts=True, timestamp=0
        )
    return bytes(made)
