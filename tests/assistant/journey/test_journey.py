"""Where she stands: a pure fold of the ledger and one date."""

from __future__ import annotations

import ast
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import assistant.facts
import assistant.journey.guards
import assistant.journey.journey
import assistant.journey.ledger
from assistant.facts import (
    Abuse,
    Acceptance,
    Boundary,
    Breakup,
    Checking,
    Contact,
    Fact,
    Motive,
    Pursuit,
    Reaction,
    Risk,
    ShowingUp,
    Signal,
    Streak,
    Tie,
    Unavailable,
    Wish,
    Work,
)
from assistant.journey.journey import Journey, NoContact
from assistant.journey.ledger import Ledger
from tests.assistant.journey.strategies import (
    PROPERTY,
    TODAY,
    ago,
    any_day,
    any_fact,
    days_near_today,
    facts_of,
    her_contact_today,
    journey,
    ledgers,
    ledgers_near_opening,
    no_contact_of_hers,
    ready_for_step_5,
    ready_for_step_6,
    said,
    whens,
)


def text(days: int | None = None, **fields: Any) -> Contact:
    """She wrote to the ex, ``days`` ago."""
    dated = {} if days is None else {"on": ago(days)}
    return said(Contact, **{"by": "user", "channel": "text", **dated, **fields})


def breakup(days: int, ended_by: str = "ex") -> Breakup:
    return said(Breakup, ended_by=ended_by, on=ago(days))


def streak(days: int, **fields: Any) -> Streak:
    """She says today that it has been ``days`` days."""
    return said(Streak, days=days, **({"on": ago(days)} | fields))


def showing(where: str = "public", *, planned: bool = True) -> ShowingUp:
    return said(ShowingUp, where=where, planned=planned)


def count(*facts: Fact, today: date = TODAY) -> NoContact:
    return journey(*facts, today=today).no_contact


# --- pure ---


@given(ledger=ledgers(any_day), today=any_day)
@PROPERTY
def test_that_no_ledger_and_no_day_make_it_fail(ledger: Ledger, today: date) -> None:
    assert Journey.of(ledger, today).today == today


@given(ledger=ledgers(), data=st.data())
@PROPERTY
def test_that_no_order_of_the_facts_makes_it_fail(ledger: Ledger, data: st.DataObject) -> None:
    shuffled = tuple(data.draw(st.permutations(ledger.facts)))
    assert 1 <= Journey.of(Ledger(shuffled, ledger.undone), TODAY).step <= 6


@given(ledger=ledgers())
@PROPERTY
def test_that_the_same_ledger_and_day_give_the_same_journey(ledger: Ledger) -> None:
    again = Ledger(tuple(fact.model_copy() for fact in ledger.facts), ledger.undone)
    assert Journey.of(ledger, TODAY) == Journey.of(ledger, TODAY) == Journey.of(again, TODAY)


@given(ledger=ledgers())
@PROPERTY
def test_that_a_journey_survives_being_printed_and_read(ledger: Ledger) -> None:
    folded = Journey.of(ledger, TODAY)
    assert Journey.model_validate_json(folded.model_dump_json()) == folded


@pytest.mark.parametrize(
    "module",
    [assistant.facts, assistant.journey.ledger, assistant.journey.journey, assistant.journey.guards],
    ids=lambda module: module.__name__,
)
def test_that_nothing_here_looks_at_the_clock(module: Any) -> None:
    tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
    called = {
        node.func.attr for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    imported = {
        alias.name for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom) for alias in node.names
    }
    assert not called & {"today", "now", "utcnow", "time", "localtime", "monotonic"}
    assert not imported & {"datetime", "time", "random", "os"}


@given(ledger=ledgers())
@PROPERTY
def test_that_all_evidence_is_a_standing_fact_named_once(ledger: Ledger) -> None:
    """Promise 2: what is known rests on facts she said."""
    folded = Journey.of(ledger, TODAY)
    standing = {fact.id for fact in ledger.standing}
    for evidence in (*folded.closed_by.values(), *folded.evidence.values(), folded.no_contact.conflict):
        assert standing.issuperset(evidence)
        assert len(set(evidence)) == len(evidence)


# --- what was taken back ---


