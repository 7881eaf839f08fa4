"""A date in her words, and the calendar it is found on."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from assistant.facts import Precision
from assistant.understanding.durations import About


@dataclass(frozen=True)
class When:
    """One date in her words: ``on`` a day, or some day from ``earliest`` to ``latest``."""

    start: int = 0
    end: int = 0
    on: date | None = None
    earliest: date | None = None
    latest: date | None = None
    precision: Precision = "day"
    since: bool = False
    """She says ``since`` before it."""

    ahead: bool = False
    """It lies in the future."""

    about: About | None = None
    """How it is hedged; ``almost three weeks ago`` is a range as well."""

    coming: tuple[date, date] | None = None
    """The first and last day that the same words mean when said of something to come."""

    def ahead_of(self, today: date) -> When:
        """The same words said of something to come: the next such day, where they fit one."""
        if self.ahead:
            return self
        if self.coming:
            return replace(stretch(*self.coming), start=self.start, end=self.end, since=self.since, ahead=True)
        return replace(self, ahead=True) if self.on == today else self


# --- The calendar -----------------------------------------------------------------------------------------------------

MONTHS = {name.lower(): month for month, name in enumerate(calendar.month_name) if name}
MONTHS |= {name.lower(): month for month, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
WEEKDAYS = {name.lower(): day for day, name in enumerate(calendar.day_name)}
WEEKDAYS |= {name.lower(): day for day, name in enumerate(calendar.day_abbr)}
WEEKDAYS |= {"tues": 1, "weds": 2, "thur": 3, "thurs": 3}
_UP_TO_TWENTY = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth twentieth"
).split()
ORDINALS = {name: day for day, name in enumerate(_UP_TO_TWENTY, 1)}
ORDINALS |= {f"twenty {name}": day for day, name in enumerate(_UP_TO_TWENTY[:9], 21)}
ORDINALS |= {"thirtieth": 30, "thirty first": 31}


def real(year: int, month: int, day: int) -> date | None:
    """The day, if there is one."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def shifted(day: date, days: int) -> date | None:
    """``days`` later, where the calendar goes so far."""
    try:
        return day + timedelta(days)
    except OverflowError:
        return None


def months_back(day: date, months: int) -> date | None:
    """The same day so many months before, or the last of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    if not date.min.year <= year <= date.max.year:
        return None
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def month_of(year: int, month: int) -> tuple[date, date]:
    """Its first and last day."""
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def last_weekday(name: str, today: date) -> date:
    """The newest such weekday before today."""
    return today - timedelta((today.weekday() - WEEKDAYS[name]) % 7 or 7)


def next_weekday(name: str, today: date) -> date:
    """The first such weekday after today."""
    return today + timedelta((WEEKDAYS[name] - today.weekday()) % 7 or 7)


def fixed(on: date | None, today: date, *, coming: date | None = None, precision: Precision = "day") -> When | None:
    """A day, if there is one; ``coming`` is what the words mean when said of something to come."""
    if on is None:
        return None
    return When(on=on, precision=precision, ahead=on > today, coming=(coming, coming) if coming else None)


def stretch(first: date, last: date, *, ahead: bool = False, coming: tuple[date, date] | None = None) -> When:
    """Some day from ``first`` to ``last``; but one is a day."""
    if first == last:
        return When(on=first, ahead=ahead, coming=coming)
    return When(earliest=first, latest=last, precision="range", ahead=ahead, coming=coming)


def days_ago(today: date, most: int, fewest: int) -> When | None:
    """From ``most`` to ``fewest`` days ago; negative days are to come."""
    first, last = shifted(today, -most), shifted(today, -fewest)
    return stretch(first, last, ahead=last > today) if first and last else None


def newest_and_next(days: Iterable[date | None], today: date, coming: Iterable[date | None]) -> When | None:
    """The first of ``days``, newest first, that is not in the future; beside it the first of ``coming`` that is."""
    newest = next((day for day in days if day and day <= today), None)
    return fixed(newest, today, coming=next((day for day in coming if day and day > today), None))
