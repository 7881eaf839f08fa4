r"""What a text must hold for an expression to match, read from the expression itself, so that few are tried in vain.

An expression is read as sets of strings, and every match holds one string of each set. In a string a word character
stands for itself, any other for a space, and three signs for what has no length or no known wording:
``\b(?:text|call)ed {HIM} (?:\w+ )*back`` has the sets {text, call} + "ed " + {him, her ...} and "back". So a clause
without the word "back" cannot match. Nothing but speed depends on the sets, as long as none asks too much: what is not
understood is a gap, and an expression with unknown syntax is always tried.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from assistant.errors import DataError
from assistant.macros import MACROS, expand

_GAP = "\0"  # anything, or nothing
_EDGE = "\x1f"  # the edge of a word
_BEGIN = "\x1e"  # the beginning of the text
_MANY = 16
"""A set that would have more strings than this is closed, and the next one begun."""
NEEDS = 4
"""How many needs of an expression are looked at."""
LONG = 200
"""A text with more characters than this is not searched from its every character, but where a match can begin."""
_HEAD = 20
"""As many characters of a word are looked at to see whether a match can begin with it."""
WORD = re.compile(r"\w+")
_OTHER = re.compile(r"\W")
_FLAGS = re.compile(r"\(\?[aiLmsux]")
_PART = re.compile(r" ?\w+ ?")
_TOKEN = re.compile(
    r"(?P<macro>\{[A-Z]+\})|(?P<times>(?:[*+?]|\{(?=[\d,])\d*,?\d*\})[?+]?)|(?P<plain>\(\?:[\w '|-]*\))|(?P<open>\((?:\?(?:P<\w+>|:|<?[=!]))?(?!\?))|(?P<close>\))|(?P<bar>\|)"
    r"|(?P<set>\[\^?\]?(?:\\.|[^\]\\])*\])|(?P<escape>\\.)|(?P<sign>[.^$])|(?P<run>(?:[^\\\[\](){}|*+?.^$](?![*+?]|\{[\d,]))+|[^\\\[(|)*+?.^$])|(?P<odd>.)",
    re.DOTALL,
)
_MEMBER = re.compile(r"(?:\\.|.)-(?:\\.|.)|\\.|.", re.DOTALL)
_SIGNS = {".": _GAP, "^": _BEGIN, "$": _EDGE, r"\A": _BEGIN, r"\Z": _EDGE, r"\b": _EDGE, r"\B": ""} | {
    **dict.fromkeys((r"\d", r"\w", r"\D", r"\S"), _GAP),
    **dict.fromkeys((r"\s", r"\W", r"\n", r"\t"), " "),
}


@dataclass(frozen=True)
class Probe:
    """An expression and what a text must hold for it to match. It is compiled when first tried: most never are."""

    source: str
    """The expression with its macros."""

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """The compiled expression; raises ``DataError`` where it is none."""
        try:
            return re.compile(expand(self.source))
        except (re.error, KeyError) as error:
            raise DataError(f"{self.source!r} is no expression: {error}. Mend it in its YAML file.") from error

    @cached_property
    def _known(self) -> tuple[tuple[frozenset[str], ...], frozenset[str] | None]:
        try:
            sets = _read(_TOKEN.finditer(self.source))
        except _Unread:
            return (), None
        if _FLAGS.search(self.source):
            return (), None
        needs = sorted(set(_needs(sets)), key=lambda need: sum([4.0 ** -len(part) for part in need]))
        return tuple(needs[:NEEDS]), _starts(sets[0])

    @property
    def needs(self) -> tuple[frozenset[str], ...]:
        """Of each of these sets a match holds one part of a word; a space in it is the word's end."""
        return self._known[0]

    @property
    def starts(self) -> frozenset[str] | None:
        """What the first word of a match begins with, where that is known."""
        return self._known[1]

    def search(self, text: str, heads: dict[str, list[int]] | None) -> re.Match[str] | None:
        """What ``regex.search`` gives; with the heads of a long text, only where a match can begin."""
        if heads is None or self.starts is None:
            return self.regex.search(text)
        places = sorted({place for start in self.starts for place in heads.get(start, ())})
        return next(filter(None, (self.regex.match(text, place) for place in places)), None)


def heads_of(text: str) -> dict[str, list[int]]:
    """Where each word begins, by its first letters and by itself with a space."""
    heads = {"": [0]}
    for word in WORD.finditer(text):
        whole = (word[0] + " ")[:_HEAD]
        for end in range(1, len(whole) + 1):
            heads.setdefault(whole[:end], []).append(word.start())
    return heads


class _Unread(Exception):
    """The expression has something that is not read here."""


_Sets = list[set[str]]
"""Of each set a match holds one string, of the first at its beginning, of the last at its end, in this order."""


