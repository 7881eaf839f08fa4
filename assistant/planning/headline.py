"""The headline: the one finding that governs this turn, by the precedence of rules.md."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from assistant.facts import (
    Abuse,
    Acceptance,
    Breakup,
    Contact,
    Fact,
    Motive,
    Person,
    Pursuit,
    Reaction,
    Risk,
    ShowingUp,
    Streak,
    Tie,
    Wish,
)
from assistant.journey.guards import GuardState, Verdict
from assistant.journey.journey import ADULT, EXCEPTIONAL_TIES, LIMITED_TIES, Journey, took_part
from assistant.journey.ledger import Ledger
from assistant.turn import Ask, Headline, Screening, Understanding
from knowledge.playbook import GuardName

_TOPIC = re.compile(
    r"\b(?:i|ex|exes|he|she|they|him|her|them|his|he's|she's|hes|shes|we|us|our|love\w*|dat(?:e|ing)|relationship|split\w*|separat\w*|divorc\w*|marriage|married|break ?-?up|broke|breakup|dump\w*|"
    r"contact|nc|text\w*|miss\w*|step|steps|article|guide|feel\w*|hurt\w*|cry\w*|heart\w*|lonely|alone|sad|friend\w*|boyfriend|girlfriend|bf|gf|husband|wife|"
    r"partner|block\w*|accept\w*|move on|moving on|over it|therap\w*|grie\w*|jealous\w*|apolog\w*|sorry|closure|reconcil\w*|days?|weeks?|value|self|anxious|attachment|normal|steady|you|i'm|im|me|my|21|30|stud(?:y|ies)|expert\w*|note|line|quiz|author\w*|rule|advice|faq)\b"
)
_BEYOND = re.compile(
    r"\b(?:spells?|crystals?|rituals?|\d+ ?mg|sertraline|prozac|lexapro|witch\w*|tarot|psychic|manifest\w*|voodoo|love potion|horoscope|astrolog\w*|custody|lawyer|sue|suing|lawsuit|evict\w*|legal advice|legally|alimony|"
    r"antidepressants?|dosage|side effects?|safe to take|supplements?|vitamins?|st\.? john'?s wort|medication|xanax|prescri\w*|diagnos\w*|crypto|bitcoin|invest\w*|loan|tax(?:es)?|homework|essay|recipe|python|javascript|code|capital of|world cup|football|weather|rain(?:ing)?|snow(?:ing)?|forecast|president|translate)\b"
)
_OF_EX = re.compile(r"\b(?:he|she|they|him|her|them|his|their|my ex|he's|she's|they're|shes|hes)\b")
_UNANCHORED = re.compile(
    r"^\W*(?:so |ok |and |well |hi |now )*(?:it'?s|it has|its) been (?:\w+ ){0,2}?(?:\d+|an?|one|two|three|four|five|six|seven|eight|"
    r"nine|ten|twelve|fifteen|twenty|thirty|few|couple|several|some) (?:of |more |long |whole |full )?(?:days?|weeks?|months?|years?)\b"
    r"(?! since)"
)
"""A length of time that nothing is counted from: which time it is has to be asked."""
_REPLIED = re.compile(r"\b(?:repl\w+|answer\w*|respon\w+|back)\b", re.IGNORECASE)
_SAYS_LAST = re.compile(r"\blast\b", re.IGNORECASE)


def headline(
    journey: Journey,
    verdicts: Sequence[Verdict],
    open_steps: Sequence[int],
    understanding: Understanding,
    screening: Screening,
    ledger: Ledger,
    text: str,
) -> Headline:
    """Decide what governs the turn; ``text`` is the message, normalised."""
    states = {verdict.guard: verdict.state for verdict in verdicts}
    people = _people_first(journey, understanding, screening, ledger)
    if people:
        return people
    facts, ask = understanding.facts, understanding.ask
    idle = _information_only(ask, facts)
    barrier = next(_barriers(journey, screening, ledger), None)
    general = idle and ask is not None and not _OF_EX.search(ask.quote.lower())
    if barrier and not (general and barrier not in ("pursuit", "deception")):
        return barrier
    if raised := _raised(journey, facts, ask):
        return raised
    if outside(understanding, text) and not (ledger.standing and _follows_up(understanding, text)):
        return "outside"
    if idle:
        return "none"
    if any(isinstance(fact, Wish) and fact.level == "no" for fact in facts) and not (ask and ask.act):
        return "letting_go"
    return _by_conditions(journey, states, open_steps, facts, ask, text)


def _people_first(
    journey: Journey, understanding: Understanding, screening: Screening, ledger: Ledger
) -> Headline | None:
    """Danger to anyone governs every turn while it stands (R24-R28)."""
    risks = [fact for fact in understanding.facts if isinstance(fact, Risk)]
    if "no_crisis" in journey.closed_by or screening.level == "crisis":
        return "crisis"
    if any(risk.level == "retracted" for risk in risks):
        return "crisis_checkin"
    if any(finding.kind == "suicide_other" and finding.level == "danger" for finding in screening.findings):
        return "crisis_other"
    abuse = [fact.by for fact in ledger.of(Abuse)]
    if "ex" in abuse:
        return "danger_from_ex"
    if "user" in abuse or "abuse_by_user" in screening.kinds:
        return "danger_by_user"
    if "adult" in journey.closed_by:
        return _minor(ledger)
    return None


def _minor(ledger: Ledger) -> Headline:
    """A minor, or a minor and an adult whose ages lie apart (R28)."""
    people = ledger.of(Person)
    age = next((fact.age for fact in reversed(people) if fact.age is not None), None)
    ex_age = next((fact.ex_age for fact in reversed(people) if fact.ex_age is not None), None)
    if ex_age is None:
        return "minor"
    known = ADULT if age is None else age
    apart = (known < ADULT <= ex_age and ex_age - known > 1) or (ex_age < ADULT <= known and known - ex_age > 1)
    return "minor_with_adult" if apart else "minor"


def _barriers(journey: Journey, screening: Screening, ledger: Ledger) -> Iterator[Headline]:
    """Closed barriers in order of precedence; they govern for as long as their facts stand."""
    kinds = screening.kinds
    if "no_legal_bar" in journey.closed_by:
        yield "legal_bar"
    if "not_asked_to_stop" in journey.closed_by:
        yield "asked_to_stop"
    if "not_blocked" in journey.closed_by:
        yield "blocked"
    pursuers = {fact.by for fact in ledger.of(Pursuit)}
    closed = set(journey.closed_by.get("no_pursuit", ()))
    seen = {fact.id for fact in ledger.of(ShowingUp)}
    if "user" in pursuers or closed & seen or {"pursuit_by_user", "block_workaround"} & set(kinds):
        yield "pursuit"
    if "deception" in kinds:
        yield "deception"
    if "ex" in pursuers:
        yield "pursued_by_ex"
    if "ex_available" in journey.closed_by:
        yield "ex_unavailable"


def _information_only(ask: Ask | None, facts: Sequence[Fact]) -> bool:
    """A question about the article or about feelings, with no news that would govern instead."""
    news = [
        fact
        for fact in facts
        if fact.kind not in ("person", "state", "wish", "work", "answer", "motive", "checking", "fault", "ahead")
    ]
    return ask is not None and ask.kind in ("information", "meta") and ask.act is None and not news


def _raised(journey: Journey, facts: Sequence[Fact], ask: Ask | None) -> Headline | None:
    """What this message itself brings up, in order."""
    contacts = [fact for fact in facts if isinstance(fact, Contact)]
    hers = any(took_part(fact) and fact.by != "ex" for fact in contacts)
    reached = [
        fact
        for fact in contacts
        if fact.by == "ex" and fact.purpose == "personal" and not (hers and _REPLIED.search(fact.quote))
    ]
    answers = [fact for fact in contacts if took_part(fact) and not all(_before(fact, other) for other in reached)]
    # How the ex took the one appearance is what it was for (R14).
    welcomed = journey.shown_up == 1 and any(isinstance(fact, Reaction) and fact.level == "positive" for fact in facts)
    if reached and not answers and not welcomed:
        return "ex_reaches_out"
    ties = {fact.what for fact in facts if isinstance(fact, Tie)}
    if ties & set(EXCEPTIONAL_TIES) or any(fact.purpose == "emergency" for fact in contacts):
        return "exception"
    if ties & set(LIMITED_TIES) or (journey.limited_contact and any(fact.purpose == "logistics" for fact in contacts)):
        return "limited_contact"
    if any(isinstance(fact, Breakup) and fact.ended_by == "unclear" for fact in facts):
        return "status_unclear"
    if "motive_sound" in journey.closed_by:
        told = any(isinstance(fact, Motive) for fact in facts)
        if told or (ask and (ask.kind == "plan" or (ask.step or 0) >= 5)):
            return "motive_unsound"
    return None


def _before(fact: Fact, other: Fact) -> bool:
    """Whether ``fact`` is told to have been on an earlier day: it answers nothing."""
    if fact.on is None:
        return False
    return fact.on < other.on if other.on else bool(_SAYS_LAST.search(fact.quote))


def outside(understanding: Understanding, text: str) -> bool:
    """Whether the message has nothing to do with a breakup (R58): a trade of its own, or no word of people or feelings."""
    if understanding.foreign or understanding.words < 2:
        return False
    news = [fact for fact in understanding.facts if fact.kind not in ("person", "wish")]
    if news:
        return False
    ask = understanding.ask
    if ask is not None and ask.kind == "outside":
        return True
    if _BEYOND.search(text):
        return (ask is not None and ask.kind != "meta") or not _OF_EX.search(text)
    strange = ask is not None and ask.kind == "information" and ask.step is None and not _TOPIC.search(text)
    return strange and understanding.words >= 4


def _follows_up(understanding: Understanding, text: str) -> bool:
    """A few words in the middle of a talk, "so thats a bad reason?", with no trade of their own: they go on with it."""
    return understanding.words <= 8 and not _BEYOND.search(text)


def _by_conditions(
    journey: Journey,
    states: Mapping[GuardName, GuardState],
    open_steps: Sequence[int],
    facts: Sequence[Fact],
    ask: Ask | None,
    text: str,
) -> Headline:
    count = journey.no_contact
    asked = ask is not None and ask.kind in ("permission", "plan", "count", "draft")
    told = any(
        isinstance(fact, Streak | Contact | Breakup | Acceptance | Wish) and fact.source != "inferred" for fact in facts
    )
    if _restarted(journey, facts) and not _only_counts(journey, ask):
        return "no_contact_restarted"
    if count.state == "unknown":
        return "no_contact_unknown" if asked or told or _UNANCHORED.search(text) else "none"
    if count.state == "running":
        return "no_contact_running"
    if states["breakup_accepted"] == "unknown":
        return "acceptance_unknown"
    if states["breakup_accepted"] == "closed":
        return "acceptance_missing"
    if states["still_wanted"] == "closed":
        return "letting_go"
    if 6 in open_steps:
        return "step6_open"
    if journey.shown_up or (ask is not None and ask.step == 6):
        return "step6_not_earned"
    return "step5_open"


RECENT = 7
"""How many days an act of her own is news: after that she tells how things have been since."""


def _only_counts(journey: Journey, ask: Ask | None) -> bool:
    """She tells of her last contact, some days back, only to hear what day it is; there was no count to break."""
    days = journey.no_contact.days or 0
    return ask is not None and ask.kind == "count" and days > RECENT // 2 and journey.no_contact.breaks == 0


def _restarted(journey: Journey, facts: Sequence[Fact]) -> bool:
    """She reports an act of her own that sets the count back now (R06); without a date it may have been today.

    "The last time i wrote was on the 3rd", or an act she tells with the silence that followed, is no slip told now.
    """
    last = {fact.on for fact in facts if isinstance(fact, Contact) and fact.on and _SAYS_LAST.search(fact.quote)}
    acts = [
        fact
        for fact in facts
        if isinstance(fact, Contact)
        and took_part(fact)
        and fact.source != "corrected"
        and not _SAYS_LAST.search(fact.quote)
        and fact.on not in last
    ]
    count = journey.no_contact
    if any(not (act.on or act.earliest) for act in acts) and count.state == "unknown":
        return True
    if count.state != "running":
        return False
    if any(isinstance(fact, Streak) and fact.on == count.since for fact in facts) and (count.days or 0) > 1:
        return False
    moved = [act for act in acts if act.id in count.evidence or (count.since and act.on == count.since)]
    return any((journey.today - (act.on or act.latest or journey.today)).days <= RECENT for act in moved)
