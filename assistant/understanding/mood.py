"""Whether an act is told as having happened, denied, only supposed (wished, feared, planned), or asked about."""

from __future__ import annotations

import re
from typing import Literal

from assistant.text import Clause
from assistant.understanding.verbs import Form

Mood = Literal["told", "denied", "supposed", "asked"]

_DENIES = re.compile(
    r"n't\b|\b(?:not|never|no longer|hardly|barely|without|nor|neither|none|instead of|stop|stopped|quit|resist\w*|avoid\w*|"
    r"refus\w*|nothing|nobody|no one|0|zero|free of)\b"
)
_NO_DENIAL = re.compile(
    r"\b(?:couldn't|can't|could not) (?:help|stop|resist)|\bwhy (?:didn't|don't)|\bnot only|\bif not|\bnot (?:gonna|going to) lie"
)
_OF_BOTH = re.compile(r"\b(?:neither|none) of us\b")
_SUPPOSES = re.compile(
    r"\b(?:should|would|could|might|may|must|shall|can|can't|will|won't|'ll|'d (?:like|love|rather|have|be|never)|want|wants|wanted|wanna|wish\w*|"
    r"going to|gonna|about to|almost|nearly|tempted|thinking|think of|thought (?:of|about)|consider\w*|plan\w*|hop(?:e|es|ed|ing)|need|needs|needed|"
    r"have to|has to|had to (?:stop|fight)|try(?:ing)? (?:not )?to|dying|itching|urge|let me|wait\w* (?:for|to)|ready to|scared|afraid|expect\w*|pretend\w*|imagin\w*|dream\w*|"
    r"allowed|supposed|able to|feel like|tryna|ok to|okay to|fine to|wrong to|bad to|weird to|stupid to|time to|to (?=\w+ing\b|$)|chance to|never to|not to|"
    r"how to|whether|if|unless|until|till|in case|suppose|what if|rather than|before (?=i |we |he |she |they |\w+ing)|"
    r"deserve\w*|promis\w*|threat\w*|offer\w*|said (?:he|she|they|i)(?:'d|'ll| would| will)|asked (?:if|to|me to)|told (?:me|him|her) to|says? to|keep wanting|as if|like i|even if)\b"
)
_SUPPOSES_ALL = re.compile(
    r"\b(?:if|unless|whether|what if|imagine|suppose|dream\w*|wish(?:ed)?|pretend\w*|in case|as if|hop(?:e|ed|ing)|nightmare|(?:scared|afraid|worried)(?! (?:that )?i\b| before\b| and\b| so\b|,)|until|till|should i|can i)\b"
)
_CONDITION = re.compile(r"\b(?:if|unless|wish|whether)\b")
_NEW_CLAUSE = re.compile(r"\b(?:so|because|that|which|when|since|after)\s*$")
_REPORTED = re.compile(r"\b(?:says?|said|claims?|claimed|thinks|reckons|swears|accus\w+)(?: that)? (?:i|we)\b")
_BARE = re.compile(
    r"^(?:\s|,|and|but|so|then|or|just|also|really|actually|only|even|still|already|finally|always|usually|normally|sometimes|often|never|"
    r"both|all|now|last|basically|kinda|yeah|yes|ok|to be honest|honestly|do|does|did|don't|doesn't|didn't|not|ever|accidentally|stupidly|drunkenly|literally|again)*$"
)
_DID = re.compile(r"\b(?:did|do|does|didn't|don't|doesn't|never|not)\b(?: \w+){0,2} $")
_HAVE = re.compile(
    r"(?:\b(?:ain't|haven't|hasn't|have|has)|'ve)(?: (?:\w+ly|never|not|even|ever|just|already|once))* $"
)
_HAD_TO = re.compile(r"^ (?:\w+ly )?had to (?:\w+ly )?$")
_AFTER = re.compile(r"(?:'m|'s|'re|\bam|\bis|\bare) (?:only |just )?after $")
_WITHOUT = re.compile(r"\b(?:without|of not|no|not|stopped|stop|quit|avoid\w*|instead of|from)\s+(?:even )?$")
_GOES_ON = re.compile(
    r"(?:\b(?:been|keep|keeps|kept|still|started|ended up|couldn't stop|couldn't help|can't stop|always)(?: myself| from)?|\b(?:am|is|are|was|were)|'(?:m|s|re)) "
    r"(?:(?:both|still|always|constantly|just|secretly|sort of|kind of|\w+ly) )*$"
    r"|\b(?:count|except(?: for)?|besides|apart from|not counting) (?:me )?$"
)
_I_AM = re.compile(r"\b(?:i'm|i am) (?:\w+ly )?$")


def helped(before: str) -> bool:
    """Whether "did", "don't" and the like stand before a verb: "i did text him"."""
    return bool(_DID.search(before))


def mood(clause: Clause, before: str, between: str, form: Form, by: str) -> Mood | None:
    """The mood of a verb with ``before`` before it in its clause, and ``between`` since its subject.

    ``None`` where the form is no verb here: "a text", "no texting rule".
    """
    denied = bool(_OF_BOTH.search(before)) or (bool(_DENIES.search(between)) and not _NO_DENIAL.search(before))
    if form == "ing" and not _AFTER.search(before):
        if _WITHOUT.search(before):
            return "denied"
        if not _GOES_ON.search(before):
            return None
        if _I_AM.search(before):
            return "supposed"
    if form == "base" and _HAD_TO.search(between):
        form, between, before = "past", "", before[: len(before) - len(between)]
    if form in ("base", "third") and not (form == "base" and _HAVE.search(between)):
        plain = bool(_BARE.match(between)) and between != before
        if not (plain or helped(before)):
            return "supposed" if _SUPPOSES.search(before) else None
        if form == "third" and by != "ex":
            return None
    if clause.others or clause.earlier:
        return None
    if clause.question:
        return "asked"
    if _REPORTED.search(before):
        return "supposed"
    leading = before[: len(before) - len(between)]
    lead = between if _NEW_CLAUSE.search(leading) else before
    if _SUPPOSES.search(between) or _SUPPOSES_ALL.search(lead):
        sure = denied and not _SUPPOSES.search(between) and not _CONDITION.search(before)
        return "denied" if sure else "supposed"
    return "denied" if denied else "told"
