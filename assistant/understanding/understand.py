"""Understand: free text in, dated and quoted facts out, with what she asks and how she sounds.

Rules read; nothing is guessed. A fact's quote is a substring of the message, its date is computed from ``today``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from assistant.facts import FACT, Contact, Fact, Person
from assistant.journey.journey import Journey
from assistant.journey.ledger import Ledger
from assistant.language import is_foreign
from assistant.patterns import Match, Pattern, find, load_patterns
from assistant.text import Clause, clauses, mask_quotes, normalise
from assistant.turn import Screening, Tone, Understanding
from assistant.understanding.asks import asks
from assistant.understanding.dates import DURATION, Order, When, dates, days_in
from assistant.understanding.people import ex_pronouns, own_pronouns
from assistant.understanding.streaks import BREAKUP_LENGTH, claims
from knowledge.playbook import GuardName

FOLDER = Path(__file__).parent / "patterns"


@lru_cache(maxsize=1)
def patterns() -> tuple[Pattern, ...]:
    """Every pattern of every file, loaded once a process."""
    return tuple(pattern for file in sorted(FOLDER.glob("*.yaml")) for pattern in load_patterns(file))


def understand(
    message: str,
    message_id: str,
    today: date,
    ledger: Ledger,
    screening: Screening,
    *,
    asked: GuardName | None = None,
    order: Order | None = None,
) -> Understanding:
    """Read ``message``. ``asked`` is the guard whose question the last reply ended with: a bare answer settles it."""
    plain = normalise(message)
    text = mask_quotes(plain)
    if is_foreign(plain):
        return Understanding(foreign=True, words=len(plain.split()))
    parts = clauses(text)
    found = dates(text, today, order)
    drafts = [
        *_screened(screening, message),
        *_counted(_matched(parts, text, found, today, ledger), _streaks(parts, text, found, today, ledger)),
        *_people(text, ledger),
    ]
    if _ready(ledger.add(*_facts(drafts, message, message_id, ledger, False)), today):
        drafts += _matched(parts, text, found, today, ledger, ready=True)
    if asked and not any(draft["kind"] not in ("person", "state") for draft in drafts):
        drafts += _answer(asked, text, found, today)
    corrects = _corrects(text)
    if corrects and not any(draft.get("on") for draft in drafts):
        drafts += _redated(text, found, today, ledger)
    facts = _facts(drafts, message, message_id, ledger, corrects)
    return Understanding(facts=facts, asks=asks(parts, message), tone=_tone(text, facts), words=len(message.split()))


_Draft = dict[str, Any]
"""The fields of a fact to be, with ``start`` and ``end`` of its quote."""


def _screened(screening: Screening, message: str) -> Iterator[_Draft]:
    """What screening found becomes facts through the same door as everything else."""
    for finding in screening.findings:
        start = message.find(finding.quote)
        if finding.fact and start >= 0:
            yield {**finding.fact, "start": start, "end": start + len(finding.quote)}


def _ready(ledger: Ledger, today: date) -> bool:
    """Whether step 5 may be taken as far as her own facts go, and has not been."""
    journey = Journey.of(ledger, today)
    return journey.no_contact.state == "complete" and journey.acceptance == "yes" and not journey.shown_up


def _matched(
    parts: Sequence[Clause], text: str, found: Sequence[When], today: date, ledger: Ledger, *, ready: bool = False
) -> Iterator[_Draft]:
    wanted = [p for p in patterns() if p.ready == ready or (ready and (p.fact or {})["kind"] == "reaction")]
    matches = sorted(find([p for p in wanted if _possible(p, text)], text, parts), key=lambda match: match.start)
    taken: set[tuple[Any, ...]] = set()
    dated: list[tuple[Match, _Draft]] = []
    shown = any(m.pattern.fact and m.pattern.fact["kind"] == "showing_up" for m in matches)
    for match in matches:
        fields: _Draft = {**(match.pattern.fact or {}), **match.groups}
        if fields["kind"] == "reaction" and not (shown or any(fact.kind == "showing_up" for fact in ledger.standing)):
            continue
        key = (match.clause.start, fields["kind"], fields.get("by"), fields.get("what"), fields.get("level"))
        if key in taken:
            continue
        taken.add(key)
        if fields["kind"] == "contact":
            fields |= _contact(fields, match, parts, text)
        when = _dated(match, parts, found, today)
        if fields["kind"] == "contact":
            when = _same_day(when, match, dated)
            dated.append((match, when))
        yield {**fields, **when, "start": match.start, "end": match.end}


def _counted(told: Iterator[_Draft], streaks: Iterator[_Draft]) -> Iterator[_Draft]:
    """ "nine days since i texted him" is one thing said: a contact with its date, and no streak beside it."""
    counts = list(streaks)
    for draft in told:
        if draft["kind"] == "contact" and draft.get("by") != "ex" and not draft.get("on"):
            around = next((c for c in counts if c["start"] <= draft["start"] < c["end"]), None)
            if around:
                counts.remove(around)
                draft = {**draft, "on": around["on"], "precision": "day", "latest": None}
        yield draft
    yield from counts


def _possible(pattern: Pattern, text: str) -> bool:
    """A quick look at the whole text spares most clauses most patterns; ``^`` and ``$`` mean a clause's, so those are kept."""
    return any("^" in regex.pattern or "$" in regex.pattern or regex.search(text) for regex in pattern.regexes)


