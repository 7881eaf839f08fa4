"""What she takes back: a day named anew, an act on the other side, a thing that never happened."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from assistant.facts import Contact, Fact
from assistant.journey.ledger import Ledger
from assistant.understanding.dates import When, first_duration
from assistant.understanding.telling import Draft, Reading, fields_of

COUNTED = ("contact", "breakup", "streak", "showing_up")
"""The kinds whose day matters."""

_MARK = re.compile(
    r"\b(?:sorry,? (?:i meant?|it was|not|that was|no\b|wait|wrong|(?:the|on|last)? ?(?:\d|mon|tue|wed|thu|fri|sat|sun|yesterday|today|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))|"
    r"i mean\b(?! it)|i meant|correction|i (?:was|got (?:it|that|the (?:date|day))) wrong|that(?:'s| was) wrong|it'?s (?:all )?wrong|no,? hang on|hang on,? (?:no|that|it|the|mon|tue|wed|thu|fri|sat|sun)|wrong (?:day|date)|wait,? (?:no|actually|it was|sorry|scratch)|no,? wait|hold on|mixed (?:it |that |them |those )?up|my (?:mistake|bad)|"
    r"(?:i )?made a mistake|not (?:the )?\w+(?: the \w+)?[,;] (?:it was )?|actually,? (?:it was|it's been|that was|no|the|on|i (?:last )?(?:texted|called|rang|wrote|replied|talked|spoke))|misremember\w*|i (?:just )?(?:checked|looked)(?: (?:my|the|it|and|again)\b)|"
    r"(?:scrap|scratch|forget|ignore|disregard|strike) (?:that|it|what i (?:just )?said)|oops|typo|to correct|let me correct|(?<!and)(?<!or)(?<!than),? not (?:the |on )?(?:\d|mon|tue|wed|thu|fri|sat|sun)\w*)\b|^sorry\b(?! (?:for|to|if|about|i|that|i'm|my|this))|^(?!oh no\b)(?:oh |ah |um |no |well )*(?:sorry|wait|correction|nope|no)\b,? (?=(?:it was |that was |on |the )*(?:the \d|\d|mon|tue|wed|thu|fri|sat|sun|yesterday|today|last|he|she|they|i\b))"
)
_TAKEN_BACK = re.compile(
    r"\b(?:(?:scrap|scratch|forget|ignore|disregard|strike) (?:that|it|what i (?:just )?said(?! about)|all that)|i (?:didn't|did not|never) (?:actually |really |even )?(?:text|call|write|send|message|ring|reply|contact)\w*(?: \w+){0,3} after all|"
    r"(?:it|that|the (?:text|message)) (?:never|didn't|did not) (?:actually )?(?:sent|send|go|went|delivered?)(?: through)?|never (?:sent|went through|delivered)|(?:i was|just) (?:only )?(?:joking|kidding)|i never (?:actually |even )?(?:sent|pressed send|hit send)|i made (?:it|that) up|that(?:'s| was|'s just)? (?:a lie|not true|a joke)|it'?s not true)\b"
)
_SINGLE = re.compile(
    r"\b(?:he|she|they)(?:'s| is|'re| are) (?:\w+ )?single\b|\b(?:is|was|'s|turns out) (?:\w+ )?(?:his|her|their) (?:\w+ )?(?:cousin|sister|brother|niece|aunt|friend|coworker|colleague|flatmate|roommate)\b|"
    r"\bnot (?:actually |really )?(?:seeing|dating|with) (?:anyone|her|him|someone)\b"
)


def corrects(text: str) -> bool:
    """Whether she puts right what she said before."""
    return bool(_MARK.search(text))


def settled(found: Sequence[When], text: str) -> list[When]:
    """Dates with slips of the tongue put right: of "the 9th, no wait, the 8th" the 8th is left, where the 9th stood."""
    kept: list[When] = []
    for when in found:
        between = text[kept[-1].end : when.start] if kept else ""
        if kept and (_SLIP.fullmatch(between) or _same_day(kept[-1], when, between)):
            kept[-1] = replace(when, start=kept[-1].start, since=kept[-1].since)
        else:
            kept.append(when)
    if len(kept) > 1 and (named := _named_anew(kept, text)):
        kept = [replace(named, start=kept[0].start, end=kept[0].end), *(when for when in kept if when.start > named.end)]
    return [_renumbered(when, text) for when in kept]


def _same_day(weekday: When, exact: When, between: str) -> bool:
    """"Thursday the 22nd of april": the number says which thursday."""
    if not re.fullmatch(r"[\s,(]*(?:the |on )*", between) or not (weekday.on and exact.on):
        return False
    return weekday.on.weekday() == exact.on.weekday() and weekday.on != exact.on


def _named_anew(found: Sequence[When], text: str) -> When | None:
    """The last day of "monday. no wait, monday i was away. it was the sunday": it stands for the first."""
    for when in reversed(found[1:]):
        before = text[found[0].start : when.start]
        if when.on and found[0].on and _IT_WAS.search(before) and _MARK.search(before):
            return when
    return None


_IT_WAS = re.compile(
    r"\b(?:it|that|mine|ours|the (?:text|call|message|talk|last one|one)|that (?:text|call|message|talk|one)) was (?:on |the |a )*$"
)


def _renumbered(when: When, text: str) -> When:
    """Put a number right: "10 days ago, no wait, 12" is twelve days ago."""
    number = re.match(rf"{_SLIP.pattern}(?P<n>\d{{1,3}})\b(?! ?(?:am|pm|:))", text[when.end :])
    said = re.match(r"(?P<n>\d{1,3}) days? ago", text[when.start : when.end])
    if not (number and said and when.on):
        return when
    return replace(when, on=when.on - timedelta(int(number["n"]) - int(said["n"])), end=when.end + number.end())


_SLIP = re.compile(
    r"(?: i think| maybe| or so| i guess)?[\s,.!?-]*(?:no|wait|sorry|i mean|i meant|make that|or rather|actually|correction|scratch that|nope|well|erm|um)"
    r"(?:[\s,.!-]+(?:no|wait|sorry|i mean|i meant|make that|actually|it was|that was|on|the|was|it'?s))*[\s,.!-]*"
)


def redated(reading: Reading, kinds: Sequence[str], *, marked: bool) -> Iterator[Draft]:
    """Another day for the newest of ``kinds`` that had one, "sorry, not the 1st, the 11th", or the day of what had none yet.

    Without a word of correction (``marked``) only a bare day counts, and only for what is not fixed.
    """
    meant = [
        when
        for when in reading.found
        if when.on and when.on <= reading.today and not _NOT.search(reading.text[: when.start])
        and not (not marked and any(part.question and when in reading.dates_of(part) for part in reading.parts))
    ]
    meant.sort(key=lambda when: not _IT_WAS.search(reading.text[: when.start]))
    length = first_duration(reading.text) if marked and not reading.found else None
    if length is not None:
        meant = [When(0, len(reading.text.rstrip()), on=reading.today - timedelta(length))]
    old = next((fact for fact in reversed(reading.ledger.standing) if fact.kind in kinds), None)
    if not meant or old is None or (not marked and (old.on or not _bare(reading, meant[0]))):
        return
    fields = old.model_dump(exclude={"id", "quote", "message_id", "source", "retracts", "earliest", "latest"})
    if old.kind == "streak" and meant[0].on:
        fields["days"] = (reading.today - meant[0].on).days
    yield {**fields, **fields_of(meant[0]), "start": meant[0].start, "end": meant[0].end, "retracts": old.id,
           "source": "corrected" if marked else "stated"}  # fmt: skip


_NOT = re.compile(r"\bnot (?:the |on |on the )?$")


def _bare(reading: Reading, when: When) -> bool:
    """Whether the first thing the message says is a day, and nothing else."""
    first = reading.text[: when.start]
    rest = re.split(r"[.,!?;\n]| im | i'm |$", reading.text[when.end :], maxsplit=1)[0]
    return (
        len(first.split()) <= 4 and len(rest.split()) <= 4 and not re.search(r"\b(?:i|he|she|they|we)\b", first + rest)
    )


def corrected(fact: Fact, ledger: Ledger) -> str | None:
    """The newest standing fact that a correction of this kind replaces: same kind, and for a contact the same side.

    "wait no, SHE texted me" replaces what she had just told of herself.
    """
    last = ledger.standing[-1].message_id if ledger.standing else None
    for older in reversed(ledger.standing):
        if older.kind != fact.kind:
            continue
        sides = isinstance(older, Contact) and isinstance(fact, Contact) and (older.by == "ex") != (fact.by == "ex")
        if not sides or (
            isinstance(older, Contact)
            and isinstance(fact, Contact)
            and older.message_id == last
            and older.channel == fact.channel
        ):
            return older.id
    return None


def taken_back(text: str, ledger: Ledger) -> tuple[str, ...]:
    """The facts she takes back without putting anything in their place.

    Danger is not taken back by "just kidding": risk, abuse, pursuit and boundaries stand until she says more (R22-R28).
    """
    partner = [fact.id for fact in ledger.standing if fact.kind == "unavailable" and fact.why in ("partner", "married")]
    if partner and _SINGLE.search(text):
        return tuple(partner)
    if not _TAKEN_BACK.search(text):
        return ()
    told = [fact for fact in ledger.standing if fact.kind in (*COUNTED, "reaction", "signal", "checking", "motive")]
    last = told[-1].message_id if told else None
    return tuple(fact.id for fact in told if fact.message_id == last)