@given(ledger=ledgers() | ledgers_near_opening(), gone=any_fact(), correction=any_fact(), at=st.integers(0, 10))
@PROPERTY
def test_that_a_retracted_fact_leaves_no_trace(ledger: Ledger, gone: Any, correction: Any, at: int) -> None:
    said_before = (*ledger.facts[:at], gone, *ledger.facts[at:])
    corrected = Ledger((*said_before, correction.model_copy(update={"retracts": gone.id})), ledger.undone)
    never_said = Ledger((*ledger.facts, correction), ledger.undone)
    assert Journey.of(corrected, TODAY) == Journey.of(never_said, TODAY)


@given(ledger=ledgers() | ledgers_near_opening(), gone=any_fact(), at=st.integers(0, 10))
@PROPERTY
def test_that_an_undone_fact_leaves_no_trace(ledger: Ledger, gone: Any, at: int) -> None:
    grown = Ledger((*ledger.facts[:at], gone, *ledger.facts[at:]), ledger.undone)
    assert Journey.of(grown.undo(gone.id), TODAY) == Journey.of(ledger, TODAY)


@given(ledger=ledgers() | ledgers_near_opening(), wrong=any_fact(), correction=any_fact())
@PROPERTY
def test_that_undoing_a_correction_restores_the_journey(ledger: Ledger, wrong: Any, correction: Any) -> None:
    before = ledger.add(wrong)
    corrected = before.add(correction.model_copy(update={"retracts": wrong.id}))
    assert Journey.of(corrected.undo(correction.id), TODAY) == Journey.of(before, TODAY)


def test_that_a_corrected_date_gives_the_days_back() -> None:
    wrong = text(3)
    right = text(30, retracts=wrong.id, source="corrected")
    assert count(wrong).days == 3
    assert count(wrong, right).days == 30
    assert Journey.of(Ledger((wrong, right)).undo(right.id), TODAY).no_contact.days == 3


# --- the count: how long (R03, R04) ---


@given(start=any_day, days=st.integers(0, 60))
@PROPERTY
def test_that_day_20_is_running_and_day_21_is_complete(start: date, days: int) -> None:
    """R03, R04: 21 full days since the last contact, whatever the calendar."""
    if (date.max - start).days < 60:
        return
    counted = count(said(Contact, by="user", channel="text", on=start), today=start + timedelta(days))
    assert counted.days == days
    assert counted.state == ("complete" if days >= 21 else "running")
    assert counted.since == start
    assert counted.opens_on == start + timedelta(21)
    assert counted.needed == 21


@pytest.mark.parametrize("days", [0, 1, 7, 13, 14, 17, 20])
def test_that_two_weeks_or_anything_short_of_21_days_never_suffices(days: int) -> None:
    """R03: fourteen days are quite a while, and not enough."""
    assert count(text(days)).state == "running"


@pytest.mark.parametrize("days", [21, 22, 30, 365, 3650])
def test_that_longer_than_21_days_is_fine(days: int) -> None:
    """R03; R55: years later the count is met."""
    assert count(text(days)).state == "complete"


@pytest.mark.parametrize(
    ("start", "day_21"),
    [
        (date(2024, 2, 8), date(2024, 2, 29)),
        (date(2024, 2, 9), date(2024, 3, 1)),
        (date(2023, 2, 8), date(2023, 3, 1)),
        (date(2024, 2, 29), date(2024, 3, 21)),
        (date(2100, 2, 8), date(2100, 3, 1)),
        (date(2026, 1, 31), date(2026, 2, 21)),
        (date(2026, 4, 30), date(2026, 5, 21)),
        (date(2026, 12, 11), date(2027, 1, 1)),
    ],
)
def test_that_leap_years_and_the_lengths_of_months_count(start: date, day_21: date) -> None:
    last = said(Contact, by="user", channel="call", on=start)
    assert count(last, today=day_21 - timedelta(1)).state == "running"
    assert count(last, today=day_21 - timedelta(1)).days == 20
    assert count(last, today=day_21).state == "complete"
    assert count(last, today=start).opens_on == day_21


def test_that_nothing_said_is_nothing_known() -> None:
    assert count() == NoContact()


@given(facts=st.lists(st.one_of(facts_of(Contact), facts_of(Breakup)), max_size=6), data=st.data())
@PROPERTY
def test_that_the_order_in_which_dated_things_are_told_does_not_move_the_count(
    facts: list[Any], data: st.DataObject
) -> None:
    dated = [fact for fact in facts if fact.on]
    told = data.draw(st.permutations(dated))
    one, other = count(*dated), count(*told)
    assert (one.state, one.since, one.days, one.best_days) == (other.state, other.since, other.days, other.best_days)


