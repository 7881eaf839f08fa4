"""Bare answers to what Steady asked, and corrections of what she said before."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

from assistant.facts import Contact, Fact
from assistant.journey.ledger import Ledger
from assistant.understanding.dates import first_duration
from assistant.understanding.telling import Draft, Reading
from knowledge.playbook import GuardName

_YES = re.compile(
    r"^(?:yes|yeah|yep|yup|yea|ya|i do|i have|i can|of course|definitely|absolutely|sure|totally|more than anything|100)\b"
)
_NO = re.compile(r"^(?:no|nope|nah|not|i don'?t|i can'?t|i haven'?t|never)\b")
_PARTLY = re.compile(
    r"\b(?:sort of|kinda|kind of|mostly|trying|partly|not (?:fully|really|completely|entirely|sure)|maybe|i think so|some days|idk|i don'?t know|almost)\b"
)


def answer(asked: GuardName, reading: Reading) -> Iterator[Draft]:
    """A bare answer to the question the last reply ended with."""
    text, today = reading.text, reading.today
    reply = text.strip()
    span = {"start": len(text) - len(text.lstrip()), "end": len(text.rstrip())}
    level = "partial" if _PARTLY.search(reply) else "yes" if _YES.match(reply) else "no" if _NO.match(reply) else None
    if asked == "no_crisis":
        if level in ("yes", "partial"):
            yield {"kind": "risk", "whose": "user", "level": "active", **span}
        elif level == "no":
            yield {"kind": "risk", "whose": "user", "level": "retracted", **span}
    elif asked == "no_contact_complete":
        when = next((when for when in reading.found if not when.ahead), None)
        if when:
            yield {"kind": "contact", "by": "both", "channel": "other", "on": when.on, "earliest": when.earliest,
                   "latest": when.latest, "precision": when.precision, **span}  # fmt: skip
        elif (days := first_duration(reply)) is not None and len(reply.split()) <= 6:
            yield {"kind": "streak", "days": days, "on": today - timedelta(days), "precision": "day", **span}
    elif asked == "breakup_accepted" and level:
        yield {"kind": "acceptance", "level": level, **span}
    elif asked == "still_wanted" and level:
        yield {"kind": "wish", "level": "unsure" if level == "partial" else level, **span}


_CORRECTION = re.compile(
    r"\b(?:sorry,? (?:i meant?|it was|not|that was)|i meant?\b|correction|i lied|i was wrong|that was wrong|that's wrong|thats wrong|wait,? no|no wait|i mixed (?:that )?up|my mistake|my bad,|i made a mistake,? it|not \w+(?: the \w+)?[,;] (?:it was )?|actually it was|actually,? it's been|actually i (?:did|texted|called|replied)|i misremembered|i checked and it was)\b"
)


def redated(reading: Reading) -> Iterator[Draft]:
    """Another day for the newest thing that had one: "sorry, not the 1st, the 11th"."""
    meant = [
        when
        for when in reading.found
        if when.on and when.on <= reading.today and not reading.text[: when.start].rstrip().endswith("not")
    ]
    old = next(
        (
            fact
            for fact in reversed(reading.ledger.standing)
            if fact.on and fact.kind in ("contact", "breakup", "streak", "showing_up")
        ),
        None,
    )
    if meant and old:
        fields = old.model_dump(exclude={"id", "quote", "message_id", "source", "retracts", "earliest", "latest"})
        if old.kind == "streak" and meant[-1].on:
            fields["days"] = (reading.today - meant[-1].on).days
        yield {**fields, "on": meant[-1].on, "precision": "day", "start": meant[-1].start, "end": meant[-1].end}


def corrects(text: str) -> bool:
    """Whether she takes something back that she said before."""
    return bool(_CORRECTION.search(text))


def corrected(fact: Fact, ledger: Ledger) -> str | None:
    """The newest standing fact that a correction of this kind replaces: same kind, and for a contact the same side."""
    for older in reversed(ledger.standing):
        if older.kind == fact.kind and not (
            isinstance(older, Contact) and isinstance(fact, Contact) and (older.by == "ex") != (fact.by == "ex")
        ):
            return older.id
    return None
