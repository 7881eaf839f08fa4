"""A bare answer settles what the coach asked, and nothing else."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.journey.ledger import Ledger
from assistant.spelling import respell
from assistant.text import clauses, normalise
from assistant.turn import Screening
from assistant.understanding.answers import level_of
from assistant.understanding.declared import declared
from assistant.understanding.telling import Draft, Reading
from assistant.understanding.understand import understand
from knowledge.playbook import GuardName

TODAY = date(2026, 11, 22)


def _levels(message: str, asked: GuardName) -> list[tuple[str, str]]:
    facts = understand(message, "m1", TODAY, Ledger(), Screening(), asked=asked).facts
    return [(fact.kind, fact.level) for fact in facts if fact.kind in ("acceptance", "wish", "risk")]


def _declared(message: str) -> list[Draft]:
    text = respell(normalise(message)).text
    return declared(Reading(text, tuple(clauses(text)), (), TODAY, Ledger()))


@pytest.mark.parametrize(
    ("reply", "level"),
    [
        ("yes", "yes"),
        ("yep", "yes"),
        ("hell yes", "yes"),
        ("of course i do", "yes"),
        ("obviously", "yes"),
        ("yes and yes", "yes"),
        ("i do", "yes"),
        ("more than anything", "yes"),
        ("no doubt", "yes"),
        ("yeah. took me all winter but yeah", "yes"),
        ("no", "no"),
        ("not yet", "no"),
        ("no i don't think so", "no"),
        ("nope, not even close", "no"),
        ("i haven't", "no"),
        ("hell no", "no"),
        ("not really", "partial"),
        ("halfway. getting there", "partial"),
        ("yes and no", "partial"),
        ("i think so", "partial"),
        ("like 70 percent", "partial"),
        ("i don't know", "partial"),
        ("yes, mostly", "partial"),
        ("no contact since june", None),
        ("what do you mean", None),
        ("i have to go", None),
    ],
)
def test_that_a_bare_answer_is_a_yes_a_no_or_something_between(reply: str, level: str | None) -> None:
    assert level_of(reply) == level


def test_that_the_question_may_be_repeated_before_the_answer() -> None:
    assert _levels("accepted it? yeah. took me all winter", "breakup_accepted") == [("acceptance", "yes")]


def test_that_half_a_yes_to_the_wish_is_unsure() -> None:
    assert _levels("not sure anymore", "still_wanted") == [("wish", "unsure")]


def test_that_a_hedged_no_does_not_take_a_crisis_back() -> None:
    assert _levels("not right now", "no_crisis") == [("risk", "active")]
    assert _levels("no", "no_crisis") == [("risk", "retracted")]
    assert _levels("nah im just drunk", "no_crisis") == []


@pytest.mark.parametrize(
    ("message", "level"),
    [
        ("have i accepted it? no. not even close", "no"),
        ("accepted it? halfway. getting there", "partial"),
        ("it's over and i know it is", "yes"),
        ("its over between us and thats ok", "yes"),
        ("its over. i said it. i dont believe a word of it", "no"),
        ("i accept its over. ok i dont really accept it", "no"),
        ("i know its over, i can say it out loud", "yes"),
    ],
)
def test_that_her_last_word_on_acceptance_holds(message: str, level: str) -> None:
    assert {draft["level"] for draft in _declared(message) if draft["kind"] == "acceptance"} == {level}


@pytest.mark.parametrize(
    "message",
    ["i wish it was over and i know it is not", "he says it's over and that's ok", "do i accept it? ask me later"],
)
def test_that_what_is_not_hers_declares_nothing(message: str) -> None:
    assert not [draft for draft in _declared(message) if draft["kind"] == "acceptance"]


@pytest.mark.parametrize(
    ("message", "question"),
    [
        ("what made it fail: we stopped talking", "what made it fail"),
        ("what did i learn? ha. that we never listened", "what have you learned"),
        ("what do i want the new relationship to be like - calm", "what should the new relationship be like"),
        ("does he want me back? no, i don't think he does", "does the ex want you back"),
    ],
)
def test_that_an_answer_to_the_articles_question_is_noted(message: str, question: str) -> None:
    assert [draft["question"] for draft in _declared(message) if draft["kind"] == "answer"] == [question]


@pytest.mark.parametrize(
    "message", ["does he want me back? he liked my photo", "what can i do better? please help", "what did i learn?"]
)
def test_that_a_question_left_open_is_no_answer(message: str) -> None:
    assert not [draft for draft in _declared(message) if draft["kind"] == "answer"]


def test_that_a_motive_she_denies_is_none() -> None:
    assert not [draft for draft in _declared("its not because im lonely") if draft["kind"] == "motive"]
