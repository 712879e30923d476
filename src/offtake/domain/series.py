"""What a figure is a figure of."""

from dataclasses import dataclass
from enum import StrEnum

from offtake.domain.period import Frequency
from offtake.errors import SeriesKeyInvalid


class Flow(StrEnum):
    """The direction of trade as the reporter sees it."""

    EXPORT = "X"
    IMPORT = "M"
    NONE = "_Z"


@dataclass(frozen=True, slots=True, order=True)
class SeriesKey:
    """The dimensions that name one series, in SDMX order of thought.

    `decimals` says how many decimal places the publisher prints: the store keeps whole numbers of
    the last place, so that sums are exact.

    Raises:
        SeriesKeyInvalid: A dimension is empty or holds the separator.
    """

    measure: str
    reporter: str
    partner: str
    flow: Flow
    product: str
    frequency: Frequency
    unit_code: str
    decimals: int = 0

    def __post_init__(self) -> None:
        for name in ("measure", "reporter", "partner", "product", "unit_code"):
            text = getattr(self, name)
            if not text or "." in text:
                raise SeriesKeyInvalid(name, text)

    def __str__(self) -> str:
        """Return the key as one line.

        >>> print(SeriesKey("net_sales", "US", "CHN", Flow.EXPORT, "soybeans",
        ...                 Frequency.WEEKLY, "t"))
        net_sales.US.CHN.X.soybeans.W.t
        """
        places = f"{self.reporter}.{self.partner}.{self.flow}"
        return f"{self.measure}.{places}.{self.product}.{self.frequency}.{self.unit_code}"
