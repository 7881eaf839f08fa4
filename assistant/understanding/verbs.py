"""The verbs of ``acts.yaml`` in all their forms, and where a clause holds one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

import yaml

from assistant.errors import DataError
from assistant.macros import expand
from assistant.probes import Probe

FILE = Path(__file__).with_name("acts.yaml")

Kind = Literal["contact", "breakup"]
Form = Literal["base", "third", "past", "ing"]


class Found(NamedTuple):
    """A verb in a clause; ``match`` spans it and what belongs to it."""

    kind: Kind
    channel: str
    match: re.Match[str]
    form: Form


@dataclass(frozen=True)
class Verb:
    """The verbs of one channel, an expression a form."""

    kind: Kind
    channel: str
    base: re.Pattern[str] | None
    third: re.Pattern[str] | None
    past: re.Pattern[str]
    ing: re.Pattern[str] | None
    unless: re.Pattern[str] | None


_WORD = re.compile(r"\w+")


@lru_cache(maxsize=1)
def verbs() -> tuple[Verb, ...]:
    """Every verb of ``acts.yaml``, compiled; raises ``DataError`` naming the entry that is broken."""
    data = yaml.safe_load(FILE.read_text("utf-8"))
    found = []
    for kind, channels in (("contact", data["contact"]), ("breakup", {"breakup": data["breakup"]})):
        for channel, entry in channels.items():
            try:
                found.append(_verb(kind, channel, entry))  # type: ignore[arg-type]
            except (re.error, KeyError, ValueError, TypeError, IndexError, AttributeError) as error:
                raise DataError(f"{FILE.name}: {channel}: {error}") from error
    return tuple(found)


def _verb(kind: Kind, channel: str, entry: dict[str, Any]) -> Verb:
    rows = [row.split() for row in entry.get("forms") or ()]
    phrases = [_either(phrase) for phrase in entry.get("phrases") or ()]

    def form(*columns: int) -> list[str]:
        return [row[column] for row in rows for column in columns if row[column] != "-"]

    def compiled(words: Sequence[str]) -> re.Pattern[str] | None:
        ordered = sorted(set(words), key=len, reverse=True)
        return re.compile(rf"\b(?:{'|'.join(ordered)})\b") if words else None

    past = [*phrases, *form(2, 3)]
    unless = entry.get("unless")
    return Verb(
        kind=kind,
        channel=channel,
        base=compiled(form(0)),
        third=compiled(form(1)),
        past=re.compile(rf"\b(?:{'|'.join(past)})" + r"(?![\w'])"),
        ing=compiled(form(4)),
        unless=re.compile(rf"^\s*{unless}\b") if unless else None,
    )


def _either(phrase: str) -> str:
    """The same phrase said by her and by the ex: the other is "him" or "me", theirs is "his" or "my"."""
    return expand(phrase.replace("{HIM}", "(?:me|us|{HIM})").replace("{HIS}", "(?:my|our|{HIS})"))


def found(text: str) -> Iterator[Found]:
    """Every verb in the text of a clause."""
    index, anywhere = _first_words()
    possible = set(anywhere)
    for word in set(_WORD.findall(text)):
        for length in range(1, _HEAD + 1):
            possible |= index.get(word[:length], set())
    for at in sorted(possible):
        verb, form, pattern = _forms()[at]
        for match in pattern.finditer(text):
            # What may not follow a verb alone ("wrote this") may well follow a phrase ("sent me a text this morning").
            alone = " " not in match[0]
            if not (alone and verb.unless and verb.unless.match(text[match.end() :])):
                yield Found(verb.kind, verb.channel, match, _form(match[0], form))


_HEAD = 4


@lru_cache(maxsize=1)
def _forms() -> tuple[tuple[Verb, Form, re.Pattern[str]], ...]:
    """Every form of every verb."""
    named: tuple[Form, ...] = ("past", "base", "third", "ing")
    return tuple((verb, form, pattern) for verb in verbs() for form in named if (pattern := getattr(verb, form)))


@lru_cache(maxsize=1)
def _first_words() -> tuple[dict[str, set[int]], frozenset[int]]:
    """The forms by the first letters a match begins with, so that most clauses try few; and those that may begin anyhow."""
    index: dict[str, set[int]] = {}
    anywhere = set()
    for at, (_, _, pattern) in enumerate(_forms()):
        starts = Probe(pattern.pattern).starts
        if starts is None or not all(start.strip() for start in starts):
            anywhere.add(at)
            continue
        for start in starts:
            index.setdefault(start.strip()[:_HEAD], set()).add(at)
    return index, frozenset(anywhere)


_BASES = re.compile(
    r"(?:say|tell|have|send|leave|pick|get|break|reach|hit|slide|drop|shoot|fire|hang|sleep|hook|end|call|give|ask|be|dial|finish|exchange|meet)\b"
)
_THIRDS = re.compile(r"(?:says|tells|sends|leaves|reaches|hits|slides|breaks|gets|wishes)\b")
_INGS = re.compile(r"\w+ing\b")


def _form(words: str, form: Form) -> Form:
    """The form of a phrase, by its first word: phrases are written down once, in all their forms."""
    if form != "past":
        return form
    return (
        "base" if _BASES.match(words) else "third" if _THIRDS.match(words) else "ing" if _INGS.match(words) else "past"
    )
