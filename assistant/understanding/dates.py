"""Dates and durations in her words, by the counting conventions of rules.md.

A day has ``on``; a stretch that cannot be fixed has ``earliest`` and ``latest`` and no ``on``. Nothing is ever guessed:
what is not understood yields nothing.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from assistant.facts import Precision

_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19, "twenty": 20, "twenty one": 21, "twenty-one": 21, "thirty": 30, "forty": 40,
    "sixty": 60, "ninety": 90, "couple": 2, "a couple": 2, "a couple of": 2, "couple of": 2, "the past": 1, "the last": 1,
}  # fmt: skip
_NUMBER = r"(?:\d{1,4}|" + "|".join(sorted((re.escape(word) for word in _NUMBERS), key=len, reverse=True)) + ")"
_UNIT = r"(?P<unit>hours?|hrs?|days?|nights?|d|weeks?|weekends?|wks?|w|fortnights?|months?|mos?|mnths?|years?|yrs?)"
_DAYS = {"d": 1, "n": 1, "w": 7, "f": 14, "m": 30, "y": 365}
_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
_WEEKDAYS = {name.lower(): number for number, name in enumerate(calendar.day_name)}
_WEEKDAYS |= {name.lower(): number for number, name in enumerate(calendar.day_abbr)} | {
    "tues": 1,
    "weds": 2,
    "thurs": 3,
    "thur": 3,
}
_MONTH = r"(?P<month>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")"
_WEEKDAY = r"(?P<weekday>" + "|".join(sorted(_WEEKDAYS, key=len, reverse=True)) + r")"
_HOLIDAYS = {
    "halloween": (10, 31), "christmas": (12, 25), "xmas": (12, 25), "christmas eve": (12, 24), "new year's eve": (12, 31),
    "new years eve": (12, 31), "nye": (12, 31), "new year's": (1, 1), "new years": (1, 1), "valentine's": (2, 14),
    "valentines": (2, 14), "valentine's day": (2, 14), "valentines day": (2, 14),
}  # fmt: skip

DURATION = re.compile(
    rf"\b(?:(?P<half>half a|half an)|(?P<n>{_NUMBER})(?P<mid> and a half)?)\s*(?:full |whole |straight |entire |long |solid )?{_UNIT}"
    rf"(?P<tail> and a half)?(?:,? and (?P<n2>{_NUMBER}) (?P<unit2>days?|weeks?))?\b"
)
"""A stretch of time; ``days_in`` reads it."""


def number(word: str) -> int:
    """Read ``3``, ``three``, ``a couple of``."""
    return int(word) if word.isdigit() else _NUMBERS[word]


def days_in(match: re.Match[str]) -> int:
    """Full days in a ``DURATION`` match: a week is 7, a month 30, two and a half weeks 17, 500 hours 20."""
    unit = match["unit"][0]
    amount = 0.5 if match["half"] else float(number(match["n"]))
    if match["mid"] or match["tail"]:
        amount += 0.5
    if unit == "h":
        return int(amount // 24)
    days = int(amount * _DAYS[unit])
    if match["n2"]:
        days += number(match["n2"]) * _DAYS[match["unit2"][0]]
    return days


@dataclass(frozen=True)
class When:
    """One date in her words."""

    start: int
    end: int
    on: date | None = None
    earliest: date | None = None
    latest: date | None = None
    precision: Precision = "day"
    since: bool = False
    """She says ``since`` before it."""

    ahead: bool = False
    """It lies in the future."""

    def ahead_of(self, today: date) -> When:
        """The same words said of something to come: the next such day, where they fit one."""
        if self.ahead or self.on is None or self.precision != "day" or self.on > today:
            return self
        days = (today - self.on).days
        nearest = self.on + timedelta(7) if days <= 7 else _next_month(self.on, today) if days <= 31 else None
        yearly = _safe(self.on.year + 1, self.on.month, self.on.day)
        later = nearest if nearest and nearest > today else yearly
        return replace(self, on=later, ahead=True) if later and later > today else self


def _next_month(day: date, today: date) -> date | None:
    month = today.month if today.day < day.day else today.month % 12 + 1
    return _safe(today.year + (1 if month < today.month else 0), month, day.day)


Order = Literal["dmy", "mdy"]

_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(rf"\b(?:{pattern})\b"))
    for name, pattern in {
        "iso": r"(?P<y>20\d\d)-(?P<m>\d\d?)-(?P<d>\d\d?)",
        "before_yesterday": r"(?:the )?day before yesterday|2 nights ago|two nights ago",
        "hours": rf"(?P<n>{_NUMBER}|few|a few|half an) (?:hours?|hrs?|minutes?|mins?|seconds?) ago",
        "ago": rf"(?:(?:about|around|like|over|almost|nearly|roughly|exactly|maybe|abt) )?(?P<duration>(?:half a|{_NUMBER}(?: and a half)?)\s*"
        rf"{_UNIT.replace('?P<unit>', '?:')}(?: and a half)?) (?:ago|back|prior)",
        "few": r"(?:a )?few (?P<unit>days|weeks|months|wks|nights) (?:ago|back)|(?P<other>the other (?:day|night))|(?P<recently>recently)",
        "weekdays_ago": rf"(?P<n>{_NUMBER}) {_WEEKDAY}s ago",
        "next": rf"(?:tomorrow|tmrw|tmr|tomoz)|in (?P<duration>{_NUMBER}\s*{_UNIT.replace('?P<unit>', '?:')})|"
        rf"(?:next|this coming|coming) (?:{_WEEKDAY}|(?P<span>week|month|year|weekend))",
        "today": r"today|tonight|tonite|2day|this (?:morning|afternoon|evening|arvo)|just now|right now|earlier today|at \d{1,2}(?::\d\d)? ?(?:am|a\.m\.?) ?(?:this morning)?|(?:a )?(?:moment|minute|sec) ago|rn",
        "yesterday": r"yesterday|yest|yday|ystrday|yesturday|last (?:night|nite|evening)",
        "month_day": rf"{_MONTH}\.? (?:the )?(?P<d>\d\d?)(?:st|nd|rd|th)?(?!\d)(?:,? (?P<y>20\d\d))?",
        "day_month": rf"(?P<d>\d\d?)(?:st|nd|rd|th)?(?: of)? {_MONTH}(?:,? (?P<y>20\d\d))?",
        "holiday": "(?P<holiday>" + "|".join(sorted(_HOLIDAYS, key=len, reverse=True)) + r")",
        "ordinal": r"(?:the |on )(?P<d>\d\d?)(?:st|nd|rd|th)(?! (?:time|date|day of|step|year|month|week|anniversary|breakup|birthday|one))",
        "slash": r"(?P<a>\d\d?)/(?P<b>\d\d?)(?:/(?P<y>(?:20)?\d\d))?",
        "weekday": rf"(?:(?P<which>last|this|on|since|past|this past)\s+)?{_WEEKDAY}(?: (?:night|morning|evening|afternoon))?",
        "last_span": r"(?P<which>last|this|the other|this past) (?P<span>week|month|weekend|year)",
        "in_month": rf"(?P<part>(?:in |since |early |mid |late |mid-|end of |beginning of |start of |last )+){_MONTH}(?! \d)",
    }.items()
)
_SINCE = re.compile(r"since\s+(?:about |around |like |the night of |the )?$")
_NEGATED = re.compile(r"\b(?:haven't|havent|hasn't|hasnt|have not|not|didn't|didnt|never|no|nothing)\b[^.?!\n]{0,50}$")
_WORDS_THAT_ARE_NAMES = {"may", "march", "sun", "sat", "mon", "wed", "mar", "fri", "dec", "jan"}


def dates(text: str, today: date, order: Order | None = None) -> list[When]:
    """Find every date in normalised ``text``, in order; ``order`` reads ``3/11``, which is left open without it."""
    found: list[When] = []
    for name, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            if name == "next" and _NEGATED.search(text[: match.start()]):
                continue  # "haven't talked in two weeks" looks back
            if any(match.start() < other.end and other.start < match.end() for other in found):
                continue
            when = _read(name, match, today, order)
            if when is not None:
                since = bool(_SINCE.search(text[: match.start()])) or match[0].startswith("since")
                found.append(When(match.start(), match.end(), *when[:3], precision=when[3], since=since, ahead=when[4]))
    return sorted(found, key=lambda when: when.start)


_Reading = tuple[date | None, date | None, date | None, Precision, bool]


def _read(name: str, match: re.Match[str], today: date, order: Order | None) -> _Reading | None:
    group = match.groupdict()
    match name:
        case "iso":
            return _day(_safe(int(group["y"]), int(group["m"]), int(group["d"])), today)
        case "today":
            return _day(today, today)
        case "yesterday":
            return _day(today - timedelta(1), today)
        case "before_yesterday":
            return _day(today - timedelta(2), today)
        case "hours":
            hours = (
                0
                if "min" in match[0] or "sec" in match[0] or "few" in group["n"] or "half" in group["n"]
                else number(group["n"])
            )
            return _day(today - timedelta(hours // 24), today)
        case "ago":
            duration = DURATION.search(group["duration"])
            if duration is None:
                return None
            precision: Precision = {"w": "week", "f": "week", "m": "month", "y": "month"}.get(
                duration["unit"][0], "day"
            )  # type: ignore[assignment]
            return today - timedelta(days_in(duration)), None, None, precision, False
        case "few":
            low, high = {"d": (2, 6), "n": (2, 6), "w": (14, 42), "m": (60, 180)}[(group["unit"] or "d")[0]]
            if group["recently"]:
                low, high = 0, 30
            return None, today - timedelta(high), today - timedelta(low), "range", False
        case "next":
            return _ahead(group, match[0], today)
        case "weekdays_ago":
            return _day(_last_weekday(group["weekday"], today) - timedelta(7 * (number(group["n"]) - 1)), today)
        case "month_day" | "day_month":
            return _calendar(group, today)
        case "holiday":
            return _day(_latest(today, *_HOLIDAYS[group["holiday"]]), today)
        case "ordinal":
            return _day(_ordinal(int(group["d"]), today), today)
        case "slash":
            return _slash(group, today, order)
        case "weekday":
            if group["weekday"] in _WORDS_THAT_ARE_NAMES and not group["which"]:
                return None
            if group["which"] == "this" and _WEEKDAYS[group["weekday"]] == today.weekday():
                return _day(today, today)
            return _day(_last_weekday(group["weekday"], today), today)
        case "last_span":
            return _span(group["which"], group["span"], today)
        case _:
            return _month(group, today)


def _day(day: date | None, today: date) -> _Reading | None:
    return None if day is None else (day, None, None, "day", day > today)


def _safe(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _latest(today: date, month: int, day: int) -> date | None:
    """The newest such day that is not in the future; a Feb 29 may be years back."""
    days = (_safe(today.year - back, month, day) for back in range(9))
    return next((found for found in days if found and found <= today), None)


def _last_weekday(name: str, today: date) -> date:
    return today - timedelta((today.weekday() - _WEEKDAYS[name]) % 7 or 7)


def _ordinal(day: int, today: date) -> date | None:
    for back in range(3):
        month = (today.month - 1 - back) % 12 + 1
        found = _safe(today.year - (1 if month > today.month else 0), month, day)
        if found and found <= today:
            return found
    return None


def _calendar(group: dict[str, str], today: date) -> _Reading | None:
    month, day = _MONTHS[group["month"]], int(group["d"])
    if group["y"]:
        return _day(_safe(int(group["y"]), month, day), today)
    return _day(_latest(today, month, day), today)


def _slash(group: dict[str, str], today: date, order: Order | None) -> _Reading | None:
    first, second = int(group["a"]), int(group["b"])
    readings = {
        "dmy": _slashed(second, first, group["y"], today),
        "mdy": _slashed(first, second, group["y"], today),
    }
    if order:
        return _day(readings[order], today)
    days = sorted({day for day in readings.values() if day})
    if len(days) == 1:
        return _day(days[0], today)
    return (None, days[0], days[-1], "range", False) if days else None


def _slashed(month: int, day: int, year: str | None, today: date) -> date | None:
    if not 1 <= month <= 12:
        return None
    return _safe(int(year) % 100 + 2000, month, day) if year else _latest(today, month, day)


def _span(which: str, span: str, today: date) -> _Reading | None:
    monday = today - timedelta(today.weekday())
    first_of_month = today.replace(day=1)
    last = which == "last"
    if span == "week":
        start, end = (monday - timedelta(7), monday - timedelta(1)) if last else (monday, today)
    elif span == "weekend":
        saturday = monday - timedelta(2) if last or today.weekday() < 5 else monday + timedelta(5)
        start, end = saturday, min(saturday + timedelta(1), today)
    elif span == "month":
        end = first_of_month - timedelta(1) if last else today
        start = end.replace(day=1)
    else:
        start, end = (
            (date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)) if last else (date(today.year, 1, 1), today)
        )
    return None, start, end, "range", False


def _month(group: dict[str, str], today: date) -> _Reading | None:
    month = _MONTHS[group["month"]]
    if group["month"] in _WORDS_THAT_ARE_NAMES and not re.search(r"in |since |early|mid|late|of ", group["part"]):
        return None
    year = today.year if month <= today.month else today.year - 1
    start = date(year, month, 1)
    end = min(date(year, month, calendar.monthrange(year, month)[1]), today)
    if re.search("early|beginning|start", group["part"]):
        end = min(start + timedelta(9), end)
    elif "mid" in group["part"]:
        start, end = start + timedelta(9), min(start + timedelta(19), end)
    elif re.search("late|end", group["part"]):
        start = min(start + timedelta(19), end)
    return None, start, end, "range", False


def _ahead(group: dict[str, str | None], text: str, today: date) -> _Reading | None:
    if group["duration"]:
        duration = DURATION.search(group["duration"])
        return (today + timedelta(days_in(duration)), None, None, "day", True) if duration else None
    if weekday := group["weekday"]:
        return today + timedelta((_WEEKDAYS[weekday] - today.weekday()) % 7 or 7), None, None, "day", True
    if span := group["span"]:
        return today + timedelta({"week": 7, "month": 30, "year": 365, "weekend": 7}[span]), None, None, "range", True
    return today + timedelta(1), None, None, "day", True


def first_duration(text: str) -> int | None:
    """The days of the first duration in ``text``."""
    match = DURATION.search(text)
    return days_in(match) if match else None
