"""The one place that asks what day it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

Clock = Callable[[], date]
"""Returns today's date where she is."""


def local_today() -> date:
    """Today, by the machine's own clock."""
    return date.today()
