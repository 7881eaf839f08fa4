"""The one place that asks what day it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

Clock = Callable[[], date]
"""Returns today's date where she is."""


def local_today() -> date:
    """Today, by the machine's own clock."""
    return date.today()


def today_in(zone: str | None) -> Clock:
    """Today where she is: in the time zone of that name (``Africa/Lagos``), else by the machine's own clock."""
    return (lambda: datetime.now(ZoneInfo(zone)).date()) if zone else local_today
