"""Contacts and breakups as facts: their day, whether they were answered, and what they were about.

November 25, 2026 is a Wednesday.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from assistant.facts import FACT, Breakup, Contact, Fact
from assistant.journey.ledger import Ledger
from assistant.turn import Screening
from assistant.understanding.understand import understand

TODAY = date(2026, 11, 25)


def noted(message: str, ledger: Ledger | None = None) -> tuple[Fact, ...]:
    return understand(message, "m1", TODAY, ledger or Ledger(), Screening()).facts


def contacts(message: str, ledger: Ledger | None = None) -> list[Contact]:
    return [fact for fact in noted(message, ledger) if isinstance(fact, Contact)]


def days(message: str, ledger: Ledger | None = None) -> list[tuple[str, str | None]]:
    """Who made each contact, and its day."""
    return [(fact.by, fact.on and fact.on.isoformat()) for fact in contacts(message, ledger)]


def breakups(message: str) -> list[tuple[str, str | None]]:
    """Who ended it, and its day."""
    return [(fact.ended_by, fact.on and fact.on.isoformat()) for fact in noted(message) if isinstance(fact, Breakup)]


# --- answered ---


@pytest.mark.parametrize(
    ("message", "answered"),
    [
        ("he texted me on monday and i replied", True),
        ("he texted me on sunday and i said thanks", True),
        ("she wrote to me on friday, i wrote back on saturday", True),
        ("she called me yesterday and i picked up", True),
        ("i texted him on sunday and he wrote back", True),
        ("i texted her on the 9th. she answered", True),
        ("i called him on monday. he picked up and we talked for an hour", True),
        ("he texted me on monday. i didn't reply", False),
        ("i never replied, he texted on monday", False),
        ("she called me last night and i let it ring", False),
        ("he called me 3 times yesterday but i didn't pick up", False),
        ("she texted me yesterday and i ignored it", False),
        ("i texted him on sunday and he never answered", False),
        ("i texted her on sunday. no reply", False),
        ("i texted her on sunday, she left me on read", False),
        ("i called him last night and left a voicemail", False),
        ("he texted me on monday", None),
        ("i texted her on sunday", None),
    ],
)
def test_that_a_contact_is_answered_as_far_as_she_tells(message: str, answered: bool | None) -> None:
    assert contacts(message)[0].answered is answered


def test_that_what_the_ex_sent_is_heard_from_its_not_being_answered() -> None:
    (contact,) = contacts("no i never answered his text")
    assert (contact.by, contact.answered) == ("ex", False)


def test_that_talking_takes_two_and_is_no_question_of_answers() -> None:
    (contact,) = contacts("we talked on the 9th")
    assert (contact.by, contact.answered) == ("both", None)


# --- purpose ---


@pytest.mark.parametrize(
    ("message", "purpose"),
    {
        "i texted him about the rent yesterday": "logistics",
        "i texted him on monday about the kids": "logistics",
        "i texted her yesterday about the dog": "logistics",
        "i sent him his stuff on monday": "logistics",
        "he texted me yesterday to ask about his keys": "logistics",
        "we met yesterday to hand over the kids": "logistics",
        "we talked yesterday about who picks up our daughter": "logistics",
        "i called her on sunday because my dad is in hospital": "emergency",
        "i called him from the hospital last night": "emergency",
        "she messaged me on tuesday, it was an emergency": "emergency",
        "i told him i'm pregnant yesterday": "emergency",
        "i texted him on monday": "personal",
        "i texted her yesterday to say happy birthday": "personal",
        "we met for coffee on sunday": "personal",
        "i texted him on monday that i miss him, and about the keys": "personal",
    }.items(),
)
def test_that_a_contact_is_about_the_two_of_them_or_something_to_arrange(message: str, purpose: str) -> None:
    assert [fact.purpose for fact in contacts(message)] == [purpose]


# --- the day ---


@pytest.mark.parametrize(
    ("message", "on"),
    {
        "i texted him yesterday": "2026-11-24",
        "last night i called her": "2026-11-24",
        "last time i texted him was november 10": "2026-11-10",
        "the last time we spoke was on the 10th": "2026-11-10",
        "we last talked 12 days ago": "2026-11-13",
        "it's been 5 weeks since we spoke": "2026-10-21",
        "i just texted him": "2026-11-25",
        "he just called me": "2026-11-25",
        "i still text him every day": "2026-11-25",
    }.items(),
)
def test_that_a_contact_has_its_day(message: str, on: str) -> None:
    assert [fact.on for fact in contacts(message)] == [date.fromisoformat(on)]


def test_that_a_contact_without_a_day_is_not_given_one() -> None:
    (contact,) = contacts("i texted him")
    assert (contact.on, contact.latest, contact.precision) == (None, TODAY, "unknown")


@pytest.mark.parametrize(
    "message",
    ["it's been ages since we talked", "i have not texted him", "should i text him", "he texted her yesterday"],
)
def test_that_what_did_not_happen_is_no_contact(message: str) -> None:
    assert contacts(message) == []


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ("he dumped me on the 1st. i called him the same night", ("user", "2026-11-01")),
        ("he dumped me on the 1st. that same evening i called him", ("user", "2026-11-01")),
        ("he left on the 2nd. i called him the next day", ("user", "2026-11-03")),
        ("he left me on november 1. two days later i texted him", ("user", "2026-11-03")),
        ("she ended it on the 3rd. three days later she called me", ("ex", "2026-11-06")),
        ("we broke up on the 5th. a week later i wrote to him", ("user", "2026-11-12")),
    ],
)
def test_that_a_day_is_counted_from_the_one_told_before(message: str, told: tuple[str, str]) -> None:
    assert days(message) == [told]


def test_that_the_next_morning_follows_the_day_before_it() -> None:
    assert days("i texted her on the 9th. she answered the next morning") == [
        ("user", "2026-11-09"),
        ("ex", "2026-11-10"),
    ]


def test_that_two_days_later_is_counted_from_what_was_told_in_an_earlier_message() -> None:
    known = {"id": "m0.1", "quote": "he left me on the 3rd", "message_id": "m0", "kind": "breakup", "ended_by": "ex"}
    ledger = Ledger().add(FACT.validate_python({**known, "on": date(2026, 11, 3), "precision": "day"}))
    assert days("two days later i texted him", ledger) == [("user", "2026-11-05")]


@pytest.mark.parametrize("message", ["two days later i texted him", "the next day i texted him"])
def test_that_two_days_later_is_no_day_where_none_was_told(message: str) -> None:
    assert days(message) == [("user", None)]


def test_that_a_day_still_to_come_is_no_day_of_a_contact() -> None:
    said = f"he dumped me on the {(TODAY - timedelta(1)).day}th. two weeks later i texted him"
    assert all(fact.on is None or fact.on <= TODAY for fact in contacts(said))


@pytest.mark.parametrize(
    "message", ["i texted him on friday. and then again today", "i texted him on friday, and again today"]
)
def test_that_again_today_is_a_second_contact(message: str) -> None:
    assert days(message) == [("user", "2026-11-20"), ("user", "2026-11-25")]


def test_that_an_answer_has_the_day_of_what_it_answers() -> None:
    assert days("he texted last friday and i answered") == [("ex", "2026-11-20"), ("user", "2026-11-20")]


# --- weak signals ---


def test_that_a_like_from_the_ex_is_no_contact_and_one_of_hers_is() -> None:
    assert [fact.kind for fact in noted("he liked my photo yesterday") if fact.kind != "person"] == ["signal"]
    assert [fact.channel for fact in contacts("i liked his photo yesterday")] == ["reaction"]


# --- the breakup ---


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ("he dumped me on the 8th. he said it's over and he left me", ("ex", "2026-11-08")),
        ("we broke up on the 8th, he dumped me", ("ex", "2026-11-08")),
        ("we broke up on the 8th. it was his decision", ("ex", "2026-11-08")),
        ("we broke up on the 8th. my decision", ("user", "2026-11-08")),
        ("we broke up on the 8th", ("mutual", "2026-11-08")),
        ("she broke up with me on the 8th. we broke up because of distance", ("ex", "2026-11-08")),
        ("i got dumped three weeks ago. she ended it by text", ("ex", "2026-11-04")),
        ("it's been two weeks since he left me", ("ex", "2026-11-11")),
        ("i dumped him on the 3rd and regret it", ("user", "2026-11-03")),
        ("he dumped me", ("ex", None)),
    ],
)
def test_that_a_message_tells_of_one_breakup(message: str, told: tuple[str, str | None]) -> None:
    assert breakups(message) == [told]


def test_that_since_he_left_only_names_a_time() -> None:
    (fact,) = [fact for fact in noted("i can't sleep since he left me") if isinstance(fact, Breakup)]
    assert (fact.source, fact.on) == ("inferred", None)


# --- the witness ---


@pytest.mark.parametrize(
    ("message", "quotes"),
    [
        ("OMG he Texted me yesterday!!", ["he Texted me"]),
        ("last time i texted him was november 10", ["last time i texted him"]),
        ("he texted last friday and i answered", ["he texted", "i answered"]),
    ],
)
def test_that_a_contact_is_quoted_in_her_words(message: str, quotes: list[str]) -> None:
    assert [fact.quote for fact in contacts(message)] == quotes
