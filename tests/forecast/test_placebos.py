"""On past dates without an event, in the bundled figures, an effect is rarely claimed."""

from datetime import date

import numpy as np
import pytest

from offtake.domain import Book, end_of_day_in_washington
from offtake.forecast import Forecaster, figures_wanted
from offtake.forecast.effect import LEAST_PLACEBOS, WEEKS, plain
from offtake.forecast.streams import Stream, stream
from offtake.pace import Counter, Figures
from offtake.store import Store
from offtake.workspace.supplies import bundle

AS_OF = date(2026, 8, 22)
EVERY = 35
MOST = 0.07


def series() -> dict[str, Stream]:
    """Return corn, wheat, and soybeans to all but China: nobody stated anything of them."""
    store = Store.open(bundle())
    known = store.as_of(figures_wanted(()), as_of=end_of_day_in_washington(AS_OF))
    counter = Counter(Figures(known))
    forecaster = Forecaster(counter, as_of=AS_OF)
    found = {}
    for product in ("corn", "wheat"):
        own = forecaster.stream(Book.SHIPMENTS, product, "WORLD")
        assert own is not None
        found[product] = own
    world = stream(counter, Book.SHIPMENTS, "soybeans", "WORLD")
    china = forecaster.stream(Book.SHIPMENTS, "soybeans", "CHN")
    assert world is not None
    assert china is not None
    start = world.first - china.first
    blank = np.full(len(world.flow), np.nan)
    rest = world.flow - china.flow[start : start + len(world.flow)]
    found["soybeans but China's"] = Stream(
        "rest", world.first, rest, world.unknown_days, world.unknown_ahead, blank, blank, blank
    )
    return found


@pytest.mark.parametrize("name", ["pace before", "usual season"])
def test_false_positives_at_nominal_five_percent_are_at_most_seven(name: str) -> None:
    called = count = 0
    for own in series().values():
        for day in range(date(2019, 6, 6).toordinal(), own.last - 7 * WEEKS, EVERY):
            for found in plain(own, day, WEEKS, name=name):
                if found.placebos >= LEAST_PLACEBOS:
                    called += found.word != "cannot tell"
                    count += 1
    assert count >= 120
    assert called / count <= MOST, f"{called} of {count}"
