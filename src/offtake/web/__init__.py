"""The server and the static site: one route, one workspace call, the same pages for both."""

from offtake.web.app import create_app
from offtake.web.options import Options
from offtake.web.serving import serve
from offtake.web.shelf import Edition, Shelf
from offtake.web.site import write_site

__all__ = ["Edition", "Options", "Shelf", "create_app", "serve", "write_site"]
