"""What she tells of herself and the ex: patterns, dated and counted, as drafts of facts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from assistant.journey.ledger import Ledger
from assistant.patterns import Match, Pattern, find, load_patterns
from assistant.text import Clause
from assistant.understanding.dates import When, first_duration
from assistant.understanding.streaks import BREAKUP_LENGTH, claims

FOLDER = Path(__file__).parent / "patterns"

Draft = dict[str, Any]
"""The fields of a fact to be, with ``start`` and ``end`` of its quote."""


@dataclass(frozen=True)
class Reading:
    """One message, made ready to be read."""

    text: str
    """Normalised, with quoted messages masked; offsets are those of the message."""
    parts: tuple[Clause, ...]
    found: tuple[When, ...]
    """Its dates."""
    today: date
    ledger: Ledger
    """What was known before it."""


@lru_cache(maxsize=1)
def patterns() -> tuple[Pattern, ...]:
    """Every pattern of every file, loaded once a process."""
    return tuple(pattern for file in sorted(FOLDER.glob("*.yaml")) for pattern in load_patterns(file))


def told(reading: Reading, *, ready: bool = False) -> Iterator[Draft]:
    """Draft every fact she tells. With ``ready``, only what counts once step 5 may be taken: being seen, and how it went."""
    if ready:
        yield from _matched(reading, ready=True)
    else:
        yield from _counted(_matched(reading, ready=False), _streaks(reading))


def _matched(reading: Reading, *, ready: bool) -> Iterator[Draft]:
    parts, text = reading.parts, reading.text
    wanted = [p for p in patterns() if p.ready == ready or (ready and (p.fact or {})["kind"] == "reaction")]
    matches = sorted(find([p for p in wanted if _possible(p, text)], text, parts), key=lambda match: match.start)
    taken: set[tuple[Any, ...]] = set()
    dated: list[tuple[Match, Draft]] = []
    shown = any(m.pattern.fact and m.pattern.fact["kind"] == "showing_up" for m in matches)
    for match in matches:
        fields: Draft = {**(match.pattern.fact or {}), **match.groups}
        if fields["kind"] == "reaction" and not (
            shown or any(fact.kind == "showing_up" for fact in reading.ledger.standing)
        ):
            continue
        key = (match.clause.start, fields["kind"], fields.get("by"), fields.get("what"), fields.get("level"))
        if key in taken:
            continue
        taken.add(key)
        if fields["kind"] == "contact":
            fields |= _contact(fields, match, parts)
        when = _dated(match, reading)
        if fields["kind"] == "contact":
            when = _same_day(when, match, dated)
            dated.append((match, when))
        yield {**fields, **when, "start": match.start, "end": match.end}


def _counted(matched: Iterator[Draft], streaks: Iterator[Draft]) -> Iterator[Draft]:
    """Make "nine days since i texted him" one thing: a contact with its date, and no streak beside it."""
    counts = list(streaks)
    for draft in matched:
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


def _contact(fields: Draft, match: Match, parts: Sequence[Clause]) -> Draft:
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


def _same_day(when: Draft, match: Match, dated: Sequence[tuple[Match, Draft]]) -> Draft:
    """What follows in a sentence ("he texted last night and i answered") happened then, unless it says otherwise."""
    if when.get("on") or when.get("earliest"):
        return when
    before = [
        earlier for other, earlier in dated if other.clause.sentence == match.clause.sentence and earlier.get("on")
    ]
    return before[-1] if before else when


def _dated(match: Match, reading: Reading) -> Draft:
    """The date of a match: in its own clause, else nearby in its sentence; a telling without one stays open until today."""
    wanted = match.pattern.dated
    if wanted == "no":
        return {}
    found: Sequence[When] = reading.found
    if wanted == "ahead":
        found = [when.ahead_of(reading.today) for when in found]
    usable = [when for when in found if when.ahead == (wanted == "ahead")]
    inside = [when for when in usable if match.clause.start <= when.start < match.clause.start + len(match.clause.text)]
    near = inside or [when for when in usable if _same_sentence(when, match.clause, reading.parts)]
    if near:
        best = min(near, key=lambda when: min(abs(when.start - match.end), abs(when.end - match.start)))
        return {"on": best.on, "earliest": best.earliest, "latest": best.latest, "precision": best.precision}
    if (match.pattern.fact or {}).get("kind") == "breakup" and (length := BREAKUP_LENGTH.search(match.clause.text)):
        return {"on": reading.today - timedelta(first_duration(length["length"]) or 0), "precision": "day"}
    if wanted == "ahead":
        return {}
    if wanted == "now" or re.search(r"\b(?:just|now|rn)\b", match.clause.text):
        return {"on": reading.today, "precision": "day"}
    return {"latest": reading.today, "precision": "unknown"}


def _same_sentence(when: When, clause: Clause, parts: Sequence[Clause]) -> bool:
    """Whether a date stands in another clause of the sentence that has nothing else to date."""
    return any(
        part.sentence == clause.sentence
        and part.start <= when.start < part.start + len(part.text)
        and len(part.text.split()) <= 4
        for part in parts
    )


def _streaks(reading: Reading) -> Iterator[Draft]:
    for claim in claims(reading.parts, reading.found, reading.today):
        since = _breakup_day(reading) if claim.after_breakup else claim.since
        if since is not None and since <= reading.today:
            yield {
                "kind": "streak",
                "days": (reading.today - since).days,
                "on": since,
                "precision": "day",
                "source": "inferred" if claim.after_breakup else "stated",
                "start": claim.start,
                "end": claim.end,
            }


def _breakup_day(reading: Reading) -> date | None:
    """The day of the breakup, from this message or from the ledger."""
    here: list[date] = [
        when["on"]
        for match in find(
            [p for p in patterns() if p.id.startswith(("breakup", "contact"))], reading.text, reading.parts
        )
        if (when := _dated(match, reading)).get("on")
    ]
    if here:
        return max(here)
    known = [fact.on for fact in reading.ledger.standing if fact.kind in ("breakup", "contact") and fact.on]
    return max(known, default=None)
