"""The words by which a proposal is checked: acts, doubts, hedges, and what may stand between."""

import re

from offtake.domain import Action

ACTS = {
    Action.BUY: r"buy(?:s|ing)?|bought|purchas\w+|import(?:s|ed|ing)?|procur\w+|acquir\w+",
    Action.SELL: r"sell(?:s|ing)?|sold|export(?:s|ed|ing)?",
    Action.LIFT: r"lift(?:s|ed|ing)?|remov\w+|scrap\w*|eliminat\w+|revok\w+|repeal\w*",
    Action.SUSPEND: r"suspen\w+|paus\w+|halt\w*|freez\w*|froze|postpon\w+|delay\w*",
    Action.IMPOSE: r"impos\w+|levy|levied|bann?\w*|introduc\w+",
    Action.REDUCE: r"reduc\w+|cut(?:s|ting)?|lower\w*|halv\w+",
    Action.RAISE: r"rais\w+|increas\w+|hik\w+",
    Action.EXTEND: r"extend\w*|extension|prolong\w*|renew\w*",
    Action.LICENSE: r"licen[sc]\w+",
    Action.APPROVE: r"approv\w+|authori[sz]\w+",
    Action.VISIT: r"visit\w*",
    Action.INVITE: r"invit\w+",
    Action.TALK: r"talk\w*|discuss\w*|negotiat\w+",
}
"""The words that name each act; an act without any cannot be checked by words."""
PLAIN = re.compile(
    r"(?:will|would|shall|has|have|had|is|are|was|been|be|to|also|now|already|recently|newly|then"
    r"|agree[sd]?|agreeing|pledge[sd]?|commits?|committed|promise[sd]?|vow(?:s|ed)?|plans?|planned"
    r"|resume[sd]?|resuming|continue[sd]?|accelerate[sd]?|expand(?:s|ed)?|increase[sd]?|speed(?:s)?"
    r"|step(?:s|ped)?|up|start(?:s|ed)?|begin|began|begun|of|its|their|renewed|more|less|or"
    r"|basically|largely|could|may|might|should|can|president|leader|chinese|american|government)",
    re.IGNORECASE,
)
"""The only words that may stand between who would act and the act."""
DOUBTFUL = re.compile(
    r"\b(?:not|no|never|neither|nor|without|cannot|if|unless|whether|den(?:y|ies|ied|ial)"
    r"|refus\w+|reject\w+|false\w*|hypothetical\w*|yet to|fail(?:s|ed)? to|unlikely|rumou?r\w*"
    r"|ignore\w*|only|provided|once|subject to|in exchange|in return|contingent|depend\w*"
    r"|imagin\w*|suppos\w*|pretend\w*)\b|n['’]t\b|\?",
    re.IGNORECASE,
)
"""A sentence with one of these is left to the rules, which know what is negated and what not."""
LESSENED = re.compile(
    r"\b(?:fewer|(?<!or )less|slow\w*|declin\w*|f[ae]ll\w*|drop\w*|stop\w*|halt\w*|suspen\w*"
    r"|paus\w+|ceas\w+|end(?:s|ed|ing)|cut\w*|lower\w*|reduc\w+|cancel\w*|reconsider\w*|delay\w*)\b",
    re.IGNORECASE,
)
"""What turns buying into less of it: a proposal cannot say so."""
SAYING = re.compile(
    r"\b(?:sa(?:id|ys?|ying)|t(?:old|ells?)|wr(?:ote|ites?)|add(?:s|ed)|stated|claim(?:s|ed)"
    r"|announc(?:es|ed)|report(?:s|ed)|confirm(?:s|ed)|not(?:es|ed)|explain(?:s|ed)|according to"
    r"|insist(?:s|ed)|argu(?:es|ed)|boast(?:s|ed)|posted|tweeted|asks?|asked|urg(?:es|ed)"
    r"|press(?:es|ed)|push(?:es|ed)|suggest(?:s|ed)|signal(?:s|ed|ing)|believ(?:es|ed))\b",
    re.IGNORECASE,
)
ASKING = re.compile(r"\b(?:ask|urg|press|push|request|demand|call)\w*", re.IGNORECASE)
HEDGE = re.compile(
    r"\b(?:more or less|basically|largely|in principle|appear\w*|open to|consider\w*|aim\w*|plan\w*"
    r"|purported\w*|reported\w*|pretty much|seem\w*|expect\w*|hope\w*)\b",
    re.IGNORECASE,
)
MODAL = re.compile(r"\b(?:could|may|might|should)\b", re.IGNORECASE)
OPENING = re.compile(
    r"(?:^|\bthat|[“\"‘]|\baccording to [\w. ]+,"
    r"|\b(?:said|says|told reporters|urged|asked|pressed))"
    r"(?:\s*\b(?:the|chinese|american|u\.?s\.?|president|leader|prime minister|state)\b\.?)*\s*$",
    re.IGNORECASE,
)
"""What may stand before who would act: nothing, or words of saying, and a title."""
INVERTED = re.compile(r"[,\"”’']\s*$")