# --- the count: what is contact (R05, R07, R08, R09) ---


@pytest.mark.parametrize("channel", ["text", "call", "meeting", "reaction", "letter", "messenger", "sex", "other"])
@pytest.mark.parametrize(
    ("by", "answered"), [("user", None), ("user", False), ("user", True), ("both", None), ("ex", True)]
)
def test_that_every_act_she_took_part_in_restarts_the_count(channel: str, by: str, answered: bool | None) -> None:
    """R05: a text, call, letter, reaction, reply, planned meeting or messenger, answered by the ex or not."""
    act = said(Contact, by=by, channel=channel, answered=answered, on=ago(2))
    assert count(text(40), act).days == 2
    assert count(text(40), act).evidence == (act.id,)


@given(ledger=ledgers(), nothing=no_contact_of_hers, at=st.integers(0, 10))
@PROPERTY
def test_that_what_she_took_no_part_in_never_moves_the_count(ledger: Ledger, nothing: Any, at: int) -> None:
    """R07, R08, R09: his unanswered message, a like, a view, an unblock, a chance meeting, logistics, an emergency."""
    grown = Ledger((*ledger.facts[:at], nothing, *ledger.facts[at:]), ledger.undone)
    assert Journey.of(grown, TODAY).no_contact == Journey.of(ledger, TODAY).no_contact


@pytest.mark.parametrize("answered", [None, False])
def test_that_a_message_from_the_ex_does_not_restart_the_count(answered: bool | None) -> None:
    """R07: a message that reaches her is no act of hers."""
    assert count(text(20), said(Contact, by="ex", channel="text", answered=answered, on=TODAY)).days == 20


def test_that_her_reply_to_the_ex_restarts_the_count() -> None:
    """R07: the message never resets, her reply does."""
    assert count(text(20), said(Contact, by="ex", channel="text", answered=True, on=TODAY)).days == 0


@pytest.mark.parametrize("what", ["like", "view", "unblock", "unfollow", "watching", "other"])
def test_that_a_signal_from_the_ex_does_not_restart_the_count(what: str) -> None:
    """R07: a like or a view is a weak signal, and no contact."""
    last = text(20)
    assert count(last, said(Signal, what=what, on=TODAY)) == count(last)


@pytest.mark.parametrize("by", ["user", "ex", "both"])
@pytest.mark.parametrize("purpose", ["logistics", "emergency"])
def test_that_logistics_and_emergencies_do_not_restart_the_count(by: str, purpose: str) -> None:
    """R08, R09: limited contact counts personal contact only."""
    necessary = said(Contact, by=by, channel="text", answered=True, purpose=purpose, on=TODAY)
    assert count(text(20), necessary).days == 20
    assert count(necessary) == NoContact()


@pytest.mark.parametrize("fact", [said(Checking, what="his page", on=TODAY), showing(), showing(planned=False)])
def test_that_looking_and_being_seen_are_no_contact(fact: Any) -> None:
    """R49; the first appearance of step 5 is not contact either."""
    assert count(text(20), fact).days == 20


@pytest.mark.parametrize("what", ["kids", "work", "school", "home", "pet"])
def test_that_what_they_share_makes_it_limited_contact(what: str) -> None:
    """R08."""
    assert journey(said(Tie, what=what)).limited_contact
    assert not journey(said(Tie, what=what)).exceptions


@pytest.mark.parametrize("what", ["health", "belongings", "money"])
def test_that_health_documents_and_money_are_exceptions(what: str) -> None:
    """R09."""
    assert journey(said(Tie, what=what), said(Tie, what=what)).exceptions == (what,)
    assert not journey(said(Tie, what=what)).limited_contact


@pytest.mark.parametrize("what", ["friends", "family", "distance"])
def test_that_other_ties_change_nothing_about_no_contact(what: str) -> None:
    assert not journey(said(Tie, what=what)).limited_contact
    assert not journey(said(Tie, what=what)).exceptions


# --- the count: the breakup ---


def test_that_the_count_starts_at_the_breakup_where_no_contact_is_known() -> None:
    """R04."""
    assert count(breakup(9)).state == "running"
    assert count(breakup(9)).days == 9