class _Sequence:
    """What follows on one another in an expression."""

    def __init__(self) -> None:
        self._closed: _Sets = []
        self._now = {""}
        self._last: _Sets = []

    def add(self, sets: _Sets) -> None:
        """Add what comes next; ``repeat`` may yet change it."""
        last, self._last = self._last, sets
        for number, strings in enumerate(last):
            if number or (len(strings) > 1 < len(self._now) and len(strings) * len(self._now) > _MANY):
                self._closed.append(self._now)
                self._now = {"" if number else _edge(self._now, -1)}
            self._now = {one + other for one in self._now for other in strings}

    def repeat(self, times: str) -> None:
        """Repeat what came last."""
        once = _one(self._last)
        if times[0] == "?":
            self._last = [{"", *once}]
        elif times[0] == "*" or times.startswith(("{0", "{,")):
            self._last = [{"", _edge(once, 0) + _GAP + _edge(once, -1)}]
        else:
            self._last = [{one + _GAP + _edge(once, -1) for one in once}]

    def close(self) -> _Sets:
        """All sets."""
        self.add([])
        return [*self._closed, self._now]


def _edge(strings: set[str], at: int) -> str:
    """A space where every string begins, or ends, at the edge of a word."""
    return " " if all(one and one[at] != _GAP and _OTHER.match(one[at]) for one in strings) else ""


def _read(tokens: Iterator[re.Match[str]]) -> _Sets:
    """Read an expression, or a group of it."""
    branches, now = [], _Sequence()
    for token in tokens:
        kind, text = token.lastgroup, token[0]
        if kind == "run":
            now.add([{_OTHER.sub(" ", text)}])
        elif kind == "plain":
            now.add([{_OTHER.sub(" ", one) for one in text[3:-1].split("|")}])
        elif kind == "times":
            now.repeat(text)
        elif kind == "open":
            inside = _read(tokens)
            now.add([{""}] if text[-1] in "=!" else inside)
        elif kind == "bar":
            branches.append(now.close())
            now = _Sequence()
        elif kind == "close":
            break
        elif kind == "macro":
            now.add([_macro(text[1:-1])])
        elif kind == "set":
            now.add([_set(text[1:-1])])
        elif kind in ("escape", "sign"):
            now.add([{_sign(text)}])
        else:
            raise _Unread
    branches.append(now.close())
    return _either(branches)


def _either(branches: list[_Sets]) -> _Sets:
    """The sets of alternatives."""
    if len(branches) == 1:
        return branches[0]
    if all(len(sets) == 1 for sets in branches):
        return [{one for sets in branches for one in sets[0]}]
    return [
        {one for sets in branches for one in sets[0]},
        {one for sets in branches for one in min(sets, key=_weight)},
        {one for sets in branches for one in sets[-1]},
    ]


def _one(sets: _Sets) -> set[str]:
    """One set instead of many."""
    first, last = sets[0], sets[-1]
    if len(sets) == 1:
        return first
    if len(first) * len(last) > _MANY:
        last = {_edge(last, -1)}
    return {one + _GAP + other for one in first for other in last}


def _weight(strings: Iterable[str]) -> float:
    """How often a text holds one of the strings, by guess."""
    return sum([4.0 ** -len(parts[0]) if (parts := _parts(string)) else 1.0 for string in strings])


def _sign(text: str) -> str:
    if text in _SIGNS:
        return _SIGNS[text]
    if text[-1].isalnum():
        raise _Unread
    return _OTHER.sub(" ", text[-1])


def _set(members: str) -> set[str]:
    if members[0] == "^":
        return {_GAP}
    letters = set()
    for member in _MEMBER.findall(members):
        if len(member) == 3:
            letters |= set(map(chr, range(ord(member[0]), ord(member[2]) + 1)))
        elif len(member) == 1:
            letters.add(member)
        else:
            letters.add(_sign(member))
    return {_GAP} if _GAP in letters or len(letters) > 10 else {_OTHER.sub(" ", letter) for letter in letters}


@lru_cache(maxsize=len(MACROS))
def _macro(name: str) -> set[str]:
    strings = _one(_read(_TOKEN.finditer(MACROS[name])))
    return {re.sub(r"(\w )[^\0]*\w.*", rf"\1{_GAP}", one) for one in strings} if len(strings) > 16 else strings


@lru_cache(maxsize=10_000)
def _parts(string: str) -> list[str]:
    """The words of a string, the most telling first, with a space at every side where the word is known to end."""
    for sign in (" ", _EDGE, _BEGIN):
        string = string.replace(sign, "  ")
    return sorted(sorted(set(_PART.findall(string))), key=len, reverse=True)


def _needs(sets: _Sets) -> Iterator[frozenset[str]]:
    """The parts of which a match holds one: the most telling of each string, then the second most, and so on."""
    for strings in sets:
        parts = [_parts(string) for string in strings]
        if all(parts):
            for rank in range(min(3, max(map(len, parts)))):
                yield frozenset([each[rank] if rank < len(each) else each[-1] for each in parts])


def _starts(strings: set[str]) -> frozenset[str] | None:
    """What a match begins with: a word or its first letters, or nothing at the beginning of the text."""
    starts = set()
    for string in strings:
        plain = string.lstrip(_EDGE)
        word = WORD.match(plain)
        if string.startswith(_BEGIN):
            starts.add("")
        elif word and plain != string:
            starts.add((word[0] + (" " if plain[word.end() : word.end() + 1] not in ("", _GAP) else ""))[:_HEAD])
        else:
            return None
    return frozenset(starts)
