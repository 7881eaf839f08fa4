"""Stage 1, screen: is anyone in danger? (R22-R28, R53, R57)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any

from assistant.learned.classifier import told
from assistant.macros import expand
from assistant.patterns import Match, Pattern, excused, find, load_patterns
from assistant.screening.ages import Age, ages
from assistant.spelling import respell
from assistant.text import MASK, Clause, clauses, normalise
from assistant.turn import Finding, Level, Screening

_SPEAKER = (
    r"(?:{HIS} (?:\w+ ){0,2}(?:text|message|msg|email|reply|words|note|letter)(?: (?:was|were|is|said|says)| ?(?=:))|(?P<who>{EX}|my (?:best |close )?(?:friend|bff|sister|brother|mom|mum|dad|roommate|cousin))"
    r"(?:'s)?(?: (?!i\b|i'|my\b)\w+){0,3}?"
    r" (?:said|says|saying|texted|texts|text|told me|wrote|writes|replied|messaged|goes|like|sent|answered|responded|screamed|yelled))"
)
_BEFORE = re.compile(expand(rf"\b{_SPEAKER}[^.!?\n\"]{{0,25}}$"))
_AFTER = re.compile(expand(rf"^\W*(?:(?:is|was) )?(?:what )?{_SPEAKER}\b"))
_COLON = re.compile(
    expand(rf"(?:\b{_SPEAKER}[^.!?:\n\"]{{0,25}}|^[ ]*(?:him|her|he|she|(?:my )?ex)[ ]?):(?P<said>[^\"\n]+)"), re.M
)
_QUOTED = re.compile(
    r"\"(?P<double>[^\"\n]{2,400}?)\"|(?:(?<=\s)|^|(?<=[(:]))'(?P<single>[^\"\n]{2,400}?)'(?=[\s.,!?):;]|$)", re.M
)
_TURNED = {
    **{"i": "he", "i'm": "he's", "im": "hes", "i'll": "he'll", "i've": "he's", "ive": "hes", "i'd": "he'd", "am": "is"},
    **{"me": "him", "my": "his", "myself": "himself", "you": "me", "u": "me", "your": "my", "ur": "my"},
}
_HEARD = {"suicide_other", "abuse_by_ex", "asked_to_stop", "legal_bar"}
"""The kinds that someone else's words can tell."""
_FLAGS = ("question", "supposed", "others", "earlier")
_AGE_IN_BRACKETS = re.compile(r"[(\[](?=\s*[fm]?\s?\d\d\s*[fm]?\s*[)\],/])")


@lru_cache(maxsize=1)
def phrases() -> tuple[Pattern, ...]:
    """The patterns of ``phrases.yaml``; raise ``DataError`` naming the entry that is broken."""
    return load_patterns(Path(__file__).with_name("phrases.yaml"))


def screen(message: str) -> Screening:
    """Find what endangers anyone in one message; every quote is an exact substring of it."""
    text = normalise(message)
    found: list[tuple[int, int, Match | Age]] = []
    for start, end, who in _heard(text):
        # What the ex said is screened with its persons turned round: his "i will kill you" is her "he will kill me".
        turned = re.sub(r"[\w']+", lambda word: _TURNED.get(word[0], word[0]), text[start:end])
        told = _matches(respell(f"{who} said {turned.strip()}").text)
        found += [(start, end, match) for match in told if match.pattern.kind in _HEARD]
        text = text[:start] + MASK * (end - start) + text[end:]
    # Brackets and quotation marks would cut "i (16f) ..." and "i told him 'i want to die'" in two.
    spelt = respell(_AGE_IN_BRACKETS.sub(" ", text).replace('"', " "))
    found += [(*spelt.span(match.start, match.end), match) for match in _matches(spelt.text)]
    found += [(*spelt.span(age.start, age.end), age) for age in ages(clauses(spelt.text))]
    unique: dict[str, Finding] = {}
    for start, end, match in sorted(found, key=lambda item: item[0]):
        quote = message[start:end].strip()
        finding = _of_age(match, quote) if isinstance(match, Age) else _finding(match, quote)
        unique.setdefault(f"{finding.kind} {finding.fact}", finding)
    kinds = {finding.kind.removesuffix("_retracted") for finding in unique.values()}
    for finding in _sounding(message, [(start, end) for start, end, _ in found]):
        if finding.kind not in kinds:
            unique.setdefault(finding.kind, finding)
    crisis = any(finding.level == "crisis" for finding in unique.values())
    return Screening(findings=tuple(f for f in unique.values() if not (crisis and f.kind == "suicide_retracted")))