@pytest.mark.parametrize("days", [21, 30, 4000])
def test_that_a_breakup_alone_never_completes_the_count(days: int) -> None:
    assert count(breakup(days)).state == "unknown"


def test_that_a_breakup_after_the_last_contact_holds_the_count_back() -> None:
    held = count(text(40), breakup(9))
    assert (held.state, held.days) == ("running", 9)


def test_that_a_breakup_before_the_last_contact_does_not_matter() -> None:
    assert count(breakup(40), text(9)).days == 9
    assert count(breakup(40), text(22)).state == "complete"


def test_that_a_breakup_without_a_date_changes_nothing() -> None:
    assert count(text(30), said(Breakup, ended_by="ex")).state == "complete"
    assert count(said(Breakup, ended_by="ex")) == NoContact()


@given(breakups=st.lists(facts_of(Breakup), max_size=3), others=st.lists(no_contact_of_hers, max_size=3))
@PROPERTY
def test_that_without_a_word_about_contact_no_count_is_complete(breakups: list[Any], others: list[Any]) -> None:
    assert count(*breakups, *others).state != "complete"


# --- the count: ranges and missing dates ---


def _range(first: int, last: int, **fields: Any) -> Contact:
    return text(earliest=ago(first), latest=ago(last), precision="range", **fields)


def test_that_a_range_names_no_day_and_is_still_too_short() -> None:
    counted = count(_range(12, 6))
    assert (counted.state, counted.days, counted.since, counted.opens_on) == ("running", None, None, None)


def test_that_a_range_completes_nothing_while_its_ends_disagree() -> None:
    assert count(_range(30, 15)).state == "unknown"
    assert count(_range(21, 20)).state == "unknown"


def test_that_a_range_is_complete_when_its_last_day_is() -> None:
    assert count(_range(30, 21)).state == "complete"


@given(first=st.integers(0, 60), length=st.integers(0, 60))
@PROPERTY
def test_that_a_range_is_never_more_certain_than_both_its_ends(first: int, length: int) -> None:
    ends = {count(text(first + length)).state, count(text(first)).state}
    assert count(_range(first + length, first)).state == (ends.pop() if len(ends) == 1 else "unknown")


def test_that_a_range_which_is_not_over_yet_is_not_left_out() -> None:
    """A contact some time this month may be one of today."""
    assert count(text(40), _range(10, -8)).state != "complete"
    assert count(text(40), _range(30, -8)).state != "complete"


@pytest.mark.parametrize(("days", "state"), [(21, "unknown"), (23, "unknown"), (24, "complete"), (14, "running")])
def test_that_a_day_told_roughly_is_named_and_completes_nothing_while_it_may_be_later(days: int, state: str) -> None:
    counted = count(text(on=ago(days), earliest=ago(days + 3), latest=ago(days - 3), precision="range"))
    assert (counted.state, counted.days, counted.rough) == (state, days, True)


def test_that_a_range_with_no_last_day_completes_nothing() -> None:
    assert count(text(earliest=ago(40))).state == "unknown"
    assert count(breakup(50), text(earliest=ago(40))).state == "unknown"
    assert count(text(50), text(earliest=ago(40))).state == "unknown"


def test_that_a_contact_still_to_come_is_no_witness_for_the_days_behind_her() -> None:
    assert count(text(-3)) == NoContact()
    assert count(breakup(40), text(-3)).state == "unknown"


def test_that_a_contact_still_to_come_does_not_move_the_count() -> None:
    assert count(text(20), text(-3)).days == 20


@pytest.mark.parametrize("when", [{}, {"latest": TODAY}, {"latest": ago(3)}], ids=["never", "by-today", "by-then"])
@pytest.mark.parametrize(
    "older", [(), (text(30),), (breakup(40),), (streak(30),)], ids=["alone", "contact", "breakup", "streak"]
)
def test_that_an_undated_contact_makes_the_count_unknown(when: dict[str, Any], older: tuple[Any, ...]) -> None:
    assert count(*older, text(**when)).state == "unknown"


@given(ledger=ledgers(), by=st.sampled_from(["user", "both"]))
@PROPERTY
def test_that_after_an_undated_contact_no_count_is_complete(ledger: Ledger, by: str) -> None:
    undated = said(Contact, by=by, channel="call")
    assert Journey.of(ledger.add(undated), TODAY).no_contact.state != "complete"


