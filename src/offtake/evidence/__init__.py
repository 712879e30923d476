"""Which statement bears on which pledge, and what the register holds of each pledge over time."""

from offtake.evidence.bearing import Bearing, Relation, bearing, borne
from offtake.evidence.claims import Claim, Claims, claims_of
from offtake.evidence.measuring import measured_by, what_to_measure
from offtake.evidence.told import Told, ToldStory

__all__ = [
    "Bearing",
    "Claim",
    "Claims",
    "Relation",
    "Told",
    "ToldStory",
    "bearing",
    "borne",
    "claims_of",
    "measured_by",
    "what_to_measure",
]
