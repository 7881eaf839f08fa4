"""Learn the weights of ``assistant/learned`` from our own sentences: ``make learn``.

``messages.tsv`` has a tone, an ask and a message a line; ``clauses.txt`` has messages cut into clauses, a label and a
clause a line, with an empty line between messages; the plain sentences are those that the patterns must find, and must
not. Prints for each trait how much is right of what was left out of the lesson (five folds, no message in two of them),
then writes ``weights.npz``.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

import numpy as np

from assistant.learned.classifier import FOLDER, WEIGHTS, Trait
from assistant.patterns import Pattern, find
from assistant.screening.screen import phrases
from assistant.spelling import respell
from assistant.text import clauses, normalise
from assistant.understanding.acts import acts
from assistant.understanding.telling import patterns
from knowledge.embeddings import Vectors, minilm

MESSAGES, CLAUSES = FOLDER / "messages.tsv", FOLDER / "clauses.txt"
STRENGTH = {"ask": 10.0, "tone": 10.0, "told": 4.0}
"""The inverse of the regularisation; three times as much or as little scores within half a point of it."""
RIGHT = {"ask": 0.0, "tone": 0.0, "told": 0.9}
"""The share of guesses that must be right for a label to be heard; the likeliest ask and tone are taken as they are."""
CRISIS = 0.95
"""For what turns everything else away (R27) more of them must be."""
LIKELY = 0.5
"""A label is heard only where it is likelier than all the others together."""
FEWEST = 8
"""A label that is rightly guessed less often than this is never heard."""

Row = tuple[str, str, tuple[int, int]]
"""A label, the message, and the stretch of it that bears the label."""


def main() -> None:
    """Cross-validate, then learn from everything."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import classification_report
    from sklearn.model_selection import GroupKFold, cross_val_predict

    learned: dict[str, Any] = {"checksum": checksum()}
    for trait, rows in lessons().items():
        labels, messages = (np.array(column) for column in list(zip(*rows, strict=True))[:2])
        vectors = embedded(rows)
        model = LogisticRegression(C=STRENGTH[trait], max_iter=3000)
        odds = cross_val_predict(model, vectors, labels, groups=messages, cv=GroupKFold(5), method="predict_proba")
        names = np.unique(labels)
        print(trait, classification_report(labels, names[odds.argmax(axis=1)], digits=2), sep="\n")
        model.fit(vectors, labels)
        learned |= {
            f"{trait}.labels": names,
            f"{trait}.weights": model.coef_.astype(np.float16),
            f"{trait}.bias": model.intercept_.astype(np.float16),
            f"{trait}.enough": [
                enough(odds, labels == name, at, CRISIS if name == "risk_user" else RIGHT[trait])
                for at, name in enumerate(names)
            ],
        }
    np.savez_compressed(WEIGHTS, **learned)


def checksum() -> str:
    """Of the sentences; the weights carry it, so that a test can tell when they no longer fit."""
    return hashlib.sha256(MESSAGES.read_bytes() + CLAUSES.read_bytes()).hexdigest()


_PLAIN = {
    ("kind", "abuse_by_ex"): "ex_hurt_user",
    ("kind", "abuse_by_user"): "user_hurt_ex",
    ("kind", "pursuit_by_user"): "user_pursues",
    ("kind", "block_workaround"): "around_block",
    ("kind", "pursuit_by_ex"): "ex_pursues",
    ("kind", "deception"): "deceives",
    ("kind", "despair"): "despair",
    ("kind", "asked_to_stop"): "asked_to_stop",
    ("kind", "legal_bar"): "legal_bar",
    ("kind", "suicide"): "risk_user",
    ("kind", "self_harm"): "self_harm",
    ("kind", "suicide_other"): "risk_other",
    ("what", "blocked"): "ex_cut_off",
    ("what", "asked_space"): "asked_space",
    ("what", "drunk"): "drunk",
    ("why", "partner"): "ex_taken",
    ("why", "married"): "ex_taken",
    ("why", "ill"): "ex_away",
    ("why", "moved"): "ex_away",
    ("acceptance", "yes"): "accepted",
    ("acceptance", "no"): "not_accepted",
    ("wish", "yes"): "wants_back",
    ("wish", "no"): "wants_no_more",
    ("wish", "unsure"): "wants_no_more",
    ("ended_by", "ex"): "ex_ended",
    ("ended_by", "user"): "user_ended",
    ("ended_by", "mutual"): "both_ended",
}
"""What the patterns find, as labels of clauses."""


def _plain() -> Iterator[tuple[str, str]]:
    """A label and a sentence for what the patterns must find, and ``none`` for what none of them may; each once."""
    every, seen = (*phrases(), *patterns()), set()
    for pattern in every:
        for sentence in pattern.finds:
            if sentence not in seen and (label := _label(pattern)):
                seen.add(sentence)
                yield label, sentence
    for sentence in dict.fromkeys(sentence for pattern in every for sentence in pattern.ignores):
        text = respell(normalise(sentence)).text
        parts = clauses(text)
        acted = any(act.mood == "told" for act in acts(parts))
        if sentence not in seen and not acted and not any(find(every, text, parts)):
            yield "none", sentence


def _label(pattern: Pattern) -> str | None:
    fact = pattern.fact or {}
    if fact.get("against") == "ex":
        return "silent" if fact["what"] in ("blocked", "asked_to_stop") else _PLAIN.get(("kind", str(pattern.kind)))
    named = [("kind", str(pattern.kind)), *fact.items(), (fact.get("kind"), fact.get("level"))]
    return next((_PLAIN[key] for key in named if key in _PLAIN), None)  # type: ignore[index]


def lessons() -> dict[Trait, list[Row]]:
    """The rows of each trait."""
    with MESSAGES.open(encoding="utf-8", newline="") as file:
        messages = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return {
        "ask": [(row["ask"], row["text"], (0, len(row["text"]))) for row in messages],
        "tone": [(row["tone"], row["text"], (0, len(row["text"]))) for row in messages],
        "told": [*_clauses(), *((label, text, (0, len(text))) for label, text in _plain())],
    }


def _clauses() -> Iterator[Row]:
    """The labelled clauses of each message, which is put together from them."""
    for block in CLAUSES.read_text("utf-8").strip().split("\n\n"):
        message, stretches = "", []
        for line in block.splitlines():
            label, _, text = line.partition("\t")
            if message:
                message += " " if message[-1] in ".,!?;:" else ". "
            stretches.append((label, (len(message), len(message) + len(text))))
            message += text
        yield from ((label, message, span) for label, span in stretches)


def embedded(rows: Sequence[Row]) -> Vectors:
    """One unit vector a row, shape ``(len(rows), 384)``: the stretch as it sounds in its message."""
    return np.concatenate([
        minilm().parts(message, [span for _, _, span in group])
        for message, group in groupby(rows, key=lambda row: row[1])
    ])


def enough(odds: Any, right: Any, label: int, share: float) -> float:
    """How sure the guess of a label must be for ``share`` of its guesses to be right; 2 where no measure will do."""
    guessed = np.flatnonzero(odds.argmax(axis=1) == label)
    order = guessed[np.argsort(-odds[guessed, label], kind="stable")]
    hits = np.cumsum(right[order])
    good = np.flatnonzero((hits >= FEWEST) & (hits >= share * np.arange(1, len(order) + 1)))
    return max(LIKELY, float(odds[order[good[-1]], label])) if len(good) else 2.0


if __name__ == "__main__":
    main()
