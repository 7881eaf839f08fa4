"""Dates and lengths of time in her words. November 25, 2026 is a Wednesday."""

from __future__ import annotations

import time
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.understanding.dates import (
    DURATION,
    Order,
    When,
    about,
    dates,
    days_in,
    fewest_and_most,
    first_duration,
    number,
)
from assistant.understanding.holidays import easter

TODAY = date(2026, 11, 25)


def only(text: str, today: date = TODAY, order: Order | None = None) -> When:
    (when,) = dates(text, today, order)
    return when


# --- days ---


@pytest.mark.parametrize(
    ("text", "on"),
    {
        # counted from today
        "today": "2026-11-25",
        "i texted him this morning": "2026-11-25",
        "just now": "2026-11-25",
        "i saw him earlier": "2026-11-25",
        "5 minutes ago": "2026-11-25",
        "half an hour ago": "2026-11-25",
        "he called at midnight": "2026-11-25",
        "yesterday": "2026-11-24",
        "last night": "2026-11-24",
        "last night at 11pm": "2026-11-24",
        "we talked for 2 hours yesterday": "2026-11-24",
        "the day before yesterday": "2026-11-23",
        "the night before last": "2026-11-23",
        "two nights ago": "2026-11-23",
        "about ten days back": "2026-11-15",
        "~10 days ago": "2026-11-15",
        "10d ago": "2026-11-15",
        "twenty four days ago": "2026-11-01",
        "sixty-three days ago": "2026-09-23",
        "week ago": "2026-11-18",
        "a couple of weeks ago": "2026-11-11",
        "a fortnight ago": "2026-11-11",
        "two and a half weeks ago": "2026-11-08",
        "2.5 weeks ago": "2026-11-08",
        "3wks ago": "2026-11-04",
        "3  weeks  ago": "2026-11-04",
        "a month ago": "2026-10-26",
        "a month and a half ago": "2026-10-11",
        "like 500 hours ago": "2026-11-05",
        "72 hours ago": "2026-11-22",
        # counted to another day than today
        "three weeks ago today": "2026-11-04",
        "three weeks yesterday": "2026-11-03",
        "three weeks today no contact": "2026-11-04",
        "a week ago yesterday": "2026-11-17",
        "it'll be 3 weeks tomorrow": "2026-11-05",
        "it'll be 3 weeks on friday": "2026-11-06",
        "it was three weeks on monday": "2026-11-02",
        "a week ago tuesday": "2026-11-17",
        "a week last friday": "2026-11-13",
        "a month ago today": "2026-10-25",
        "a year ago today": "2025-11-25",
        "this time last week": "2026-11-18",
        "this day last year": "2025-11-25",
        # as one says it who learnt English late
        "she left me before ten days": "2026-11-15",
        "he left before 2 months": "2026-09-26",
        "we don't talk since three week": "2026-11-04",
        "it happened ten days before.": "2026-11-15",
        # weekdays
        "on tuesday": "2026-11-24",
        "wednesday": "2026-11-18",
        "last wednesday": "2026-11-18",
        "this wednesday": "2026-11-25",
        "it's wednesday and i miss him": "2026-11-25",
        "tuesday last": "2026-11-24",
        "tuesday gone": "2026-11-24",
        "late friday night": "2026-11-20",
        "on sat": "2026-11-21",
        "friday at midnight": "2026-11-20",
        "on halloween he held my hand at midnight": "2026-10-31",
        "tuesday last week": "2026-11-17",
        "last week on monday": "2026-11-16",
        "the saturday before last": "2026-11-14",
        "3 sundays ago": "2026-11-08",
        # the calendar
        "the 20th of september": "2026-09-20",
        "on the 20th of september": "2026-09-20",
        "sept 20": "2026-09-20",
        "20 sept": "2026-09-20",
        "september the 20th, 2025": "2025-09-20",
        "the twenty-first of september": "2026-09-21",
        "may 22nd": "2026-05-22",
        "3nov": "2026-11-03",
        "july 20th, a tuesday": "2026-07-20",
        "on the 3rd": "2026-11-03",
        "on the 30th": "2026-10-30",
        "the night of the 14th": "2026-11-14",
        "since the 4th": "2026-11-04",
        "after the 9th i haven't written.": "2026-11-09",
        "his birthday, the 4th": "2026-11-04",
        "on the fifteenth we stopped": "2026-11-15",
        "the 30th of last month": "2026-10-30",
        "friday the 13th": "2026-11-13",
        "friday the 13th of all days": "2026-11-13",
        "monday the 3rd": "2026-08-03",
        "2026-11-03": "2026-11-03",
        "25/10": "2026-10-25",
        "11/13": "2026-11-13",
        "03.11.2026": "2026-11-03",
        "since 3.11.": "2026-11-03",
        # days with a name
        "new year's eve": "2025-12-31",
        "at new year": "2026-01-01",
        "boxing day": "2025-12-26",
        "valentines": "2026-02-14",
        "valentine's day": "2026-02-14",
        "st patricks": "2026-03-17",
        "halloween": "2026-10-31",
        "christmas day 2023": "2023-12-25",
        "halloween last year": "2025-10-31",
        "leap day": "2024-02-29",
        "good friday": "2026-04-03",
        "easter sunday": "2026-04-05",
        "easter monday": "2026-04-06",
        "thanksgiving": "2025-11-27",
        "the day after halloween": "2026-11-01",
        "two days after valentine's": "2026-02-16",
    }.items(),
)
def test_that_a_day_is_read(text: str, on: str) -> None:
    assert only(text).on == date.fromisoformat(on)