_REPLIED = re.compile(
    r"\bi(?:'ve| have| did|ve)? (?:(?!never|not|havent|didnt|hardly|almost|nearly)[a-z]+ )?(?:replied|answered|responded|texted back|wrote back|picked up|messaged back|texted (?:him|her|them) back|said (?:hi|hey|thanks|thank you|yes|no|ok)|told (?:him|her|them))\b|^(?:and |so )?(?:replied|answered|responded)\b"
)
_NOT_REPLIED = re.compile(
    r"\b(?:haven't|havent|didn't|didnt|did not|have not|not|never|without|no) (?:yet |even |\w+ )?(?:repl\w+|respon\w+|answer\w*|text(?:ed)? back|open\w*|pick(?:ed)? up|said anything)|\b(?:ignored|left (?:him|her|them|it|that) on (?:read|seen|delivered)|should i (?:reply|answer|respond|text back)|do i (?:reply|answer|respond|text back)|can i (?:reply|answer|respond))\b"
)
_LOGISTICS = re.compile(
    r"\babout (?:the |our |my |his |her |their |getting |picking |some )*(?:kids?|child|children|son|daughter|baby|rent|lease|bills?|keys?|mail|stuff|things|belongings|dog|cat|pickup|pick-?up|drop-?off|school|work|shift|project|mortgage|deposit|money|schedule|car|insurance)\b"
    r"|\b(?:logistics|pick(?:ing)? up (?:the |our |my )?(?:kids?|son|daughter|stuff|things|dog)|for work|work email|pick-?up times?)\b"
)
_EMERGENCY = re.compile(
    r"\b(?:emergency|hospital|accident|pregnan\w+|miscarr\w+|std|sti|positive test|ambulance|passed away|died)\b"
)


def _contact(fields: _Draft, match: Match, parts: Sequence[Clause], text: str) -> _Draft:
    """Whether she answered, and whether it was personal (R07, R08, R09)."""
    purpose = (
        "logistics"
        if _LOGISTICS.search(match.clause.text)
        else "emergency"
        if _EMERGENCY.search(match.clause.text)
        else "personal"
    )
    if fields.get("by") != "ex":
        return {"purpose": purpose}
    later = " ".join(part.text for part in parts if part.start >= match.clause.start and not part.others)
    replied = any(_REPLIED.search(part.text) and part.told for part in parts if part.start >= match.clause.start)
    answered = True if replied else False if _NOT_REPLIED.search(later) else None
    return {"purpose": purpose, "answered": answered}


def _same_day(when: _Draft, match: Match, dated: Sequence[tuple[Match, _Draft]]) -> _Draft:
    """ "he texted last night and i answered": what follows in the same sentence happened then, unless it says otherwise."""
    if when.get("on") or when.get("earliest"):
        return when
    before = [
        earlier for other, earlier in dated if other.clause.sentence == match.clause.sentence and earlier.get("on")
    ]
    return before[-1] if before else when


def _dated(match: Match, parts: Sequence[Clause], found: Sequence[When], today: date) -> _Draft:
    """The date of a match: in its own clause, else nearby in its sentence; a telling without one stays open until today."""
    wanted = match.pattern.dated
    if wanted == "no":
        return {}
    if wanted == "ahead":
        found = [when.ahead_of(today) for when in found]
    usable = [when for when in found if when.ahead == (wanted == "ahead")]
    inside = [when for when in usable if match.clause.start <= when.start < match.clause.start + len(match.clause.text)]
    near = inside or [when for when in usable if _same_sentence(when, match.clause, parts)]
    if near:
        best = min(near, key=lambda when: min(abs(when.start - match.end), abs(when.end - match.start)))
        return {"on": best.on, "earliest": best.earliest, "latest": best.latest, "precision": best.precision}
    if (
        match.pattern.fact
        and match.pattern.fact["kind"] == "breakup"
        and (length := BREAKUP_LENGTH.search(match.clause.text))
    ):
        if duration := DURATION.search(length["length"]):
            return {"on": date.fromordinal(today.toordinal() - days_in(duration)), "precision": "day"}
    if wanted == "ahead":
        return {}
    if wanted == "now" or re.search(r"\b(?:just|now|rn)\b", match.clause.text):
        return {"on": today, "precision": "day"}
    return {"latest": today, "precision": "unknown"}


