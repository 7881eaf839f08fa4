"""The figures of ``make understand``: two parts that share nothing, and one table."""

from __future__ import annotations

from typing import get_args

import pytest

from evals.cases import Case, Part, cases, everything, understood
from evals.measures import Mark
from evals.understand import failures, score, table


@pytest.fixture
def case() -> Case:
    said = {"text": "day 9", "today": "2026-11-22", "days": 9, "headline": "no_contact_running", "ask": "support"}
    return Case.model_validate({"id": "nine", "why": "the plainest", **said, "facts": [{"kind": "streak", "days": 9}]})


def test_that_the_parts_share_no_case_with_each_other_or_with_the_other_files() -> None:
    ids = [case.id for part in get_args(Part) for care in (False, True) for case in understood(part, care=care)] + [case.id for case in everything()]
    assert len(set(ids)) == len(ids)


def test_that_there_are_as_many_as_were_asked_for() -> None:
    """What was kept aside joins what is told once it was looked at, until another set is written."""
    several = [len(case.turns) > 1 for part in get_args(Part) for case in understood(part)]
    assert several.count(False) >= 600
    assert several.count(True) >= 80


def test_that_every_kind_of_fact_is_labelled_somewhere() -> None:
    from evals.cases import _FACTS

    kinds = {fact["kind"] for case in understood("told") for turn in case.turns for fact in turn.facts or ()}
    assert set(_FACTS) <= kinds


def test_that_a_case_is_played_and_marked(library, case: Case) -> None:
    scored = score(library, [case])
    assert [mark.error for _, mark in scored["days"] + scored["headline"] + scored["facts"]] == [None] * 3
    assert not list(failures(scored))


def test_that_the_table_has_both_parts_and_both_errors(case: Case) -> None:
    marks = [(case, Mark()), (case, Mark("too little", "missed", "streak")), (case, Mark("too much", "more", "streak"))]
    nothing = {name: [] for name in ("headline", "days", "steps", "ask", "tone")}
    shown = table({"told": {**nothing, "facts": marks}, "aside": {**nothing, "facts": []}})
    (row,) = [line for line in shown.splitlines() if line.startswith("facts")]
    assert row.split()[:3] == ["facts", "3", "33.3%"]
    assert "precision" in shown
    assert "recall" in shown


def test_that_a_failure_says_what_was_said(case: Case) -> None:
    assert list(failures({"days": [(case, Mark("too much", "days 21, should be 9"))]})) == [
        "days nine too much: days 21, should be 9\n    2026-11-22 day 9"
    ]


def test_that_messages_and_conversations_still_load() -> None:
    assert cases("messages", "conversations")
