"""The days that have names, whatever year it is."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from assistant.understanding.durations import spaced

Holiday = Callable[[int], date | None]
"""The day in a year; ``None`` in a year that has none."""


def easter(year: int) -> date:
    """Easter Sunday by the Gregorian computus (Meeus, Jones, Butcher)."""
    a, (b, c) = year % 19, divmod(year, 100)
    (d, e), g = divmod(b, 4), (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    lean = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * lean) // 451
    month, day = divmod(h + lean - 7 * m + 114, 31)
    return date(year, month, day + 1)


def _on(month: int, day: int) -> Holiday:
    def day_of(year: int) -> date | None:
        try:
            return date(year, month, day)
        except ValueError:
            return None

    return day_of


def _easter(days: int) -> Holiday:
    return lambda year: easter(year) + timedelta(days)


def _nth(nth: int, weekday: int, month: int, plus: int = 0) -> Holiday:
    """The ``nth`` such weekday of a month (Monday is 0), and ``plus`` days."""

    def day_of(year: int) -> date:
        first = date(year, month, 1)
        return first + timedelta((weekday - first.weekday()) % 7 + 7 * (nth - 1) + plus)

    return day_of


_HOLIDAYS: dict[str, Holiday] = {
    r"new year'?s'? eve": _on(12, 31),
    r"new year'?s'? day|new year'?s'?|(?<=at\x20)new year|(?<=on\x20)new year|(?<=over\x20)new year|(?<=since\x20)new year": _on(
        1, 1
    ),
    r"(?:christmas|xmas) eve": _on(12, 24),
    r"boxing day|st\.? stephen'?s(?: day)?": _on(12, 26),
    r"(?:christmas|xmas)(?: day| morning| night)?": _on(12, 25),
    r"valentine'?s?'?(?: day)?|v-?day": _on(2, 14),
    r"(?:st\.?|saint) (?:patrick|patty|paddy)'?s?(?: day)?|(?:patty|paddy)'?s day": _on(3, 17),
    r"april fool'?s?'?(?: day)?": _on(4, 1),
    r"halloween(?: night)?": _on(10, 31),
    r"bonfire night|guy fawkes(?: night| day)?": _on(11, 5),
    r"fourth of july": _on(7, 4),
    r"cinco de mayo": _on(5, 5),
    r"(?:remembrance|veteran'?s'?|armistice) day": _on(11, 11),
    r"canada day": _on(7, 1),
    r"australia day": _on(1, 26),
    r"anzac day": _on(4, 25),
    r"leap day": _on(2, 29),
    r"good friday": _easter(-2),
    r"easter monday": _easter(1),
    r"easter saturday|holy saturday": _easter(-1),
    r"easter(?: sunday| day)?": _easter(0),
    r"palm sunday": _easter(-7),
    r"maundy thursday": _easter(-3),
    r"ash wednesday": _easter(-46),
    r"(?:shrove|fat|pancake) tuesday|pancake day|mardi gras": _easter(-47),
    r"black friday": _nth(4, 3, 11, 1),
    r"cyber monday": _nth(4, 3, 11, 4),
    r"canadian thanksgiving": _nth(2, 0, 10),
    r"thanksgiving(?: day| night)?": _nth(4, 3, 11),
    r"father'?s'? day": _nth(3, 6, 6),
    r"labor day": _nth(1, 0, 9),
    r"super ?bowl sunday": _nth(2, 6, 2),
}
_NAMED = tuple((re.compile(spaced(name)), day) for name, day in _HOLIDAYS.items())

HOLIDAY = "(?:" + "|".join(_HOLIDAYS) + ")"
"""Every name, the longest first."""


def holiday(text: str, start: int, end: int) -> Holiday | None:
    """The holiday that ``text[start:end]`` names."""
    return next((day for name, day in _NAMED if name.fullmatch(text, start, end)), None)
