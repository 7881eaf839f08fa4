"""The weights fit the sentences they were learned from, and nothing that only sounds so opens a step."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from assistant.facts import FACT
from assistant.journey.guards import judge, open_steps
from assistant.journey.journey import Journey
from assistant.journey.ledger import Ledger
from assistant.learned.classifier import WEIGHTS, classifiers
from assistant.screening.screen import _SOUNDS as FOUND
from assistant.screening.screen import screen
from assistant.understanding.understand import _SOUNDS as NOTED
from assistant.understanding.understand import understand
from evals.learn import checksum, enough, lessons
from knowledge.playbook import Playbook

TODAY = date(2026, 11, 25)


def test_that_the_weights_were_learned_from_the_sentences_beside_them() -> None:
    """Otherwise: make learn."""
    with np.load(WEIGHTS) as data:
        assert str(data["checksum"]) == checksum()


def test_that_the_sentences_have_the_labels_that_were_learned() -> None:
    for trait, rows in lessons().items():
        assert {label for label, _, _ in rows} == set(classifiers()[trait].labels)


def test_that_a_label_counts_only_from_where_enough_of_its_guesses_are_right() -> None:
    right = np.array([True] * 10 + [False, True, False, False])
    sure = np.linspace(0.99, 0.6, len(right))
    odds = np.stack([sure, 1 - sure], axis=1)
    assert enough(odds, right, 0, 0.9) == pytest.approx(sure[11])
    assert enough(odds, ~right, 0, 0.9) == 2.0


READY = "day 30 of no contact. i have accepted that it's over, and i want him back"


@pytest.mark.parametrize("fields", [*NOTED.values(), *(fact for _, _, fact in FOUND.values() if fact)], ids=str)
def test_that_what_only_sounds_so_never_opens_a_step(fields: dict[str, str], playbook: Playbook) -> None:
    ledger = Ledger().add(*understand(READY, "m1", TODAY, Ledger(), screen(READY)).facts)
    heard = FACT.validate_python({**fields, "id": "m2.1", "message_id": "m2", "quote": "so", "source": "inferred"})
    for before in (Ledger(), ledger):
        opened = [open_steps(playbook, judge(Journey.of(known, TODAY))) for known in (before, before.add(heard))]
        assert set(opened[1]) <= set(opened[0])