def test_that_that_sunday_is_the_sunday_she_spoke_of() -> None:
    first, second = dates("he ended it on the 8th, a sunday. nothing since that sunday", TODAY)
    assert first.on == second.on == date(2026, 11, 8)


def test_that_the_same_evening_is_that_of_the_day_before_it() -> None:
    first, second = dates("she wrote on the 26th and i answered that same evening", TODAY)
    assert first.on == second.on == date(2026, 10, 26)
    assert dates("i answered the same day", TODAY) == []


def test_that_dates_come_in_the_order_in_which_they_are_said() -> None:
    text = "broke up the 9th no wait the 8th, and our last call was on the 10th"
    assert [when.on and when.on.day for when in dates(text, TODAY)] == [9, 8, 10]


# --- stretches ---


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("a few days ago", "2026-11-19", "2026-11-23"),
        ("the other day", "2026-11-19", "2026-11-23"),
        ("2-3 weeks ago", "2026-11-04", "2026-11-11"),
        ("a week or two ago", "2026-11-11", "2026-11-18"),
        ("almost 3 weeks ago", "2026-11-05", "2026-11-11"),
        ("over a month ago", "2026-09-27", "2026-10-26"),
        ("3am last night", "2026-11-24", "2026-11-25"),
        ("last week", "2026-11-16", "2026-11-22"),
        ("the week before last", "2026-11-09", "2026-11-15"),
        ("over the weekend", "2026-11-21", "2026-11-22"),
        ("in the past 3 weeks", "2026-11-04", "2026-11-25"),
        ("earlier this week", "2026-11-23", "2026-11-25"),
        ("last month", "2026-10-01", "2026-10-31"),
        ("sometime in october", "2026-10-01", "2026-10-31"),
        ("early october", "2026-10-01", "2026-10-11"),
        ("mid october", "2026-10-11", "2026-10-21"),
        ("late october", "2026-10-21", "2026-10-31"),
        ("first week of november", "2026-11-01", "2026-11-07"),
        ("end of november", "2026-11-21", "2026-11-25"),
        ("start of december", "2025-12-01", "2025-12-11"),
        ("back in february", "2026-02-01", "2026-02-28"),
        ("in june", "2026-06-01", "2026-06-30"),
        ("october 2024", "2024-10-01", "2024-10-31"),
        ("since march", "2026-03-01", "2026-03-31"),
        ("over christmas", "2025-12-23", "2026-01-01"),
        ("the weekend before halloween", "2026-10-24", "2026-10-25"),
        ("3/11", "2026-03-11", "2026-11-03"),
        ("since 12/1", "2025-12-01", "2026-01-12"),
        ("03/11/2026", "2026-03-11", "2026-11-03"),
    ],
)
def test_that_what_cannot_be_fixed_is_a_stretch(text: str, earliest: str, latest: str) -> None:
    when = only(text)
    assert (when.on, when.precision) == (None, "range")
    assert (when.earliest, when.latest) == (date.fromisoformat(earliest), date.fromisoformat(latest))


@pytest.mark.parametrize(("order", "on"), [("dmy", date(2026, 11, 3)), ("mdy", date(2026, 3, 11))])
def test_that_the_order_reads_figures(order: Order, on: date) -> None:
    assert only("3/11", order=order).on == only("3/11/2026", order=order).on == on


def test_that_before_christmas_is_some_day_before_it() -> None:
    when = only("we broke up before christmas")
    assert (when.on, when.latest) == (None, date(2025, 12, 24))


# --- what lies ahead ---


@pytest.mark.parametrize(
    ("text", "on"),
    {
        "tomorrow": "2026-11-26",
        "the day after tomorrow": "2026-11-27",
        "next friday": "2026-11-27",
        "this coming saturday": "2026-11-28",
        "in 2 weeks": "2026-12-09",
        "two weeks from now": "2026-12-09",
        "in two weeks' time": "2026-12-09",
        "2027-01-05": "2027-01-05",
    }.items(),
)
def test_that_what_is_to_come_lies_ahead(text: str, on: str) -> None:
    when = only(text)
    assert when.ahead and when.on == date.fromisoformat(on)


