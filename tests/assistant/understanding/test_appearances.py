"""One appearance told twice is one, and two on two days are two (R14, R26)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from assistant.facts import FACT, ShowingUp
from assistant.journey.ledger import Ledger
from assistant.screening.screen import screen
from assistant.understanding.understand import understand

TODAY = date(2028, 5, 11)
"""A Thursday."""
_FULL = {"kind": "streak", "days": 30, "on": TODAY - timedelta(30), "precision": "day"}
_READY = Ledger().add(
    *(
        FACT.validate_python({"id": f"m0.{at}", "quote": "her words", "message_id": "m0", **fields})
        for at, fields in enumerate((_FULL, {"kind": "acceptance", "level": "yes"}))
    )
)


def _seen(message: str) -> list[tuple[str, date | None]]:
    facts = understand(message, "m1", TODAY, _READY, screen(message)).facts
    return [(fact.where, fact.on) for fact in facts if isinstance(fact, ShowingUp) and fact.planned]


@pytest.mark.parametrize(
    ("message", "where", "days"),
    [
        ("did my showing up on tuesday, one photo on my own page, me on the boat laughing", "online", 2),
        ("so i did the one post sunday. me and the dog at the lake. that was my showing up", "online", 4),
        ("i did step 5 yesterday. went to the cafe where she always goes", "public", 1),
        ("went to the quiz on tuesday, on purpose, knowing hed be there", "public", 2),
        ("i went to the quiz again tuesday just so he'd see me", "public", 2),
        ("posted a story yesterday just so he would see it", "online", 1),
    ],
)
def test_that_an_appearance_told_twice_is_one(message: str, where: str, days: int) -> None:
    assert _seen(message) == [(where, TODAY - timedelta(days))]


def test_that_an_appearance_on_another_day_is_another() -> None:
    assert _seen("waited outside his office at 5 on monday, and again today") == [
        ("work", TODAY - timedelta(3)),
        ("work", TODAY),
    ]


def test_that_two_places_are_two_appearances() -> None:
    assert _seen("i went to his gym and then i waited outside his office") == [("public", None), ("work", None)]
