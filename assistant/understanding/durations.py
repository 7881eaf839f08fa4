"""Numbers and stretches of time in her words, by the counting conventions of rules.md.

A week is 7 days, a month 30, a year 365; two and a half weeks are 17, 500 hours 20 full days.
"""

from __future__ import annotations

import re
from typing import Literal

About = Literal["less", "more", "rough"]
"""How a length is hedged: almost three weeks, over a month, about ten days."""

_ONES = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9}
_TEENS = {
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_OTHERS = {
    "a hundred": 100, "one hundred": 100, "hundred": 100, "a dozen": 12, "dozen": 12, "a couple of": 2, "couple of": 2,
    "a couple": 2, "couple": 2, "the past": 1, "the last": 1, "this past": 1, "an": 1, "a": 1,
}  # fmt: skip
_UNIT = r"hours?|hrs?|days?|nights?|sleeps?|weekends?|weeks?|wks?|fortnights?|months?|mnths?|mths?|mos?|years?|yrs?|(?<=\d)(?:d|w|h)"
_HOURS = {"h": 1, "d": 24, "n": 24, "s": 24, "w": 7 * 24, "f": 14 * 24, "m": 30 * 24, "y": 365 * 24}
_LONGEST = 100 * 365
"""Nobody's story is older; it keeps ``9999 years ago`` inside the calendar."""


def spaced(pattern: str) -> str:
    """``pattern`` with room for up to three spaces where it has one (not in look-behinds); bounded, so blanks cost nothing."""
    return re.sub(r"(\(\?<[!=][^()]*\))| (\??)(?!\{)", lambda at: at[1] or (" {0,3}" if at[2] else " {1,3}"), pattern)


NUMBER = spaced(
    rf"(?:\d{{1,4}}(?:\.\d{{1,2}})?|(?:(?:{'|'.join(_TENS)})(?:(?:-| )(?:{'|'.join(_ONES)}))?"
    rf"|{'|'.join((*_TEENS, *_ONES, *_OTHERS))})(?![a-z']))"
)
"""A number; ``number`` reads it."""

_LESS = (
    r"almost|nearly|just under|under|less than|not even|not quite|close to|going on|coming up on|coming up to|nearing|"
    r"approaching"
)
_MORE = r"just over|well over|a little over|a bit over|over|more than|upwards of"
_ROUGH = r"about|around|roughly|approximately|approx|like|maybe|perhaps|probably|some|give or take"
_HEDGE = rf"(?:(?P<less>{_LESS})|(?P<more>{_MORE})|(?P<rough>{_ROUGH}|~)|only|just|exactly|literally) ?"

LENGTH = spaced(
    rf"(?<![\w/$£€])(?<!\d[.,])(?:{_HEDGE}){{0,2}}(?<![a-z])"
    rf"(?:(?P<half>half an?|half)|(?P<n>{NUMBER})(?:(?P<to> ?- ?| to | or )(?P<most>{NUMBER}))?"
    rf"(?P<mid> and a half| and half| ?½| 1/2)?)(?:(?P<plus>\+)|(?P<ish>-?ish))?-? ?"
    rf"(?:(?:full|whole|straight|entire|long|solid|complete|consecutive|odd) )?(?P<unit>{_UNIT})\b"
    r"(?! old\b| anniversary| relationship| rule\b| challenge\b|-old)"
    rf"(?P<tail> and a half| and half)?(?:(?:,? and)? (?P<n2>{NUMBER}) ?(?P<unit2>days?|nights?|weeks?|wks?|months?|hours?)\b)?"
    r"(?P<after> or two| or more| or less|(?: |-)?ish\b| or so| give or take| plus\b|\+| and some| and change)?"
)
"""``DURATION`` without the day it is counted to."""

DURATION = re.compile(
    LENGTH
    + spaced(r"(?: (?P<shift>yesterday|tomorrow)(?! (?:i|he|she|they|we|my|at|morning|night|evening|was|is)\b))?")
)
"""A stretch of time; ``days_in``, ``fewest_and_most`` and ``about`` read it."""


def number(word: str) -> int:
    """Read ``3``, ``three``, ``sixty-three``, ``a couple of``."""
    return int(_amount(word))


def _amount(word: str) -> float:
    if word[0].isdigit():
        return float(word)
    plain = " ".join(word.split())
    if plain in _OTHERS:
        return _OTHERS[plain]
    return sum((_TENS | _TEENS | _ONES)[part] for part in re.split(r"[\s-]+", plain))


def days_in(match: re.Match[str]) -> int:
    """Full days in a ``DURATION`` match, the lesser of ``two or three``; three weeks yesterday are 22 today."""
    unit = _HOURS[match["unit"][0]]
    amount = 0.5 if match["half"] else _amount(match["n"])
    if match["mid"] or match["tail"]:
        amount += 0.5
    hours = amount * unit
    if match["n2"]:
        hours += _amount(match["n2"]) * _HOURS[match["unit2"][0]]
    shift = {"yesterday": 1, "tomorrow": -1}.get(match.groupdict().get("shift") or "", 0)
    return max(0, min(int(hours // 24), _LONGEST) + shift)


def about(match: re.Match[str]) -> About | None:
    """Whether a ``DURATION`` match says less, more or roughly its ``days_in``."""
    after = (match["after"] or "").strip()
    if match["less"] or after == "or less":
        return "less"
    if (
        match["more"]
        or match["plus"]
        or match["to"]
        or after in ("or two", "or more", "plus", "+", "and some", "and change")
    ):
        return "more"
    couple = "couple" in (match["n"] or "")
    return "rough" if match["rough"] or match["ish"] or after or couple else None


def fewest_and_most(match: re.Match[str]) -> tuple[int, int]:
    """The days a ``DURATION`` match may mean: almost three weeks are 14 to 20, over a month 30 to 59."""
    days, unit = days_in(match), _HOURS[match["unit"][0]] // 24 or 1
    match about(match):
        case "less":
            return max(days - unit, days // 2), max(days - 1, 0)
        case "more" if match["most"]:
            return days, max(days, int(_amount(match["most"]) * unit))
        case "more":
            return days, days + unit - (0 if match["after"] else 1)
    return days, days


_TOMORROW = re.compile(
    r"\btomorrow(?: (?:is|will be|makes|marks|it'?s|it'?ll be|it will be|should be|i'?m (?:on|at)))(?: my| the| exactly)? $"
)


def still_to_come(before: str) -> int:
    """The day that is missing yet where ``tomorrow makes`` stands before a length."""
    return int(bool(_TOMORROW.search(before)))


def first_duration(text: str) -> int | None:
    """The days of the first duration in ``text``."""
    match = DURATION.search(text)
    return days_in(match) if match else None