def _same_sentence(when: When, clause: Clause, parts: Sequence[Clause]) -> bool:
    """Whether a date stands in another clause of the sentence that has nothing else to date."""
    return any(
        part.sentence == clause.sentence
        and part.start <= when.start < part.start + len(part.text)
        and len(part.text.split()) <= 4
        for part in parts
    )


def _streaks(
    parts: Sequence[Clause], text: str, found: Sequence[When], today: date, ledger: Ledger
) -> Iterator[_Draft]:
    for claim in claims(parts, found, today):
        since = claim.since
        if claim.after_breakup:
            since = _breakup_day(parts, text, found, today, ledger)
        if since is not None and since <= today:
            yield {
                "kind": "streak",
                "days": (today - since).days,
                "on": since,
                "precision": "day",
                "source": "inferred" if claim.after_breakup else "stated",
                "start": claim.start,
                "end": claim.end,
            }


def _breakup_day(parts: Sequence[Clause], text: str, found: Sequence[When], today: date, ledger: Ledger) -> date | None:
    """The day of the breakup, from this message or from the ledger."""
    here: list[date] = [
        when["on"]
        for match in find([p for p in patterns() if p.id.startswith(("breakup", "contact"))], text, parts)
        if (when := _dated(match, parts, found, today)).get("on")
    ]
    if here:
        return max(here)
    known = [fact.on for fact in ledger.standing if fact.kind in ("breakup", "contact") and fact.on]
    return max(known, default=None)


def _people(text: str, ledger: Ledger) -> Iterator[_Draft]:
    people = ledger.of(Person)
    ex = next((fact.ex_pronouns for fact in reversed(people) if fact.ex_pronouns), None)
    own = next((fact.pronouns for fact in reversed(people) if fact.pronouns), None)
    if (heard := ex_pronouns(text)) and heard[0] != ex:
        yield {"kind": "person", "ex_pronouns": heard[0], "source": "inferred", "start": heard[1], "end": heard[2]}
    if (said := own_pronouns(text)) and said[0] != own:
        yield {"kind": "person", "pronouns": said[0], "start": said[1], "end": said[2]}


_YES = re.compile(
    r"^(?:yes|yeah|yep|yup|yea|ya|i do|i have|i can|of course|definitely|absolutely|sure|totally|more than anything|100)\b"
)
_NO = re.compile(r"^(?:no|nope|nah|not|i don'?t|i can'?t|i haven'?t|never)\b")
_PARTLY = re.compile(
    r"\b(?:sort of|kinda|kind of|mostly|trying|partly|not (?:fully|really|completely|entirely|sure)|maybe|i think so|some days|idk|i don'?t know|almost)\b"
)


def _answer(asked: GuardName, text: str, found: Sequence[When], today: date) -> Iterator[_Draft]:
    """A bare answer to the question the last reply ended with."""
    reply = text.strip()
    span = {"start": len(text) - len(text.lstrip()), "end": len(text.rstrip())}
    level = "partial" if _PARTLY.search(reply) else "yes" if _YES.match(reply) else "no" if _NO.match(reply) else None
    if asked == "no_crisis":
        if level in ("yes", "partial"):
            yield {"kind": "risk", "whose": "user", "level": "active", **span}
        elif level == "no":
            yield {"kind": "risk", "whose": "user", "level": "retracted", **span}
    elif asked == "no_contact_complete":
        when = next((when for when in found if not when.ahead), None)
        if when:
            yield {"kind": "contact", "by": "both", "channel": "other", "on": when.on, "earliest": when.earliest,
                   "latest": when.latest, "precision": when.precision, **span}  # fmt: skip
        elif (match := DURATION.search(reply)) and len(reply.split()) <= 6:
            yield {
                "kind": "streak",
                "days": days_in(match),
                "on": date.fromordinal(today.toordinal() - days_in(match)),
                "precision": "day",
                **span,
            }
    elif asked == "breakup_accepted" and level:
        yield {"kind": "acceptance", "level": level, **span}
    elif asked == "still_wanted" and level:
        yield {"kind": "wish", "level": "unsure" if level == "partial" else level, **span}