_SOUNDS: dict[str, tuple[str, Level, dict[str, str] | None]] = {
    "risk_user": ("suicide", "crisis", {"kind": "risk", "whose": "user", "level": "passive"}),
    "self_harm": ("self_harm", "crisis", {"kind": "risk", "whose": "user", "level": "active"}),
    "despair": ("despair", "caution", None),
    "risk_other": ("suicide_other", "danger", {"kind": "risk", "whose": "ex", "level": "passive"}),
    "ex_hurt_user": ("abuse_by_ex", "danger", {"kind": "abuse", "by": "ex", "what": "harm"}),
    "ex_pursues": ("pursuit_by_ex", "danger", {"kind": "pursuit", "by": "ex", "what": "other"}),
    "user_hurt_ex": ("abuse_by_user", "danger", {"kind": "abuse", "by": "user", "what": "harm"}),
    "legal_bar": ("legal_bar", "danger", {"kind": "boundary", "what": "court_order", "against": "user"}),
    "asked_to_stop": ("asked_to_stop", "caution", {"kind": "boundary", "what": "asked_to_stop", "against": "user"}),
    "user_pursues": ("pursuit_by_user", "caution", {"kind": "pursuit", "by": "user", "what": "other"}),
    # A plan is named but becomes no fact: it has not happened.
    "plans_harm": ("abuse_by_user", "danger", None),
    "plans_pursuit": ("pursuit_by_user", "caution", None),
    "around_block": ("block_workaround", "caution", None),
    "deceives": ("deception", "caution", None),
}
"""What is found because it sounds so, where no phrase found anything in the same words, or of the same kind."""

_DANGERS = tuple(label for label in _SOUNDS if label != "despair")
_SURE = 0.65
"""How likely it must be that a stretch tells of any danger at all; which one is the likeliest of them."""
_FEW, _AROUND, _GRAVE = 10, 0.4, 0.85
"""Fewer words must stand among words that sound so too, and a crisis must be surer: by itself "is it enough now" sounds like
more than it says."""
_OWN = re.compile(expand(r"(?:(?!\b{EX}(?:'?s|'d|'ve)?\b)[^\n])*?\b(?:i|i'm|im|i've|ive)\b"))
"""What begins with her: who did it is not left to how it sounds."""
_LOOKING = re.compile(
    r"\b(?:check\w*|look\w*|watch\w*|scroll\w*|stalk\w*|refresh\w*)\b.*\b(?:insta\w*|profile|pages?|stor(?:y|ies)|facebook|fb|"
    r"tiktok|socials?|snap\w*|feed|pics?|photos?|last seen|online)\b"
)
"""Looking at pages is no pursuit (R49)."""


def _sounding(message: str, found: Sequence[tuple[int, int]]) -> Iterator[Finding]:
    for heard in told(message):
        label = heard.label if heard.label == "despair" else max(_DANGERS, key=heard.odds.__getitem__)
        any_of = (label,) if label == "despair" else _DANGERS
        quote = message[heard.start : heard.end].strip()
        plain = normalise(quote)
        few = len(plain.split()) < _FEW
        if sum(heard.odds[danger] for danger in any_of) < (_GRAVE if few and label == "risk_user" else _SURE):
            continue
        if few and sum(heard.around[danger] for danger in any_of) < _AROUND:
            continue
        if any(start < heard.end and heard.start < end for start, end in found):
            continue
        if label.startswith(("user_", "plans_")) and (not _OWN.match(plain) or _LOOKING.search(plain)):
            continue
        kind, level, fact = _SOUNDS[label]
        if excused(plain, (pattern for pattern in phrases() if pattern.kind == kind)):
            continue
        yield Finding(kind=kind, level=level, quote=quote, fact=dict(fact) if fact else None)


def _matches(text: str) -> Iterator[Match]:
    """Search clause by clause, then a few sentences at a time for what is said across clauses."""
    parts = clauses(text)
    return find(phrases(), text, [*parts, *_stretches(text, parts)])


_SENTENCES = 3


def _stretches(text: str, parts: Sequence[Clause]) -> Iterator[Clause]:
    """Every run of ``_SENTENCES`` sentences, as one clause: what excuses a phrase must stand near it, in a long message too."""
    sentences = [list(group) for _, group in groupby(parts, key=lambda part: part.sentence)]
    for first in range(max(1, len(sentences) - _SENTENCES + 1)):
        inside = [part for sentence in sentences[first : first + _SENTENCES] for part in sentence]
        if inside:
            start, end = inside[0].start, inside[-1].start + len(inside[-1].text)
            flags = {name: any(getattr(part, name) for part in inside) for name in _FLAGS}
            yield Clause(text=text[start:end], start=start, sentence=inside[0].sentence, **flags)


def _heard(text: str) -> list[tuple[int, int, str]]:
    """The stretches that someone else said, and who: in quotation marks, or after a colon."""
    heard = [(match.start("said"), match.end("said"), match["who"] or "he") for match in _COLON.finditer(text)]
    for quoted in _QUOTED.finditer(text):
        start, end = quoted.span("double" if quoted["double"] else "single")
        said = _BEFORE.search(text[: start - 1]) or _AFTER.match(text[end + 1 :])
        if said and not any(a <= start < b for a, b, _ in heard):
            heard.append((start, end, said["who"] or "he"))
    return heard


def _finding(match: Match, quote: str) -> Finding:
    pattern = match.pattern
    fact: dict[str, Any] | None = {**pattern.fact, **match.groups} if pattern.fact else None
    return Finding(kind=pattern.kind or pattern.id, level=pattern.level or "none", quote=quote, fact=fact)


def _of_age(age: Age, quote: str) -> Finding:
    """An age is noted; below eighteen, hers or the ex's, it is an alarm too (R28)."""
    fact = {"kind": "person", "age" if age.whose == "user" else "ex_age": age.years}
    young = age.years < 18
    return Finding(kind="minor" if young else "person", level="caution" if young else "none", quote=quote, fact=fact)
