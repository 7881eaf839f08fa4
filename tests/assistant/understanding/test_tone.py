"""One tone a message: drink and panic first, then what is heard most."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from assistant.facts import State
from assistant.learned.classifier import Guess
from assistant.patterns import Pattern, find
from assistant.spelling import respell
from assistant.text import clauses, normalise
from assistant.understanding.tone import patterns, tone

DRUNK = State(id="f1", quote="drunk", message_id="m1", on=date(2026, 11, 22), what="drunk")

CALM = Guess("plain", 0.9)


def _plain(message: str) -> str:
    return respell(normalise(message)).text


def _cases(field: str) -> list[Any]:
    return [
        pytest.param(pattern, sentence, id=f"{pattern.kind}-{number}")
        for pattern in patterns()
        for number, sentence in enumerate(getattr(pattern, field))
    ]


@pytest.mark.parametrize(("pattern", "sentence"), _cases("finds"))
def test_that_a_tone_is_heard_in_its_own_sentence(pattern: Pattern, sentence: str) -> None:
    text = _plain(sentence)
    assert list(find([pattern], text, clauses(text)))


@pytest.mark.parametrize(("pattern", "sentence"), _cases("ignores"))
def test_that_a_tone_is_not_heard_in_a_near_miss(pattern: Pattern, sentence: str) -> None:
    text = _plain(sentence)
    assert not list(find([pattern], text, clauses(text)))


def test_that_drink_outranks_everything() -> None:
    assert tone(_plain("i hate him and i can't stop crying"), [DRUNK], CALM) == "drunk"


def test_that_panic_outranks_what_is_heard_more_often() -> None:
    assert tone(_plain("i miss him. i miss us. i can't breathe"), [], CALM) == "panicking"


def test_that_what_is_heard_most_wins() -> None:
    assert tone(_plain("i hate him. i miss him. i cry all night"), [], CALM) == "sad"


def test_that_a_laugh_is_heard_only_where_nothing_else_is() -> None:
    assert tone(_plain("i cried in the shower lol"), [], CALM) == "sad"
    assert tone(_plain("someone call the priest, weddings back on"), [], CALM) == "joking"


def test_that_a_typed_frown_is_heard() -> None:
    assert tone(_plain("he broke up with me :("), [], CALM) == "sad"


def test_that_plain_words_are_plain() -> None:
    assert tone(_plain("we broke up on the 4th. i texted him on monday"), [], CALM) == "plain"


@pytest.mark.parametrize(
    ("sounds", "heard"),
    [(Guess("numb", 0.8), "numb"), (Guess("numb", 0.6), "plain"), (Guess("drunk", 0.95), "plain")],
)
def test_that_where_no_word_tells_it_what_sounds_sure_enough_is_heard(sounds: Guess, heard: str) -> None:
    assert tone(_plain("the kettle boiled twice this morning"), [], sounds) == heard


def test_that_a_word_outranks_how_it_sounds() -> None:
    assert tone(_plain("i cry all night"), [], Guess("joking", 0.9)) == "sad"
