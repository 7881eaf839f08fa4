"""How long she says there has been no contact. Twenty days are not twenty-one.

November 25, 2026 is a Wednesday.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.facts import FACT, Fact, Streak
from assistant.journey.journey import Journey
from assistant.journey.ledger import Ledger
from assistant.turn import Screening
from assistant.understanding.understand import understand

TODAY = date(2026, 11, 25)


def noted(message: str, ledger: Ledger | None = None) -> tuple[Fact, ...]:
    return understand(message, "m1", TODAY, ledger or Ledger(), Screening()).facts


def streaks(message: str, ledger: Ledger | None = None) -> list[int]:
    """The days of each streak, which are those since the day it is counted from."""
    claimed = [fact for fact in noted(message, ledger) if isinstance(fact, Streak)]
    assert all(fact.on == TODAY - timedelta(fact.days) for fact in claimed)
    return [fact.days for fact in claimed]


@pytest.mark.parametrize(
    ("message", "days"),
    [
        ("day 9", 9),
        ("Day 9 of no contact", 9),
        ("i'm on day 9", 9),
        ("today is day 14", 14),
        ("no contact day 7", 7),
        ("still no contact, day 16", 16),
        ("day 7!! proud of me", 7),
        ("day 7 and i miss him", 7),
        ("day 0 again", 0),
        # of the day that is coming, the day before
        ("tomorrow is day 21", 20),
        ("tomorrow will be day 21", 20),
    ],
)
def test_that_she_counts_by_days(message: str, days: int) -> None:
    assert streaks(message) == [days]


@pytest.mark.parametrize(
    "message",
    [
        "i can't wait until day 21",
        "12 more days until day 21",
        "how do i get to day 21",
        "what happens on day 21",
        "is it day 21 yet",
        "i want to reach day 21",
        "step 5 opens on day 21",
    ],
)
def test_that_a_day_still_to_come_is_no_streak(message: str) -> None:
    assert streaks(message) == []


@pytest.mark.parametrize(
    ("message", "days"),
    [
        ("20 days no contact", 20),
        ("three weeks of no contact", 21),
        ("no contact for 12 days", 12),
        ("i haven't texted him in 12 days", 12),
        ("we haven't spoken for two weeks", 14),
        ("i'm at two weeks of silence", 14),
        ("radio silence for a month", 30),
        ("21 days today", 21),
        ("it's been 20 days since our last contact", 20),
    ],
)
def test_that_she_says_how_long(message: str, days: int) -> None:
    assert streaks(message) == [days]


@pytest.mark.parametrize(
    ("message", "days"),
    [
        ("i haven't talked to her since the 3rd", 22),
        ("no contact since november 3", 22),
        ("nothing since the 3rd", 22),
        ("i started no contact on the 5th", 20),
        ("i stopped texting him on the 5th", 20),
    ],
)
def test_that_she_says_since_when(message: str, days: int) -> None:
    assert streaks(message) == [days]


@pytest.mark.parametrize(
    ("message", "days"),
    [
        ("he dumped me on the 3rd. nothing since", 22),
        ("he left on the 3rd and i haven't spoken to him since", 22),
        ("he left me 20 days ago and i have not contacted him since", 20),
        ("we last talked on the 10th. not a word since", 15),
        ("i texted her on the 14th, silence since then", 11),
    ],
)
def test_that_nothing_since_leads_back_to_what_was_told(message: str, days: int) -> None:
    assert streaks(message) == [days]
    assert [fact.source for fact in noted(message) if isinstance(fact, Streak)] == ["inferred"]


def test_that_nothing_since_leads_back_to_an_earlier_message() -> None:
    before = noted("i called her on the 14th")
    assert streaks("nothing since", Ledger().add(*before)) == [11]


def test_that_nothing_since_leads_to_no_day_where_none_was_told() -> None:
    assert streaks("nothing since") == streaks("he dumped me. nothing since") == []


@pytest.mark.parametrize(
    ("message", "days"),
    [("12 now", 12), ("it's 12", 12), ("i'm on 12", 12), ("12 days now", 12), ("two weeks now", 14)],
)
def test_that_a_bare_number_counts_on_from_a_streak(message: str, days: int) -> None:
    assert streaks(message, Ledger().add(*noted("10 days no contact"))) == [days]


@pytest.mark.parametrize("message", ["12", "it's 12", "i am 31", "two weeks"])
def test_that_a_bare_number_counts_nothing_where_nothing_is_counted(message: str) -> None:
    assert streaks(message) == []


@pytest.mark.parametrize(
    "message",
    [
        # questions
        "should i do 21 days of no contact",
        "do i need 21 days",
        "is 20 days enough",
        "how long is no contact",
        "how many days do i need",
        "if i do 21 days will he come back",
        # wishes and plans
        "i want to do no contact for 21 days",
        "i wish i had done 21 days",
        "i'm going to do no contact for 3 weeks",
        # other lengths
        "we were together for 5 years",
        "it's been two weeks since he left me",
        "the 21 day rule is stupid",
        # other people, other times
        "my friend did 30 days of no contact",
        "i made it to day 12 then i texted him",
    ],
)
def test_that_what_is_asked_or_wished_is_no_streak(message: str) -> None:
    assert streaks(message) == []


@pytest.mark.parametrize(
    ("message", "state"),
    [
        ("day 20", "running"),
        ("20 days no contact", "running"),
        ("tomorrow is day 21", "running"),
        ("i haven't texted him since november 5", "running"),
        ("almost 3 weeks no contact", "running"),
        ("nearly 21 days no contact", "running"),
        ("about three weeks of no contact", "unknown"),
        ("it's been like 3 weeks since i texted him", "unknown"),
        ("i last texted him about three weeks ago", "unknown"),
        ("around a month of no contact", "complete"),
        ("day 21", "complete"),
        ("21 days no contact", "complete"),
        ("three weeks of no contact", "complete"),
        ("i haven't texted him since november 4", "complete"),
    ],
)
def test_that_twenty_days_are_not_twenty_one(message: str, state: str) -> None:
    assert Journey.of(Ledger().add(*noted(message)), TODAY).no_contact.state == state


def test_that_a_streak_lives_on_as_the_days_go_by() -> None:
    ledger = Ledger().add(*noted("day 20"))
    assert [Journey.of(ledger, TODAY + timedelta(later)).no_contact.days for later in (0, 1, 9)] == [20, 21, 29]


@given(st.integers(0, 400), st.sampled_from(["day {}", "i'm on day {}", "day {} of no contact", "no contact day {}"]))
def test_that_any_day_is_counted(days: int, said: str) -> None:
    assert streaks(said.format(days)) == [days]


@given(
    st.integers(2, 180),
    st.sampled_from(["{} days no contact", "no contact for {} days", "i haven't texted him in {} days"]),
)
def test_that_any_number_of_days_is_counted(days: int, said: str) -> None:
    assert streaks(said.format(days)) == [days]


def test_that_a_streak_is_quoted_in_her_words() -> None:
    message = "Ok so DAY 9 and i miss him"
    (claimed,) = [fact for fact in noted(message) if isinstance(fact, Streak)]
    assert claimed.quote == "DAY 9" and FACT.validate_python(claimed.model_dump()) == claimed


def test_that_tomorrow_makes_three_weeks_is_a_day_short_of_them() -> None:
    assert streaks("tomorrow makes three weeks since we last spoke") == [20]


def test_that_a_month_that_was_agreed_on_is_not_one_that_has_been() -> None:
    assert streaks("we agreed on no contact for a month") == []


def test_that_a_question_about_the_measure_corrects_nothing() -> None:
    ledger = Ledger().add(*noted("day 5 of no contact"))
    assert not [fact for fact in noted("why 21 days and not 30?", ledger) if fact.kind == "streak"]
