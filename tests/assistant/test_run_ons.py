"""Messages without full stops are cut where the next sentence begins, and nowhere else."""

from __future__ import annotations

import pytest

from assistant.text import clauses


@pytest.mark.parametrize(
    ("message", "sentences"),
    [
        ("i texted him last night he never replied i feel sick", 3),
        ("my best friend thinks i'm crazy our last contact was the 14th how do i stop", 3),
        ("last year when we split i did 45 days of silence", 1),
        ("every time i see her i want to cry", 1),
        ("i know he texted because he was drunk", 1),
        ("the hoodie he left is still here", 1),
        ("one small thing: on the 16th of july he wrote to me", 1),
        ("i'm so embarrassed i want to hide", 1),
    ],
)
def test_that_a_sentence_without_a_full_stop_ends_where_the_next_begins(message: str, sentences: int) -> None:
    assert len({clause.sentence for clause in clauses(message)}) == sentences
