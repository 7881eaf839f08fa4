"""The offline writer's own sentences."""

from __future__ import annotations

import re

import pytest

from assistant.checking.claims import CLAIMS
from assistant.text import normalise
from assistant.writing.offline import sentences
from assistant.writing.phrases import fill, phrases
from knowledge.playbook import playbook
from knowledge.pronouns import SLOTS

SLOTS_OF_A_PLAN = {"needed", "days", "best", "left", "since", "opens", "act", "did", "when", "step", "title", "purpose", "opened_by"}
ALL = [(key, text) for key, phrase in phrases().items() for text in phrase.any]


@pytest.mark.parametrize(("key", "text"), ALL)
def test_that_a_phrase_has_only_known_slots_and_a_calm_voice(key, text):
    for slot in re.findall(r"\{([^}]*)\}", text):
        assert slot in SLOTS or slot.lower() in SLOTS_OF_A_PLAN, slot
    assert "!" not in text
    assert "—" not in text


@pytest.mark.parametrize(("key", "text"), ALL)
def test_that_a_phrase_claims_nothing_that_may_not_be_said(key, text):
    filled = normalise(fill(text, {}, "he"))
    broken = [why for why, pattern in CLAIMS if pattern.search(filled)]
    assert not broken


@pytest.mark.parametrize("key", phrases())
def test_that_a_phrase_cites_passages_that_exist(key):
    assert all(playbook().get(cite) for cite in phrases()[key].cites)


@pytest.mark.parametrize("key", [key for key, phrase in phrases().items() if phrase.role == "question"])
def test_that_a_question_is_one_question(key):
    for text in phrases()[key].any:
        assert text.endswith("?")
        assert text.count("?") == 1


def test_that_sentences_are_cut_at_their_ends_only():
    assert sentences("One. Two? Three") == ["One.", "Two?", "Three"]
    assert sentences('He said "no." Then he left.') == ['He said "no.', "Then he left."] or len(
        sentences('He said "no." Then he left.')
    ) == 2


def test_that_slots_and_pronouns_are_filled_and_the_first_letter_is_a_capital():
    assert fill("{did} {when}, and {ex.they} want{ex.s} it", {"did": "{ex.they} wrote", "when": "today"}, "she") == (
        "She wrote today, and she wants it"
    )
