"""Patterns as data: regular expressions over normalised clauses, in YAML a non-programmer can review.

Every pattern carries sentences it must find (``finds``) and sentences it must not (``ignores``); a test runs them all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.errors import DataError
from assistant.text import Clause

_EX_NOUN = (
    r"(?:my|the|your) (?:now )?ex(?:[ -]?(?:boyfriend|bf|girlfriend|gf|husband|wife|fiance|fiancee|partner|bff))?|ex|"
    r"my (?:bf|boyfriend|gf|girlfriend|husband|hubby|wife|partner|fiancee?|man|guy)"
    r"(?: of (?:almost |over |about )?[\w.]+ (?:years?|yrs?|months?))?"
)
_ADVERB = (
    r"(?:just|already|then|finally|also|actually|accidentally|stupidly|literally|only|really|sorta|kinda|kind of|def|totally|"
    r"of course|so|even|basically|drunkenly|again|suddenly|randomly|recently|still|obviously|kindly|once|apparently|immediately|always|both)"
)
MACROS = {
    "EX": rf"(?:he|she|they|{_EX_NOUN})",
    "HIM": rf"(?:him|her|them|{_EX_NOUN})",
    "HIS": rf"(?:his|her|their|(?:{_EX_NOUN})'?s)",
    "ADV": _ADVERB,
    # "i texted", "i've already texted", and a clause that leaves the "i" out: "texted him last night"
    "I": rf"(?:(?:^|\bi(?:'ve|ve| have| had|'d| did)? )(?:(?:and|but|ok|okay|omg|ugh|well|yes|yeah|no|sorry|lol|like|because|bc) )*"
    rf"(?:{_ADVERB} )*(?:(?:went|caved|gave in|broke down|slipped|got drunk|cracked|messed up|broke nc|broke no contact) and )?(?:{_ADVERB} )*)",
    # "he", "he has just", "he's finally"
    "EXDID": rf"\b(?:he|she|they|{_EX_NOUN})(?:'s|'ve|s| has| have| had| did)?(?: {_ADVERB})*",
    "IAM": r"(?:\bi'?m|\bi am|^im|\bi was|\bi feel|\bi felt|\bi'?ve been|^feeling|\bfeeling)(?: (?:so|just|really|very|kinda|still|such|feeling|only|sort of|kind of|a bit|literally))*",
    "NOT": r"(?:not|never|n't|nt|no longer|cannot)",
}
_MACRO = re.compile(r"\{([A-Z]+)\}")


class Pattern(BaseModel):
    """One thing to notice."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    fact: dict[str, Any] | None = None
    """Own fields of the fact it becomes, ``kind`` among them. A named group of the expression fills the field of its name."""
    kind: str | None = None
    level: Literal["caution", "danger", "crisis"] | None = None
    any: tuple[str, ...] = Field(min_length=1)
    unless: tuple[str, ...] = ()
    """Expressions that, anywhere in the same clause, turn the match down."""
    where: Literal["told", "own", "any"] = "told"
    """``told``: only clauses that tell what happened to her. ``own``: questions and suppositions too, but hers.
    ``any``: every clause."""
    dated: Literal["past", "now", "no", "ahead"] = "no"
    """``past``: takes the nearest date of its sentence. ``now``: means today unless a date says otherwise."""
    ready: bool = False
    """Counts only once step 5 may be taken: being seen somewhere is a showing-up then, and nothing before."""
    finds: tuple[str, ...] = Field(min_length=1)
    ignores: tuple[str, ...] = ()
    rejected: tuple[str, ...] = ()
    """Wordings that were considered and left out, with the reason: known false alarms."""

    @cached_property
    def regexes(self) -> tuple[re.Pattern[str], ...]:
        """The compiled expressions."""
        return tuple(re.compile(expand(expression)) for expression in self.any)

    @cached_property
    def exceptions(self) -> re.Pattern[str] | None:
        """The compiled exceptions."""
        return re.compile("|".join(expand(expression) for expression in self.unless)) if self.unless else None

    def fits(self, clause: Clause) -> bool:
        """Whether a clause of this sort may count."""
        if self.where == "any":
            return True
        if self.where == "own":
            return not clause.others
        return clause.told


@dataclass(frozen=True)
class Match:
    """One pattern found in one clause; ``start`` and ``end`` are offsets in the message."""

    pattern: Pattern
    clause: Clause
    start: int
    end: int
    groups: dict[str, str]


def expand(expression: str) -> str:
    """Fill the macros of an expression."""
    return _MACRO.sub(lambda match: MACROS[match[1]], expression)


def load_patterns(file: Path) -> tuple[Pattern, ...]:
    """Read a YAML list of patterns; raise ``DataError`` naming the file and the entry."""
    try:
        entries = yaml.load(file.read_bytes(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError as error:
        raise DataError(f"{file.name}: not valid YAML: {error}") from error
    patterns = []
    for entry in entries:
        name = entry.get("id", "?") if isinstance(entry, dict) else entry
        try:
            pattern = Pattern.model_validate(entry)
            _ = pattern.regexes, pattern.exceptions
        except (ValidationError, re.error, KeyError) as error:
            raise DataError(f"{file.name}: {name}: {error}") from error
        patterns.append(pattern)
    return tuple(patterns)


def find(patterns: Sequence[Pattern], text: str, clauses: Sequence[Clause]) -> Iterator[Match]:
    """Find every pattern in every clause it fits; at most one match a pattern and clause."""
    for pattern in patterns:
        for clause in clauses:
            if not pattern.fits(clause) or (pattern.exceptions and pattern.exceptions.search(clause.text)):
                continue
            match = next(filter(None, (regex.search(clause.text) for regex in pattern.regexes)), None)
            if match:
                groups = {name: value for name, value in match.groupdict().items() if value}
                yield Match(pattern, clause, clause.start + match.start(), clause.start + match.end(), groups)
