"""Being where the ex can see her, and how the ex took it: told in words no pattern lists as its own example."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from assistant.facts import FACT, Fact, Reaction, ShowingUp
from assistant.journey.ledger import Ledger
from assistant.screening.screen import screen
from assistant.understanding.understand import understand

TODAY = date(2028, 5, 11)
"""A Thursday."""
_FULL = {"kind": "streak", "days": 30, "on": TODAY - timedelta(30), "precision": "day"}
_ACCEPTED = {"kind": "acceptance", "level": "yes"}
_SEEN = {"kind": "showing_up", "where": "public", "planned": True, "on": TODAY - timedelta(3), "precision": "day"}


def _ledger(*told: dict[str, object]) -> Ledger:
    facts = [
        FACT.validate_python({"id": f"m0.{number}", "quote": "her words", "message_id": "m0", **fields})
        for number, fields in enumerate(told, start=1)
    ]
    return Ledger().add(*facts)


def _noted(message: str, ledger: Ledger) -> tuple[Fact, ...]:
    return understand(message, "m1", TODAY, ledger, screen(message)).facts


def _appearances(message: str, ledger: Ledger) -> list[tuple[str, bool]]:
    return [(fact.where, fact.planned) for fact in _noted(message, ledger) if isinstance(fact, ShowingUp)]


def _levels(message: str) -> set[str]:
    return {fact.level for fact in _noted(message, _ledger(_SEEN)) if isinstance(fact, Reaction)}


@pytest.mark.parametrize(
    ("message", "where"),
    [
        ("went to the pub quiz on tuesday, on purpose, knowing hed be there", "public"),
        ("did my showing up today. sunday market, where i always go", "public"),
        ("ok did the once. yesterday i dropped in at the bookshop shes always at", "public"),
        ("i finally showed my face at the pub last friday", "public"),
        ("i went along to the open mic on tuesday", "public"),
        ("popped into the farmers market on saturday, 20 min tops", "public"),
        ("posted one photo on my own page", "online"),
        ("put one story up last night and left it", "online"),
        ("uploaded one selfie to insta", "online"),
    ],
)
def test_that_the_one_appearance_is_heard_once_step_5_may_be_taken(message: str, where: str) -> None:
    assert _appearances(message, _ledger(_FULL, _ACCEPTED)) == [(where, True)]


@pytest.mark.parametrize(
    "message",
    [
        "went to the pub quiz on tuesday",
        "posted a photo of my lunch",
        "i went to the market with my mum",
        "ok did the once",
    ],
)
def test_that_going_out_is_no_appearance_before_step_5(message: str) -> None:
    assert _appearances(message, _ledger()) == []


@pytest.mark.parametrize(
    "message", ["should i go to the quiz", "i went to the dentist", "i want to post one photo", "i was at the gym all day"]
)
def test_that_not_every_outing_is_an_appearance_once_step_5_may_be_taken(message: str) -> None:
    assert _appearances(message, _ledger(_FULL, _ACCEPTED)) == []


@pytest.mark.parametrize(
    ("message", "where"),
    [
        ("waited outside his office at 5", "work"),
        ("i waited in the car park at her work", "work"),
        ("drove past her flat twice", "home"),
        ("turned up at her mums", "home"),
        ("went over to his last night", "home"),
        ("i stood across the street from her building", "home"),
        ("i made it look like a coincidence", "public"),
        ("went to the bar she drinks in", "public"),
        ("i went back there again on tuesday", "public"),
        ("i put up a selfie hoping she'd look", "online"),
    ],
)
def test_that_an_appearance_for_the_ex_is_heard_at_any_time(message: str, where: str) -> None:
    assert (where, True) in _appearances(message, _ledger())


@pytest.mark.parametrize(
    "message",
    [
        "bumped into her outside boots",
        "guess who was at the pub tonight",
        "turned round and there she was in the queue",
        "our paths crossed at the station",
        "he was on the same bus as me",
    ],
)
def test_that_a_chance_meeting_is_not_planned(message: str) -> None:
    assert _appearances(message, _ledger(_FULL, _ACCEPTED)) == [("public", False)]


@pytest.mark.parametrize(
    ("message", "level"),
    [
        ("he dropped everything and came straight over to talk to me", "positive"),
        ("she asked if i fancied getting a coffee", "positive"),
        ("he asked about my new flat", "positive"),
        ("she came back over and talked till closing", "positive"),
        ("he said hey and went back to his mates", "neutral"),
        ("just a smile", "neutral"),
        ("polite. a nod n a hi and back to her table", "neutral"),
        ("she liked it. thats all", "neutral"),
        ("he saw me and walked straight back out", "negative"),
        ("security walked me off", "negative"),
        ("she told me not to come again", "negative"),
        ("he ignored me on purpose", "negative"),
        ("badly. she told everyone it was pathetic", "negative"),
        ("no like no comment", "none"),
        ("dont think she noticed me", "none"),
        ("he didnt look at me once", "none"),
        ("nothing", "none"),
    ],
)
def test_that_the_reaction_is_heard_after_an_appearance(message: str, level: str) -> None:
    assert _levels(message) == {level}


@pytest.mark.parametrize(
    "message",
    [
        "i smiled and left after 5 min",
        "what if he walks off",
        "she asked me to give her space",
        "i havent slept since he left",
        "nothing since then",
        "it went so well she was so warm",
    ],
)
def test_that_her_own_acts_and_readings_are_no_reaction(message: str) -> None:
    assert _levels(message) == set()


def test_that_no_reaction_is_heard_where_she_was_not_seen() -> None:
    assert not [fact for fact in _noted("he just nodded", _ledger()) if isinstance(fact, Reaction)]
