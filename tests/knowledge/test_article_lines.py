"""The article is covered line by line. Only line numbers are held here, never its text."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from knowledge.playbook import ARTICLE_LENGTH, Playbook

WRITTEN = frozenset(
    {*range(1, 43, 2), *range(43, 50), *range(50, 77, 2), 78, 79, *range(81, 165, 2), 165, *range(166, 233, 2)}
    | {234, 235, 236, 237, 238, *range(239, 312, 2)}
)
"""The lines of the article that are not blank."""

QUESTIONS = range(43, 51)
"""The eight further questions of step 1, a line each."""
CONSIDERATIONS = range(234, 240)
"""The six key considerations of the note, a line each."""
FAQS = {253: range(255, 260), 261: range(263, 270), 271: range(273, 280), 281: range(283, 288), 289: range(291, 298)}
"""Each frequently asked question: the line of its heading, and the lines of its answer."""
STEPS = {
    1: range(5, 61), 2: range(66, 110), 3: range(113, 136), 4: range(141, 160), 5: range(163, 205), 6: range(208, 223),
}  # fmt: skip
"""Where each step stands."""


def within(lines: tuple[int, int]) -> range:
    """The lines of a range, both ends included."""
    return range(lines[0], lines[1] + 1)


def said(playbook: Playbook) -> set[int]:
    """The lines that belong to a passage."""
    return {line for passage in playbook if passage.lines for line in within(passage.lines)}


def structural(playbook: Playbook) -> set[int]:
    """The lines that carry no content of their own."""
    return {line for section in playbook.sections for part in section.structure for line in within(part.lines)}


def alone(playbook: Playbook, line: int) -> bool:
    """Whether some passage renders ``line`` and no other."""
    return any(passage.lines == (line, line) for passage in playbook)


def missing(lines: Iterable[int], covered: set[int]) -> list[int]:
    """The written ones of ``lines`` that are not covered."""
    return sorted(WRITTEN & set(lines) - covered)


def test_that_the_line_numbers_are_those_of_the_article() -> None:
    assert len(WRITTEN) == 163
    assert min(WRITTEN) == 1
    assert max(WRITTEN) < ARTICLE_LENGTH == 312


def test_that_every_written_line_belongs_to_a_passage_or_is_structure(playbook: Playbook) -> None:
    assert missing(WRITTEN, said(playbook) | structural(playbook)) == []


def test_that_no_blank_line_is_called_structure(playbook: Playbook) -> None:
    assert sorted(structural(playbook) - WRITTEN) == []


def test_that_every_passage_begins_and_ends_on_a_line_with_content(playbook: Playbook) -> None:
    content = WRITTEN - structural(playbook)
    for passage in playbook:
        if passage.lines:
            assert set(passage.lines) <= content, (passage.id, passage.lines)


def test_that_a_structural_line_is_named_once_and_says_why(playbook: Playbook) -> None:
    lines = [line for section in playbook.sections for part in section.structure for line in within(part.lines)]
    assert len(lines) == len(set(lines))
    assert all(part.why.strip() for section in playbook.sections for part in section.structure)


@pytest.mark.parametrize("line", [*QUESTIONS, *CONSIDERATIONS])
def test_that_every_question_of_a_list_has_a_passage_of_its_own(playbook: Playbook, line: int) -> None:
    assert alone(playbook, line)


@pytest.mark.parametrize("heading", FAQS)
def test_that_every_frequent_question_is_answered_whole(playbook: Playbook, heading: int) -> None:
    assert heading in structural(playbook)
    faq = {line for p in playbook if p.section == "faq" and p.lines for line in within(p.lines)}
    assert missing(FAQS[heading], faq) == []


@pytest.mark.parametrize("step", STEPS)
def test_that_every_step_is_told_by_its_own_section(playbook: Playbook, step: int) -> None:
    section = playbook.step(step)
    told = {line for passage in section.passages if passage.lines for line in within(passage.lines)}
    assert missing(STEPS[step], told | structural(playbook)) == []
    assert all(passage.lines and passage.lines[1] in STEPS[step] for passage in section.passages)
