"""The guards: what each decides, in which order, and which steps they open."""

from __future__ import annotations

from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.facts import (
    Abuse,
    Acceptance,
    BaseFact,
    Boundary,
    Breakup,
    Checking,
    Contact,
    Fact,
    Motive,
    Person,
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
from assistant.journey.guards import GUARDS, GuardState, Verdict, first_unmet, judge, open_steps
from assistant.journey.journey import Journey
from assistant.journey.ledger import Ledger
from knowledge.playbook import GUARD_NAMES, GuardName, Playbook, playbook
from tests.assistant.journey.strategies import (
    PROPERTY,
    TODAY,
    ago,
    any_day,
    any_fact,
    closing_facts,
    days_near_today,
    her_contact_today,
    journey,
    ledgers,
    ledgers_near_opening,
    no_contact_of_hers,
    ready_for_step_5,
    ready_for_step_6,
    said,
)

BARRIERS: tuple[GuardName, ...] = (
    "no_crisis",
    "no_abuse",
    "adult",
    "no_legal_bar",
    "not_asked_to_stop",
    "not_blocked",
    "no_pursuit",
    "ex_available",
    "motive_sound",
    "not_yet_shown_up",
)
CONDITIONS: tuple[GuardName, ...] = (
    "no_contact_complete",
    "breakup_accepted",
    "still_wanted",
    "showed_up_once",
    "well_received",
)
PRECEDENCE = (
    *("no_crisis", "no_abuse", "adult", "no_legal_bar", "not_asked_to_stop", "not_blocked", "no_pursuit"),
    *("ex_available", "no_contact_complete", "breakup_accepted", "still_wanted", "motive_sound", "not_yet_shown_up"),
    *("showed_up_once", "well_received"),
)
NEEDS_5 = frozenset(PRECEDENCE) - {"showed_up_once", "well_received"}
NEEDS_6 = frozenset(PRECEDENCE) - {"not_yet_shown_up"}
BOOK = playbook()


def verdict(guard: GuardName, *facts: Fact) -> Verdict:
    return GUARDS[guard](journey(*facts))


def steps(*facts: Fact) -> tuple[int, ...]:
    return open_steps(BOOK, judge(journey(*facts)))


def steps_of(ledger: Ledger) -> set[int]:
    return set(open_steps(BOOK, judge(Journey.of(ledger, TODAY))))


def _closed(evidence: BaseFact, guard: GuardName) -> None:
    """``evidence`` closes ``guard`` and, with it, steps 5 and 6 for one who was ready for them."""
    for ready in (ready_for_step_5(), ready_for_step_6()):
        decided = verdict(guard, *ready, evidence)  # type: ignore[arg-type]
        assert decided.state == "closed"
        assert decided.evidence.count(evidence.id) == 1
        assert decided.because
        assert not {5, 6} & set(steps(*ready, evidence))  # type: ignore[arg-type]


# --- all of them ---


def test_that_every_guard_the_playbook_may_name_is_implemented_in_the_agreed_order() -> None:
    assert GUARD_NAMES == PRECEDENCE
    assert set(GUARDS) == set(GUARD_NAMES) == {*BARRIERS, *CONDITIONS}


@given(ledger=ledgers(any_day), today=any_day)
@PROPERTY
def test_that_every_guard_decides_about_any_journey_and_says_why(ledger: Ledger, today: Any) -> None:
    verdicts = judge(Journey.of(ledger, today))
    assert tuple(decided.guard for decided in verdicts) == PRECEDENCE
    standing = {fact.id for fact in ledger.standing}
    for decided in verdicts:
        assert decided.because.endswith(".")
        assert standing.issuperset(decided.evidence)
        assert decided.ask is None or (decided.state == "unknown" and decided.ask.endswith("?"))
        if decided.guard in BARRIERS:
            assert decided.state == ("closed" if decided.evidence else "open")
        elif decided.state != "unknown":
            assert decided.evidence, "a condition is decided by a fact and by nothing else"


@given(ledger=ledgers())
@PROPERTY
def test_that_the_same_journey_gets_the_same_verdicts(ledger: Ledger) -> None:
    folded = Journey.of(ledger, TODAY)
    assert judge(folded) == judge(folded) == judge(Journey.of(ledger, TODAY))


@given(ledger=ledgers(), gone=any_fact(), at=st.integers(0, 10))
@PROPERTY
def test_that_an_undone_fact_leaves_no_trace_in_any_verdict(ledger: Ledger, gone: Any, at: int) -> None:
    grown = Ledger((*ledger.facts[:at], gone, *ledger.facts[at:]), ledger.undone).undo(gone.id)
    assert judge(Journey.of(grown, TODAY)) == judge(Journey.of(ledger, TODAY))


def test_that_before_she_says_anything_barriers_stand_open_and_conditions_are_unknown() -> None:
    for decided in judge(journey()):
        assert decided.state == ("open" if decided.guard in BARRIERS else "unknown")
        assert decided.evidence == ()
    assert steps() == (1, 2, 3, 4)


@pytest.mark.parametrize("guard", ["no_contact_complete", "breakup_accepted", "still_wanted"])
def test_that_an_unknown_condition_asks_one_question(guard: GuardName) -> None:
    ask = verdict(guard).ask
    assert ask is not None
    assert ask.count("?") == 1


# --- which steps they open ---


def test_that_steps_5_and_6_need_what_the_design_says_and_the_others_only_that_no_one_is_in_crisis() -> None:
    """R10: only 5 and 6 are gated; R27: in a crisis nothing is open."""
    assert set(BOOK.step(5).needs) == NEEDS_5
    assert set(BOOK.step(6).needs) == NEEDS_6
    for step in (1, 2, 3, 4):
        assert BOOK.step(step).needs == ("no_crisis",)


def _table(other: GuardState) -> Any:
    """All 2 to the 15th sets of open guards, the rest being ``other``: the set, and the verdicts."""
    pair = [tuple(Verdict(guard=guard, state=state, because="-") for state in ("open", other)) for guard in GUARD_NAMES]
    for verdicts in product(*pair):
        yield {decided.guard for decided in verdicts if decided.state == "open"}, verdicts


@pytest.mark.parametrize("other", ["closed", "unknown"])
def test_that_steps_5_and_6_open_exactly_when_all_their_guards_are_open(other: GuardState) -> None:
    """The whole table; and the first unmet guard is the first by precedence that is not open."""
    for opened, verdicts in _table(other):
        expected = [step for step in (1, 2, 3, 4) if "no_crisis" in opened]
        expected += [5] if opened >= NEEDS_5 else []
        expected += [6] if opened >= NEEDS_6 else []
        assert open_steps(BOOK, verdicts) == tuple(expected)
        for step, needs in ((5, NEEDS_5), (6, NEEDS_6)):
            missing = [guard for guard in PRECEDENCE if guard in needs - opened]
            unmet = first_unmet(BOOK, step, verdicts)
            assert (unmet.guard if unmet else None) == (missing[0] if missing else None)


def test_that_missing_verdicts_open_nothing() -> None:
    assert open_steps(BOOK, ()) == ()
    assert open_steps(BOOK, judge(journey(*ready_for_step_5()))[1:]) == ()


BREAKERS: dict[GuardName, Any] = {
    "no_crisis": said(Risk, whose="user", level="passive"),
    "no_abuse": said(Abuse, by="ex", what="he hit me"),
    "adult": said(Person, age=17),
    "no_legal_bar": said(Boundary, what="court_order", against="user"),
    "not_asked_to_stop": said(Boundary, what="asked_to_stop", against="user"),
    "not_blocked": said(Boundary, what="blocked", against="user"),
    "no_pursuit": said(Pursuit, by="user", what="tracking"),
    "ex_available": said(Unavailable, why="partner"),
    "no_contact_complete": said(Contact, by="user", channel="text", on=ago(20)),
    "breakup_accepted": said(Acceptance, level="no"),
    "still_wanted": said(Wish, level="no"),
    "motive_sound": said(Motive, what="lonely"),
}
"""For each guard that both steps need, a fact that closes it and no other."""


@pytest.mark.parametrize("step", [5, 6])
def test_that_any_one_fact_against_it_locks_the_step_and_the_gravest_is_named(step: int) -> None:
    """Every combination of what may go wrong, told as facts: 2 to the 12th ledgers."""
    ready = ready_for_step_5() if step == 5 else ready_for_step_6()
    for chosen in product((False, True), repeat=len(BREAKERS)):
        wrong = [guard for guard, present in zip(BREAKERS, chosen, strict=True) if present]
        verdicts = judge(journey(*ready, *(BREAKERS[guard] for guard in wrong)))
        unmet = first_unmet(BOOK, step, verdicts)
        assert (unmet.guard if unmet else None) == min(wrong, key=PRECEDENCE.index, default=None)
        assert (step in open_steps(BOOK, verdicts)) == (not wrong)
        assert (1 in open_steps(BOOK, verdicts)) == ("no_crisis" not in wrong)


@pytest.mark.parametrize(
    ("first", "second"), [(a, b) for a in BREAKERS for b in BREAKERS if PRECEDENCE.index(a) < PRECEDENCE.index(b)]
)
def test_that_of_two_unmet_guards_the_first_by_precedence_governs(first: GuardName, second: GuardName) -> None:
    for facts in ((BREAKERS[first], BREAKERS[second]), (BREAKERS[second], BREAKERS[first])):
        unmet = first_unmet(BOOK, 5, judge(journey(*ready_for_step_5(), *facts)))
        assert unmet is not None
        assert unmet.guard == first


# --- nothing opens by adding trouble ---


@given(ledger=ledgers() | ledgers_near_opening(), trouble=closing_facts | her_contact_today)
@PROPERTY
def test_that_trouble_or_a_contact_of_hers_never_opens_a_step(ledger: Ledger, trouble: Any) -> None:
    """Promise 5, R21 to R25, R27, R28, R44, R06."""
    assert steps_of(ledger.add(trouble)) <= steps_of(ledger)


@given(ledger=ledgers() | ledgers_near_opening(), trouble=closing_facts | her_contact_today)
@PROPERTY
def test_that_trouble_or_a_contact_of_hers_never_opens_a_guard(ledger: Ledger, trouble: Any) -> None:
    before, after = judge(Journey.of(ledger, TODAY)), judge(Journey.of(ledger.add(trouble), TODAY))
    assert {v.guard for v in after if v.state == "open"} <= {v.guard for v in before if v.state == "open"}


@given(ledger=ledgers() | ledgers_near_opening(), nothing=no_contact_of_hers)
@PROPERTY
def test_that_nothing_the_ex_does_from_afar_decides_about_the_days(ledger: Ledger, nothing: Any) -> None:
    """R07: neither a message nor a like of the ex opens or closes the count."""
    before, after = Journey.of(ledger, TODAY), Journey.of(ledger.add(nothing), TODAY)
    assert GUARDS["no_contact_complete"](before) == GUARDS["no_contact_complete"](after)


@given(
    ledger=ledgers(days_near_today(ahead=0)) | ledgers_near_opening(days_near_today(ahead=0)),
    days=st.integers(0, 60),
    later=st.integers(1, 60),
)
@PROPERTY
def test_that_time_alone_opens_steps_only_by_completing_no_contact(ledger: Ledger, days: int, later: int) -> None:
    before = judge(Journey.of(ledger, TODAY + timedelta(days)))
    after = judge(Journey.of(ledger, TODAY + timedelta(days + later)))
    others = [v for v in before if v.guard != "no_contact_complete"]
    assert others == [v for v in after if v.guard != "no_contact_complete"]
    was, became = set(open_steps(BOOK, before)), set(open_steps(BOOK, after))
    assert was <= became
    if was != became:
        completed = dict(zip(GUARD_NAMES, after, strict=True))["no_contact_complete"]
        assert completed.state == "open"
        assert dict(zip(GUARD_NAMES, before, strict=True))["no_contact_complete"].state != "open"


@given(ledger=ledgers_near_opening())
@PROPERTY
def test_that_steps_5_and_6_are_never_open_on_missing_evidence(ledger: Ledger) -> None:
    """No step opens without a contact or a count she told of, an acceptance, and a wish that she stated."""
    folded = Journey.of(ledger, TODAY)
    if {5, 6} & set(open_steps(BOOK, judge(folded))):
        assert [*ledger.of(Contact), *ledger.of(Streak)]
        assert any(fact.level == "yes" and fact.source != "inferred" for fact in ledger.of(Acceptance))
        assert any(fact.level == "yes" for fact in ledger.of(Wish))


# --- no_crisis ---


@pytest.mark.parametrize("level", ["passive", "active", "means"])
def test_that_a_risk_to_her_closes_every_step(level: str) -> None:
    """R27: no step content in a crisis."""
    risk = said(Risk, whose="user", level=level)
    _closed(risk, "no_crisis")
    assert steps(*ready_for_step_5(), risk) == ()


def test_that_taking_it_back_ends_the_crisis_and_saying_it_again_does_not() -> None:
    """R27: a retraction is followed by a check-in, not by a locked door."""
    active, back = said(Risk, whose="user", level="active"), said(Risk, whose="user", level="retracted")
    assert verdict("no_crisis", active, back).state == "open"
    assert verdict("no_crisis", active, back, said(Risk, whose="user", level="passive")).state == "closed"


def test_that_time_does_not_end_a_crisis() -> None:
    """R27."""
    late = journey(said(Risk, whose="user", level="active", on=ago(300)), today=TODAY)
    assert GUARDS["no_crisis"](late).state == "closed"


def test_that_a_threat_of_the_ex_is_no_reason_to_go_back() -> None:
    """R27: help for the ex, and steps 5 and 6 stay shut; her own steps stay hers."""
    threat = said(Risk, whose="ex", level="active")
    _closed(threat, "ex_available")
    assert steps(*ready_for_step_5(), threat) == (1, 2, 3, 4)


# --- no_abuse ---


@pytest.mark.parametrize("by", ["ex", "user"])
def test_that_violence_or_control_closes_5_and_6_whoever_did_it(by: str) -> None:
    """R24: by the ex; R25: by her."""
    abuse = said(Abuse, by=by, what="threats")
    _closed(abuse, "no_abuse")
    assert steps(*ready_for_step_5(), abuse) == (1, 2, 3, 4)


def test_that_no_later_kindness_lifts_what_was_violence() -> None:
    """R24."""
    facts = (said(Abuse, by="ex", what="he choked me"), *ready_for_step_6(), said(Reaction, level="positive"))
    assert verdict("no_abuse", *facts).state == "closed"


# --- adult ---


@pytest.mark.parametrize(
    "ages", [{"age": 17}, {"age": 13}, {"ex_age": 17}, {"age": 16, "ex_age": 30}, {"age": 30, "ex_age": 16}, {"age": 0}]
)
def test_that_a_minor_on_either_side_closes_5_and_6(ages: dict[str, int]) -> None:
    """R28."""
    _closed(said(Person, **ages), "adult")


@pytest.mark.parametrize("ages", [{}, {"age": 18}, {"ex_age": 18}, {"age": 18, "ex_age": 80}, {"pronouns": "she"}])
def test_that_eighteen_is_adult_and_an_untold_age_is_not_asked_for(ages: dict[str, Any]) -> None:
    """R28."""
    assert verdict("adult", said(Person, **ages)).state == "open"


def test_that_a_newer_age_beats_the_older_one() -> None:
    """R28; the newer statement beats the older, also where the older one told the age of the ex as well."""
    assert verdict("adult", said(Person, age=17), said(Person, age=18)).state == "open"
    assert verdict("adult", said(Person, age=18), said(Person, age=17)).state == "closed"
    assert verdict("adult", said(Person, age=17, ex_age=25), said(Person, age=18)).state == "open"


def test_that_telling_the_age_of_the_ex_does_not_hide_her_own() -> None:
    """R28."""
    assert (
        verdict("adult", said(Person, age=16), said(Person, ex_age=25), said(Person, pronouns="she")).state == "closed"
    )


# --- no_legal_bar, not_asked_to_stop, not_blocked ---


@pytest.mark.parametrize("against", ["user", "ex"])
def test_that_a_court_order_closes_5_and_6(against: str) -> None:
    """R23."""
    _closed(said(Boundary, what="court_order", against=against), "no_legal_bar")


def test_that_a_court_order_binds_even_if_the_ex_writes() -> None:
    """R23."""
    order = said(Boundary, what="court_order", against="user")
    writes = said(Contact, by="ex", channel="text", on=TODAY)
    assert verdict("no_legal_bar", order, writes, said(Signal, what="unblock")).state == "closed"


def test_that_being_asked_to_stop_closes_5_and_6() -> None:
    """R23."""
    _closed(said(Boundary, what="asked_to_stop", against="user"), "not_asked_to_stop")


@pytest.mark.parametrize("guard", BARRIERS)
def test_that_being_asked_for_space_is_what_no_contact_gives_and_closes_nothing(guard: GuardName) -> None:
    """R23: space is the no-contact phase."""
    assert verdict(guard, said(Boundary, what="asked_space", against="user")).state == "open"


def test_that_her_own_boundary_does_not_count_as_one_against_her() -> None:
    """R22, R23: she may block the ex, and ask to be left alone."""
    hers = (said(Boundary, what="blocked", against="ex"), said(Boundary, what="asked_to_stop", against="ex"))
    assert verdict("not_blocked", *hers).state == "open"
    assert verdict("not_asked_to_stop", *hers).state == "open"


def test_that_a_block_closes_5_and_6() -> None:
    """R22: a block is a boundary."""
    _closed(said(Boundary, what="blocked", against="user"), "not_blocked")


def test_that_being_removed_as_a_follower_is_no_block() -> None:
    """R22: a softer sign."""
    assert verdict("not_blocked", said(Signal, what="unfollow")).state == "open"


def test_that_a_signal_does_not_lift_a_block_and_an_unblocking_lifts_only_the_block() -> None:
    """R22: unblocking alone is not an invitation."""
    block, lifted = said(Boundary, what="blocked", against="user"), said(Boundary, what="unblocked", against="user")
    stop = said(Boundary, what="asked_to_stop", against="user")
    assert verdict("not_blocked", block, said(Signal, what="unblock")).state == "closed"
    assert verdict("not_blocked", block, lifted).state == "open"
    assert verdict("not_asked_to_stop", stop, lifted).state == "closed"
    assert steps(block, lifted) == (1, 2, 3, 4)
    assert verdict("not_blocked", block, lifted, said(Boundary, what="blocked", against="user")).state == "closed"


def test_that_her_unblocking_the_ex_does_not_lift_the_block_against_her() -> None:
    """R22."""
    block = said(Boundary, what="blocked", against="user")
    assert verdict("not_blocked", block, said(Boundary, what="unblocked", against="ex")).state == "closed"


# --- no_pursuit ---


@pytest.mark.parametrize("by", ["user", "ex"])
@pytest.mark.parametrize("what", ["tracking", "fake_account", "account_access", "turning_up", "many_messages", "other"])
def test_that_pursuit_closes_5_and_6_whoever_does_it(by: str, what: str) -> None:
    """R16, R26; R24 where the ex does it."""
    _closed(said(Pursuit, by=by, what=what), "no_pursuit")


@pytest.mark.parametrize("where", ["home", "work"])
def test_that_turning_up_at_home_or_work_is_pursuit_the_first_time(where: str) -> None:
    """R15, R26: never home, never work."""
    assert verdict("no_pursuit", said(ShowingUp, where=where, planned=True)).state == "closed"
    assert verdict("no_pursuit", said(ShowingUp, where=where, planned=False)).state == "open"


@pytest.mark.parametrize("where", ["online", "public", "other"])
def test_that_one_planned_appearance_is_no_pursuit_and_two_are(where: str) -> None:
    """R14, R26."""
    once, again = (said(ShowingUp, where=where, planned=True) for _ in range(2))
    assert verdict("no_pursuit", once).state == "open"
    assert verdict("no_pursuit", once, again).state == "closed"


# --- ex_available ---


@pytest.mark.parametrize("why", ["partner", "married", "ill", "moved", "other"])
def test_that_an_unavailable_ex_holds_5_and_6(why: str) -> None:
    """R21."""
    _closed(said(Unavailable, why=why), "ex_available")


def test_that_only_a_correction_makes_the_ex_available_again() -> None:
    """R21: neither time nor a like."""
    partner = said(Unavailable, why="partner", on=ago(400))
    assert verdict("ex_available", partner, said(Signal, what="like")).state == "closed"
    assert GUARDS["ex_available"](Journey.of(Ledger((partner,)).undo(partner.id), TODAY)).state == "open"


def test_that_living_far_apart_is_a_tie_and_not_a_barrier() -> None:
    """R48."""
    assert steps(*ready_for_step_5(), said(Tie, what="distance")) == (1, 2, 3, 4, 5)


# --- motive_sound ---


@pytest.mark.parametrize("what", ["lonely", "fear", "revenge", "habit"])
def test_that_an_unsound_motive_alone_keeps_her_at_1_to_4(what: str) -> None:
    """R44; R57 for revenge. The help to cope stays open."""
    motive = said(Motive, what=what)
    _closed(motive, "motive_sound")
    assert steps(*ready_for_step_5(), motive) == (1, 2, 3, 4)


@pytest.mark.parametrize("what", ["love", "other"])
def test_that_a_sound_motive_beside_an_unsound_one_is_enough(what: str) -> None:
    """R44."""
    both = (said(Motive, what="lonely", message_id="m1"), said(Motive, what=what, message_id="m1"))
    assert verdict("motive_sound", *both).state == "open"


def test_that_a_newer_answer_to_why_beats_the_older() -> None:
    """R44."""
    assert verdict("motive_sound", said(Motive, what="revenge"), said(Motive, what="love")).state == "open"
    assert verdict("motive_sound", said(Motive, what="love"), said(Motive, what="revenge")).state == "closed"


# --- no_contact_complete ---


def test_that_day_20_is_closed_and_day_21_is_open() -> None:
    """R03, R04."""
    day_20 = verdict("no_contact_complete", said(Contact, by="user", channel="text", on=ago(20)))
    day_21 = verdict("no_contact_complete", said(Contact, by="user", channel="text", on=ago(21)))
    assert (day_20.state, day_20.opens_on) == ("closed", ago(-1))
    assert "20" in day_20.because
    assert "21" in day_20.because
    assert (day_21.state, day_21.opens_on) == ("open", TODAY)


def test_that_an_unknown_count_names_no_day_and_asks_for_one() -> None:
    for facts in ((), (said(Breakup, ended_by="ex", on=ago(40)),), (said(Streak, days=42),)):
        decided = verdict("no_contact_complete", *facts)
        assert (decided.state, decided.opens_on) == ("unknown", None)
        assert decided.ask


def test_that_a_claim_against_the_ledger_opens_nothing() -> None:
    """Day 21 against nine."""
    facts = (
        *ready_for_step_5(),
        said(Contact, by="user", channel="text", on=ago(9)),
        said(Streak, days=21, on=ago(21)),
    )
    assert verdict("no_contact_complete", *facts).state == "closed"
    assert steps(*facts) == (1, 2, 3, 4)


def test_that_an_undated_contact_locks_step_5_until_it_is_dated() -> None:
    undated = said(Contact, by="user", channel="call")
    dated = said(Contact, by="user", channel="call", on=ago(25))
    assert verdict("no_contact_complete", *ready_for_step_5(), undated).state == "unknown"
    assert steps(*ready_for_step_5(), undated) == (1, 2, 3, 4)
    assert steps(*ready_for_step_5(), undated, dated) == (1, 2, 3, 4, 5)


# --- breakup_accepted ---


@pytest.mark.parametrize(("level", "state"), [("yes", "open"), ("partial", "closed"), ("no", "closed")])
def test_that_acceptance_is_decided_by_what_she_says(level: str, state: str) -> None:
    """R11."""
    said_so = said(Acceptance, level=level)
    decided = verdict("breakup_accepted", said_so)
    assert (decided.state, decided.evidence) == (state, (said_so.id,))


def test_that_acceptance_is_never_inferred() -> None:
    """R11: neither from days and work, nor from a reading of her words that she did not state."""
    facts = (
        said(Breakup, ended_by="ex", on=ago(900)),
        said(Contact, by="user", channel="text", on=ago(900)),
        said(Work, what="art"),
    )
    assert verdict("breakup_accepted", *facts).state == "unknown"
    assert verdict("breakup_accepted", said(Acceptance, level="yes", source="inferred")).state != "open"


def test_that_checking_the_page_makes_acceptance_unknown_and_is_asked_about() -> None:
    """R11, R49."""
    decided = verdict("breakup_accepted", *ready_for_step_5(), said(Checking, what="his page", often="hourly"))
    assert decided.state == "unknown"
    assert decided.ask
    assert 5 not in steps(*ready_for_step_5(), said(Checking, what="his page"))


# --- still_wanted ---


@pytest.mark.parametrize(("level", "state"), [("yes", "open"), ("no", "closed"), ("unsure", "unknown")])
def test_that_only_a_wish_she_has_opens(level: str, state: str) -> None:
    """R46: she may not want the ex back any more."""
    assert verdict("still_wanted", said(Wish, level=level)).state == state
    assert bool(verdict("still_wanted", said(Wish, level=level)).ask) == (state == "unknown")


# --- showing up, once, and how it was received ---


def test_that_the_way_from_step_5_to_step_6_leads_through_one_appearance_well_received() -> None:
    """R14: exactly one; positive leads to step 6, and step 5 is over."""
    ready = ready_for_step_5()
    once = said(ShowingUp, where="public", planned=True)
    warm = said(Reaction, level="positive")
    assert steps(*ready) == (1, 2, 3, 4, 5)
    assert steps(*ready, once) == (1, 2, 3, 4)
    assert steps(*ready, once, warm) == (1, 2, 3, 4, 6)


def test_that_step_6_does_not_need_step_5_to_be_open() -> None:
    """R14: once she has shown up, step 5 is closed for good, and that is no obstacle."""
    verdicts = judge(journey(*ready_for_step_6()))
    assert 5 not in open_steps(BOOK, verdicts)
    assert first_unmet(BOOK, 6, verdicts) is None
    unmet = first_unmet(BOOK, 5, verdicts)
    assert unmet is not None
    assert unmet.guard == "not_yet_shown_up"


@pytest.mark.parametrize(
    ("times", "not_yet", "once"),
    [(0, "open", "unknown"), (1, "closed", "open"), (2, "closed", "closed"), (3, "closed", "closed")],
)
def test_that_the_first_appearance_is_exactly_one(times: int, not_yet: GuardState, once: GuardState) -> None:
    """R14."""
    shown = [said(ShowingUp, where="online", planned=True) for _ in range(times)]
    assert verdict("not_yet_shown_up", *shown).state == not_yet
    assert verdict("showed_up_once", *shown).state == once


def test_that_a_second_appearance_locks_step_6() -> None:
    """R14: never a second test; R26."""
    second = said(ShowingUp, where="public", planned=True)
    assert steps(*ready_for_step_6(), second) == (1, 2, 3, 4)
    assert steps(*ready_for_step_6(), second, said(Reaction, level="positive")) == (1, 2, 3, 4)


def test_that_a_chance_meeting_uses_up_nothing_and_opens_nothing() -> None:
    """R14."""
    chance = (said(ShowingUp, where="public", planned=False), said(Reaction, level="positive"))
    assert steps(*ready_for_step_5(), *chance) == (1, 2, 3, 4, 5)


@pytest.mark.parametrize("level", ["neutral", "none", "negative"])
def test_that_anything_short_of_effort_by_the_ex_does_not_open_step_6(level: str) -> None:
    """R19: politeness is not receptive; R20: a bad or missing reaction means stop."""
    facts = (*ready_for_step_5(), said(ShowingUp, where="public", planned=True), said(Reaction, level=level))
    assert verdict("well_received", *facts).state == "closed"
    assert steps(*facts) == (1, 2, 3, 4)
    unmet = first_unmet(BOOK, 6, judge(journey(*facts)))
    assert unmet is not None
    assert unmet.guard == "well_received"


def test_that_a_reaction_she_has_not_told_is_asked_for_only_after_she_showed_up() -> None:
    """R19."""
    once = said(ShowingUp, where="public", planned=True)
    assert verdict("well_received", *ready_for_step_5(), once).state == "unknown"
    assert verdict("well_received", *ready_for_step_5(), once).ask
    assert verdict("well_received", *ready_for_step_5()).ask is None


@pytest.mark.parametrize("what", ["like", "view", "unblock", "watching"])
def test_that_a_like_after_showing_up_is_no_good_reaction(what: str) -> None:
    """R19: a like is not receptive; R07."""
    facts = (*ready_for_step_5(), said(ShowingUp, where="online", planned=True), said(Signal, what=what))
    assert verdict("well_received", *facts).state == "unknown"
    assert 6 not in steps(*facts)


def test_that_a_good_reaction_from_before_she_showed_up_does_not_open_step_6() -> None:
    """R14, R19: after a chance meeting that went well she shows up once, and the ex does nothing yet."""
    chance = (said(ShowingUp, where="public", planned=False), said(Reaction, level="positive"))
    facts = (*ready_for_step_5(), *chance, said(ShowingUp, where="online", planned=True))
    assert verdict("well_received", *facts).state == "unknown"
    assert steps(*facts) == (1, 2, 3, 4)


def test_that_after_a_good_reaction_contact_is_what_step_6_is_for() -> None:
    """R14, R18: the apology or the friendly talk of step 6 does not start the count again."""
    said_sorry = said(Contact, by="user", channel="text", on=TODAY)
    assert steps(*ready_for_step_6(), said_sorry) == (1, 2, 3, 4, 6)


def test_that_after_a_lukewarm_reaction_a_slip_is_a_slip() -> None:
    """R06, R20."""
    facts = (
        *ready_for_step_5(),
        said(ShowingUp, where="public", planned=True, on=ago(2)),
        said(Reaction, level="neutral"),
    )
    assert verdict("no_contact_complete", *facts).state == "open"
    assert verdict("no_contact_complete", *facts, said(Contact, by="user", channel="text", on=TODAY)).state == "closed"


# --- what she states beats what is inferred ---


@pytest.mark.parametrize(
    ("guard", "stated", "inferred"),
    [
        (
            "no_crisis",
            said(Risk, whose="user", level="active"),
            said(Risk, whose="user", level="retracted", source="inferred"),
        ),
        ("adult", said(Person, age=16), said(Person, age=25, source="inferred")),
        (
            "not_blocked",
            said(Boundary, what="blocked", against="user"),
            said(Boundary, what="unblocked", against="user", source="inferred"),
        ),
        ("breakup_accepted", said(Acceptance, level="no"), said(Acceptance, level="yes", source="inferred")),
        ("still_wanted", said(Wish, level="no"), said(Wish, level="yes", source="inferred")),
        ("motive_sound", said(Motive, what="revenge"), said(Motive, what="love", source="inferred")),
        ("well_received", said(Reaction, level="negative"), said(Reaction, level="positive", source="inferred")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_that_nothing_inferred_opens_what_she_stated_closed(guard: GuardName, stated: Any, inferred: Any) -> None:
    """What she states beats what is inferred, even when it was inferred later."""
    shown = said(ShowingUp, where="public", planned=True)
    assert verdict(guard, shown, stated).state == "closed"
    assert verdict(guard, shown, stated, inferred).state == "closed"


@pytest.mark.parametrize(
    ("guard", "lifted", "inferred"),
    [
        (
            "no_crisis",
            said(Risk, whose="user", level="retracted"),
            said(Risk, whose="user", level="passive", source="inferred"),
        ),
        (
            "not_blocked",
            said(Boundary, what="unblocked", against="user"),
            said(Boundary, what="blocked", against="user", source="inferred"),
        ),
    ],
    ids=["no_crisis", "not_blocked"],
)
def test_that_what_is_inferred_may_still_close(guard: GuardName, lifted: Any, inferred: Any) -> None:
    """Promise 3: doubt closes. A new sign of danger is not outweighed by an older word of hers."""
    assert verdict(guard, lifted).state == "open"
    assert verdict(guard, lifted, inferred).state == "closed"


# --- the playbook and the guards ---


def test_that_no_passage_asks_for_a_guard_that_is_not_decided() -> None:
    book = Playbook.load()
    named = {guard for section in book.sections for guard in section.needs} | {
        guard for passage in book for guard in passage.needs
    }
    assert named <= set(GUARDS)