@pytest.mark.parametrize(
    ("newer", "state", "days"), [(text(25), "complete", 25), (text(4), "running", 4), (streak(22), "complete", 22)]
)
def test_that_a_newer_statement_dates_an_undated_contact(newer: Any, state: str, days: int) -> None:
    counted = count(text(), newer)
    assert (counted.state, counted.days) == (state, days)


def test_that_an_older_statement_does_not_date_an_undated_contact() -> None:
    assert count(text(25), text()).state == "unknown"


def test_that_an_undated_message_of_the_ex_leaves_the_count_as_it_is() -> None:
    """R07."""
    assert count(text(25), said(Contact, by="ex", channel="text")).state == "complete"


# --- the count: what she claims ---


def test_that_days_she_counts_herself_are_taken_where_nothing_speaks_against_them() -> None:
    """Day N of no contact is N days."""
    assert count(streak(20)).state == "running"
    assert count(streak(21)).state == "complete"
    assert count(breakup(30), streak(21)).days == 21


@pytest.mark.parametrize("older", [(), (breakup(42),)], ids=["alone", "breakup"])
def test_that_days_counted_from_nothing_fix_no_date(older: tuple[Any, ...]) -> None:
    """Six weeks, with nothing it is counted from, is asked about."""
    assert count(*older, said(Streak, days=42)).state == "unknown"


def test_that_a_streak_that_disagrees_with_the_ledger_is_a_conflict_and_does_not_extend_the_count() -> None:
    """Day 21 against nine: asked about, not accepted."""
    claim = streak(21)
    counted = count(text(9), claim)
    assert (counted.state, counted.days, counted.conflict) == ("running", 9, (claim.id,))


def test_that_a_streak_known_only_within_a_range_can_disagree_too() -> None:
    claim = said(Streak, days=30, earliest=ago(35), latest=ago(25), precision="range")
    assert count(text(9), claim).conflict == (claim.id,)


def test_that_a_claim_that_is_not_accepted_does_not_become_her_best_streak() -> None:
    """R06: the best streak is one that happened."""
    assert count(text(9), streak(100)).best_days == 9


@pytest.mark.parametrize("claimed", [19, 20, 21])
def test_that_a_day_more_or_less_is_no_conflict(claimed: int) -> None:
    counted = count(text(20), streak(claimed))
    assert counted.conflict == ()
    assert counted.state == "running"


def test_that_a_shorter_streak_than_the_ledger_knows_is_the_newer_statement() -> None:
    counted = count(text(30), streak(5))
    assert (counted.state, counted.days, counted.conflict) == ("running", 5, ())


def test_that_a_contact_said_after_the_streak_ends_it_without_a_conflict() -> None:
    counted = count(streak(30), text(1))
    assert (counted.days, counted.best_days, counted.conflict) == (1, 29, ())


def test_that_a_conflict_goes_with_the_fact_it_disagreed_with() -> None:
    wrong, claim = text(9), streak(21)
    ledger = Ledger((wrong, claim)).undo(wrong.id)
    counted = Journey.of(ledger, TODAY).no_contact
    assert (counted.state, counted.conflict) == ("complete", ())


def test_that_a_claim_that_is_not_accepted_dates_nothing() -> None:
    """Twelve days later the count from the dated contact would be 21; the call is still a question."""
    asked_about = (text(9), said(Contact, by="user", channel="call"), streak(21))
    assert count(*asked_about).state == "unknown"
    assert count(*asked_about, today=TODAY + timedelta(12)).state == "unknown"


@given(last=st.integers(0, 60), more=st.integers(0, 300), ended=st.integers(0, 90))
@PROPERTY
def test_that_no_claim_extends_a_dated_count(last: int, more: int, ended: int) -> None:
    before = count(breakup(ended), text(last))
    after = count(breakup(ended), text(last), streak(last + more))
    assert (after.state, after.since, after.days) == (before.state, before.since, before.days)
    assert bool(after.conflict) == (more > 1)


# --- the count: slips (R06) ---


def test_that_a_slip_restarts_at_0_and_keeps_the_best_streak() -> None:
    """R06: no shame, nothing lost."""
    counted = count(text(60), text(20), text(0))
    assert (counted.days, counted.best_days, counted.breaks) == (0, 40, 2)


