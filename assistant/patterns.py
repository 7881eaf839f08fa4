"""Patterns as data: regular expressions over normalised clauses, in YAML a non-programmer can review.

Every pattern carries sentences it must find (``finds``) and sentences it must not (``ignores``); a test runs them all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.errors import DataError
from assistant.probes import LONG, NEEDS, WORD, Probe, heads_of
from assistant.text import Clause


class Pattern(BaseModel):
    """One thing to notice."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    fact: dict[str, Any] | None = None
    """Own fields of the fact it becomes, ``kind`` among them. A named group fills the field of its name."""
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
    def probes(self) -> tuple[Probe, ...]:
        """The expressions."""
        return tuple(map(Probe, self.any))

    @cached_property
    def exception(self) -> Probe | None:
        """The exceptions, as one expression."""
        return Probe("|".join(self.unless)) if self.unless else None

    def fits(self, clause: Clause) -> bool:
        """Whether a clause of this sort may count."""
        if self.where == "any":
            return True
        if self.where == "own":
            # What she did in an earlier cycle is no pursuit now; harm done then still counts.
            return not (clause.others or (clause.earlier and self.kind == "pursuit_by_user"))
        return clause.told


@dataclass(frozen=True)
class Match:
    """One pattern found in one clause; ``start`` and ``end`` are offsets in the message."""

    pattern: Pattern
    clause: Clause
    start: int
    end: int
    groups: dict[str, str]


def load_patterns(file: Path) -> tuple[Pattern, ...]:
    """Read a YAML list of patterns; raise ``DataError`` naming the file and the entry.

    Expressions are compiled when first tried, which saves a second at every start; a test compiles them all.
    """
    try:
        entries = yaml.load(file.read_bytes(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError as error:
        raise DataError(f"{file.name}: not valid YAML: {error}") from error
    patterns = []
    for entry in entries:
        name = entry.get("id", "?") if isinstance(entry, dict) else entry
        try:
            pattern = Pattern.model_validate(entry)
        except ValidationError as error:
            raise DataError(f"{file.name}: {name}: {error}") from error
        patterns.append(pattern)
    return tuple(patterns)


def excused(text: str, patterns: Iterable[Pattern]) -> bool:
    """Whether ``text`` has what turns a match of ``patterns`` down: it excuses what only sounds like one, too."""
    return any(pattern.exception and pattern.exception.regex.search(text) for pattern in patterns)


def find(patterns: Sequence[Pattern], text: str, clauses: Sequence[Clause]) -> Iterator[Match]:
    """Find every pattern in every clause it fits; at most one match a pattern and clause.

    The same matches in the same order as trying every expression of every pattern on every clause, but only those are
    tried whose words the clause has. The cost is linear in the length of the text.
    """
    index = _index(patterns)
    found = [numbered for clause in clauses for numbered in index.search(clause)]
    found.sort(key=lambda numbered: numbered[0])
    return (match for _, match in found)


class _Index:
    """Which expressions a clause can match at all, from its words.

    A set of expressions is an integer, a bit each. A word stands for ``NEEDS`` such sets, one beside the other: the
    expressions whose first, second ... need it meets.
    """

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self.patterns = tuple(patterns)
        """Held, so that no other pattern comes by the identity of one."""
        self._probes = [(number, probe) for number, pattern in enumerate(patterns) for probe in pattern.probes]
        self._size = len(self._probes)
        self._needing: dict[str, int] = {}
        self._free = 0
        for at, (_, probe) in enumerate(self._probes):
            for layer in range(NEEDS):
                bit = 1 << (layer * self._size + at)
                if layer >= len(probe.needs):
                    self._free |= bit
                    continue
                for part in probe.needs[layer]:
                    self._needing[part] = self._needing.get(part, 0) | bit
        self._longest = max(map(len, self._needing), default=0)
        self._met = lru_cache(maxsize=8192)(self._met_by)

    def _met_by(self, word: str) -> int:
        """The needs that one word meets."""
        word, met = f" {word} ", 0
        for start in range(len(word)):
            for end in range(start + 1, min(start + self._longest, len(word)) + 1):
                met |= self._needing.get(word[start:end], 0)
        return met

    def _possible(self, text: str) -> Iterator[int]:
        """The places of the expressions that may match, in order."""
        met = self._free
        for word in set(WORD.findall(text)):
            met |= self._met(word)
        possible = (1 << self._size) - 1
        for layer in range(NEEDS):
            possible &= met >> (layer * self._size)
        while possible:
            last = possible & -possible
            yield last.bit_length() - 1
            possible ^= last

    def search(self, clause: Clause) -> Iterator[tuple[int, Match]]:
        """The matches in one clause, each with the number of its pattern."""
        done = -1
        heads = heads_of(clause.text) if len(clause.text) > LONG else None
        for at in self._possible(clause.text):
            number, probe = self._probes[at]
            if number == done or not self.patterns[number].fits(clause):
                continue
            match = probe.search(clause.text, heads)
            if not match:
                continue
            done, pattern = number, self.patterns[number]
            if not (pattern.exception and pattern.exception.search(clause.text, heads)):
                groups = {name: value for name, value in match.groupdict().items() if value}
                yield number, Match(pattern, clause, clause.start + match.start(), clause.start + match.end(), groups)


_indexes: dict[tuple[int, ...], _Index] = {}


def _index(patterns: Sequence[Pattern]) -> _Index:
    """The index of these very patterns, built once."""
    key = tuple(map(id, patterns))
    index = _indexes.get(key)
    if index is None:
        if len(_indexes) >= 32:
            _indexes.clear()
        index = _indexes[key] = _Index(patterns)
    return index
