"""Patterns as data: regular expressions over normalised clauses, in YAML a non-programmer can review.

Every pattern carries sentences it must find (``finds``) and sentences it must not (``ignores``); a test runs them all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
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




def expand(expression: str) -> str:
    """Fill the macros of an expression."""
    return _MACRO.sub(lambda match: f"(?:{MACROS[match[1]]})", expression)


# --- what a text must hold for an expression to match ---
# An expression is read as a set of strings, of which every match holds one. In them, a word character stands for itself
# and any other for a space; three signs stand for what has no length or no known wording.
_GAP = "\0"  # anything, or nothing
_EDGE = "\b"  # the edge of a word
_BEGIN = "\x02"  # the beginning of the text
_MANY = 64
"""A set with more strings than this is cut off, and the next one begun."""
_NEEDS = 4
"""How many needs of an expression are looked at."""
_LONG = 400
"""A text with more characters than this is not searched from its every character, but where a match can begin."""
_WORD = re.compile(r"\w+")
_MACRO_SIGN = 0xE000
"""A macro is read once, and stands as one character in the expressions that use it."""


class _Strings:
    """One expression, read: the strings it begins with, and every set of strings of which a match holds one."""

    def __init__(self, nodes: Iterable[Any]) -> None:
        self.sets: list[set[str]] = []
        self._now = {""}
        self._read(nodes)
        self.sets.append(self._now)

    def _read(self, nodes: Iterable[Any]) -> None:
        for kind, value in nodes:
            if kind is op.SUBPATTERN and not (value[1] or value[2]):
                self._read(value[3])
            else:
                self._add(_strings(kind, value))

    def _add(self, strings: set[str]) -> None:
        if len(strings) > 1 < len(self._now) and len(strings) * len(self._now) > _MANY:
            self.sets.append(self._now)
            self._now = {_GAP + _trail(self._now)}
        self._now = {one + other for one in self._now for other in strings}

    def whole(self) -> set[str]:
        """One set for all of it, as an alternative of another expression."""
        if len(self.sets) == 1:
            return self.sets[0]
        first, last = self.sets[0], self.sets[-1]
        if len(first) * len(last) > _MANY:
            last = {_trail(last)}
        return {one + _GAP + other for one in first for other in last}


def _strings(kind: Any, value: Any) -> set[str]:
    """The strings of one node of a parsed expression."""
    if kind is op.LITERAL:
        return _macro(value) if value >= _MACRO_SIGN and value - _MACRO_SIGN < len(MACROS) else {_letter(chr(value))}
    if kind is op.IN:
        return _set(value)
    if kind is op.AT:
        return {{op.AT_BEGINNING: _BEGIN, op.AT_BEGINNING_STRING: _BEGIN, op.AT_NON_BOUNDARY: ""}.get(value, _EDGE)}
    if kind in (op.ASSERT, op.ASSERT_NOT):
        return {""}
    if kind is op.BRANCH:
        return set[str]().union(*(_Strings(branch).whole() for branch in value[1]))
    if kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
        least, most, nodes = value
        once = _Strings(nodes).whole()
        if most == 1:
            return once | {""} if least == 0 else once
        if least == 0:
            return {"", _lead(once) + _GAP + _trail(once)}
        return {one + _GAP + _trail(once) for one in once}
    return {_GAP}


def _letter(character: str) -> str:
    return character if _WORD.match(character) else " "


def _set(members: Iterable[Any]) -> set[str]:
    letters = set()
    for kind, value in members:
        if kind is op.LITERAL:
            letters.add(_letter(chr(value)))
        elif kind is op.RANGE and value[1] - value[0] < 10:
            letters |= {_letter(chr(code)) for code in range(value[0], value[1] + 1)}
        elif kind is op.CATEGORY and value in (op.CATEGORY_SPACE, op.CATEGORY_NOT_WORD):
            letters.add(" ")
        else:
            return {_GAP}
    return letters


def _trail(strings: set[str]) -> str:
    """A space where every string ends at the edge of a word."""
    return " " if all(one and one[-1] != _GAP and not _WORD.match(one[-1]) for one in strings) else ""


def _lead(strings: set[str]) -> str:
    return " " if all(one and one[0] != _GAP and not _WORD.match(one[0]) for one in strings) else ""


@lru_cache(maxsize=len(MACROS))
def _macro(sign: int) -> set[str]:
    strings = _Strings(_parser.parse(list(MACROS.values())[sign - _MACRO_SIGN])).whole()
    return {re.sub(r"(\w )[^\0]*\w.*", rf"\1{_GAP}", one) for one in strings} if len(strings) > 16 else strings


@lru_cache(maxsize=10_000)
def _parts(string: str) -> tuple[str, ...]:
    """The words of a string, the most telling first, with a space at every side where the word is known to end."""
    parts = set()
    for word in _WORD.finditer(string):
        start, end = word.span()
        left = " " if start and string[start - 1] != _GAP else ""
        right = " " if string[end : end + 1] not in ("", _GAP) else ""
        parts.add(left + word[0] + right)
    return tuple(sorted(parts, key=lambda part: (-len(part), part)))


def _needs(sets: Iterable[set[str]]) -> Iterator[frozenset[str]]:
    """The parts of which a match holds one: the most telling of each string, then the second most, and so on."""
    for strings in sets:
        parts = [_parts(string) for string in strings]
        if all(parts):
            for rank in range(max(map(len, parts))):
                yield frozenset(each[min(rank, len(each) - 1)] for each in parts)


def _starts(strings: set[str]) -> frozenset[str] | None:
    """What a match begins with: a word or its first letters, or nothing at the beginning of the text."""
    starts = set()
    for string in strings:
        plain = string.lstrip(_EDGE)
        word = _WORD.match(plain)
        if string.startswith(_BEGIN):
            starts.add("")
        elif word and plain != string:
            starts.add(word[0] + (" " if plain[word.end() : word.end() + 1] not in ("", _GAP) else ""))
        else:
            return None
    return frozenset(starts)


@dataclass(frozen=True)
class Probe:
    """A compiled expression and what a text must hold for it to match."""

    regex: re.Pattern[str]
    needs: tuple[frozenset[str], ...]
    """Of each of these sets a match holds one part of a word; a space in it is the word's end."""
    starts: frozenset[str] | None
    """What the first word of a match begins with, where that is known."""

    @classmethod
    def of(cls, regex: re.Pattern[str], source: str) -> Probe:
        """Read an expression; ``source`` still has its macros."""
        names = list(MACROS)
        tree = _parser.parse(_MACRO.sub(lambda match: chr(_MACRO_SIGN + names.index(match[1])), source))
        if regex.flags != re.UNICODE:
            return cls(regex, (), None)
        sets = _Strings(tree).sets
        needs = sorted(set(_needs(sets)), key=lambda parts: sum(4.0 ** -len(part) for part in parts))
        return cls(regex, tuple(needs[:_NEEDS]), _starts(sets[0]))

    def search(self, text: str, heads: dict[str, list[int]] | None) -> re.Match[str] | None:
        """What ``regex.search`` gives; with the heads of a long text, only where a match can begin."""
        if heads is None or self.starts is None:
            return self.regex.search(text)
        places = sorted({place for start in self.starts for place in heads.get(start, ())})
        return next(filter(None, (self.regex.match(text, place) for place in places)), None)


