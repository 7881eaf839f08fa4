"""What day it is where she is."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from assistant.clock import local_today, today_in
from assistant.errors import SettingsError
from assistant.settings import load_settings


def test_that_without_a_zone_it_is_the_machines_day() -> None:
    assert today_in(None) is local_today
    assert local_today() == date.today()


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago", "Africa/Lagos"])
def test_that_it_is_the_day_of_her_zone(zone: str) -> None:
    assert today_in(zone)() == datetime.now(ZoneInfo(zone)).date()


def test_that_two_ends_of_the_world_are_a_day_apart() -> None:
    assert today_in("Pacific/Kiritimati")() - today_in("Pacific/Pago_Pago")() in (timedelta(1), timedelta(2))


def test_that_a_zone_that_does_not_exist_is_named() -> None:
    with pytest.raises(SettingsError, match=r"STEADY_TIMEZONE.*Mars/Olympus"):
        load_settings(timezone="Mars/Olympus")
