"""Bare answers to what Steady asked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Literal

from assistant.understanding.dates import first_duration
from assistant.understanding.telling import Draft, Reading
from knowledge.playbook import GuardName

_YES = re.compile(
    r"^(?:yes|yeah|yep|yup|yea|ya|yas|yh|aye|si|mhm|uh huh|i (?:really |still |think i |absolutely |totally )?(?:do|have(?! (?:to|no|nobody|none)\b)|can|am|did|want to)|(?:of )?course|ofc|obvs|obviously|clearly|naturally|definitely|"
    r"defo|absolutely|certainly|surely|sure|totally|completely|fully|entirely|indeed|exactly|correct|true|right|always|both|duh|you bet|for sure|no (?:doubt|question)|without (?:a )?(?:doubt|question)|"
    r"(?:hell|fuck|fucking|damn|god|oh|heck) (?:yes|yeah|right)|very much|so much|so bad(?:ly)?|a lot|more than (?:anything|ever)|with all my heart|accepted|it'?s over|it is over|100 ?(?:%|per ?cent)?(?!\d)|👍|✅|💯)(?!\w)"
)
_NO = re.compile(
    r"^(?:no(?! (?:contact|one|idea|doubt|question|clue)\b)|nope|nah|naw|nay|never|not|i (?:really |still |honestly )?(?:don't|can't|haven't|won't|couldn't|wouldn't|am not|do not|have not)|i'm not|"
    r"(?:hell|fuck|god|oh) no|far from it|absolutely not|definitely not|of course not|course not|nowhere near|don't think so|👎)(?!\w)"
)
_PARTLY = re.compile(
    r"\b(?:sort of|sorta|kinda|kind of|mostly|mainly|trying|partly|partially|not (?:fully|really|completely|entirely|quite|totally|exactly|sure|certain|always|all the way)|maybe|perhaps|probably|possibly|i (?:think|guess|suppose|hope|believe)(?: so)?|"
    r"some ?(?:days|times)|most days|on good days|i don't know|no (?:idea|clue)|dunno|unsure|almost|nearly|half ?way|half|getting there|working on (?:it|that)|more or less|pretty much|somewhat|a (?:bit|little)|little by little|"
    r"50[ /-]50|fifty fifty|yes and no|depends|it'?s complicated|hard to say|good question|in progress|in my head|part of me|\d\d? ?(?:%|per ?cent)|-?ish)\b"
)
_HEDGED = re.compile(
    r"\b(?:don't think so|not (?:really|now|right now|today|tonight|anymore|yet|at the moment|sure)|guess not|probably not|maybe not|hope not)\b"
)
"""A no that leaves the door open."""
_DRINK = re.compile(r"\b(?:drunk|wasted|hammered|high|tipsy|drinking|plastered)\b")
"""A no that drink gives takes nothing back."""
_ECHO = re.compile(r"^[^.?!\n]{1,50}(?:\?+|\.{2,})\s*(?=\w)")
"""The question said again before it is answered: "accepted it? yeah"."""
_FILLER = re.compile(
    r"^(?:(?:well|um+|uh|oh|ok|okay|so|honestly|hmm+|ha|haha|lol|like|and|but|omg|ugh|hi|hey|again|i'd say|to be honest|truth|fine)\b[ ,.!:-]*)+(?=\S)"
)
_AT_FIRST = 14
"""Words in which a bare answer is looked for; what follows tells something else."""
_BARE = 6
"""Words up to which a date is the whole reply, "maybe 2 weeks?" too: that question mark is doubt and asks nothing."""


def level_of(reply: str) -> Literal["yes", "partial", "no"] | None:
    """What a bare answer amounts to. A no stays one however it goes on; a yes that is taken back halfway is half a yes."""
    said = _FILLER.sub("", reply.strip())
    said = " ".join(said.split()[:_AT_FIRST])
    if _PARTLY.match(said):
        return "partial"
    if _NO.match(said):
        return "no"
    if _PARTLY.search(said):
        return "partial"
    return "yes" if _YES.match(said) else None


def answer(asked: GuardName, reading: Reading) -> Iterator[Draft]:
    """A bare answer to the question the last reply ended with."""
    text, today = reading.text, reading.today
    reply = _ECHO.sub("", text.strip())
    span = {"start": len(text) - len(text.lstrip()), "end": len(text.rstrip())}
    level = level_of(reply)
    if asked == "no_crisis":
        # Doubt closes: a no that is not plain takes nothing back.
        if level in ("yes", "partial") or (level and _HEDGED.search(reply)):
            yield {"kind": "risk", "whose": "user", "level": "active", **span}
        elif level == "no" and not _DRINK.search(reply):
            yield {"kind": "risk", "whose": "user", "level": "retracted", **span}
    elif asked == "no_contact_complete":
        bare = len(reply.split()) <= _BARE
        asks = [part for part in reading.parts if part.question and not bare]
        told = [when for when in reading.found if not when.ahead and not any(when in reading.dates_of(p) for p in asks)]
        when = told[0] if told else None
        if when:
            yield {"kind": "contact", "by": "both", "channel": "other", "on": when.on, "earliest": when.earliest,
                   "latest": when.latest, "precision": when.precision, **span}  # fmt: skip
        elif (days := first_duration(reply)) is not None and bare:
            yield {"kind": "streak", "days": days, "on": today - timedelta(days), "precision": "day", **span}
    elif asked == "breakup_accepted" and level:
        yield {"kind": "acceptance", "level": level, **span}
    elif asked == "still_wanted" and level:
        yield {"kind": "wish", "level": "unsure" if level == "partial" else level, **span}
