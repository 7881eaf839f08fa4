"""Helplines: every one sourced and reviewed, the right ones in the right order, and the country she is in."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import get_args

import pytest

from assistant.errors import DataError
from assistant.screening.resources import (
    Need,
    Resource,
    countries,
    country_in,
    load_resources,
    overdue,
    resources,
    resources_for,
)

ENTRY = """
resources:
- id: xx.line
  country: US
  for: [crisis]
  name: A line
  phone: "1"
  text: null
  link: null
  hours: "24/7"
  source: https://example.org
  checked: 2026-11-23
"""


def test_that_every_review_is_younger_than_a_year() -> None:
    assert [line.id for line in overdue(resources(), date.today())] == []


def test_that_a_review_older_than_365_days_is_overdue() -> None:
    line = resources()[0]
    assert overdue([line], line.checked + timedelta(days=365)) == ()
    assert overdue([line], line.checked + timedelta(days=366)) == (line,)


def test_that_no_review_lies_in_the_future_and_no_id_is_used_twice() -> None:
    assert all(line.checked <= date.today() for line in resources())
    assert len({line.id for line in resources()}) == len(resources())


def test_that_at_least_25_countries_have_a_number_for_a_crisis_or_an_emergency() -> None:
    reached = {line.country for line in resources() if {"crisis", "emergency"} & set(line.needs)} - {"INT"}
    assert len(reached) >= 25
    assert {line.country for line in resources()} - {"INT"} == set(countries())


@pytest.mark.parametrize(
    ("line", "broken"),
    [
        ("  source: https://example.org\n", ""),
        ("source: https://example.org", "source: null"),
        ("source: https://example.org", "source: a friend told me"),
        ("  checked: 2026-11-23\n", ""),
        ('phone: "1"', "phone: null"),
        ("for: [crisis]", "for: [fortune]"),
        ("name: A line", "nmae: A line"),
    ],
)
def test_that_a_line_without_source_review_or_way_to_reach_it_is_refused(
    tmp_path: Path, line: str, broken: str
) -> None:
    file = tmp_path / "resources.yaml"
    file.write_text(ENTRY, encoding="utf-8")
    assert load_resources(file)[0].id == "xx.line"
    file.write_text(ENTRY.replace(line, broken), encoding="utf-8")
    with pytest.raises(DataError, match=r"xx\.line"):
        load_resources(file)


@pytest.mark.parametrize("country", [*countries(), None])
@pytest.mark.parametrize("need", get_args(Need))
def test_that_the_emergency_number_comes_first_and_the_finder_last(country: str | None, need: Need) -> None:
    lines = resources_for(country, need)
    assert lines[-1].id == "int.findahelpline"
    assert len(set(lines)) == len(lines)
    home = [line for line in lines if line.country == country]
    order = ["emergency" not in line.needs for line in home]
    assert order == sorted(order)
    assert lines[: len(home)] == tuple(home)


def test_that_the_lines_of_a_country_for_a_need_are_its_own() -> None:
    ids = [line.id for line in resources_for("US", "crisis")]
    assert ids == ["us.emergency", "us.988", "us.crisis-text-line", "int.findahelpline"]


@pytest.mark.parametrize("country", [None, "ZZ"])
def test_that_an_unknown_country_gets_the_international_lines_and_no_number_of_another(country: str | None) -> None:
    lines: tuple[Resource, ...] = resources_for(country, "crisis")
    assert {line.country for line in lines} == {"INT"}


@pytest.mark.parametrize(
    ("message", "country"),
    [
        ("i live in Kenya", "KE"),
        ("I'm in the UK.", "GB"),
        ("im from lagos", "NG"),
        ("Israel", "IL"),
        ("turkey!", "TR"),
        ("the Netherlands", "NL"),
        ("in München", "DE"),
        ("U.S.A.", "US"),
        ("New Zealand, auckland", "NZ"),
    ],
)
def test_that_her_country_is_read(message: str, country: str) -> None:
    assert country_in(message) == country


@pytest.mark.parametrize(
    "message",
    [
        "he ghosted me", "no", "it was in bed", "i made turkey sandwiches", "us two", "he moved to canada",
        "my ex lives in spain", "we had a trip to italy", "i'm in france but germany is home", "ukulele lessons", "",
    ],
)  # fmt: skip
def test_that_no_country_is_guessed(message: str) -> None:
    assert country_in(message) is None