def _heads(text: str) -> dict[str, list[int]]:
    """Where each word begins, by its first letters and by itself with a space."""
    heads = {"": [0]}
    for word in _WORD.finditer(text):
        whole = word[0][:24] + " "
        for end in range(1, len(whole) + 1):
            heads.setdefault(whole[:end], []).append(word.start())
    return heads


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

    @cached_property
    def probes(self) -> tuple[Probe, ...]:
        """The expressions, each with what a text must hold for it to match."""
        return tuple(Probe.of(regex, source) for regex, source in zip(self.regexes, self.any, strict=True))

    @cached_property
    def exception(self) -> Probe | None:
        """The exceptions, likewise."""
        return Probe.of(self.exceptions, "|".join(self.unless)) if self.exceptions else None

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
    """Find every pattern in every clause it fits; at most one match a pattern and clause.

    The same matches in the same order as trying every expression of every pattern on every clause, but only those are
    tried whose words the clause has. The cost is linear in the length of the text.
    """
    index = _index(patterns)
    found = []
    for clause in clauses:
        found += index.search(clause)
    found.sort(key=lambda item: item[0])
    return (match for _, match in found)


class _Index:
    """Which expressions a clause can match at all, from its words.

    A set of expressions is an integer, a bit each. A word stands for ``_NEEDS`` such sets, one beside the other: the
    expressions whose first, second ... need it meets.
    """

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self.patterns = tuple(patterns)
        self._probes = [(number, probe) for number, pattern in enumerate(patterns) for probe in pattern.probes]
        self._size = len(self._probes)
        self._needing: dict[str, int] = {}
        self._free = 0
        self._where = {"told": 0, "own": 0, "any": 0}
        for at, (number, probe) in enumerate(self._probes):
            self._where[self.patterns[number].where] |= 1 << at
            for layer in range(_NEEDS):
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

    def _possible(self, clause: Clause) -> Iterator[int]:
        """The numbers of the expressions that the clause may match, in order."""
        met = self._free
        for word in set(_WORD.findall(clause.text)):
            met |= self._met(word)
        possible = self._where["any"]
        possible |= 0 if clause.others else self._where["own"]
        possible |= self._where["told"] if clause.told else 0
        for layer in range(_NEEDS):
            possible &= met >> (layer * self._size)
        while possible:
            last = possible & -possible
            yield last.bit_length() - 1
            possible ^= last

    def search(self, clause: Clause) -> Iterator[tuple[int, Match]]:
        """The matches in one clause, each with the number of its pattern."""
        done = -1
        heads = _heads(clause.text) if len(clause.text) > _LONG else None
        for at in self._possible(clause):
            number, probe = self._probes[at]
            if number == done:
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
    """The index of these very patterns, built once; it holds on to them, so that no other comes by their identity."""
    key = tuple(map(id, patterns))
    if key not in _indexes:
        if len(_indexes) >= 32:
            _indexes.clear()
        _indexes[key] = _Index(patterns)
    return _indexes[key]
