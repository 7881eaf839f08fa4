"""How a thing is asked decides what is asked: to know, to be allowed, what comes next, the count, a draft, or nothing."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.learned.classifier import Guess
from assistant.patterns import Pattern, find
from assistant.spelling import respell
from assistant.text import clauses, mask_quotes, normalise
from assistant.turn import Ask
from assistant.understanding.asks import _asked, asks, patterns, sounding


def _asks(message: str) -> tuple[Ask, ...]:
    spelt = respell(mask_quotes(normalise(message)))
    return asks(clauses(spelt.text), message, spelt)


def _kinds(message: str) -> list[str]:
    return [ask.kind for ask in _asks(message)]


def _first(message: str) -> set[str | None]:
    spelt = respell(mask_quotes(normalise(message)))
    matches = (next(find(patterns(), clause.text, [clause]), None) for clause in _asked(clauses(spelt.text)))
    return {match.pattern.kind for match in matches if match}


def _cases(field: str) -> list[Any]:
    return [
        pytest.param(pattern, sentence, id=f"{pattern.kind}-{number}")
        for pattern in patterns()
        for number, sentence in enumerate(getattr(pattern, field))
    ]


@pytest.mark.parametrize(("pattern", "sentence"), _cases("finds"))
def test_that_a_way_of_asking_is_found_in_its_own_sentence(pattern: Pattern, sentence: str) -> None:
    assert pattern.kind in _first(sentence)


@pytest.mark.parametrize(("pattern", "sentence"), _cases("ignores"))
def test_that_a_way_of_asking_is_not_found_in_a_near_miss(pattern: Pattern, sentence: str) -> None:
    assert pattern.kind not in _first(sentence)


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("can i text him", "permission"),
        ("i want to text him so bad", "permission"),
        ("how do i get her back", "plan"),
        ("so 21 tomorrow?", "count"),
        ("how's this: 'hey, hope you're well' too much?", "draft"),
        ("who reads what i write here", "meta"),
        ("will it snow tonight", "outside"),
        ("does a like count as contact", "information"),
        ("whats step 2 again", "information"),
        ("give me step 5", "plan"),
    ],
)
def test_that_each_kind_of_ask_is_told_from_the_others(message: str, kind: str) -> None:
    assert _kinds(message)[-1] == kind


@pytest.mark.parametrize(
    "message",
    [
        "i texted him last night",
        "when i got home he had gone",
        "drunk. want to ring her. talk me down",
        "panicking, hands shaking, what do i do",
        "have i accepted it? no. not even close",
        "what did i learn: that i can be on my own",
        "he asked if i was ok and who i was with",
        "everyone keeps telling me to just accept it",
        "i don't need an answer. no question today. why did he keep the receipt",
    ],
)
def test_that_nothing_is_asked_where_she_only_tells(message: str) -> None:
    assert _kinds(message) == []


def test_that_a_tag_makes_a_question_of_what_was_said_before_it() -> None:
    assert _kinds("so thats 21 days, right?") == ["count"]


def test_that_a_doubt_about_the_request_does_not_take_its_place() -> None:
    assert _kinds("can i go to the same bar as him on saturday or is that cheating") == ["permission"]


def test_that_a_quote_is_her_own_words() -> None:
    message = "day 3. so shud i txt him??"
    assert [message.count(ask.quote) for ask in _asks(message)] == [1]


@pytest.mark.parametrize(
    ("message", "act"),
    [
        ("should i ring her", "call"),
        ("can i reply to him", "reply"),
        ("should i apologise to her", "apologise"),
        ("would it be so terrible if i liked one photo", "react"),
        ("can i ask her to dinner", "meet"),
        ("not even that tiny birthday text?", "text"),
        ("how do i stop myself from texting him", None),
        ("how do i not talk to her", None),
        ("why can't i text him", None),
    ],
)
def test_that_the_act_she_asks_about_is_known(message: str, act: str | None) -> None:
    assert [ask.act for ask in _asks(message)] == [act]


def test_that_a_step_is_known_by_its_number() -> None:
    assert [ask.step for ask in _asks("can i do step six now")] == [6]


@pytest.mark.parametrize(
    ("message", "sounds", "kinds"),
    [
        ("the phone is right there on the table", Guess("plan", 0.9), ["plan"]),
        ("the phone is right there on the table", Guess("plan", 0.4), []),
        ("count?", Guess("count", 0.9), ["count"]),
        ("day 9", Guess("count", 0.9), []),
        ("my hands are shaking and i can't breathe", Guess("plan", 0.9), []),
        ("is tuesday all right with the article", Guess("permission", 0.9), ["information"]),
        ("would tuesday be all right", Guess("permission", 0.9), ["permission"]),
        ("would tuesday be all right", Guess("support", 0.9), ["information"]),
        ("can i text him", Guess("count", 0.99), ["permission"]),
    ],
)
def test_that_how_it_sounds_says_what_no_word_told(message: str, sounds: Guess, kinds: list[str]) -> None:
    spelt = respell(mask_quotes(normalise(message)))
    parts = clauses(spelt.text)
    assert [ask.kind for ask in sounding(sounds, asks(parts, message, spelt), parts, message, spelt)] == kinds
