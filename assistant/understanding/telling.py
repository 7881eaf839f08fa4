"""What she tells of herself and the ex: acts, claims and patterns, dated, as drafts of facts."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from assistant.journey.ledger import Ledger
from assistant.patterns import Match, Pattern, find, load_patterns
from assistant.text import Clause
from assistant.understanding.acts import Act, acts
from assistant.understanding.appearances import again, once, with_purpose
from assistant.understanding.dates import DURATION, When, about, fewest_and_most
from assistant.understanding.durations import still_to_come

FOLDER = Path(__file__).parent / "patterns"

Draft = dict[str, Any]
"""The fields of a fact to be, with ``start`` and ``end`` of its quote."""


@dataclass(frozen=True)
class Reading:
    """One message, made ready to be read."""

    text: str
    """Respelt, with quoted messages masked."""
    parts: tuple[Clause, ...]
    found: tuple[When, ...]
    """Its dates, in order."""
    today: date
    ledger: Ledger
    """What was known before it."""
    quoted: dict[int, str] = field(default_factory=dict)
    """The words of each sentence with its quotations unmasked."""

    @cached_property
    def acts(self) -> tuple[Act, ...]:
        """What was done between her and the ex, told, denied, supposed or asked."""
        return tuple(acts(self.parts))

    @cached_property
    def contacts(self) -> tuple[Act, ...]:
        """The acts of contact among them."""
        return tuple(act for act in self.acts if act.kind == "contact")

    @cached_property
    def silences(self) -> frozenset[int]:
        """Where the clauses begin that deny a contact of hers."""
        denied = (act for act in self.contacts if act.mood == "denied")
        return frozenset(act.clause.start for act in denied if act.by in ("user", "both"))

    @cached_property
    def sentences(self) -> dict[int, list[Clause]]:
        """The clauses of each sentence."""
        grouped: dict[int, list[Clause]] = {}
        for part in self.parts:
            grouped.setdefault(part.sentence, []).append(part)
        return grouped

    @cached_property
    def _starts(self) -> list[int]:
        return [when.start for when in self.found]

    def dates_in(self, start: int, end: int) -> tuple[When, ...]:
        """The dates that begin in a stretch of the text."""
        return self.found[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def dates_of(self, clause: Clause) -> tuple[When, ...]:
        """The dates of a clause."""
        return self.dates_in(clause.start, clause.start + len(clause.text))


@lru_cache(maxsize=1)
def patterns() -> tuple[Pattern, ...]:
    """Every pattern of every file, loaded once a process."""
    return tuple(pattern for file in sorted(FOLDER.glob("*.yaml")) for pattern in load_patterns(file))


@lru_cache(maxsize=2)
def _wanted(ready: bool) -> tuple[Pattern, ...]:
    return tuple(p for p in patterns() if p.ready == ready or (ready and (p.fact or {})["kind"] == "reaction"))


@lru_cache(maxsize=1)
def _seen() -> tuple[Pattern, ...]:
    """What may be told with its purpose in a clause of its own."""
    return tuple(p for p in _wanted(False) if p.fact and p.fact["kind"] == "showing_up" and p.fact["planned"])


def told(reading: Reading, *, ready: bool = False) -> list[Draft]:
    """What patterns find, each appearance once. With ``ready``, only what counts once step 5 may be taken."""
    return once(list(_told(reading, ready=ready)), reading.text)


def _told(reading: Reading, *, ready: bool) -> Iterator[Draft]:
    purposes = tuple(with_purpose(reading.text, reading.parts))
    found = [*find(_wanted(ready), reading.text, reading.parts), *find(_seen(), reading.text, purposes)]
    matches = sorted(found, key=lambda match: match.start)
    taken: set[tuple[Any, ...]] = set()
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
        yield {**fields, **_dated(match, reading), "start": match.start, "end": match.end, "clause": match.clause}
        repeat = again(match.clause, reading.parts) if fields["kind"] == "showing_up" else None
        if repeat and (more := dated(reading, repeat, repeat.start)):
            yield {**fields, **more, "start": repeat.start, "end": repeat.start + len(repeat.text), "clause": repeat}


def _dated(match: Match, reading: Reading) -> Draft:
    wanted = match.pattern.dated
    if wanted == "no":
        return {}
    when = length_since(reading.text[match.clause.start : match.start], reading.today)
    when = when or dated(reading, match.clause, match.end, ahead=wanted == "ahead")
    if when or wanted == "ahead":
        return when
    # "She just vanished" is no day to count from (R36).
    limbo = (match.pattern.fact or {}).get("ended_by") == "unclear"
    if wanted == "now" or (_NOW.search(match.clause.text) and not limbo):
        return {"on": reading.today, "precision": "day"}
    return {"latest": reading.today, "precision": "unknown"}


_NOW = re.compile(r"\b(?:just|now|right now)\b")


_SINCE = re.compile(
    r" (?:\w+ )?since (?:the )?(?:last )?(?:time )?(?:(?:he|she|they|my ex) and )?(?:(?:we|i|he|she|they) )?(?:(?:last|actually|really|even) )*$"
)


def length_since(before: str, today: date) -> Draft:
    """The day, or the stretch it lies in, that "5 weeks since" before an act or its noun leads back to."""
    lengths = [match for match in DURATION.finditer(before) if _SINCE.fullmatch(before[match.end() :])]
    if not lengths:
        return {}
    length, coming = lengths[-1], still_to_come(before[: lengths[-1].start()])
    fewest, most = fewest_and_most(length)
    if fewest == most:
        on = today - timedelta(max(fewest - coming, 0))
        return roughly(on) if about(length) == "rough" else {"on": on, "precision": "day"}
    return {"earliest": today - timedelta(most), "latest": today - timedelta(fewest), "precision": "range"}


def dated(reading: Reading, clause: Clause, at: int, *, ahead: bool = False) -> Draft:
    """The date that belongs to what ends at ``at`` in ``clause``, as fields of a fact; empty where none does.

    It stands in the clause, else in a few words of the same sentence, else alone in the sentence before or after.
    """
    near = _usable(reading.dates_of(clause), reading.today, ahead)
    if not near and _THAT_IS_WHEN.match(clause.text):
        before = [when for part in reading.sentences[clause.sentence] if part.start < clause.start for when in reading.dates_of(part)]
        near = _usable(before, reading.today, ahead)
    if not near and _SAME_DOING.match(clause.text):
        parts = reading.sentences[clause.sentence]
        before = [when for part in parts[: parts.index(clause)][-1:] for when in reading.dates_of(part)]
        near = _usable(before, reading.today, ahead)
    if not near:
        aside = [
            when
            for part in reading.sentences[clause.sentence]
            if part is not clause and (len(part.text.split()) <= 6 or _WAS_LAST.match(part.text))
            for when in reading.dates_of(part)
        ]
        near = _usable(aside, reading.today, ahead)
    if not near:
        opening = reading.sentences[clause.sentence][0]
        leading = [
            when for when in reading.dates_of(opening) if _LEADS.fullmatch(reading.text[opening.start : when.start])
        ]
        near = _usable(leading, reading.today, ahead)
    if not near:
        for sentence in (clause.sentence + 1, clause.sentence - 1, clause.sentence + 2):
            parts = reading.sentences.get(sentence, [])
            if (
                sentence > clause.sentence
                and parts
                and (len(parts[0].text.split()) <= 4 or _THAT_WAS.match(parts[0].text))
            ):
                parts = parts[:1]
            if sum(len(part.text.split()) for part in parts) <= 6 and not any(_ACTIVE.search(p.text) for p in parts):
                near = near or _usable(
                    [when for part in parts for when in reading.dates_of(part)], reading.today, ahead
                )
    if not near:
        return {}
    best = min(near, key=lambda when: min(abs(when.start - at), abs(when.end - at)))
    return fields_of(best)


_SAME_DOING = re.compile(r"and (?!then\b)(?:\w+ly )?\w+(?:ed|ote|nt|ang|oke|ook|et)\b")
"""It goes on with what the clause before it tells, of the same person: "i caved on friday and texted her"."""
_WAS_LAST = re.compile(r"(?:and |so |but |my |our |the )*last (?:contact|time|text|message|call|talk|conversation)\b.*\b(?:was|is)\b")
"""Its day is that of what is told beside it: "last contact was march 25, i called her"."""
_THAT_IS_WHEN = re.compile(r"(?:and |so )?(?:that's|that is|that was|which is|which was|this is) when\b")
_LEADS = re.compile(r"(?:so |and |but |then |well |ok |on |about |like |around )*")
"""What may stand before a date that opens its sentence and holds for all of it."""
_THAT_WAS = re.compile(r"(?:that|this|it|which)(?: all)? (?:was|happened|is)\b")
_ACTIVE = re.compile(r"\b(?:today is|it is now|it's now|now it is|i|he|she|they|we|day|no contact|my|since)\b")
"""A sentence that says something itself is no mere date of its neighbour."""


def fields_of(when: When) -> Draft:
    """The date of a fact."""
    if when.on and when.about == "rough":
        return roughly(when.on)
    return {"on": when.on, "earliest": when.earliest, "latest": when.latest, "precision": when.precision}


_GIVE_OR_TAKE = timedelta(days=3)


def roughly(on: date) -> Draft:
    """The date of a fact that is told as "about three weeks ago": its day, and the days it may have been."""
    return {"on": on, "earliest": on - _GIVE_OR_TAKE, "latest": on + _GIVE_OR_TAKE, "precision": "range"}


def _usable(found: Sequence[When], today: date, ahead: bool) -> list[When]:
    if ahead:
        found = [when.ahead_of(today) for when in found]
    return [when for when in found if when.ahead == ahead]
