"""The weights fit the sentences they were learned from, and nothing that only sounds so opens a step."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.facts import FACT
from assistant.journey.guards import judge, open_steps
from assistant.journey.journey import Journey
from assistant.journey.ledger import Ledger
from assistant.learned.classifier import classifier
from assistant.screening.screen import _SOUNDS as FOUND
from assistant.screening.screen import screen
from assistant.understanding.understand import _SOUNDS as NOTED
from assistant.understanding.understand import understand
from evals.learn import checksum, lessons, names
from knowledge.playbook import Playbook

TODAY = date(2026, 11, 25)


def test_that_the_weights_were_learned_from_the_sentences_beside_them() -> None:
    """Otherwise: make learn."""
    assert classifier().checksum == checksum()


def test_that_the_sentences_have_the_labels_that_were_learned() -> None:
    assert names(lessons()) == classifier().labels


def test_that_the_clauses_of_a_lesson_stand_where_they_are_said_to() -> None:
    lesson = next(lesson for lesson in lessons() if len(lesson.labels.get("told", ())) > 2)
    clauses = [lesson.text[start:end] for _, (start, end) in lesson.labels["told"]]
    assert " ".join(clauses) == lesson.text


READY = "day 30 of no contact. i have accepted that it's over, and i want him back"


@pytest.mark.parametrize("fields", [*NOTED.values(), *(fact for _, _, fact in FOUND.values() if fact)], ids=str)
def test_that_what_only_sounds_so_never_opens_a_step(fields: dict[str, str], playbook: Playbook) -> None:
    ledger = Ledger().add(*understand(READY, "m1", TODAY, Ledger(), screen(READY)).facts)
    heard = FACT.validate_python({**fields, "id": "m2.1", "message_id": "m2", "quote": "so", "source": "inferred"})
    for before in (Ledger(), ledger):
        opened = [open_steps(playbook, judge(Journey.of(known, TODAY))) for known in (before, before.add(heard))]
        assert set(opened[1]) <= set(opened[0])