@given(ledger=ledgers(days_near_today(ahead=0)), slip=her_contact_today)
@PROPERTY
def test_that_a_slip_today_starts_at_0(ledger: Ledger, slip: Contact) -> None:
    """R06, R04; contact in the course of step 5 or 6 is no slip."""
    if any(fact.kind == "showing_up" for fact in ledger.standing):
        return
    after = Journey.of(ledger.add(slip), TODAY).no_contact
    assert (after.state, after.days, after.since, after.opens_on) == ("running", 0, TODAY, ago(-21))


@given(facts=st.lists(facts_of(Contact) | facts_of(Breakup) | facts_of(Streak), max_size=8), slip=her_contact_today)
@PROPERTY
def test_that_a_slip_today_takes_nothing_from_the_best_streak(facts: list[Any], slip: Contact) -> None:
    """R06: keep the best streak."""
    dated = [
        fact for fact in facts if (first := fact.on or fact.earliest) and (fact.on or fact.latest) and first <= TODAY
    ]
    assert count(*dated, slip).best_days >= count(*dated).best_days


def test_that_a_slip_with_no_date_keeps_the_best_streak() -> None:
    """R06."""
    assert count(text(60), text(30), text(latest=TODAY)).best_days == 30
    assert count(text(60), text(30), text()).best_days == 30


@given(ledger=ledgers())
@PROPERTY
def test_that_the_best_streak_is_at_least_the_running_one(ledger: Ledger) -> None:
    counted = Journey.of(ledger, TODAY).no_contact
    from_breakup = {fact.id for fact in ledger.of(Breakup)} & set(counted.evidence)
    assert counted.best_days >= (counted.days or 0) or from_breakup


def test_that_a_contact_on_the_day_of_the_breakup_counts_whichever_is_told_first() -> None:
    ended, wrote = said(Breakup, on=ago(9), ended_by="ex"), text(9)
    assert count(ended, wrote).best_days == count(wrote, ended).best_days == 9


def test_that_a_breakup_begins_no_best_streak() -> None:
    assert count(said(Breakup, on=ago(200), ended_by="ex"), text(1)).best_days == 1


def test_that_the_current_streak_can_be_the_best() -> None:
    assert count(text(50), text(30)).best_days == 30


def test_that_breaks_are_the_days_on_which_she_broke_it_not_the_messages() -> None:
    assert count(text(30)).breaks == 0
    assert count(breakup(30), text(20)).breaks == 1
    assert count(text(30), text(20), said(Contact, by="both", channel="call", on=ago(20))).breaks == 1
    assert count(text(30), text(20), text(10)).breaks == 2


def test_that_the_ex_and_logistics_break_nothing() -> None:
    """R07, R08."""
    his = said(Contact, by="ex", channel="text", on=ago(3))
    logistics = said(Contact, by="both", channel="text", purpose="logistics", on=ago(2))
    assert count(text(30), his, logistics).breaks == 0


# --- acceptance, wish, motives ---


@pytest.mark.parametrize("level", ["yes", "partial", "no"])
def test_that_acceptance_is_what_she_says(level: str) -> None:
    """R11."""
    assert journey(said(Acceptance, level=level)).acceptance == level


def test_that_a_reading_of_her_words_is_no_acceptance_but_may_speak_against_it() -> None:
    """R11: only a statement accepts."""
    assert journey(said(Acceptance, level="yes", source="inferred")).acceptance is None
    assert journey(said(Acceptance, level="no", source="inferred")).acceptance == "no"


@given(days=st.integers(21, 5000))
@PROPERTY
def test_that_days_never_stand_for_acceptance(days: int) -> None:
    """R11: never inferred from days."""
    folded = journey(breakup(days), text(days), said(Work, what="pottery"))
    assert folded.no_contact.state == "complete"
    assert folded.acceptance is None


def test_that_checking_the_page_afterwards_casts_doubt_on_acceptance() -> None:
    """R11, R49."""
    accepted, looked = said(Acceptance, level="yes"), said(Checking, what="his page", often="hourly")
    folded = journey(accepted, looked)
    assert folded.acceptance == "yes"
    assert folded.acceptance_doubted
    assert folded.evidence["breakup_accepted"] == (accepted.id, looked.id)


