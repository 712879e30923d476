"""Which statement bears on which pledge, and what the register holds of each pledge over time."""

from offtake.evidence.bearing import Bearing, Relation, bearing, borne
from offtake.evidence.claims import Claim, Claims, claims_of
from offtake.evidence.measuring import measured_by, what_to_measure
from offtake.evidence.register_draft import draft_of, id_from
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
    "draft_of",
    "id_from",
    "measured_by",
    "what_to_measure",
]