@pytest.mark.parametrize(
    ("text", "on"),
    {
        "his birthday is on the 30th": "2026-11-30",
        "the wedding is on friday": "2026-11-27",
        "it's on dec 1": "2026-12-01",
        "christmas": "2026-12-25",
        "easter": "2027-03-28",
        "a week before christmas": "2026-12-18",
        "today": "2026-11-25",
    }.items(),
)
def test_that_the_same_words_said_of_something_to_come_mean_the_next_such_day(text: str, on: str) -> None:
    assert not only(text).ahead
    coming = only(text).ahead_of(TODAY)
    assert coming.ahead and coming.on == date.fromisoformat(on)


@pytest.mark.parametrize(
    "text", ["yesterday", "last friday", "since friday", "3 weeks ago", "last october", "nov 3 2025"]
)
def test_that_what_is_said_of_the_past_never_means_something_to_come(text: str) -> None:
    assert only(text).ahead_of(TODAY) == only(text)


def test_that_not_in_two_weeks_looks_back() -> None:
    assert dates("i haven't talked to him in two weeks", TODAY) == []


# --- no dates ---


@pytest.mark.parametrize(
    "text",
    [
        "we had 3 years together",
        "he is 31 and i am 29 years old",
        "give me a second chance",
        "you may go, it may be 5 of them",
        "i sat in the sun and we wed",
        "march over there",
        "one day he will see",
        "i think of him 24/7, 50/50, 9/10",
        "1st of all, it was the 2nd time on the 3rd date",
        "day 21",
        "day 3/21",
        "the 21 days rule",
        "it cost 3.11. or $20 at 5pm, 5:30",
        "i called from a&e",
        "the 4th guy and his 30th birthday",
        "the tuesday quiz",
        "every friday, on sundays, one tuesday, monday to friday",
        "happy new year and merry christmas",
        "the christmas party",
        "i texted him about friday",
        "for the last week",
        "a while ago",
        "two weeks earlier",
        "three days before he left",
        "before a week is up",
        "feb 30",
        "31/6",
        "2026-02-30",
        "since 2019",
    ],
)
def test_that_what_only_looks_like_a_date_is_none(text: str) -> None:
    assert dates(text, TODAY) == []


# --- lengths ---


@pytest.mark.parametrize(
    ("text", "days", "hedge"),
    [
        ("twenty four days", 24, None),
        ("a week", 7, None),
        ("two and a half weeks", 17, None),
        ("2.5 weeks", 17, None),
        ("a month and a half", 45, None),
        ("20 days and 4 hours", 20, None),
        ("500 hours", 20, None),
        ("4yr", 1460, None),
        ("half a year", 182, None),
        ("three weeks yesterday", 22, None),
        ("3 weeks tomorrow", 20, None),
        ("almost 3 weeks", 21, "less"),
        ("going on three weeks", 21, "less"),
        ("over a month", 30, "more"),
        ("2-3 weeks", 14, "more"),
        ("3+ weeks", 21, "more"),
        ("like 3 weeks or so", 21, "rough"),
        ("couple of weeks", 14, "rough"),
    ],
)
def test_that_a_length_is_counted_in_full_days(text: str, days: int, hedge: str | None) -> None:
    match = DURATION.search(text)
    assert match and (days_in(match), about(match)) == (days, hedge) and first_duration(text) == days


@pytest.mark.parametrize(
    ("text", "span"),
    [("almost 3 weeks", (14, 20)), ("over a month", (30, 59)), ("2-3 weeks", (14, 21)), ("3 weeks", (21, 21))],
)
def test_that_a_hedged_length_is_a_span(text: str, span: tuple[int, int]) -> None:
    match = DURATION.search(text)
    assert match and fewest_and_most(match) == span


@pytest.mark.parametrize("text", ["3 years old", "a while", "21", "31m", "few"])
def test_that_what_is_no_length_has_no_days(text: str) -> None:
    assert first_duration(text) is None


def test_that_numbers_are_read_up_to_ninety_nine_and_beyond() -> None:
    said = {
        "3": 3,
        "nine": 9,
        "nineteen": 19,
        "ninety": 90,
        "ninety-nine": 99,
        "twenty one": 21,
        "a couple of": 2,
        "a": 1,
    }
    assert {word: number(word) for word in said} == said


@pytest.mark.parametrize(
    ("year", "on"), [(2024, "2024-03-31"), (2027, "2027-03-28"), (2029, "2029-04-01"), (2038, "2038-04-25")]
)
def test_that_easter_is_computed(year: int, on: str) -> None:
    assert easter(year) == date.fromisoformat(on)


# --- whatever she says, whenever she says it ---