def test_that_checking_told_in_the_same_message_casts_doubt_in_any_order() -> None:
    looked = said(Checking, what="his page", message_id="m1")
    assert journey(looked, said(Acceptance, level="yes", message_id="m1")).acceptance_doubted


def test_that_checking_of_before_casts_no_doubt_on_what_she_says_now() -> None:
    """The newer statement beats the older."""
    assert not journey(said(Checking, what="his page"), said(Acceptance, level="yes")).acceptance_doubted
    assert not journey(said(Acceptance, level="no"), said(Acceptance, level="yes")).acceptance_doubted


def test_that_a_doubt_goes_when_what_raised_it_is_taken_back() -> None:
    yes, looked = said(Acceptance, level="yes"), said(Checking, what="his page")
    assert not Journey.of(Ledger((yes, looked)).undo(looked.id), TODAY).acceptance_doubted


def test_that_saying_it_again_settles_the_doubt() -> None:
    yes, looked = said(Acceptance, level="yes"), said(Checking, what="his page")
    assert not journey(yes, looked, said(Acceptance, level="yes")).acceptance_doubted


def test_that_what_is_inferred_against_her_acceptance_is_a_doubt() -> None:
    """R11: contrary evidence is asked about."""
    folded = journey(said(Acceptance, level="yes"), said(Acceptance, level="no", source="inferred"))
    assert (folded.acceptance, folded.acceptance_doubted) == ("yes", True)


def test_that_taking_acceptance_back_is_no_doubt_but_a_no() -> None:
    folded = journey(said(Acceptance, level="yes"), said(Acceptance, level="partial"))
    assert (folded.acceptance, folded.acceptance_doubted) == ("partial", False)


def test_that_the_newest_wish_holds() -> None:
    """R46: she may stop wanting the ex back at any time."""
    assert journey(said(Wish, level="yes"), said(Wish, level="no")).wish == "no"
    assert journey().wish is None


def test_that_the_motives_are_those_of_the_newest_message_that_named_any() -> None:
    """R44."""
    old = said(Motive, what="lonely")
    new = [said(Motive, what=what, message_id="m9") for what in ("love", "fear")]
    assert journey(old, *new, said(Wish, level="yes")).motives == ("love", "fear")


# --- showing up and the reaction ---


def test_that_a_chance_meeting_is_no_appearance() -> None:
    """R14."""
    assert journey(showing(planned=False), showing(planned=False)).shown_up == 0
    assert journey(showing(), showing(planned=False)).shown_up == 1


def test_that_a_reaction_counts_only_once_she_has_shown_up() -> None:
    """R19: it is the reaction to her one appearance."""
    warm = said(Reaction, level="positive")
    assert journey(warm).reaction is None
    assert journey(showing(planned=False), warm).reaction is None
    assert journey(showing(), warm).reaction == "positive"


def test_that_a_reaction_to_an_earlier_chance_meeting_is_not_the_reaction_to_her_appearance() -> None:
    """R14, R19: after a chance meeting went well she shows up once, and the ex does not react."""
    folded = journey(showing(planned=False), said(Reaction, level="positive"), showing())
    assert folded.reaction is None


def test_that_a_reaction_told_twice_may_have_been_told_once_before_she_showed_up() -> None:
    folded = journey(said(Reaction, level="negative"), showing(), said(Reaction, level="positive"))
    assert folded.reaction == "positive"


def test_that_the_appearance_and_the_reaction_may_be_told_in_one_message_in_any_order() -> None:
    warm = said(Reaction, level="positive", message_id="m1")
    assert journey(warm, said(ShowingUp, where="public", planned=True, message_id="m1")).reaction == "positive"


def test_that_the_newest_reaction_holds() -> None:
    """R20."""
    folded = journey(showing(), said(Reaction, level="positive"), said(Reaction, level="negative"))
    assert folded.reaction == "negative"


# --- the step she is at ---


@pytest.mark.parametrize(
    ("facts", "step"),
    [
        ((), 1),
        ((said(Motive, what="lonely"), said(Work, what="pottery")), 1),
        ((said(Breakup, ended_by="ex"),), 2),
        ((breakup(3),), 2),
        ((text(9),), 2),
        ((text(9), said(Acceptance, level="no")), 2),
        ((text(9), said(Acceptance, level="yes")), 3),
        ((text(30),), 4),
        ((text(30), said(Acceptance, level="partial")), 4),
        ((text(30), said(Acceptance, level="yes"), said(Checking, what="his page")), 4),
        (ready_for_step_5(), 5),
        (ready_for_step_6(), 6),
    ],
)
def test_that_the_step_is_the_next_one_to_be_finished(facts: tuple[Any, ...], step: int) -> None:
    """R10: 2, 3 and 4 run side by side; only 5 and 6 are gated."""
    assert journey(*facts).step == step


