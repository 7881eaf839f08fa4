"""What a text sounds like: a small network over the states of its words, with weights that ``evals/learn.py`` made.

The states are those of the embedding that ships with Steady, whichever one is set for retrieval, so that the same
words sound the same on every run. Rules keep the last word: a guess is heard only where no rule found anything, and no
guess opens a step. How sure it must sound stands where it is heard.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any, Literal, NamedTuple

import numpy as np

from assistant.spelling import respell
from assistant.text import Clause, clauses, normalise
from knowledge.embeddings import MAX_TOKENS, Offsets, Vectors, minilm, session

FOLDER = Path(__file__).parent
CLASSIFIER = FOLDER / "classifier.onnx"

Trait = Literal["ask", "tone", "told"]
"""What is learned: what a message asks for, in what tone, and what one sentence of it tells."""
TRAITS: tuple[Trait, ...] = ("ask", "tone", "told")


class Guess(NamedTuple):
    """The likeliest label, and how sure it is, from 0 to 1."""

    label: str
    sure: float


class Told(NamedTuple):
    """What a stretch of a message tells, as it sounds; ``start`` and ``end`` are offsets in the message."""

    label: str
    start: int
    end: int
    sure: float
    asked: bool
    """Whether it stands in a question."""
    odds: Mapping[str, float]
    """How likely every label is."""
    around: Mapping[str, float]
    """The same of the stretch together with those beside it."""


@dataclass(frozen=True)
class Classifier:
    """The network, the checksum of its lessons, and the labels of each trait."""

    network: Any
    checksum: str
    labels: dict[Trait, list[str]]

    def __call__(self, states: Vectors) -> dict[Trait, Vectors]:
        """For each trait a weight and its labels' scores of every token, shape ``(tokens, 1 + labels)``.

        As far as one token hears another is as far as the embedding does: ``MAX_TOKENS``.
        """
        parts = [
            self.network.run(list(TRAITS), {"states": states[None, at : at + MAX_TOKENS]})
            for at in range(0, len(states), MAX_TOKENS)
        ]
        return {trait: np.concatenate([part[at][0] for part in parts]) for at, trait in enumerate(TRAITS)}


@lru_cache(maxsize=1)
def classifier() -> Classifier:
    """The classifier of ``classifier.onnx``, loaded once a process."""
    network = session(CLASSIFIER)
    carried = {name: json.loads(value) for name, value in network.get_modelmeta().custom_metadata_map.items()}
    return Classifier(network, carried["checksum"], carried["labels"])


def inside(offsets: Offsets, spans: Sequence[tuple[int, int]]) -> Vectors:
    """Which tokens stand in each stretch, as 1 and 0, shape ``(spans, tokens)``; all of them where none does."""
    starts, ends = np.array(spans, dtype=np.int64).reshape(-1, 2, 1).swapaxes(0, 1)
    within = (offsets[:, 1] > np.maximum(offsets[:, 0], starts)) & (offsets[:, 0] < ends)
    return np.where(within.any(axis=1, keepdims=True), within, True).astype(np.float32)


def pooled(scores: Vectors, within: Vectors) -> Vectors:
    """How likely each label is in each stretch, shape ``(spans, labels)``: the weighed scores of its tokens."""
    return _softmax(_softmax(scores[:, 0] + (within - 1) * 1e4) @ scores[:, 1:])


def _softmax(scores: Vectors) -> Vectors:
    odds = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(odds / odds.sum(axis=1, keepdims=True), dtype=np.float32)


@lru_cache(maxsize=2)
def _heard(text: str) -> tuple[dict[Trait, Vectors], Offsets]:
    states, offsets = minilm().states(text)
    return classifier()(states), offsets


def _odds(trait: Trait, text: str, spans: Sequence[tuple[int, int]]) -> Vectors:
    """How likely each label is in each stretch of ``text``, as typed, among what stands around it."""
    scores, offsets = _heard(text)
    return pooled(scores[trait], inside(offsets, spans))


def guess(trait: Trait, text: str) -> Guess:
    """What ``text`` sounds like as a whole, as typed."""
    (row,) = _odds(trait, text, [(0, len(text))])
    return Guess(classifier().labels[trait][row.argmax()], float(row.max()))


@lru_cache(maxsize=2)
def told(message: str) -> tuple[Told, ...]:
    """What the sentences of ``message`` tell, as they sound."""
    spelt = respell(normalise(message))
    stretches = list(_stretches(clauses(spelt.text)))
    spans = [spelt.span(start, end) for start, end, _ in stretches]
    if not spans:
        return ()
    beside = [(spans[max(at - 1, 0)][0], spans[min(at + 1, len(spans) - 1)][1]) for at in range(len(spans))]
    labels = classifier().labels["told"]
    odds = [dict(zip(labels, row, strict=True)) for row in _odds("told", message, [*spans, *beside]).tolist()]
    return tuple(
        Told(label := max(row, key=row.__getitem__), *span, row[label], asked, row, around)
        for span, (_, _, asked), row, around in zip(spans, stretches, odds, odds[len(spans) :], strict=False)
    )


SHORT = 14
"""A sentence with no more words is heard as a whole, a longer one clause by clause."""
FRAGMENT = 4
"""A clause with fewer words is heard with the one before it."""


def _stretches(parts: Sequence[Clause]) -> Iterator[tuple[int, int, bool]]:
    """Where each stretch begins and ends, and whether its sentence is a question."""
    for _, group in groupby(parts, key=lambda part: part.sentence):
        sentence = list(group)
        asked = sentence[-1].text.rstrip().endswith("?")
        pieces: list[list[Clause]] = []
        whole = sum(len(part.text.split()) for part in sentence) <= SHORT
        for part in sentence:
            if pieces and (whole or len(part.text.split()) < FRAGMENT):
                pieces[-1].append(part)
            else:
                pieces.append([part])
        for piece in pieces:
            yield piece[0].start, piece[-1].start + len(piece[-1].text), asked
