"""Ages: whose, and how old, in figures or words."""

from __future__ import annotations

import pytest

from assistant.screening.screen import screen


def _told(message: str) -> dict[str, int]:
    facts = [finding.fact or {} for finding in screen(message).findings]
    return {name: value for fact in facts for name, value in fact.items() if name in ("age", "ex_age")}


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ("33m, wife left me on the 20th", {"age": 33}),
        ("me (33f) and him (31m)", {"age": 33, "ex_age": 31}),
        ("I am 41 years, he is 36", {"age": 41, "ex_age": 36}),
        ("My girlfriend of 7 years (33, I'm 35) left me", {"age": 35, "ex_age": 33}),
        ("he (41) and me (38), 9 yrs, one daughter, 6", {"age": 38, "ex_age": 41}),
        ("67 and crying", {"age": 67}),
        ("I'm sixty three", {"age": 63}),
        ("im nonbinary, 29, my ex is a woman", {"age": 29}),
        ("turned 17 last week", {"age": 17}),
        ("im sixteen", {"age": 16}),
        ("im 16 btw so is she", {"age": 16, "ex_age": 16}),
        ("we're both 17", {"age": 17, "ex_age": 17}),
        ("i turn 17 in may", {"age": 16}),
        ("he's 32 and acts like he's 12", {"ex_age": 32}),
        ("my 36yo ex", {"ex_age": 36}),
        ("i'm 25, he's 24", {"age": 25, "ex_age": 24}),
    ],
)
def test_that_ages_are_heard(message: str, told: dict[str, int]) -> None:
    assert _told(message) == told


@pytest.mark.parametrize(
    "message",
    [
        "i'm 15 days in", "i'm 16 weeks pregnant", "when i was 15 we met", "im on day 16", "my son is 15", "size 16",
        "he was 16 when we met", "he's 14 years older than me", "i feel like i'm 15 again", "he's 24/7 on my mind",
        "we have two boys, 14 and 17", "my sister is cutting herself, she's 13", "21 and counting", "30 texts from him",
        "9 yrs together", "he's 20 minutes away", "i'm 90 percent sure",
    ],
)  # fmt: skip
def test_that_other_numbers_are_no_age(message: str) -> None:
    assert _told(message) == {}


def test_that_only_an_age_under_eighteen_is_an_alarm() -> None:
    assert [f.kind for f in screen("i'm 17 and he's 26").findings] == ["minor", "person"]