def test_that_after_showing_up_she_holds_until_the_ex_reacts() -> None:
    """R14: neutral or no reaction means hold, and no second test."""
    assert journey(*ready_for_step_5(), showing()).step == 5
    assert journey(*ready_for_step_5(), showing(), said(Reaction, level="neutral")).step == 5


def test_that_a_bad_reaction_leads_back_to_steps_3_and_4() -> None:
    """R20: stop, and go back to the work for herself."""
    assert journey(*ready_for_step_5(), showing(), said(Reaction, level="negative")).step in (3, 4)


@pytest.mark.parametrize(
    "barrier",
    [
        said(Abuse, by="ex", what="he hit me"),
        said(Risk, whose="user", level="active"),
        said(Boundary, what="court_order", against="user"),
        said(Boundary, what="asked_to_stop", against="user"),
        said(Boundary, what="blocked", against="user"),
        said(Pursuit, by="user", what="tracking"),
        said(Unavailable, why="partner"),
        said(Motive, what="revenge"),
    ],
    ids=lambda fact: fact.kind,
)
@pytest.mark.parametrize("facts", [ready_for_step_5(), ready_for_step_6()], ids=["ready for 5", "ready for 6"])
def test_that_no_one_is_at_step_5_or_6_behind_a_barrier(facts: tuple[Any, ...], barrier: Any) -> None:
    """R21 to R25, R27, R44: those who have shown up once are no exception."""
    assert journey(*facts, barrier).step <= 4


@given(ledger=ledgers())
@PROPERTY
def test_that_step_5_and_6_are_named_only_when_the_days_are_done_and_no_barrier_is_closed(ledger: Ledger) -> None:
    folded = Journey.of(ledger, TODAY)
    if folded.step >= 5:
        assert folded.no_contact.state == "complete"
        assert folded.acceptance == "yes"
        assert not folded.closed_by.keys() - {"not_yet_shown_up"}
    if folded.step == 6:
        assert (folded.shown_up, folded.reaction) == (1, "positive")


def test_that_the_steps_done_are_the_ones_she_told_of() -> None:
    assert journey().done == ()
    assert journey(said(Motive, what="love")).done == (1,)
    assert journey(text(9)).done == ()
    assert journey(text(30)).done == (2,)
    assert journey(said(Work, what="pottery")).done == (3,)
    assert journey(said(Acceptance, level="yes")).done == (4,)
    assert journey(*ready_for_step_6(), said(Work, what="pottery")).done == (1, 2, 3, 4, 5)


# --- time passing ---


@given(ledger=ledgers(days_near_today(ahead=0)), later=st.integers(0, 90))
@PROPERTY
def test_that_time_alone_adds_one_day_a_day_and_changes_nothing_else(ledger: Ledger, later: int) -> None:
    day = TODAY + timedelta(later)
    before, after = Journey.of(ledger, day), Journey.of(ledger, day + timedelta(1))
    moving = {"today", "step", "done", "no_contact"}
    assert before.model_dump(exclude=moving) == after.model_dump(exclude=moving)
    one, next_ = before.no_contact, after.no_contact
    if one.since is not None and one.days is not None:
        assert (next_.since, next_.days, next_.opens_on) == (one.since, one.days + 1, one.opens_on)
    assert 0 <= next_.best_days - one.best_days <= 1 or one.since is None
    assert (next_.breaks, next_.conflict) == (one.breaks, one.conflict)
    if one.state == "complete":
        assert next_.state == "complete"


@given(when=whens(days_near_today(ahead=0)), later=st.integers(0, 60))
@PROPERTY
def test_that_no_count_completes_before_the_day_it_named(when: dict[str, Any], later: int) -> None:
    last = text(**when)
    opens_on = count(last).opens_on
    if opens_on is not None:
        day = TODAY + timedelta(later)
        assert (count(last, today=day).state == "complete") == (day >= opens_on)
