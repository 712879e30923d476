"""offtake follows a trade promise from the statement to the shipment."""

from offtake._version import __version__

__all__ = ["__version__"]
