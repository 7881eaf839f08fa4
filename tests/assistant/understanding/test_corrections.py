"""What she takes back or puts right leaves no trace in what is known. November 25, 2026 is a Wednesday."""

from __future__ import annotations

from datetime import date

import pytest

from assistant import Coach
from assistant.facts import Fact
from assistant.journey.journey import Journey
from assistant.journey.ledger import Ledger
from assistant.turn import Screening
from assistant.understanding.corrections import corrects
from assistant.understanding.understand import understand

TODAY = date(2026, 11, 25)


def heard(*messages: str) -> Ledger:
    """The ledger after ``messages``, one a turn."""
    ledger = Ledger()
    for number, message in enumerate(messages):
        understood = understand(message, f"m{number}", TODAY, ledger, Screening())
        ledger = ledger.add(*understood.facts).undo(*understood.taken_back)
    return ledger


def standing(*messages: str) -> list[Fact]:
    return [fact for fact in heard(*messages).standing if fact.kind != "person"]


def days(*messages: str) -> list[tuple[str, str | None]]:
    """The kind and day of every fact that stands."""
    return [(fact.kind, fact.on and fact.on.isoformat()) for fact in standing(*messages)]


# --- in the same breath ---


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ("he dumped me on the 1st, no wait, the 2nd", ("breakup", "2026-11-02")),
        ("we broke up on the 5th, sorry, the 6th", ("breakup", "2026-11-06")),
        ("i called him on saturday. i mean on sunday", ("contact", "2026-11-22")),
        ("i texted her on monday, no wait, on tuesday", ("contact", "2026-11-24")),
    ],
)
def test_that_a_slip_of_the_tongue_is_put_right_at_once(message: str, told: tuple[str, str]) -> None:
    assert days(message) == [told]


def test_that_a_number_put_right_at_once_moves_the_day() -> None:
    (contact,) = [fact for fact in standing("i texted him 10 days ago, no wait, 12") if fact.kind == "contact"]
    assert contact.on == date(2026, 11, 13)


# --- another day ---


@pytest.mark.parametrize(
    ("first", "then", "told"),
    [
        ("he dumped me on the 1st", "sorry, not the 1st, the 11th", ("breakup", "2026-11-11")),
        ("he dumped me on the 1st", "no wait, it was the 2nd", ("breakup", "2026-11-02")),
        ("he left me on the 3rd", "no, the 4th", ("breakup", "2026-11-04")),
        ("he left me on the 3rd", "i checked my phone, it was the 5th", ("breakup", "2026-11-05")),
        ("he left me on the 3rd", "i mixed it up, he left on the 5th", ("breakup", "2026-11-05")),
        ("i texted him on monday", "sorry i meant sunday", ("contact", "2026-11-22")),
        ("i texted him on monday", "actually it was sunday", ("contact", "2026-11-22")),
        ("i called him on sunday", "my mistake, that was saturday", ("contact", "2026-11-21")),
        ("i called her on the 9th", "oops i meant the 8th", ("contact", "2026-11-08")),
        ("day 12", "sorry, it's day 11", ("streak", "2026-11-14")),
        ("14 days no contact", "no wait, 13 days", ("streak", "2026-11-12")),
    ],
)
def test_that_a_day_named_anew_takes_the_place_of_the_old(first: str, then: str, told: tuple[str, str]) -> None:
    assert days(first, then) == [told]
    assert [fact.source for fact in standing(first, then)] == ["corrected"]


def test_that_of_two_acts_the_one_that_is_meant_is_corrected() -> None:
    told = days("he left me on the 3rd. i called him on the 9th", "sorry, i called him on the 8th")
    assert told == [("breakup", "2026-11-03"), ("contact", "2026-11-08")]


@pytest.mark.parametrize(
    ("first", "then", "told"),
    [
        ("i texted him", "it was on monday", ("contact", "2026-11-23")),
        ("he left me", "on the 3rd", ("breakup", "2026-11-03")),
    ],
)
def test_that_a_day_told_later_completes_what_had_none(first: str, then: str, told: tuple[str, str]) -> None:
    assert days(first, then) == [told]


# --- the other side ---


@pytest.mark.parametrize(
    ("first", "then", "by"),
    [
        ("i texted her last night", "wait no, she texted ME", "ex"),
        ("i texted her last night", "sorry, she texted me", "ex"),
        ("i texted her last night", "i mean she texted me", "ex"),
        ("she called me last night", "sorry, i called her", "user"),
    ],
)
def test_that_the_other_one_did_it(first: str, then: str, by: str) -> None:
    (contact,) = [fact for fact in standing(first, then) if fact.kind == "contact"]
    assert (contact.by, contact.on, contact.source) == (by, date(2026, 11, 24), "corrected")


