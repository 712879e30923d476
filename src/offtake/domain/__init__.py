"""The vocabulary: frozen types that every other room speaks. Standard library only."""

from offtake.domain.barrier import (
    Barrier,
    BarrierKind,
    Coverage,
    Dispute,
    Goods,
    Standing,
    Step,
)
from offtake.domain.observation import Observation, Release, Snapshot, Status
from offtake.domain.period import Frequency, Period, reporting_week, thursdays, week_holding
from offtake.domain.pledge import (
    Amount,
    AmountKind,
    Book,
    Deadline,
    Destinations,
    Pledge,
    Reading,
    Side,
    Stance,
    StatementRecord,
    Window,
    WindowKind,
)
from offtake.domain.quantity import Money, PriceBasis, Quantity, shortfall
from offtake.domain.series import Flow, SeriesKey
from offtake.domain.tally import Contribution, Pace, Tally, Verdict, VerdictWord
from offtake.domain.units import UNITS, Dimension, Unit, unit
from offtake.domain.vintage import (
    WASHINGTON,
    Vintage,
    VintageBasis,
    end_of_day_in_washington,
    washington_instant,
)

__all__ = [
    "UNITS",
    "WASHINGTON",
    "Amount",
    "AmountKind",
    "Barrier",
    "BarrierKind",
    "Book",
    "Contribution",
    "Coverage",
    "Deadline",
    "Destinations",
    "Dimension",
    "Dispute",
    "Flow",
    "Frequency",
    "Goods",
    "Money",
    "Observation",
    "Pace",
    "Period",
    "Pledge",
    "PriceBasis",
    "Quantity",
    "Reading",
    "Release",
    "SeriesKey",
    "Side",
    "Snapshot",
    "Stance",
    "Standing",
    "StatementRecord",
    "Status",
    "Step",
    "Tally",
    "Unit",
    "Verdict",
    "VerdictWord",
    "Vintage",
    "VintageBasis",
    "Window",
    "WindowKind",
    "end_of_day_in_washington",
    "reporting_week",
    "shortfall",
    "thursdays",
    "unit",
    "washington_instant",
    "week_holding",
]