_CORRECTION = re.compile(
    r"\b(?:sorry,? (?:i meant?|it was|not|that was)|i meant?\b|correction|i lied|i was wrong|that was wrong|that's wrong|thats wrong|wait,? no|no wait|i mixed (?:that )?up|my mistake|my bad,|i made a mistake,? it|not \w+(?: the \w+)?[,;] (?:it was )?|actually it was|actually,? it's been|actually i (?:did|texted|called|replied)|i misremembered|i checked and it was)\b"
)


def _redated(text: str, found: Sequence[When], today: date, ledger: Ledger) -> Iterator[_Draft]:
    """ "sorry, not the 1st, the 11th": another day for the newest thing that had one."""
    meant = [when for when in found if when.on and when.on <= today and not text[: when.start].rstrip().endswith("not")]
    old = next(
        (
            fact
            for fact in reversed(ledger.standing)
            if fact.on and fact.kind in ("contact", "breakup", "streak", "showing_up")
        ),
        None,
    )
    if meant and old:
        fields = old.model_dump(exclude={"id", "quote", "message_id", "source", "retracts", "earliest", "latest"})
        if old.kind == "streak" and meant[-1].on:
            fields["days"] = (today - meant[-1].on).days
        yield {**fields, "on": meant[-1].on, "precision": "day", "start": meant[-1].start, "end": meant[-1].end}


def _corrects(text: str) -> bool:
    return bool(_CORRECTION.search(text))


def _facts(drafts: Sequence[_Draft], message: str, message_id: str, ledger: Ledger, corrects: bool) -> tuple[Fact, ...]:
    facts: list[Fact] = []
    for draft in sorted(drafts, key=lambda draft: (draft["start"], draft["kind"])):
        fields = {name: value for name, value in draft.items() if name not in ("start", "end") and value is not None}
        quote = message[draft["start"] : draft["end"]].strip()
        if not quote:
            continue
        fact = FACT.validate_python(
            {"id": f"{message_id}.{len(facts) + 1}", "quote": quote, "message_id": message_id, **fields}
        )
        if corrects and (older := _corrected(fact, ledger)):
            fact = fact.model_copy(update={"retracts": older, "source": "corrected"})
        if not any(_same(fact, other) for other in facts):
            facts.append(fact)
    return tuple(facts)


def _same(fact: Fact, other: Fact) -> bool:
    """Whether two facts say the same thing; screening and understanding may both have heard it."""
    unlike = {"id", "quote"}
    return fact.model_dump(exclude=unlike) == other.model_dump(exclude=unlike)


def _corrected(fact: Fact, ledger: Ledger) -> str | None:
    """The newest standing fact that a correction of this kind replaces: same kind, and for a contact the same side."""
    for older in reversed(ledger.standing):
        if older.kind == fact.kind and not (
            isinstance(older, Contact) and isinstance(fact, Contact) and (older.by == "ex") != (fact.by == "ex")
        ):
            return older.id
    return None


_TONES: tuple[tuple[Tone, re.Pattern[str]], ...] = (
    ("panicking", re.compile(r"\b(?:panic\w*|freaking out|can'?t breathe|shaking|anxiety attack|losing it|spiral\w*)\b")),
    ("angry", re.compile(r"\b(?:angry|furious|pissed|hate (?:him|her|them)|so mad|rage|bastard|asshole|screw (?:him|her|them)|fuck (?:him|her|them))\b")),
    ("numb", re.compile(r"\b(?:numb|empty|feel nothing|hollow)\b")),
    ("sad", re.compile(r"\b(?:cry\w*|cried|miss|misses|missing|heart ?broken|hurts?|hurting|sad|depress\w*|lonely|alone|devastated|broken|pain\w*|ache|aching|sobbing|tears|struggling|destroyed|miserable|awful|can'?t (?:sleep|eat|stop))\b")),
    ("hopeful", re.compile(r"\b(?:excited|hopeful|happy|proud|better (?:now|today)|good news|feeling (?:good|great|better))\b")),
)  # fmt: skip


def _tone(text: str, facts: Sequence[Fact]) -> Tone:
    """How she sounds; drink and panic outrank the rest, because they change how long an answer may be (R53)."""
    states = {fact.what for fact in facts if fact.kind == "state"}
    if "drunk" in states:
        return "drunk"
    if "panicking" in states:
        return "panicking"
    return next((tone for tone, pattern in _TONES if pattern.search(text)), "plain")
