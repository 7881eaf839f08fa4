"""Dates in her words: every way of saying one is a pattern, all of them tried in one walk over the text.

A day has ``on``; a stretch that cannot be fixed has ``earliest`` and ``latest`` and no ``on``. Nothing is ever guessed:
what is not understood yields nothing. The walk is linear: no pattern repeats without a bound, and what stands before a
date is looked at no further than a few words back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date

from assistant.understanding import readings as read
from assistant.understanding.days import MONTHS, ORDINALS, WEEKDAYS, When, shifted, stretch
from assistant.understanding.durations import (
    DURATION,
    LENGTH,
    NUMBER,
    About,
    about,
    days_in,
    fewest_and_most,
    first_duration,
    number,
    spaced,
)
from assistant.understanding.holidays import HOLIDAY
from assistant.understanding.readings import Order

__all__ = [
    "DURATION",
    "About",
    "Order",
    "When",
    "about",
    "dates",
    "days_in",
    "fewest_and_most",
    "first_duration",
    "number",
]


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


def _unnamed(pattern: str) -> str:
    return re.sub(r"\?P<\w+>", "?:", pattern)


_MONTH = rf"(?:{_any(MONTHS)})"
_WEEKDAY = rf"(?:{_any(WEEKDAYS)})"
_WORD = rf"(?:{_any(ORDINALS)})".replace(" ", "[-\x20]")
_PART = r"(?: (?:night|morning|evening|afternoon|lunchtime))"
_YEAR = r"(?P<y>,? (?:of |in )?(?:20\d\d\b|last year|this year)|,? '\d\d\b)?"
_A_WEEKDAY = rf"(?:,? \(?(?:a |on a |it was a |which was a )?{_WEEKDAY}\b)?"
_UNITS = r"days|weeks|wks|months|years|nights|weekends"
_TH = r"(?:st|nd|rd|th)\b"
_SMALL_HOURS = r"(?P<{}>am\b|a\.m\.?|pm\b|p\.m\.?|in the morning|o'clock)"

_NOUN = (
    r"(?! (?:times?|dates?|days?|nights?|weeks?|months?|years?|hours?|minutes?|anniversary|birthday|bday|one|ones|step|floor|"
    r"grade|grader|call|text|message|try|attempt|ring|page|chapter|session|appointment|lesson|round|place|person|guy|man|"
    r"girl|woman|boyfriend|girlfriend|husband|wife|marriage|relationship|breakup|chance|drink|glass|half|row|street|st|"
    r"avenue|ave|stage|phase|part|trimester|century|degree|party|attack|phone|wedding|kid|child|baby|job|letter|email)\b"
    rf"|(?: of)?(?: the)? {_MONTH}\b| of (?!this month|last month|the month|the last month|the previous month|all\b))"
)
"""What an ordinal may count besides the days of a month."""

_GOES_ON = (
    r"(?= {0,3}(?:[.,;:!?)(\-\"\n]|$)| (?:and|but|i|i'm|i've|i'd|i'll|we|we've|we're|he|he's|he'd|she|she's|she'd|they|it|it's|my|"
    r"his|her|our|this|that|when|where|while|because|so|then|or|until|till|since|to|at|by|via|over|through|with|without|for|"
    r"from|after|before|around|on|no|not|nothing|was|is|will|would|again|already|now|today|wait|actually|which|just|there|as|"
    r"if|has|had|have|did|didn't|last|oh|sorry|lol|what|how|why|who|can|could|should|do|does|am|are|about|him|them|you|please|maybe|been|"
    r"haven't|idk|think|\w{3,}ing|of (?:all|this month|last month|the month|the last month|the previous month))\b)"
)
"""What may follow a bare ``the 3rd`` that is a day."""

_ENOUGH = (
    r"of|together|are|is|have|has|had|were|pass|passed|passes|go|goes|went|end|ended|ends|up|or|no|nc|without|since"
)
_TREE = (
    r"(?!'?s? (?:party|parties|presents?|gifts?|cards?|trees?|lights|markets?|shopping|songs?|music|movies?|films?|jumpers?|"
    r"sweaters?|holidays?|breaks?|season|vacation|list|decorations?|costumes?|candy|dance|play|concert|ball|cookies|eggs?|"
    r"bunny|resolutions?)\b)"
)
_WHICH = (
    r"(?:since |late |early |on )?(?:last week(?: on)?|this week(?: on)?|last|this past|this coming|this upcoming|this|past|"
    r"coming|upcoming|next|that|the|that same)|since|on|late|early"
)

_HABIT = r"(?! (?:quiz|market|class|roast|league|service|school|mass|shifts?|group|football|blues|paper|best|practice|club)\b)"
"""What a weekday may belong to."""

_Reader = Callable[["re.Match[str]", date, Order | None], When | None]

_WAYS: dict[str, tuple[str, _Reader]] = {
    "weekday before": (rf"(?:the )?(?P<weekday>{_WEEKDAY}) before (?:that|it)(?! last)", read.nothing),
    "weekday of month": (
        rf"(?:the |on the )?(?P<which>first|second|third|fourth|1st|2nd|3rd|4th|last) (?P<weekday>{_WEEKDAY}) (?:in|of) (?P<month>{_MONTH}|this month|last month)\b{_YEAR}",
        read.weekday_of_month,
    ),
    "nothing": (
        rf"(?:every|each|most|any|some|one|another|an?|these|those|alternate) (?:single |other )?{_WEEKDAY}"
        rf"|every (?:single |other )?(?:day|night|morning|week)(?: at midnight)?"
        rf"|(?:happy|merry) (?:belated )?(?:{HOLIDAY}|new year)|(?:chinese|lunar|orthodox) (?:{HOLIDAY}|new year)"
        rf"|{_WEEKDAY}(?: ?- ?| to | thru | through | till | til | until ){_WEEKDAY}"
        rf"|the (?:next|following|previous) (?:{_WEEKDAY}|day|night|morning|week|weekend|month|year)"
        rf"|the last (?:{_WEEKDAY}|weekend)|(?:first|second|third|fourth|1st|2nd|3rd|4th|last) {_WEEKDAY} of"
        rf"|the {_WEEKDAY} (?:before|after)(?! last)|day \d{{1,4}} ?(?:/|of) ?\d{{1,4}}",
        read.nothing,
    ),
    "same day": (r"(?:that|the) (?:very )?same (?:day|night|evening|morning|afternoon)", read.nothing),
    "iso": (r"(?P<y>20\d\d)[-/](?P<m>\d\d?)[-/](?P<d>\d\d?)", read.iso),
    "yesterday": (
        rf"(?P<before>(?:the )?(?:day|night|evening|morning) before (?:yesterday{_PART}?|last(?! (?:week|month|year|{_WEEKDAY})\b)))"
        rf"|yesterday{_PART}?",
        read.yesterday,
    ),
    "last night": (
        rf"(?:(?:(?:at |around |about |like ){{0,2}}(?P<hour>\d\d?)(?:[:.]\d\d)? ?{_SMALL_HOURS.format('half')}"
        rf"|(?:at|around|after|past) (?P<midnight>midnight)) )?"
        rf"last (?:night|evening)(?:,? (?:at |around |about |like ){{1,2}}(?P<hour2>\d\d?)(?:[:.]\d\d)?(?!\d)(?! ?[a-z]+s\b)"
        rf"(?: ?{_SMALL_HOURS.format('half2')})?| (?:at|around|after|past) (?P<midnight2>midnight))?",
        read.last_night,
    ),
    "tomorrow": (rf"(?P<after>(?:the )?day after )?tomorrow{_PART}?", read.tomorrow),
    "this time": (
        rf"(?:this|that|same|exact) (?:same |exact )?(?:time|day|date),? (?:last (?P<what>week|month|year|night|evening|{_WEEKDAY})|yesterday)",
        read.this_time,
    ),
    "length": (
        r"(?:(?P<lead>since|from|before|in|it'll be|it will be|will be|'ll be|be|was|(?:over|during|within|for)"
        r"(?= (?:the |these |this )?(?:last|past) ))(?P<past> (?:the |these |this )?(?:last|past))? )?"
        rf"(?P<length>{_unnamed(LENGTH)})(?:(?P<back> ago| back(?! (?:together|at|to|with|in|from|home|on|into|and forth)\b)"
        r"| prior(?! to\b)| before now| before(?= {0,3}(?:[.,;:!?)\n]|$)))"
        rf"(?:,? (?:exactly |on |last |this past )?(?P<anchor>today|yesterday|tomorrow|{_WEEKDAY})\b)?"
        rf"|(?: exactly| now)? (?P<anchor2>(?:today|yesterday|tomorrow)(?! (?:i|he|she|they|we|my|at|morning|night|evening|was|is)\b)"
        rf"|(?:last |on |this coming |this |next )?{_WEEKDAY})\b"
        rf"|(?P<ahead>'? time| from (?P<from>now|today|tomorrow|(?:this |next )?{_WEEKDAY})\b))?"
        rf"(?:(?=(?P<then> (?:{_ENOUGH})\b)))?",
        read.length,
    ),
    "few": (
        r"(?:(?:about|like|maybe|just|only) )?(?:(?:a |quite a )?(?:few|several|some|many) )?"
        rf"(?P<unit>{_UNITS}|hours|hrs|minutes?|mins?|seconds?|secs?|moments?) (?:ago|back(?! (?:together|to|with|in)\b))"
        r"|(?:in|over|during|within) (?:the |these |this )?(?:last|past) (?:few|couple|several) (?P<past>days|weeks|wks|months|years|nights)"
        r"|in (?:just |only )?(?:a )?few (?P<soon>days|weeks|wks|months|years)"
        r"|the other (?P<other>day|night|evening|morning|afternoon|week|month|weekend)|(?P<recently>recently)",
        read.few,
    ),
    "bare": (r"(?P<unit>hour|day|week|month|year|fortnight) ago", read.bare),
    "today": (
        r"(?:earlier |later )?(?:today|tonight)|this (?:very )?(?:morning|afternoon|evening|lunchtime)|just now|right now"
        r"|(?:at|around|just after|right after|past|after) midnight(?! (?:on|last|yesterday|the|every|each)\b)"
        r"|earlier(?<!days earlier)(?<!weeks earlier)(?<!months earlier)(?<!years earlier)(?<!day earlier)(?<!week earlier)"
        r"(?<!year earlier)(?<!much earlier)(?<!even earlier)(?<!an earlier)(?<!the earlier)(?<!any earlier)(?<!no earlier)"
        r"(?<!my earlier)(?<!his earlier)(?<!her earlier)(?<!bit earlier)(?<!night earlier)(?<!hours earlier)(?! (?:than|this|that|in|on|last|or)\b)",
        read.today_itself,
    ),
    "month day": (
        rf"(?:{_WEEKDAY},? (?:the )?)?(?P<month>{_MONTH})(?:[.,]? |\.?(?=\d))(?:the )?(?:(?P<d>\d\d?)(?:{_TH})?"
        r"(?![\d/:%]|[.,]\d)(?! ?(?:am|pm|percent|people|times?|days?|nights?|weeks?|months?|years?|hours?|minutes?)\b)"
        rf"|(?P<word>{_WORD})){_YEAR}{_A_WEEKDAY}",
        read.day_of_month,
    ),
    "day month": (
        rf"(?:{_WEEKDAY},? (?:the )?)?(?:the )?(?:(?P<d>\d\d?) ?(?:{_TH})?(?: of (?:the )?| ?)|(?P<word>{_WORD}) of )"
        rf"(?P<month>{_MONTH})\b(?!(?<=\bmay) (?:be|not|have|or|just|still|never|also|actually|come|seem|want)\b){_YEAR}{_A_WEEKDAY}",
        read.day_of_month,
    ),
    "ordinal": (
        rf"(?:(?P<weekday>{_WEEKDAY}),? (?:the (?=\d)|(?=\d\d?{_TH}))"
        rf"|(?:on|since|until|till|til|from|by) (?:the )?(?=\d\d?{_TH}{_NOUN})"
        rf"|the (?:night |evening |morning |afternoon |day )?(?:of the )?(?=\d\d?{_TH}{_GOES_ON})"
        rf"|(?:on|since) the (?={_WORD}{_GOES_ON})(?!first|second|third))"
        rf"(?:(?P<d>\d\d?)(?:{_TH})?{_NOUN}|(?P<word>{_WORD}))(?: of (?P<of>this month|the month|last month|the last month|the previous month))?"
        rf"(?:,? \(?(?:a |on a |it was a |which was a )?(?P<weekday2>{_WEEKDAY})\b)?",
        read.ordinal,
    ),
    "holiday": (
        rf"(?:(?P<last>last|this past|since last) |(?P<over>over|around) )?(?P<name>{HOLIDAY}){_TREE}{_YEAR}{_A_WEEKDAY}",
        read.named,
    ),
    "slashed": (
        r"(?<![\w/.:$£€-])(?<!\ba )(?:(?P<lead>since|on|from|until|till) (?:the )?(?:like |about |around )?)?(?P<a>\d\d?)/"
        r"(?P<b>\d\d?)(?:/(?P<y>(?:20)?\d\d))?(?![\w/%])(?! (?:stars?|of|days?|hours?|way|would|chance)\b)",
        read.in_numbers,
    ),
    "dotted": (
        r"(?<![\w/.:$£€-])(?:(?P<lead>since|on|from|until|till) (?:the )?(?=\d\d?\.\d\d?\.)|(?<![^\n])(?=\d\d?\.\d\d?\.)"
        r"|(?=\d\d?\.\d\d?\.(?:20)?\d\d(?!\d)))(?P<a>\d\d?)(?P<dot>[.])(?P<b>\d\d?)\.(?P<y>(?:20)?\d\d)?(?!\d)",
        read.in_numbers,
    ),
    "dashed": (r"(?<![\w/.:-])(?P<a>\d\d?)-(?P<b>\d\d?)-(?P<y>20\d\d)(?![\w-])", read.in_numbers),
    "weekdays ago": (rf"(?P<n>{NUMBER}) (?P<weekday>{_WEEKDAY})s ago", read.weekdays_ago),
    "weekday": (
        rf"(?:(?P<which>{_WHICH}) )?(?P<weekday>{_WEEKDAY})\b{_HABIT}(?P<part>{_PART})?(?P<after> (?:just )?gone\b"
        r"| last(?! (?:night|week|month|year|time|summer|winter)\b)| (?:of |in |from )?last week| before last| (?:of )?this week"
        r"| (?:of )?(?:the )?week before last)?",
        read.weekday,
    ),
    "in month": (
        r"(?P<part>(?:(?:in|since|since like|since about|since around|during|around|from|sometime in|some time in|back in|last|this|next|early|mid|late|early in|late in|"
        r"(?:the )?(?:start|beginning|middle|end|first week|last week|first half|second half|first few days) of)[-\x20]){1,3})"
        rf"(?P<month>{_MONTH})\b(?!\.? ?(?:the )?\d{{1,2}}(?!\d)){_YEAR}",
        read.month,
    ),
    "month year": (rf"(?P<month>{_MONTH}),?(?P<y> (?:of |in )?(?:20\d\d\b|last year))", read.month),
    "span": (
        r"(?:(?P<part>early|earlier|late|later|mid|(?:the )?(?:start|beginning|middle|end|first half|second half) of)[-\x20])?"
        r"(?P<which>last|this past|this coming|this|next|the coming|over the|at the|on the|during the|since the|the)"
        r" (?P<span>week|weekend|month|year)\b(?P<before> before last)?",
        read.span,
    ),
    "year": (r"(?:in|during) (?P<year>20\d\d)\b", read.year),
}
_PATTERNS = {way: re.compile(spaced(rf"(?<!\w)(?:{pattern})(?!\w)")) for way, (pattern, _) in _WAYS.items()}
_OPENS_NONE = (
    r"(?!(?:and|are|but|can|did|do|ex|had|have|he|her|him|his|how|i|if|is|me|my|no|of|she|so|text|texted|they|to|we|"
    r"what|when|why|with|you|your)(?![\w']))"
)
"""Every third word is one of these, and no date begins with them."""

_ANY = re.compile(
    rf"(?<!\w)(?=[\w~]){_OPENS_NONE}(?:"
    + "|".join(f"({_unnamed(spaced(pattern))})" for pattern, _ in _WAYS.values())
    + r")(?!\w)"
)
_NAMES = tuple(_WAYS)

_FAR_BACK = 60
"""No lead-in is longer, in letters."""

_SINCE = re.compile(r"since\s+(?:about |around |like |the night of |the )?$")
_TOPIC = re.compile(r"(?<!since )(?<!was )(?<!it's )(?<!like )\babout $")
_NOT = r"\b(?:ain't|haven't|hasn't|hadn't|not|didn't|don't|doesn't|never|no|nothing|first time|longest|once|twice|times|without)\b"
_NEGATED = re.compile(rf"{_NOT}[^.,?!\n]*$")
_NEGATED_AFTER = re.compile(rf"[^.,?!\n]*{_NOT}")
_IT_IS = re.compile(r"\b(?:it'?s|it is|today is|today's) $")
_ROUGHLY = re.compile(r"\b(?:around|roughly|like|maybe|probably) (?:the )?$")
_OFFSET = re.compile(
    spaced(
        rf"(?<!\w)(?:(?P<n>{NUMBER}|the) )?(?P<unit>day|night|evening|morning|week|weekend|month|year)s? (?P<side>before|after|of) (?:the )?$"
    )
)
_SIDE = re.compile(r"\b(?P<side>before|after) (?:the )?$")


def dates(text: str, today: date, order: Order | None = None) -> list[When]:
    """Find every date in respelt ``text``, in order; ``order`` reads ``3/11``, which is left open without it."""
    found: list[When] = []
    at = 0
    while match := _ANY.search(text, at):
        way = _NAMES[(match.lastindex or 1) - 1]
        said = _PATTERNS[way].match(text, match.start()) or match
        if way == "weekday before" and found:
            when = read.weekday_before(said, found[-1].on, today)
        else:
            when = found[-1] if way == "same day" and found else _WAYS[way][1](said, today, order)
        at = said.end() if when else _read_on(way, said)
        if when and not _is_hour(said, found) and (placed := _placed(when, said, found, today)):
            found.append(_meant(placed, said, found))
    return found


def _read_on(way: str, said: re.Match[str]) -> int:
    """What is no date may still hold one: "for 2 hours yesterday"."""
    if way == "nothing":
        return said.end()
    return said.end("length") if way == "length" else said.start() + 1


def _is_hour(said: re.Match[str], found: list[When]) -> bool:
    """Whether it is a mere ``at midnight`` in a sentence that has its date."""
    if not found or not said[0].endswith("midnight") or said.start() - found[-1].end > _FAR_BACK:
        return False
    return not re.search(r"[.!?\n]", said.string[found[-1].end : said.start()])


def _meant(when: When, said: re.Match[str], found: list[When]) -> When:
    """``that sunday`` is the one she spoke of, if she did."""
    if when.on and re.match(r"(?:since )?that ", said[0]):
        spoken_of = (old.on for old in reversed(found[-5:]) if old.on and old.on.weekday() == when.on.weekday())
        return replace(when, on=next(spoken_of, when.on))
    return when


def _placed(when: When, said: re.Match[str], found: list[When], today: date) -> When | None:
    """``when`` in its place, as what stands before it has it: ``since``, ``the day after``, ``before``, ``about``."""
    text, (start, end) = said.string, said.span()
    before = text[max(found[-1].end if found else 0, start - _FAR_BACK) : start]
    if when.ahead and text.startswith("in ", start) and _NEGATED.search(before):
        return None  # "haven't talked in two weeks" looks back
    when = replace(when, start=start, end=end, since=bool(_SINCE.search(before)) or text.startswith("since", start))
    if when.on is None or not before:
        return when
    if offset := _OFFSET.search(before):
        return _beside(when, offset, today, start - len(before) + offset.start())
    if _TOPIC.search(before):
        return None  # "texted him about friday"
    if when.coming and _IT_IS.search(before) and when.on.weekday() == today.weekday() and said[0] in WEEKDAYS:
        return replace(when, on=today, coming=None)
    if (side := _SIDE.search(before)) and not when.ahead and not _denied(side["side"], before, text[end : end + 40]):
        if side["side"] == "before":
            return replace(when, on=None, latest=shifted(when.on, -1), precision="range")
        return replace(when, on=None, earliest=when.on, latest=today, precision="range")
    return replace(when, about="rough") if _ROUGHLY.search(before) else when


def _denied(side: str, before: str, behind: str) -> bool:
    """``i never wrote before yesterday`` and ``after the 9th i have not written`` fix the day itself."""
    return bool(_NEGATED.search(before)) or (side == "after" and bool(_NEGATED_AFTER.match(behind)))


def _beside(when: When, offset: re.Match[str], today: date, start: int) -> When | None:
    """``two days after valentine's``, ``the night before the 14th``, ``the week of the 3rd``."""
    newest = _offset(offset, when.on) if when.on else None
    coming = _offset(offset, when.coming[0]) if when.coming else None
    if coming and coming[0] <= today:  # the Sunday before Christmas has been, Christmas has not
        newest, coming = coming, None
    if newest is None or (newest[0] > today and not when.ahead):
        return None
    ahead = newest[1] > today and when.ahead
    there = stretch(newest[0], newest[1] if ahead else min(newest[1], today))
    return replace(there, start=start, end=when.end, since=when.since, ahead=ahead, coming=coming)


def _offset(offset: re.Match[str], day: date) -> tuple[date, date] | None:
    way = {"before": -1, "after": 1, "of": 0}[offset["side"]]
    unit, counted = offset["unit"], offset["n"] not in (None, "the")
    if unit in ("week", "weekend") and not counted:
        monday = shifted(day, 7 * way - day.weekday())
        first, last = monday and shifted(monday, 5 if unit == "weekend" else 0), monday and shifted(monday, 6)
    else:
        many = number(offset["n"]) if counted else 1
        first = last = shifted(day, way * many * {"week": 7, "weekend": 7, "month": 30, "year": 365}.get(unit, 1))
    return (first, last) if first and last else None
