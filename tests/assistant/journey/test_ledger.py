"""The facts, and the ledger that keeps them in the order they were said."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from pydantic import ValidationError

from assistant.facts import FACT, Acceptance, BaseFact, Contact, Motive, Streak, Wish
from assistant.journey.ledger import Ledger, ids
from tests.assistant.journey.strategies import KINDS, PROPERTY, TODAY, ago, any_fact, facts_of, ledgers, said

THE_KINDS = {
    *("breakup", "contact", "signal", "streak", "acceptance", "wish", "motive", "work", "answer", "showing_up"),
    *("reaction", "fault", "boundary", "tie", "unavailable", "abuse", "risk", "pursuit", "person", "ahead"),
    *("checking", "state"),
}


# --- facts ---


def test_that_the_kinds_of_fact_are_the_ones_agreed_on() -> None:
    assert {kind.model_fields["kind"].default for kind in KINDS} == THE_KINDS
    assert len(KINDS) == len(THE_KINDS)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_that_a_fact_of_any_kind_survives_being_printed_and_read(kind: type[BaseFact]) -> None:
    @given(fact=facts_of(kind))
    @settings(PROPERTY, max_examples=30)
    def survives(fact: Any) -> None:
        read = FACT.validate_json(FACT.dump_json(fact))
        assert read == fact
        assert type(read) is kind

    survives()


def test_that_no_fact_stores_a_count_of_days_but_the_one_she_claims() -> None:
    """Promise 2: days are computed from dates whenever they are read."""
    numbers = {
        (kind.__name__, name)
        for kind in KINDS
        for name, field in kind.model_fields.items()
        if field.annotation in (int, int | None)
    }
    assert numbers == {("Streak", "days"), ("Person", "age"), ("Person", "ex_age")}


@pytest.mark.parametrize("missing", ["id", "quote", "message_id"])
def test_that_a_fact_without_a_witness_is_refused(missing: str) -> None:
    fact = json.loads(FACT.dump_json(said(Wish, level="yes")))
    del fact[missing]
    with pytest.raises(ValidationError, match=missing):
        FACT.validate_python(fact)


@pytest.mark.parametrize(
    ("kind", "field", "value"),
    [
        ("contact", "by", "his friend"),
        ("contact", "channel", "pigeon"),
        ("streak", "days", -1),
        ("acceptance", "level", "nearly"),
        ("boundary", "what", "ghosted"),
        ("risk", "level", "mild"),
        ("nonsense", "level", "yes"),
        ("wish", "certainty", 0.9),
    ],
)
def test_that_a_value_outside_the_vocabulary_is_refused(kind: str, field: str, value: object) -> None:
    own: dict[str, dict[str, object]] = {
        "contact": {"by": "user", "channel": "text"},
        "streak": {"days": 3},
        "acceptance": {"level": "yes"},
        "boundary": {"what": "blocked", "against": "user"},
        "risk": {"whose": "user", "level": "active"},
        "wish": {"level": "yes"},
    }
    good = {"kind": kind, "id": "f1", "quote": "q", "message_id": "m1"} | own.get(kind, {})
    if kind in own:
        FACT.validate_python(good)
    with pytest.raises(ValidationError):
        FACT.validate_python(good | {field: value})


def test_that_a_fact_cannot_be_changed_after_it_was_said() -> None:
    fact = said(Wish, level="yes")
    with pytest.raises(ValidationError):
        fact.level = "no"


# --- the ledger ---


def _text(**fields: Any) -> Contact:
    return said(Contact, by="user", channel="text", **fields)


@given(ledger=ledgers(), fact=any_fact())
@PROPERTY
def test_that_adding_and_undoing_leave_the_old_ledger_as_it_was(ledger: Ledger, fact: Any) -> None:
    facts, undone, standing = ledger.facts, ledger.undone, ledger.standing
    ledger.add(fact).undo(fact.id)
    assert (ledger.facts, ledger.undone, ledger.standing) == (facts, undone, standing)


@given(ledger=ledgers(), fact=any_fact())
@PROPERTY
def test_that_nothing_is_deleted_by_adding_correcting_or_undoing(ledger: Ledger, fact: Any) -> None:
    grown = ledger.add(fact)
    for old in ledger.facts:
        grown = grown.undo(old.id)
    assert grown.facts == (*ledger.facts, fact)


@given(ledger=ledgers())
@PROPERTY
def test_that_what_stands_was_said_and_keeps_its_order(ledger: Ledger) -> None:
    places = [ledger.facts.index(fact) for fact in ledger.standing]
    assert places == sorted(set(places))


@given(ledger=ledgers(corrected=False))
@PROPERTY
def test_that_without_corrections_everything_stands(ledger: Ledger) -> None:
    assert ledger.standing == ledger.facts


def test_that_a_correction_takes_the_corrected_fact_away_and_stands_itself() -> None:
    wrong = _text(on=ago(3))
    right = _text(on=ago(30), retracts=wrong.id, source="corrected")
    assert Ledger((wrong, right)).standing == (right,)


def test_that_undoing_a_correction_restores_what_it_corrected() -> None:
    wrong = _text(on=ago(3))
    right = _text(on=ago(30), retracts=wrong.id)
    assert Ledger((wrong, right)).undo(right.id).standing == (wrong,)


def test_that_correcting_a_correction_does_not_bring_the_first_fact_back() -> None:
    first = _text(on=ago(3))
    second = _text(on=ago(30), retracts=first.id)
    third = said(Wish, level="yes", retracts=second.id)
    assert Ledger((first, second, third)).standing == (third,)
    assert Ledger((first, second, third)).undo(third.id).standing == (second,)


@given(ledger=ledgers())
@PROPERTY
def test_that_undoing_the_newest_fact_is_as_if_it_had_not_been_said(ledger: Ledger) -> None:
    if ledger.facts:
        before = Ledger(ledger.facts[:-1], ledger.undone)
        assert ledger.undo(ledger.facts[-1].id).standing == before.standing


@given(ledger=ledgers())
@PROPERTY
def test_that_undoing_twice_is_undoing_once(ledger: Ledger) -> None:
    for fact in ledger.facts:
        assert ledger.undo(fact.id).undo(fact.id) == ledger.undo(fact.id)


def test_that_undoing_or_correcting_what_was_never_said_changes_nothing() -> None:
    kept = said(Wish, level="yes", retracts="never said")
    assert Ledger((kept,)).undo("never said either").standing == (kept,)


def test_that_facts_of_one_kind_come_in_the_order_they_were_said_not_in_the_order_they_happened() -> None:
    late, early = _text(on=ago(1)), _text(on=ago(50))
    ledger = Ledger((late, said(Streak, days=1, on=ago(1)), early))
    assert ledger.of(Contact) == [late, early]
    assert ledger.last(Contact) == early


def test_that_the_newer_statement_beats_the_older() -> None:
    older, newer = said(Acceptance, level="no"), said(Acceptance, level="yes")
    assert Ledger((older, newer)).last(Acceptance) == newer


@pytest.mark.parametrize("source", ["stated", "confirmed", "corrected"])
def test_that_what_she_states_beats_what_is_inferred_even_later(source: str) -> None:
    stated = said(Wish, level="no", source=source)
    inferred = said(Wish, level="yes", source="inferred")
    assert Ledger((stated, inferred)).last(Wish) == stated
    assert Ledger((inferred, stated)).last(Wish) == stated


def test_that_what_is_inferred_is_used_where_nothing_is_stated() -> None:
    older, newer = (said(Wish, level=level, source="inferred") for level in ("unsure", "yes"))
    assert Ledger((older, newer)).last(Wish) == newer


def test_that_an_empty_ledger_holds_nothing_of_any_kind() -> None:
    for kind in KINDS:
        assert Ledger().of(kind) == []
        assert Ledger().last(kind) is None


def test_that_an_undone_fact_is_not_the_last_of_its_kind() -> None:
    older, newer = said(Motive, what="love"), said(Motive, what="revenge")
    assert Ledger((older, newer)).undo(newer.id).last(Motive) == older


def test_that_ids_are_the_evidence_in_order() -> None:
    facts = [_text(on=TODAY), said(Wish, level="yes")]
    assert ids(facts) == (facts[0].id, facts[1].id)
    assert ids([]) == ()
