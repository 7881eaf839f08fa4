"""The ex by name. November 25, 2026 is a Wednesday."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.facts import Breakup, Contact, Streak
from assistant.journey.ledger import Ledger
from assistant.spelling import respell
from assistant.text import normalise
from assistant.turn import Screening
from assistant.understanding.names import with_ex_named
from assistant.understanding.understand import understand

TODAY = date(2026, 11, 25)


def read(message: str) -> str:
    return with_ex_named(respell(normalise(message)), message).text


def told(message: str) -> list[tuple[str, str, date | None]]:
    """The kind, who did it and the day of every breakup and contact."""
    facts = understand(message, "m1", TODAY, Ledger(), Screening()).facts
    found: list[tuple[str, str, date | None]] = []
    for fact in facts:
        if isinstance(fact, Breakup):
            found.append(("breakup", fact.ended_by, fact.on))
        elif isinstance(fact, Contact):
            found.append(("contact", fact.by, fact.on))
    return found


@pytest.mark.parametrize(
    ("message", "text"),
    [
        ("Jake dumped me", "my ex dumped me"),
        ("jake dumped me", "my ex dumped me"),
        ("and then Jake called me", "and then my ex called me"),
        ("Tom left me on the 3rd. it is Tom's birthday", "my ex left me on the 3rd. it is my ex's birthday"),
        ("me and Priya broke up", "me and my ex broke up"),
        ("Sofia and I haven't spoken", "my ex and i haven't spoken"),
        ("my ex Daniel called", "my ex called"),
        ("my ex is called Daniel. Daniel called me", "my ex is called my ex. my ex called me"),
        ("I texted Daniel yesterday", "i texted my ex yesterday"),
    ],
)
def test_that_the_ex_is_known_by_name(message: str, text: str) -> None:
    assert read(message) == text


@pytest.mark.parametrize(
    "message",
    [
        "my friend Lena texted me",
        "my sister Ana left yesterday",
        "my best friend Omar called me",
        "i told Lena that he dumped me",
        "Nobody texted me",
        "he said Paris is nice",
        "Yesterday he called me",
        "Everyone left",
        "i love him and Paris",
        "Therapy helped me",
    ],
)
def test_that_no_other_name_is_taken_for_the_ex(message: str) -> None:
    assert read(message) == message.lower()


@pytest.mark.parametrize(
    ("message", "facts"),
    [
        ("Jake dumped me on the 3rd", [("breakup", "ex", date(2026, 11, 3))]),
        ("me and Priya broke up two weeks ago", [("breakup", "mutual", date(2026, 11, 11))]),
        ("Ben and i split up on the 4th", [("breakup", "mutual", date(2026, 11, 4))]),
        ("Tom ended it on the 4th", [("breakup", "ex", date(2026, 11, 4))]),
        ("my husband Mark left me on the 4th", [("breakup", "ex", date(2026, 11, 4))]),
        ("my ex Daniel called me last night", [("contact", "ex", date(2026, 11, 24))]),
        ("I texted Daniel yesterday", [("contact", "user", date(2026, 11, 24))]),
        (
            "Maya left me on the 3rd. i called Maya yesterday",
            [("breakup", "ex", date(2026, 11, 3)), ("contact", "user", date(2026, 11, 24))],
        ),
    ],
)
def test_that_what_is_told_by_name_is_told_of_the_ex(message: str, facts: list[tuple[str, str, date | None]]) -> None:
    assert told(message) == facts


@pytest.mark.parametrize(
    "message",
    [
        "my friend Lena texted me yesterday",
        "my best friend Omar called me yesterday",
        "my friend Lena dumped her boyfriend",
        "my friend Ben broke up with his girlfriend last week",
        "my sister Ana left yesterday",
        "my mum texted Tom yesterday",
        "my brother Omar blocked me",
    ],
)
def test_that_what_a_friend_did_is_not_told_of_the_ex(message: str) -> None:
    assert told(message) == []


def test_that_a_friend_who_hears_of_it_is_not_the_ex() -> None:
    assert told("i told Lena that he dumped me on the 3rd") == [("breakup", "ex", date(2026, 11, 3))]


def test_that_silence_between_the_two_is_counted_by_name_too() -> None:
    facts = understand("Sofia and I haven't spoken for 9 days", "m1", TODAY, Ledger(), Screening()).facts
    assert [fact.days for fact in facts if isinstance(fact, Streak)] == [9]


def test_that_her_words_stay_as_she_typed_them() -> None:
    message = "so JAKE hasnt called. Jake dumped me on the 3rd"
    facts = understand(message, "m1", TODAY, Ledger(), Screening()).facts
    assert "Jake dumped me" in [fact.quote for fact in facts] and all(fact.quote in message for fact in facts)
