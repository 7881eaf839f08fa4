"""The journey: where she stands, folded from the ledger and today's date. Pure; nothing here is stored."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Literal, TypeVar

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

F = TypeVar("F", bound=BaseFact)


class NoContact(BaseModel):
    """The count. ``days`` is the number of full days since ``since``, the last contact she took part in (R04).

    Where only a stretch is known ("last week"), no day is named: ``since``, ``days`` and ``opens_on`` are ``None`` and
    the state is what every day of the stretch agrees on.
    """

    model_config = ConfigDict(frozen=True)

    state: Literal["unknown", "running", "complete"] = "unknown"
    since: date | None = None
    days: int | None = None
    rough: bool = False
    """The day is told as "about three weeks ago": it may be later, and completes nothing until that is over too."""
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
        reaction = _reaction(ledger, shown)
        ties = ledger.of(Tie)
        blocked = bool(closed_by.keys() - {"not_yet_shown_up"})
        accepted = acceptance is not None and acceptance.level == "yes" and not doubts
        return cls(
            today=today,
            step=_step(
                count,
                accepted=accepted,
                blocked=blocked,
                shown=len(shown),
                reaction=reaction,
                ledger=ledger,
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


def took_part(contact: Contact) -> bool:
    """Whether this contact moves her count: personal, and she acted or answered (R04, R05, R07, R08, R09)."""
    return contact.purpose == "personal" and (contact.by != "ex" or contact.answered is True)


def _sought(fact: BaseFact) -> bool:
    """Whether she went where the ex would see her: an act meant to reach them, unless it is step 5 (R05, R14)."""
    return isinstance(fact, ShowingUp) and fact.planned and _first(fact) is not None


def _first(fact: BaseFact) -> date | None:
    """The first day a fact may be about; ``None`` where it has no date."""
    return fact.on or fact.earliest


def _last(fact: BaseFact, today: date) -> date:
    """The last day a fact may be about; one with an open end may have been today."""
    return min(fact.on or fact.latest or today, today)


def _no_contact(ledger: Ledger, today: date) -> NoContact:
    """The count, in which what belongs to a rightly taken step 5 does not start it again.

    Showing up once is a meeting, and after a good reaction step 6 is contact: when the count was full on the day she
    showed up, that day's contact, and after a good reaction all later contact, is what the steps are for.
    """
    shown = _appearances(ledger)
    if len(shown) != 1:
        return _count(ledger, today, frozenset())
    day, reaction = _last(shown[0], today), _reaction(ledger, shown)
    welcome = reaction is not None and reaction.level == "positive"
    contacts = [fact for fact in ledger.of(Contact) if _first(fact)]
    # "He came over and we talked", told with it, is part of it.
    talked = {
        fact.id
        for fact in ledger.of(Contact)
        if fact.message_id == shown[0].message_id and not _first(fact) and fact.channel in ("other", "meeting")
    }
    then = {fact.id for fact in contacts if _last(fact, today) == day or (welcome and _last(fact, today) > day)}
    later = frozenset({shown[0].id} | talked | then)
    before = _count(ledger, day, later)
    return _count(ledger, today, later if before.state == "complete" else frozenset())


def _count(ledger: Ledger, today: date, exempt: frozenset[str]) -> NoContact:
    """Count from the last contact she took part in; the breakup alone can hold the count back but never complete it.

    A date that is only known within a range counts from its last possible day, and completes nothing while its
    first and last day disagree. A contact with no date stays a question until a newer statement fixes when it was.
    """
    order = {fact.id: place for place, fact in enumerate(ledger.facts)}
    past = [fact for fact in ledger.standing if (_first(fact) or today) <= today]
    acts = [fact for fact in past if fact.id not in exempt]
    contacts = [fact for fact in acts if (isinstance(fact, Contact) and took_part(fact)) or _sought(fact)]
    breakups = [fact for fact in past if isinstance(fact, Breakup) and _first(fact)]
    moved = set(ids(contacts))
    dated = [fact for fact in past if (isinstance(fact, Streak) or fact.id in moved) and _first(fact)]
    conflict = _conflicts(dated, order)
    dated = [fact for fact in dated if fact.id not in conflict]
    newest = max((order[fact.id] for fact in dated), default=-1)
    undated = [fact for fact in contacts if not _first(fact) and order[fact.id] > newest]
    # A breakup "in may" says nothing beside a contact that is known.
    ended = [fact for fact in breakups if fact.on or not (dated or undated)]
    starts = [*dated, *undated, *ended]
    if not starts:
        return NoContact(conflict=conflict)
    last = max(starts, key=lambda fact: (_last(fact, today), order[fact.id]))
    since, first = _last(last, today), _first(last)
    days = (today - since).days
    state: Literal["unknown", "running", "complete"]
    latest = min(max(since, last.latest or since), today)
    if (today - latest).days >= DAYS_NEEDED and (dated or undated) and (first or last.latest):
        state = "complete"
    elif first is None or (today - first).days >= DAYS_NEEDED:
        state = "unknown"
    else:
        state = "running"
    # The breakup alone says how long it may be, not how long it is.
    known = last.on is not None and not (state == "unknown" and isinstance(last, Breakup))
    # Nor does a stretch begin with it: what lies between it and the first contact she tells of is not known.
    points = sorted({_last(fact, today) for fact in dated})
    begin = min([*points, *(_last(fact, today) for fact in breakups if fact.on)], default=today)
    runs = [(later - earlier).days for earlier, later in pairwise(points)]
    only_broke_up = isinstance(last, Breakup) and since not in points
    return NoContact(
        state=state,
        since=since if known else None,
        days=days if known else None,
        rough=known and latest > since,
        opens_on=since + timedelta(days=DAYS_NEEDED) if known else None,
        best_days=max([*runs, days if (state != "unknown" or known) and not only_broke_up else 0]),
        breaks=len({day for fact in contacts if (day := _last(fact, today)) and day > begin}),
        evidence=(last.id,),
        conflict=conflict,
    )


def _conflicts(dated: Sequence[BaseFact], order: dict[str, int]) -> tuple[str, ...]:
    """Claims of a longer streak than what was known when they were made allows; a day more or less is no conflict."""
    found, known = [], date.min
    for fact in sorted(dated, key=lambda fact: order[fact.id]):
        claimed = fact.on or fact.latest
        if isinstance(fact, Streak) and claimed and (known - claimed).days > 1:
            found.append(fact)
        else:
            known = max(known, _first(fact) or date.min)
    return ids(found)


def _acceptance(ledger: Ledger) -> tuple[Acceptance | None, list[BaseFact]]:
    """What she says it is, and what she said since that speaks against it (R11, R49). No inference accepts."""
    told = [fact for fact in ledger.of(Acceptance) if fact.source != "inferred" or fact.level != "yes"]
    acceptance = _newest(told)
    if acceptance is None or acceptance.level != "yes":
        return acceptance, []
    place = ledger.standing.index(acceptance)
    return acceptance, [
        fact
        for at, fact in enumerate(ledger.standing)
        if (at > place or fact.message_id == acceptance.message_id)
        and (isinstance(fact, Checking) or (isinstance(fact, Acceptance) and fact.level != "yes"))
    ]


def _newest(facts: Sequence[F]) -> F | None:
    """The newest of ``facts``; what she states beats what is inferred."""
    best = [fact for fact in facts if fact.source != "inferred"] or list(facts)
    return best[-1] if best else None


def _standing(facts: Sequence[F], closes: Callable[[F], bool]) -> tuple[str, ...]:
    """The id of the newest fact that closes and was not lifted since; only her own word lifts, doubt closes."""
    closed: F | None = None
    for fact in facts:
        if closes(fact):
            closed = fact
        elif fact.source != "inferred":
            closed = None
    return ids([closed] if closed else [])


def _motives(ledger: Ledger) -> list[Motive]:
    """The motives of the newest message that named any; what she states beats what is inferred."""
    newest = _newest(ledger.of(Motive))
    return [fact for fact in ledger.of(Motive) if newest and fact.message_id == newest.message_id]


def _reaction(ledger: Ledger, shown: Sequence[ShowingUp]) -> Reaction | None:
    """How the ex took her one appearance: what was told with it or after it, not of an earlier chance meeting (R19)."""
    if not shown:
        return None
    place = ledger.standing.index(shown[-1])
    told = [
        fact
        for at, fact in enumerate(ledger.standing)
        if isinstance(fact, Reaction) and (at > place or fact.message_id == shown[-1].message_id)
    ]
    return _newest(told)


def _appearances(ledger: Ledger) -> list[ShowingUp]:
    """The times she showed up on purpose; a chance meeting is none (R14)."""
    return [fact for fact in ledger.of(ShowingUp) if fact.planned]


def _barriers(ledger: Ledger) -> dict[GuardName, tuple[str, ...]]:
    """The facts that hold each barrier closed. Only a correction lifts them, never time."""
    boundaries = ledger.of(Boundary)
    blocks = [fact for fact in boundaries if fact.against == "user" and fact.what in ("blocked", "unblocked")]
    risks = [fact for fact in ledger.of(Risk) if fact.whose == "user"]
    appearances = _appearances(ledger)
    motives = _motives(ledger)
    closed: dict[GuardName, tuple[str, ...]] = {
        "no_crisis": _standing(risks, lambda fact: fact.level != "retracted"),
        "no_abuse": ids(ledger.of(Abuse)),
        "adult": tuple(dict.fromkeys(_minors(ledger.of(Person)))),
        "no_legal_bar": ids(fact for fact in boundaries if fact.what == "court_order"),
        "not_asked_to_stop": ids(
            fact for fact in boundaries if fact.what == "asked_to_stop" and fact.against == "user"
        ),
        "not_blocked": _standing(blocks, lambda fact: fact.what == "blocked"),
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


def _minors(people: Sequence[Person]) -> Iterator[str]:
    """The facts by which she or the ex is under eighteen, as last stated (R28)."""
    age = _newest([fact for fact in people if fact.age is not None])
    ex_age = _newest([fact for fact in people if fact.ex_age is not None])
    if age and age.age is not None and age.age < ADULT:
        yield age.id
    if ex_age and ex_age.ex_age is not None and ex_age.ex_age < ADULT:
        yield ex_age.id


def _step(
    count: NoContact, *, accepted: bool, blocked: bool, shown: int, reaction: Reaction | None, ledger: Ledger
) -> int:
    """The step she is at. Steps 2, 3 and 4 run side by side (R10); this names the one that is next to be finished."""
    if count.state == "complete" and accepted and not blocked:
        if shown == 1 and reaction:
            # Neutral means hold; a bad reaction leads back to the work for herself (R14, R20).
            return {"positive": 6, "negative": 4}.get(reaction.level, 5)
        return 5 if shown <= 1 else 4
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