# --- taken back ---


@pytest.mark.parametrize(
    "then",
    [
        "scratch that",
        "ignore that",
        "forget what i said",
        "i made that up",
        "i was joking",
        "just kidding",
        "that was a lie",
        "that's not true",
        "the text never sent",
        "it didn't send",
        "i didn't text him after all",
    ],
)
def test_that_what_is_taken_back_leaves_no_trace(then: str) -> None:
    assert days("day 15", "i texted him last night", then) == days("day 15") == [("streak", "2026-11-10")]
    known = Journey.of(heard("day 15", "i texted him last night", then), TODAY).no_contact
    assert (known.days, known.breaks) == (15, Journey.of(heard("day 15"), TODAY).no_contact.breaks)


def test_that_only_the_last_message_is_taken_back() -> None:
    assert days("he left me on the 3rd", "i called him on the 9th", "scratch that") == [("breakup", "2026-11-03")]


def test_that_there_may_be_nothing_to_take_back() -> None:
    assert days("scratch that") == []


def test_that_a_rival_who_is_his_sister_is_none() -> None:
    assert "unavailable" in {fact.kind for fact in standing("he has a girlfriend")}
    assert "unavailable" not in {fact.kind for fact in standing("he has a girlfriend", "turns out she is his sister")}


@pytest.mark.parametrize(
    ("told", "then", "day"),
    [
        ("i last rang her on monday", "no hang on, monday was the dentist. that call was the sunday", "2026-11-22"),
        ("texted him monday. no wait monday i was at my nan's. it was the sunday", "ok", "2026-11-22"),
        ("i rang him on saturday the 14th of november", "ok", "2026-11-14"),
    ],
)
def test_that_the_day_that_it_was_counts_and_not_the_day_it_was_not(told: str, then: str, day: str) -> None:
    assert {on for kind, on in days(told, then) if kind == "contact"} == {day}


def test_that_taking_back_one_thing_leaves_the_rest() -> None:
    assert ("contact", "2026-11-04") in days("last text to him was 4 november", "scratch what i said about accepting")


# --- no corrections ---


@pytest.mark.parametrize(
    "then",
    ["ok", "sorry for the long message", "sorry i feel awful", "actually i feel fine", "i have been crying all day"],
)
def test_that_an_apology_corrects_nothing(then: str) -> None:
    assert ("contact", "2026-11-24") in days("i texted him yesterday", then)


@pytest.mark.parametrize("text", ["i'm sorry", "sorry about that", "sorry to bother you", "i love him", "not today"])
def test_that_plain_words_are_no_mark_of_a_correction(text: str) -> None:
    assert not corrects(text)


# --- in two turns ---


@pytest.fixture
def coach(library) -> Coach:
    return Coach(library)


def test_that_a_retraction_gives_the_count_back(coach: Coach) -> None:
    coach.reply("day 15", TODAY)
    assert coach.reply("i texted him last night", TODAY).journey.no_contact.days == 1
    turn = coach.reply("i made that up", TODAY)
    assert (turn.journey.no_contact.days, turn.headline) == (15, coach.reply("ok", TODAY).headline)
    assert [fact.kind for fact in coach.notes() if fact.kind != "person"] == ["streak"]


def test_that_her_text_that_was_his_does_not_restart_the_count(coach: Coach) -> None:
    coach.reply("day 15. i texted her last night", TODAY)
    turn = coach.reply("wait no, she texted ME", TODAY)
    assert turn.journey.no_contact.days == 15
    assert [(fact.by, fact.on) for fact in coach.notes() if fact.kind == "contact"] == [("ex", date(2026, 11, 24))]


def test_that_a_day_put_right_moves_the_count(coach: Coach) -> None:
    assert coach.reply("we last talked on the 1st", TODAY).journey.no_contact.state == "complete"
    turn = coach.reply("sorry, not the 1st, the 11th", TODAY)
    assert (turn.journey.no_contact.days, turn.journey.no_contact.state) == (14, "running")
    assert turn.journey.no_contact.opens_on == date(2026, 12, 2)


@pytest.mark.parametrize(
    ("told", "headline"),
    [("he choked me last week", "danger_from_ex"), ("i want to die", "crisis"), ("he blocked me everywhere", "blocked")],
)
def test_that_danger_and_boundaries_are_not_taken_back_by_a_joke(library, told: str, headline: str) -> None:
    coach = Coach(library)
    coach.reply(told, date(2026, 11, 22))
    assert coach.reply("just kidding, scrap that", date(2026, 11, 22)).headline == headline
