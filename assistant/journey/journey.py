"""The journey: where she stands, folded from the ledger and today's date. Pure; nothing here is stored."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Literal, Protocol

from pydantic import BaseModel, ConfigDict

from assistant.facts import (
    Abuse,
    Acceptance,
    BaseFact,
    Boundary,
    Breakup,
    Checking,
    Contact,
    Motive,
    Person,
    Pursuit,
    Reaction,
    Risk,
    ShowingUp,
    Streak,
    Tie,
    Unavailable,
    Wish,
    Work,
)
from assistant.journey.ledger import Ledger, ids
from knowledge.playbook import GuardName

DAYS_NEEDED = 21
"""Full days without contact before step 5 (L93-105, R03)."""

LIMITED_TIES = ("kids", "work", "school", "home", "pet")
"""Ties that turn no contact into limited contact (R08)."""

EXCEPTIONAL_TIES = ("health", "belongings", "money")
"""Matters that outrank no contact, in one factual message (R09)."""

ADULT = 18


class NoContact(BaseModel):
    """The count. ``days`` is the number of full days since ``since``, the last contact she took part in (R04)."""

    model_config = ConfigDict(frozen=True)

    state: Literal["unknown", "running", "complete"] = "unknown"
    since: date | None = None
    days: int | None = None
    needed: int = DAYS_NEEDED
    opens_on: date | None = None
    best_days: int = 0
    breaks: int = 0
    evidence: tuple[str, ...] = ()
    """Ids of the facts the count rests on."""
    conflict: tuple[str, ...] = ()
    """Ids of claims that disagree with the ledger; they are asked about, not accepted."""


class Journey(BaseModel):
    """Where she stands on one day."""

    model_config = ConfigDict(frozen=True)

    today: date
    step: int
    no_contact: NoContact
    acceptance: Literal["yes", "partial", "no"] | None = None
    acceptance_doubted: bool = False
    """She said yes, and then something that speaks against it (R11, R49)."""
    wish: Literal["yes", "unsure", "no"] | None = None
    motives: tuple[str, ...] = ()
    shown_up: int = 0
    reaction: Literal["positive", "neutral", "negative", "none"] | None = None
    limited_contact: bool = False
    exceptions: tuple[str, ...] = ()
    done: tuple[int, ...] = ()
    """The steps she has done, for the sidebar."""
    closed_by: dict[GuardName, tuple[str, ...]] = {}
    """The facts that hold a barrier closed."""
    evidence: dict[GuardName, tuple[str, ...]] = {}
    """The facts each condition rests on."""

    @classmethod
    def of(cls, ledger: Ledger, today: date) -> Journey:
        """Fold ``ledger`` into where she stands on ``today``."""
        count = _no_contact(ledger, today)
        closed_by = _barriers(ledger)
        acceptance, doubts = _acceptance(ledger)
        wish = ledger.last(Wish)
        motives = _motives(ledger)
        shown = _appearances(ledger)
        reaction = ledger.last(Reaction) if shown else None
        ties = ledger.of(Tie)
        accepted = acceptance is not None and acceptance.level == "yes" and not doubts
        return cls(
            today=today,
            step=_step(
                count, accepted=accepted, blocked=bool(closed_by), shown=len(shown), reaction=reaction, ledger=ledger
            ),
            no_contact=count,
            acceptance=acceptance.level if acceptance else None,
            acceptance_doubted=bool(doubts),
            wish=wish.level if wish else None,
            motives=tuple(motive.what for motive in motives),
            shown_up=len(shown),
            reaction=reaction.level if reaction else None,
            limited_contact=any(tie.what in LIMITED_TIES for tie in ties),
            exceptions=tuple(dict.fromkeys(tie.what for tie in ties if tie.what in EXCEPTIONAL_TIES)),
            done=_done(ledger, count, accepted=accepted, shown=len(shown)),
            closed_by=closed_by,
            evidence={
                "no_contact_complete": count.evidence,
                "breakup_accepted": ids([acceptance] if acceptance else []) + ids(doubts),
                "still_wanted": ids([wish] if wish else []),
                "showed_up_once": ids(shown),
                "well_received": ids([reaction] if reaction else []),
            },
        )


class _Dated(Protocol):
    @property
    def on(self) -> date | None: ...
    @property
    def earliest(self) -> date | None: ...
    @property
    def latest(self) -> date | None: ...


def took_part(contact: Contact) -> bool:
    """Whether this contact moves her count: personal, and she acted or answered (R04, R05, R07, R08, R09)."""
    return contact.purpose == "personal" and (contact.by != "ex" or contact.answered is True)


def _span(fact: _Dated) -> tuple[date | None, date | None]:
    """The first and last day the fact may be about; ``None`` where it is not known."""
    return (fact.on or fact.earliest, fact.on or fact.latest)


def _no_contact(ledger: Ledger, today: date) -> NoContact:
    """The count, in which what belongs to a rightly taken step 5 does not start it again.

    Showing up once is a meeting, and after a good reaction step 6 is contact: when the count was full on the day she
    showed up, that day's contact, and after a good reaction all later contact, is what the steps are for.
    """
    shown = _appearances(ledger)
    day = _span(shown[0])[1] if len(shown) == 1 else None
    if day is None:
        return _count(ledger, today, frozenset())
    reaction = ledger.last(Reaction)
    welcome = reaction is not None and reaction.level == "positive"
    later = {
        fact.id: said
        for fact in ledger.of(Contact)
        if (said := _span(fact)[1]) and (said == day or (welcome and said > day))
    }
    before = _count(ledger, day, frozenset(later))
    return _count(ledger, today, frozenset(later) if before.state == "complete" else frozenset())


def _count(ledger: Ledger, today: date, exempt: frozenset[str]) -> NoContact:
    """Count from the last contact she took part in; the breakup alone can hold the count back but never complete it.

    A date that is only known within a range counts from its last possible day, and completes nothing while its
    first and last day disagree.
    """
    contacts = [fact for fact in ledger.of(Contact) if took_part(fact) and fact.id not in exempt]
    streaks = ledger.of(Streak)
    breakups = [fact for fact in ledger.of(Breakup) if fact.on or fact.earliest]
    order = {fact.id: place for place, fact in enumerate(ledger.facts)}
    dated: list[BaseFact] = [fact for fact in (*contacts, *streaks) if fact.on or fact.earliest]
    newest = max((order[fact.id] for fact in dated), default=-1)
    # A contact with no date stays a question until a newer statement fixes when it was.
    open_ended = [fact for fact in contacts if not (fact.on or fact.earliest) and order[fact.id] > newest]

    starts = [(day, fact) for fact in (*dated, *open_ended, *breakups) if (day := _span(fact)[1]) and day <= today]
    if not starts or not (dated or open_ended or breakups):
        return NoContact()
    since, last = max(starts, key=lambda pair: (pair[0], order[pair[1].id]))
    days = (today - since).days
    first = _span(last)[0]
    witnessed = bool(dated or open_ended)
    state: Literal["unknown", "running", "complete"]
    if days >= DAYS_NEEDED and witnessed:
        state = "complete"
    elif first is None or (today - first).days >= DAYS_NEEDED:
        state = "unknown"
    else:
        state = "running"
    runs = sorted({day for fact in (*dated, *breakups) if (day := _span(fact)[1]) and day <= today})
    best = max([(later - earlier).days for earlier, later in pairwise(runs)] + [days], default=0)
    acts = {day for fact in contacts if (day := _span(fact)[1]) and runs and runs[0] < day <= today}
    known = state != "unknown" or first is not None
    return NoContact(
        state=state,
        since=since if known else None,
        days=days if known else None,
        opens_on=since + timedelta(days=DAYS_NEEDED) if known else None,
        best_days=best if known else 0,
        breaks=len(acts),
        evidence=ids([last]),
        conflict=_conflicts(dated, order),
    )


def _conflicts(dated: list[BaseFact], order: dict[str, int]) -> tuple[str, ...]:
    """Claims of a longer streak than what was known when they were made allows; a day more or less is no conflict."""
    found, known = [], date.min
    for fact in sorted(dated, key=lambda fact: order[fact.id]):
        if isinstance(fact, Streak) and fact.on and (known - fact.on).days > 1:
            found.append(fact)
        else:
            known = max(known, _span(fact)[0] or date.min)
    return ids(found)


def _acceptance(ledger: Ledger) -> tuple[Acceptance | None, list[BaseFact]]:
    """What she says it is, and what she said since that speaks against it (R11, R49)."""
    acceptance = ledger.last(Acceptance)
    if acceptance is None or acceptance.level != "yes":
        return acceptance, []
    place = ledger.facts.index(acceptance)
    doubts = [
        fact
        for at, fact in enumerate(ledger.facts)
        if fact in ledger.standing
        and (at > place or fact.message_id == acceptance.message_id)
        and (isinstance(fact, Checking) or (isinstance(fact, Acceptance) and fact.level != "yes"))
    ]
    return acceptance, list(doubts)


def _motives(ledger: Ledger) -> list[Motive]:
    """The motives of the newest message that named any."""
    motives = ledger.of(Motive)
    return [motive for motive in motives if motive.message_id == motives[-1].message_id]


def _appearances(ledger: Ledger) -> list[ShowingUp]:
    """The times she showed up on purpose; a chance meeting is none (R14)."""
    return [fact for fact in ledger.of(ShowingUp) if fact.planned]


def _barriers(ledger: Ledger) -> dict[GuardName, tuple[str, ...]]:
    """The facts that hold each barrier closed. Only a correction lifts them, never time."""
    boundaries = ledger.of(Boundary)
    blocks = [fact for fact in boundaries if fact.against == "user" and fact.what in ("blocked", "unblocked")]
    risk = next(iter(reversed([fact for fact in ledger.of(Risk) if fact.whose == "user"])), None)
    age, ex_age = _ages(ledger.of(Person))
    appearances = _appearances(ledger)
    motives = _motives(ledger)
    closed: dict[GuardName, tuple[str, ...]] = {
        "no_crisis": ids([risk] if risk and risk.level != "retracted" else []),
        "no_abuse": ids(ledger.of(Abuse)),
        "adult": ids(fact for fact in (age, ex_age) if fact and min(fact.age or ADULT, fact.ex_age or ADULT) < ADULT),
        "no_legal_bar": ids(fact for fact in boundaries if fact.what == "court_order"),
        "not_asked_to_stop": ids(
            fact for fact in boundaries if fact.what == "asked_to_stop" and fact.against == "user"
        ),
        "not_blocked": ids(blocks[-1:] if blocks and blocks[-1].what == "blocked" else []),
        "no_pursuit": ids(ledger.of(Pursuit))
        + ids(appearances if len(appearances) > 1 else [])
        + ids(fact for fact in appearances if len(appearances) == 1 and fact.where in ("home", "work")),
        "ex_available": ids(ledger.of(Unavailable))
        + ids(fact for fact in ledger.of(Risk) if fact.whose == "ex" and fact.level != "retracted"),
        "motive_sound": ids(motives if unsound(motives) else []),
        "not_yet_shown_up": ids(appearances),
    }
    return {guard: facts for guard, facts in closed.items() if facts}


def unsound(motives: list[Motive]) -> bool:
    """Whether she wants the ex back only out of loneliness, fear, revenge or habit (R44)."""
    return bool(motives) and all(motive.what in ("lonely", "fear", "revenge", "habit") for motive in motives)


def _ages(people: list[Person]) -> tuple[Person | None, Person | None]:
    """The newest statements of her age and of the ex's."""
    return (
        next((fact for fact in reversed(people) if fact.age is not None), None),
        next((fact for fact in reversed(people) if fact.ex_age is not None), None),
    )


def _step(
    count: NoContact, *, accepted: bool, blocked: bool, shown: int, reaction: Reaction | None, ledger: Ledger
) -> int:
    """The step she is at. Steps 2, 3 and 4 run side by side (R10); this names the one that is next to be finished."""
    if not blocked or shown == 1:
        if count.state == "complete" and accepted and shown == 1 and reaction and reaction.level == "positive":
            return 6
        if count.state == "complete" and accepted:
            return 5
    if count.state == "complete":
        return 4
    if count.since is None and not ledger.of(Breakup) and not ledger.of(Contact):
        return 1
    return 3 if accepted else 2


def _done(ledger: Ledger, count: NoContact, *, accepted: bool, shown: int) -> tuple[int, ...]:
    finished = {
        1: bool(ledger.of(Motive)),
        2: count.state == "complete",
        3: bool(ledger.of(Work)),
        4: accepted,
        5: shown == 1,
    }
    return tuple(step for step, done in finished.items() if done)
