"""Facts for the tests of the journey: ``said`` makes one by hand, the strategies make any.

The kinds and their fields are read from ``assistant.facts``, so that a new kind is tested from the day it exists.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from itertools import count
from typing import Any, Literal, TypeVar, get_args

from hypothesis import settings
from hypothesis import strategies as st

from assistant.facts import (
    Abuse,
    Acceptance,
    BaseFact,
    Boundary,
    Contact,
    Fact,
    Motive,
    Person,
    Pursuit,
    Reaction,
    Risk,
    ShowingUp,
    Signal,
    Unavailable,
    Wish,
)
from assistant.journey.journey import Journey
from assistant.journey.ledger import Ledger

F = TypeVar("F", bound=BaseFact)

KINDS: tuple[type[BaseFact], ...] = get_args(get_args(Fact)[0])
TODAY = date(2026, 11, 22)
PROPERTY = settings(deadline=None, max_examples=200)
"""No deadline: the machine is shared, and one slow example proves nothing."""

_number = count(1)


def ago(days: int) -> date:
    """The day that lies ``days`` before ``TODAY``; a negative number lies ahead."""
    return TODAY - timedelta(days)


def said(kind: type[F], **fields: Any) -> F:
    """A fact with an id and, unless one is given, a message of its own."""
    number = next(_number)
    return kind.model_validate({"id": f"s{number}", "message_id": f"said-{number}", "quote": "her words"} | fields)


def journey(*facts: Fact, today: date = TODAY) -> Journey:
    """Where ``facts``, said in this order, leave her."""
    return Journey.of(Ledger(facts), today)


def ready_for_step_5() -> tuple[Fact, ...]:
    """All that step 5 needs: 30 days, acceptance, the wish, and a sound motive."""
    return (
        said(Contact, by="user", channel="text", on=ago(30)),
        said(Motive, what="love"),
        said(Wish, level="yes"),
        said(Acceptance, level="yes"),
    )


def ready_for_step_6() -> tuple[Fact, ...]:
    """All that step 6 needs: what step 5 needs, one appearance, and effort from the ex."""
    return (
        *ready_for_step_5(),
        said(ShowingUp, where="public", planned=True, on=ago(2)),
        said(Reaction, level="positive", on=ago(2)),
    )


# --- dates ---

When = dict[str, date | None]

any_day = st.dates(max_value=date.max - timedelta(30))
"""Any day of the calendar that has 21 more days after it."""


@cache
def days_near_today(*, ahead: int = 40) -> st.SearchStrategy[date]:
    """Days around the 21 that matter, back to a hundred days ago."""
    return st.integers(-ahead, 100).map(ago)


def whens(days: st.SearchStrategy[date]) -> st.SearchStrategy[When]:
    """Every way a fact may be dated: a day, a range, one end of a range, not at all."""
    return st.one_of(
        st.just({}),
        st.fixed_dictionaries({"on": days}),
        st.tuples(days, days).map(lambda pair: {"earliest": min(pair), "latest": max(pair)}),
        st.fixed_dictionaries({"earliest": days}),
        st.fixed_dictionaries({"latest": days}),
    )


# --- facts ---

_WORDS = st.sampled_from(["pottery", "called my sister", "his page"])
_FIELDS: dict[tuple[str, str], st.SearchStrategy[Any]] = {
    ("streak", "days"): st.integers(0, 400),
    ("person", "age"): st.none() | st.integers(0, 99),
    ("person", "ex_age"): st.none() | st.integers(0, 99),
}


def facts_of(kind: type[F], *, days: st.SearchStrategy[date] | None = None, **fixed: Any) -> st.SearchStrategy[F]:
    """Facts of one kind, dated in any way; ``fixed`` holds the fields that are given, or strategies for them."""
    own = {}
    for name, field in kind.model_fields.items():
        if name in fixed:
            own[name] = fixed[name] if isinstance(fixed[name], st.SearchStrategy) else st.just(fixed[name])
        elif name == "kind":
            continue
        elif name not in BaseFact.model_fields:
            words = _WORDS if field.annotation is str else st.from_type(field.annotation)  # type: ignore[arg-type]
            own[name] = _FIELDS.get((kind.model_fields["kind"].default, name), words)
    source = st.sampled_from(["stated", "stated", "inferred", "confirmed", "corrected"])
    own.setdefault("source", source)

    def build(when: When, fields: dict[str, Any]) -> F:
        return said(kind, **when, **fields)

    return st.builds(build, whens(days_near_today() if days is None else days), st.fixed_dictionaries(own))


@cache
def any_fact(days: st.SearchStrategy[date] | None = None) -> st.SearchStrategy[Any]:
    """A fact of any kind."""
    return st.one_of([facts_of(kind, days=days) for kind in KINDS])


@st.composite
def ledgers(draw: st.DrawFn, days: st.SearchStrategy[date] | None = None, *, corrected: bool = True) -> Ledger:
    """Ledgers of facts of any kind, in any order, with corrections and undone facts unless ``corrected`` is false."""
    facts: list[Any] = []
    message = 0
    for number, fact in enumerate(draw(st.lists(any_fact(days), max_size=10))):
        message += draw(st.integers(0, 1))
        earlier = [None, None, None, *(other.id for other in facts)] if corrected else [None]
        update = {"id": f"f{number}", "message_id": f"m{message}", "retracts": draw(st.sampled_from(earlier))}
        facts.append(fact.model_copy(update=update))
    undone = draw(st.sets(st.sampled_from([fact.id for fact in facts]), max_size=2)) if facts and corrected else set()
    return Ledger(tuple(facts), frozenset(undone))


@st.composite
def ledgers_near_opening(draw: st.DrawFn, days: st.SearchStrategy[date] | None = None) -> Ledger:
    """Ledgers of someone who has all that step 5 or 6 needs, or lacks one thing, and said a few things of any kind."""
    facts: list[Any] = list(draw(st.sampled_from([ready_for_step_5, ready_for_step_6]))())
    if draw(st.booleans()):
        del facts[draw(st.integers(0, len(facts) - 1))]
    for fact in draw(st.lists(any_fact(days), max_size=3)):
        facts.insert(draw(st.integers(0, len(facts))), fact)
    undone = draw(st.sets(st.sampled_from([fact.id for fact in facts]), max_size=1))
    return Ledger(tuple(facts), frozenset(undone))


# --- facts whose effect on a guard is known ---

said_today = st.just(TODAY)

closing_facts: st.SearchStrategy[Any] = st.one_of(
    facts_of(Boundary, what=st.sampled_from(["blocked", "asked_space", "asked_to_stop", "court_order"])),
    facts_of(Abuse),
    facts_of(Risk, level=st.sampled_from(["passive", "active", "means"])),
    facts_of(Pursuit),
    facts_of(Unavailable),
    facts_of(Person, age=st.integers(0, 17), ex_age=None),
    facts_of(Person, age=None, ex_age=st.integers(0, 17)),
    facts_of(Motive, what=st.sampled_from(["lonely", "fear", "revenge", "habit"])),
)
"""Facts that can only close: none of them may ever open a step."""

her_contact_today: st.SearchStrategy[Contact] = st.builds(
    lambda by, channel: said(
        Contact, by=by, channel=channel, answered=True if by == "ex" else None, purpose="personal", on=TODAY
    ),
    st.sampled_from(["user", "both", "ex"]),
    st.from_type(Literal["text", "call", "meeting", "reaction", "letter", "messenger", "other"]),  # type: ignore[arg-type]
)
"""A contact of today that she took part in: hers, theirs, or the ex's that she answered."""

no_contact_of_hers: st.SearchStrategy[Any] = st.one_of(
    facts_of(
        Contact,
        by="ex",
        answered=st.sampled_from([None, False]),
        channel=st.sampled_from(["text", "call", "reaction", "letter", "messenger", "other"]),
    ),
    facts_of(Contact, purpose=st.sampled_from(["logistics", "emergency"])),
    facts_of(Signal),
    facts_of(Boundary, what="unblocked"),
    facts_of(ShowingUp, planned=False),
)
"""What reaches her, or has to be, and is no contact she took part in (R07, R08, R09)."""
