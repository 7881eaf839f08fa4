"""What she typed, as she would have spelt it with time; every offset is kept.

Patterns are written once, for plain English. A quote is still her own words: ``Spelt.span`` leads back to the message.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml
from rapidfuzz import process
from rapidfuzz.distance import OSA

from assistant.errors import DataError
from knowledge.embeddings import TOKENIZER

FILE = Path(__file__).with_name("spelling.yaml")


@dataclass(frozen=True)
class Spelt:
    """A text, and where each of its letters stands in the message it was made from."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the message that ``text[start:end]`` was made from."""
        if start >= end:
            at = self.starts[start] if start < len(self.starts) else (self.ends[-1] if self.ends else 0)
            return at, at
        return self.starts[start], self.ends[end - 1]


@dataclass(frozen=True)
class _Spelling:
    words: dict[str, str]
    phrases: tuple[tuple[re.Pattern[str], str], ...]
    correct: tuple[str, ...]
    skeletons: dict[str, str]
    known: frozenset[str]


@lru_cache(maxsize=1)
def _spelling() -> _Spelling:
    """Load ``spelling.yaml``; English as such is what the embedding's vocabulary holds whole."""
    try:
        data = yaml.safe_load(FILE.read_text("utf-8"))
        words = {str(typed): str(meant) for typed, meant in data["words"].items()}
        phrases = tuple((re.compile(expression), str(meant)) for expression, meant in data["phrases"])
        correct = tuple(dict.fromkeys(data["correct"].split()))
    except (yaml.YAMLError, KeyError, ValueError, AttributeError, re.error) as error:
        raise DataError(f"{FILE.name}: {error}") from error
    pieces = json.loads(TOKENIZER.read_text("utf-8"))["model"]["vocab"]
    known = frozenset(piece for piece in pieces if piece.isalpha()) | set(correct)
    skeletons: dict[str, str] = {}
    for word in correct:
        skeletons.setdefault(_skeleton(word), word)
    return _Spelling(words, phrases, correct, skeletons, known)


_WORD = re.compile(
    r"\bb4\b|w/o?(?=\s|$)|n/c\b|(?<![\w'])\d?[^\W\d_]+(?:['-][^\W\d_]+)*|\b\d(?:moro|morrow|day|nite)\b|\bb4\b"
)
_REPEATED = re.compile(r"([a-z])\1{2,}")


@lru_cache(maxsize=2)
def respell(text: str) -> Spelt:
    """Respell normalised ``text``; what is understood as it stands is left alone. Two stages ask for the same."""
    spelt = Spelt(text, tuple(range(len(text))), tuple(range(1, len(text) + 1)))
    spelt = replaced(spelt, [(m.start(), m.end(), new) for m in _WORD.finditer(text) if (new := _meant(m[0])) != m[0]])
    for pattern, meant in _spelling().phrases:
        found = [(m.start(), m.end(), meant) for m in pattern.finditer(spelt.text) if m[0] != meant]
        spelt = replaced(spelt, found)
    return spelt


def replaced(spelt: Spelt, changes: Sequence[tuple[int, int, str]]) -> Spelt:
    """Put each ``(start, end, new)`` in its place; the letters of a new word all stand where the old word stood."""
    if not changes:
        return spelt
    texts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    last = 0
    for start, end, new in changes:
        first, final = spelt.span(start, end)
        texts += [spelt.text[last:start], new]
        starts += [*spelt.starts[last:start], *[first] * len(new)]
        ends += [*spelt.ends[last:start], *[final] * len(new)]
        last = end
    texts.append(spelt.text[last:])
    return Spelt("".join(texts), (*starts, *spelt.starts[last:]), (*ends, *spelt.ends[last:]))


def is_english(word: str) -> bool:
    """Whether ``word`` is one that anybody may use: no name, no slip."""
    return word in _spelling().known


@lru_cache(maxsize=4096)
def _meant(typed: str) -> str:
    """What a word means: by the list, by dropping repeated letters, or the one word near enough."""
    spelling = _spelling()
    if meant := spelling.words.get(typed):
        return meant
    if typed.endswith("'s"):
        return _meant(typed[:-2]) + "'s"
    if len(typed) < 3 or typed in spelling.known or not typed.replace("'", "").isascii():
        return typed
    if _REPEATED.search(typed):
        for kept in (r"\1", r"\1\1"):
            shorter = _REPEATED.sub(kept, typed)
            if shorter in spelling.known or shorter in spelling.words:
                return spelling.words.get(shorter, shorter)
    if len(typed) < 4 or "-" in typed or any(char.isdigit() for char in typed):
        return typed
    if not set(typed) & set("aeiou") or len(typed) >= 5:
        skeleton = spelling.skeletons.get(_skeleton(typed))
        if skeleton and skeleton[0] == typed[0] and len(typed) < len(skeleton) and len(_skeleton(typed)) >= 4:
            return skeleton
    slips = 1 if len(typed) < 7 else 2
    found = process.extractOne(typed, spelling.correct, scorer=OSA.distance, score_cutoff=slips)
    if found and len(found[0]) >= 4 and (found[0][0] == typed[0] or (found[1] == 1 and len(typed) >= 6)):
        return str(found[0])
    return typed


def _skeleton(word: str) -> str:
    return re.sub(r"[aeiou']", "", word)
