"""Pages: what a person sees in a browser, on a server and in a static site alike."""

from offtake.report.chances import chances_by_verdict
from offtake.report.html.board_page import board_view
from offtake.report.html.links import Links, LiveLinks, StaticLinks
from offtake.report.html.pledge_page import pledge_view, reasons
from offtake.report.html.release_page import changes_rows, release_days, release_view
from offtake.report.html.rendering import Page, asset, assets, render
from offtake.report.rows import shown

__all__ = [
    "Links",
    "LiveLinks",
    "Page",
    "StaticLinks",
    "asset",
    "assets",
    "board_view",
    "chances_by_verdict",
    "changes_rows",
    "pledge_view",
    "reasons",
    "release_days",
    "release_view",
    "render",
    "shown",
]