_EDGES = st.sampled_from(
    [date(2028, 2, 29), date(2027, 2, 28), date(2027, 3, 31), date(2026, 12, 31), date(2027, 1, 1), date(2026, 4, 30)]
)
any_today = st.one_of(_EDGES, st.dates(date(1990, 1, 1), date(2090, 12, 31)))
any_order: st.SearchStrategy[Order | None] = st.sampled_from((None, "dmy", "mdy"))
_PLAIN = "i he him texted called and then we were so sad about it all but my heart is okay why did leave me alone with".split()
_DATED = (
    "the a an on in since before after last next this that past coming every about almost over like of 1 3 13 29 31 1st 3rd "
    "13th 29th 31st first third twentieth 3/11 31/12 29/2 24/7 3.11. 2026-02-30 2028-02-29 2027 one two twenty half couple few "
    "hour hours day days night week weeks weekend weekends fortnight month months year years ago back today yesterday tomorrow "
    "tonight morning midnight 3am monday friday fri sat sundays february feb may march december new year's eve christmas easter "
    "halloween leap early late mid end start time other and a half was be it'll from now , . ? ( \n"
).split(" ")
any_message = st.lists(st.sampled_from(_DATED + _PLAIN), max_size=14).map(" ".join)


@given(st.lists(st.sampled_from(_PLAIN)).map(" ".join), any_today)
def test_that_without_words_for_a_date_there_is_none(text: str, today: date) -> None:
    assert dates(text, today) == []


@given(any_message, any_today, any_order)
def test_that_dates_are_stretches_of_the_text_that_follow_one_another(
    text: str, today: date, order: Order | None
) -> None:
    end = 0
    for when in dates(text, today, order):
        assert end <= when.start < when.end <= len(text)
        assert text[when.start : when.end].strip()
        end = when.end


@given(any_message, any_today, any_order)
def test_that_a_date_is_a_day_or_a_stretch_and_past_unless_it_is_ahead(
    text: str, today: date, order: Order | None
) -> None:
    for when in dates(text, today, order):
        last = when.on or when.latest
        assert last is not None
        assert (last > today) if when.ahead else (last <= today)
        assert when.on is None or (when.earliest is None and when.latest is None)
        assert when.earliest is None or last is None or when.earliest <= last
        assert (when.precision == "range") == (when.on is None)


@given(any_message, any_today)
def test_that_what_is_said_of_something_to_come_is_never_past(text: str, today: date) -> None:
    for when in dates(text, today):
        coming = when.ahead_of(today)
        last = coming.on or coming.latest
        assert not coming.ahead or (last is not None and last >= today)


@given(st.text(), any_today)
def test_that_any_text_can_be_read(text: str, today: date) -> None:
    dates(text, today)
    first_duration(text)


@given(st.integers(1, 9999), st.sampled_from(["days", "weeks", "months", "years", "nights", "weekends"]), any_today)
def test_that_no_length_is_too_long(many: int, unit: str, today: date) -> None:
    for text in (f"{many} {unit} ago", f"in {many} {unit}", f"{many} {unit} ago today", f"since {many} {unit}"):
        dates(text, today)


@given(st.integers(1, 365), any_today)
def test_that_so_many_days_ago_are_so_many_days(days: int, today: date) -> None:
    assert only(f"{days} days ago", today).on == today - timedelta(days)


@given(st.sampled_from("monday tuesday wednesday thursday friday saturday sunday".split()), any_today)
def test_that_a_weekday_is_the_newest_before_today(name: str, today: date) -> None:
    on = only(f"on {name}", today).on
    assert on and 1 <= (today - on).days <= 7 and on.strftime("%A").lower() == name


@given(st.integers(1, 31), any_today)
def test_that_the_nth_is_the_newest_such_day(day: int, today: date) -> None:
    on = only(f"on the {day}th", today).on
    assert on and on.day == day and 0 <= (today - on).days <= 61


@given(st.dates(date(2000, 1, 1), date(2000, 12, 31)), any_today)
def test_that_a_day_of_the_year_is_the_newest_such_day(said: date, today: date) -> None:
    when = only(f"{said:%B} {said.day}".lower(), today)
    assert when.on and (when.on.month, when.on.day) == (said.month, said.day)
    assert 0 <= (today - when.on).days <= (8 * 366 if (said.month, said.day) == (2, 29) else 366)


@pytest.mark.parametrize(
    "words",
    ["i texted him 3 weeks ago on friday and then ", "the ", "a ", "1 ", "on the 3rd ", "in the last ", "1/2/", "  "],
)
def test_that_a_long_message_costs_no_more_than_its_length(words: str) -> None:
    text = (words * 60_000)[:60_000]
    dates(text[:100], TODAY)
    started = time.perf_counter()
    dates(text, TODAY)
    assert time.perf_counter() - started < 5  # a quadratic walk takes minutes
