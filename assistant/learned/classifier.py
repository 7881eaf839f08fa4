"""What a text sounds like: linear classifiers over its sentence vector, with weights that ``evals/learn.py`` made.

The vectors are those of the embedding that ships with Steady, whichever one is set for retrieval, so that the same
words sound the same on every run. Rules keep the last word: a guess is heard only where no rule found anything, and no
guess opens a step.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np

from assistant.spelling import respell
from assistant.text import Clause, clauses, normalise
from knowledge.embeddings import Vectors, minilm

FOLDER = Path(__file__).parent
WEIGHTS = FOLDER / "weights.npz"

Trait = Literal["ask", "tone", "told"]
"""What is learned: what a message asks for, in what tone, and what one sentence of it tells."""


class Guess(NamedTuple):
    """The likeliest label, and how sure it is, from 0 to 1."""

    label: str
    sure: float


class Told(NamedTuple):
    """What a stretch of a message tells, as it sounds; ``start`` and ``end`` are offsets in the message."""

    label: str
    start: int
    end: int


@dataclass(frozen=True)
class Classifier:
    """One row of weights a label, shape ``(labels, dimensions)``, and one bias a label."""

    labels: tuple[str, ...]
    weights: Vectors
    bias: Vectors
    enough: Vectors
    """How sure each label must be to be right in most cases; above 1 where it never is."""

    def __call__(self, vectors: Vectors) -> list[Guess]:
        """Softmax over the labels, for each of the unit vectors."""
        scores = vectors @ self.weights.T + self.bias
        odds = np.exp(scores - scores.max(axis=1, keepdims=True))
        odds /= odds.sum(axis=1, keepdims=True)
        return [Guess(self.labels[best], float(row[best])) for row, best in zip(odds, odds.argmax(axis=1), strict=True)]

    def sure(self, guess: Guess) -> bool:
        """Whether a guess is sure enough."""
        return bool(guess.sure >= self.enough[self.labels.index(guess.label)])


@lru_cache(maxsize=1)
def classifiers() -> dict[Trait, Classifier]:
    """The classifiers of ``weights.npz``, loaded once a process."""
    with np.load(WEIGHTS) as data:
        return {
            trait: Classifier(
                tuple(str(label) for label in data[f"{trait}.labels"]),
                *(data[f"{trait}.{part}"].astype(np.float32) for part in ("weights", "bias", "enough")),
            )
            for trait in ("ask", "tone", "told")
        }


def guess(trait: Trait, text: str) -> Guess:
    """What ``text`` sounds like, as typed."""
    return classifiers()[trait](minilm().parts(text, [(0, len(text))]))[0]


@lru_cache(maxsize=2)
def told(message: str) -> tuple[Told, ...]:
    """What the sentences of ``message`` tell, where it sounds sure enough; of what is asked, only what is intended."""
    spelt = respell(normalise(message))
    stretches = list(_stretches(clauses(spelt.text)))
    spans = [spelt.span(start, end) for start, end, _ in stretches]
    if not spans:
        return ()
    classifier = classifiers()["told"]
    guesses = classifier(minilm().parts(message, spans))
    return tuple(
        Told(one.label, *span)
        for one, span, (_, _, asked) in zip(guesses, spans, stretches, strict=True)
        if classifier.sure(one) and (one.label in INTENDED or not asked)
    )


INTENDED = ("plans_pursuit", "plans_harm", "around_block", "deceives")
"""What is meant to be done is heard in a question too: "shall i wait outside her office"."""


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
