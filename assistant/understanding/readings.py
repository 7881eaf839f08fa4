"""What each way of saying a date means, counted from today by the conventions of rules.md.

Every reader takes the match of its pattern in ``dates.py`` and returns a ``When`` without a place, or nothing.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Literal

from assistant.facts import Precision
from assistant.understanding.days import (
    MONTHS,
    ORDINALS,
    WEEKDAYS,
    When,
    days_ago,
    fixed,
    last_weekday,
    month_of,
    months_back,
    newest_and_next,
    next_weekday,
    real,
    shifted,
    stretch,
)
from assistant.understanding.durations import DURATION, about, days_in, fewest_and_most, number
from assistant.understanding.holidays import Holiday, holiday

Order = Literal["dmy", "mdy"]
"""How ``3/11`` is read."""

# --- Counted from today -----------------------------------------------------------------------------------------------

_PRECISION: dict[str, Precision] = {"w": "week", "f": "week", "m": "month", "y": "month"}


def length(said: re.Match[str], today: date, order: Order | None) -> When | None:
    """``three weeks ago``, ``before ten days``, ``three weeks yesterday``, ``in two weeks``; a bare length is no date."""
    found = DURATION.fullmatch(said["length"])
    if found is None or _goes_on(said):
        return None
    lead, anchor = said["lead"] or "", said["anchor"] or said["anchor2"]
    days, precision = days_in(found), _PRECISION.get(found["unit"][0], "day")
    if not said["back"] and (said["past"] or re.match(r"(?:the|this) ", found["n"] or "")):
        if lead in ("since", "from"):
            return fixed(shifted(today, -days), today, precision=precision)
        return days_ago(today, days, 0) if lead not in ("", "for") else None
    if said["ahead"] or (lead == "in" and not said["back"] and not anchor):
        return _in(said["from"], found, today)
    if anchor:
        return _to(anchor, found, today, back=bool(said["back"]), be=lead.endswith(("be", "was")), coming=lead != "was")
    if not said["back"] and lead not in ("before", "since", "from"):
        return None
    if found["unit"].startswith("weekend"):
        saturday = shifted(_weekend(today)[0], 7 - days)
        return stretch(saturday, saturday + timedelta(1)) if saturday and days else None
    if (hedge := about(found)) in ("less", "more"):
        fewest, most = fewest_and_most(found)
        when = days_ago(today, most, fewest)
    else:
        when = fixed(shifted(today, -days), today, precision=precision)
    return replace(when, about=hedge) if when else None


def _goes_on(said: re.Match[str]) -> bool:
    """``before three weeks are up`` counts nothing back, nor ``since 3 years of this``."""
    then = (said["then"] or "").strip()
    if said["lead"] not in ("before", "since", "from", "in") or said["back"]:
        return False
    return bool(then) and (then not in ("no", "nc", "without") or said["lead"] == "before")


def _to(anchor: str, found: re.Match[str], today: date, *, back: bool, be: bool, coming: bool) -> When | None:
    """A length counted to a day: ``a week ago tuesday``, ``it'll be three weeks tomorrow``."""
    days, name = days_in(found), anchor.split()[-1]
    if about(found) in ("less", "more"):
        return None
    near = {"today": 0, "yesterday": -1, "tomorrow": 1}.get(name)
    if not back and (days < 2 or (near is None and not be and not (anchor.startswith("last") and days >= 7))):
        return None  # "a bad day yesterday", "two days on friday"
    if near is not None:
        end = shifted(today, near)
    else:
        end = next_weekday(name, today) if be and coming else last_weekday(name, today)
    if end is None:
        return None
    months = {"m": days // 30, "y": days // 365 * 12}.get(found["unit"][0])
    whole = not (found["half"] or found["mid"] or found["tail"] or found["n2"])
    return fixed(months_back(end, months) if months and whole and back else shifted(end, -days), today)


def _in(start: str | None, found: re.Match[str], today: date) -> When | None:
    name = (start or "today").split()[-1]
    first = next_weekday(name, today) if name in WEEKDAYS else shifted(today, int(name == "tomorrow"))
    fewest, most = fewest_and_most(found)
    soonest = shifted(first, fewest) if first else None
    last = shifted(first, most) if first else None
    return stretch(soonest, last, ahead=True) if soonest and last and soonest > today else None


_FEW = {"s": (0, 0), "h": (0, 0), "d": (2, 6), "n": (2, 6), "w": (14, 42), "m": (60, 180), "y": (730, 2190)}
_OTHER = {"w": (7, 21), "m": (30, 90)}


def few(said: re.Match[str], today: date, order: Order | None) -> When | None:
    """``a few days ago``, ``the other night``, ``in the past few weeks``, ``recently``."""
    if said["recently"]:
        return days_ago(today, 30, 0)
    if said["other"]:
        low, high = _OTHER.get(said["other"][0], (2, 6)) if said["other"] != "weekend" else (2, 16)
        return days_ago(today, high, low)
    if said["past"]:
        return days_ago(today, _FEW[said["past"][0]][1], 0)
    if said["soon"]:
        low, high = _FEW[said["soon"][0]]
        return days_ago(today, -low, -high) if high else None
    low, high = (0, 0) if said["unit"].startswith(("min", "mom")) else _FEW[said["unit"][0]]
    return days_ago(today, high, low)


def bare(said: re.Match[str], today: date, order: Order | None) -> When | None:
    """``week ago``, with the article left out."""
    unit = said["unit"][0]
    days = {"h": 0, "d": 1, "w": 7, "f": 14, "m": 30, "y": 365}[unit]
    return fixed(shifted(today, -days), today, precision=_PRECISION.get(unit, "day"))


def this_time(said: re.Match[str], today: date, order: Order | None) -> When | None:
    """At the same time: ``this time last week``, ``this day last year``."""
    what = said["what"] or "night"
    if what in WEEKDAYS:
        return fixed(last_weekday(what, today), today)
    if what in ("month", "year"):
        return fixed(months_back(today, 12 if what == "year" else 1), today)
    return fixed(shifted(today, -7 if what == "week" else -1), today)


# --- Beside today -----------------------------------------------------------------------------------------------------


def today_itself(said: re.Match[str], today: date, order: Order | None) -> When | None:
    """``today``, ``this morning``, ``just now``."""
    return fixed(today, today)


def yesterday(said: re.Match[str], today: date, order: Order | None) -> When | None:
    """``yesterday`` and, two days back, ``the day before yesterday``."""
    return fixed(shifted(today, -2 if said["before"] else -1), today)


def last_night(said: re.Match[str], today: date, order: Order | None) -> When | None:
    """One day ago, unless the small hours are meant: 3am "last night" is either day."""
    hour = 0 if said["midnight"] or said["midnight2"] else int(said["hour"] or said["hour2"] or 9)
    half = (said["half"] or said["half2"] or "")[:1]
    small = hour in (0, 12) if half in ("", "a", "i") else False
    if half != "p" and (small or 1 <= hour <= (6 if half else 4)):
        return days_ago(today, 1, 0)
    return fixed(shifted(today, -1), today)


def tomorrow(said: re.Match[str], today: date, order: Order | None) -> When | None:
    """``tomorrow``, ``the day after tomorrow``."""
    return fixed(shifted(today, 2 if said["after"] else 1), today)


# --- On the calendar --------------------------------------------------------------------------------------------------


def _yearly(day_of: Holiday, said: re.Match[str], today: date) -> When | None:
    """A day that comes every year: in the year she names, else the newest. A leap day may be years back."""
    if year := _year(said, today):
        return fixed(day_of(year), today)
    years = range(max(today.year - 8, date.min.year), min(today.year + 8, date.max.year) + 1)
    return newest_and_next(map(day_of, reversed(years)), today, map(day_of, years))


def _year(said: re.Match[str], today: date) -> int | None:
    year = said.groupdict().get("y")
    if not year:
        return None
    digits = re.sub(r"\D", "", year)
    return int(digits) % 100 + 2000 if digits else today.year - ("last" in year)


def iso(said: re.Match[str], today: date, order: Order | None) -> When | None:
    """``2026-11-03``."""
    return fixed(real(int(said["y"]), int(said["m"]), int(said["d"])), today)


def day_of_month(said: re.Match[str], today: date, order: Order | None) -> When | None:
    """``sept 20``, ``the first of november``."""
    month, day = MONTHS[said["month"]], _number_of_day(said)
    return _yearly(lambda year: real(year, month, day), said, today)


def _number_of_day(said: re.Match[str]) -> int:
    return ORDINALS[re.sub(r"[\s-]+", " ", said["word"])] if said["word"] else int(said["d"])


def ordinal(said: re.Match[str], today: date, order: Order | None) -> When | None:
    """``the 3rd``, ``friday the 13th``: of the newest month that has such a day."""
    day = _number_of_day(said)
    if said["of"] and ("last" in said["of"] or "previous" in said["of"]):
        before = months_back(today, 1)
        return fixed(real(before.year, before.month, day), today) if before else None
    name = said["weekday"] or said["weekday2"]
    weekday = WEEKDAYS[name] if name else None

    def nth(months: int) -> date | None:
        year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
        found = real(year, month + 1, day) if date.min.year <= year <= date.max.year else None
        return found if found and weekday in (None, found.weekday()) else None

    reach = 3 if weekday is None else 15
    return newest_and_next((nth(-back) for back in range(reach)), today, map(nth, range(reach)))


def named(said: re.Match[str], today: date, order: Order | None) -> When | None:
    """A holiday."""
    day_of = holiday(said.string, *said.span("name"))
    when = _yearly(day_of, said, today) if day_of else None
    if when and when.on and said["over"]:
        start = when.on - timedelta(2 if said["over"] == "over" else 4)
        return stretch(start, max(min(start + timedelta(9), today), when.on), coming=when.coming)
    return replace(when, coming=None) if when and said["last"] else when


_ALWAYS = (24, 7)
_NO_DATE = {(50, 50), (1, 2), (1, 3), (2, 3), (1, 4), (3, 4)}
"""Even odds and fractions, unless "on" or the like leads; a second number of 10 is a mark out of ten."""


def in_numbers(said: re.Match[str], today: date, order: Order | None) -> When | None:
    """``3/11``: by ``order``; without it a day only if one reading alone is real. Of a future one ``coming`` tells."""
    first, second = int(said["a"]), int(said["b"])
    pair, lead = (first, second), said.groupdict().get("lead")
    if not said["y"] and (pair == _ALWAYS or (not lead and (pair in _NO_DATE or (second == 10 and first <= 10)))):
        return None
    readings = {
        "dmy": _yearly(lambda year: real(year, second, first), said, today),
        "mdy": _yearly(lambda year: real(year, first, second), said, today),
    }
    if order or "dot" in said.groupdict():
        return readings[order or "dmy"]
    found = {when.on: when for when in readings.values() if when and when.on}
    past = sorted(day for day in found if day <= today)
    if len(past) == 2:
        return stretch(*past)
    if len(past) == 1 and len(found) == 2:
        to_come = max(found)
        return replace(found[past[0]], coming=(to_come, to_come))
    return next(iter(found.values())) if len(found) == 1 else None


_WORDS = {"sat", "sun", "mon", "wed"}
"""Weekdays that are words as well: no date without ``on``, ``last`` or ``night``."""


def weekday(said: re.Match[str], today: date, order: Order | None) -> When | None:
    """A weekday: the newest that is past, unless she says which."""
    name, which, after = said["weekday"], said["which"] or "", said["after"] or ""
    if name in _WORDS and not said["part"] and (not which or which.endswith(("the", "that", "early", "late"))):
        return None
    newest, coming = last_weekday(name, today), next_weekday(name, today)
    in_week = today - timedelta(today.weekday() - WEEKDAYS[name])
    if "week before last" in after:
        return fixed(shifted(in_week, -14), today)
    if "last week" in after or "last week" in which:
        return fixed(shifted(in_week, -7), today)
    if "before last" in after:
        return fixed(shifted(newest, -7), today)
    if "week" in after or "week" in which:
        return fixed(in_week, today)
    if re.search("next|coming", which):
        return fixed(coming, today)
    if which.endswith("this") and WEEKDAYS[name] == today.weekday():
        return fixed(today, today)
    told = re.search("last|past|since|that", which) or after
    return fixed(newest, today, coming=None if told else coming)


def weekdays_ago(said: re.Match[str], today: date, order: Order | None) -> When | None:
    """``3 sundays ago``."""
    return fixed(shifted(last_weekday(said["weekday"], today), 7 - 7 * max(number(said["n"]), 1)), today)


def weekday_before(said: re.Match[str], day: date | None, today: date) -> When | None:
    """``the friday before that``: before the day she named last."""
    return fixed(last_weekday(said["weekday"], day), today) if day else None


def weekday_of_month(said: re.Match[str], today: date, order: Order | None) -> When | None:
    """``the first sunday in december``, ``the last friday of this month``: the newest that was."""
    which, weekday = said["which"], WEEKDAYS[said["weekday"]]
    for back in range(13):
        year, number = divmod(today.year * 12 + today.month - 1 - back, 12)
        named = said["month"] == ("this month" if back == 0 else "last month" if back == 1 else "")
        if not (named or MONTHS.get(said["month"]) == number + 1) or (_year(said, today) or year) != year:
            continue
        first, last = month_of(year, number + 1)
        days = [first + timedelta(at) for at in range((last - first).days + 1)]
        days = [day for day in days if day.weekday() == weekday]
        day = days[-1] if which == "last" else days[_COUNTED[which]]
        if day <= today:
            return fixed(day, today)
    return None


_COUNTED = {"first": 0, "1st": 0, "second": 1, "2nd": 1, "third": 2, "3rd": 2, "fourth": 3, "4th": 3}


def _weekend(today: date) -> tuple[date, date]:
    """The weekend that is, or the last that was."""
    saturday = today - timedelta((today.weekday() - 5) % 7)
    return saturday, saturday + timedelta(1)


def span(said: re.Match[str], today: date, order: Order | None) -> When | None:
    """``last week``, ``the week before last``, ``next month``, ``this weekend``, ``early this month``."""
    unit, which, part = said["span"], said["which"], said["part"] or ""
    if which.endswith("the") and not (said["before"] or part or (unit == "weekend" and which != "the")):
        return None
    last = -2 if said["before"] else -1 if which == "last" else 1 if re.search("next|coming", which) else 0
    monday = today - timedelta(today.weekday())
    if unit == "weekend":
        saturday = _weekend(today)[0]
        now = 0 if today.weekday() > 4 else 1  # in the week, the last weekend is the one that was
        start = saturday + timedelta(7 * (last + now if last < 0 else last))
        end, following = start + timedelta(1), (start + timedelta(7), start + timedelta(8))
    elif unit == "week":
        start = monday + timedelta(7 * last)
        end = start + timedelta(6)
    elif unit == "month":
        there = months_back(today, -last) or today
        start, end = month_of(there.year, there.month)
    else:
        year = min(max(today.year + last, date.min.year), date.max.year)
        start, end = date(year, 1, 1), date(year, 12, 31)
    start, end = _part(part, start, end)
    if last > 0 or part.startswith("later"):
        return stretch(max(start, today), end, ahead=True) if end > today else None
    if start > today:
        return None
    rest = following if unit == "weekend" and end < today else (today, end)
    return stretch(start, min(end, today), coming=rest if not last and rest[1] > today else None)


def _part(part: str, start: date, end: date) -> tuple[date, date]:
    """The early, middle or late third of a stretch."""
    third = 6 if "week of" in part else (end - start).days // 3
    if re.search(r"early\b|beginning|start|first", part):
        return start, start + timedelta(third)
    if "mid" in part:
        return start + timedelta(third), end - timedelta(third)
    if re.search(r"late\b|end\b|last (?:week|half)", part):
        return end - timedelta(third), end
    return start, end


def month(said: re.Match[str], today: date, order: Order | None) -> When | None:
    """A month: the newest, this one as far as it has come."""
    name, part = said["month"], said.groupdict().get("part") or ""
    if name in ("may", "april", "june", "august") and re.search(r"(?:this|around|from)[ -]*$", part):
        return None  # "this may be it", "a text from june"
    number, year = MONTHS[name], _year(said, today)
    this_year = year or today.year - (number > today.month)
    if "next" in part:
        this_year = today.year + (number <= today.month)
    if not year and "next" not in part and _in_year(part, this_year, number)[0] > today:
        this_year -= 1
    if not date.min.year <= this_year < date.max.year:
        return None
    start, end = _in_year(part, this_year, number)
    if start > today:
        return stretch(start, end, ahead=True)
    coming = (max(start, today), end) if end > today else _in_year(part, this_year + 1, number)
    told = year or re.search("last|since|back", part)
    return stretch(start, min(end, today), coming=None if told else coming)


def _in_year(part: str, year: int, month: int) -> tuple[date, date]:
    return _part(part, *month_of(min(max(year, date.min.year), date.max.year), month))


def year(said: re.Match[str], today: date, order: Order | None) -> When | None:
    """``in 2024``."""
    first, last = date(int(said["year"]), 1, 1), date(int(said["year"]), 12, 31)
    return stretch(first, last, ahead=True) if first > today else stretch(first, min(last, today))


def nothing(said: re.Match[str], today: date, order: Order | None) -> None:
    """Words that look like a date and are none."""
