from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.playbook import Playbook
from knowledge.pronouns import PRONOUNS, SLOTS, render, unknown_slots

NAMES = ["they", "them", "their", "theirs", "themself", "are", "have", "were", "do", "s", "es"]
FORMS = {
    "he": ["he", "him", "his", "his", "himself", "is", "has", "was", "does", "s", "es"],
    "she": ["she", "her", "her", "hers", "herself", "is", "has", "was", "does", "s", "es"],
    "they": ["they", "them", "their", "theirs", "themself", "are", "have", "were", "do", "", ""],
}

BENDS_FOR_NOBODY = re.compile(
    "(?:can|could|did|had|may|might|must|should|will|wo|would)(?:n't|'t)?"
    "|closed|hit|let|lived|put|said|told|treated|used|welcomed|wanted|went|wrote|left|asked"
)
"""Verbs that read the same after he, she and they: modals, and the past tense."""


@pytest.mark.parametrize("ex", FORMS)
def test_that_every_slot_is_filled_for_every_pronoun(ex: str) -> None:
    assert {f"ex.{name}" for name in NAMES} <= SLOTS
    for name, form in zip(NAMES, FORMS[ex], strict=True):
        assert render(f"{{ex.{name}}}", ex) == form
        assert render(f"{{ex.{name.capitalize()}}}", ex) == form.capitalize()


@pytest.mark.parametrize(
    ("ex", "sentence"),
    [
        ("he", "He wants his things, reaches for what is his, was late, has gone, does as he is told, by himself."),
        ("she", "She wants her things, reaches for what is hers, was late, has gone, does as she is told, by herself."),
        ("they", "They want their things, reach for what is theirs, were late, have gone, do as they are told, "
                 "by themself."),
    ],
)  # fmt: skip
def test_that_verbs_agree_with_the_pronoun(ex: str, sentence: str) -> None:
    template = (
        "{ex.They} want{ex.s} {ex.their} things, reach{ex.es} for what is {ex.theirs}, {ex.were} late, "
        "{ex.have} gone, {ex.do} as {ex.they} {ex.are} told, by {ex.themself}."
    )
    assert render(template, ex) == sentence


@pytest.mark.parametrize("ex", [None, "they", "", "ze"])
def test_that_an_ex_whose_pronouns_are_not_known_is_they(ex: str | None) -> None:
    assert render("{ex.They} {ex.are} free.", ex) == "They are free."


@given(st.text(alphabet=st.characters(exclude_characters="{}")), st.sampled_from(["he", "she", "they", None]))
def test_that_text_without_slots_is_left_alone(text: str, ex: str | None) -> None:
    assert render(text, ex) == text
    assert unknown_slots(text) == []


@given(st.lists(st.sampled_from(sorted(SLOTS)), min_size=1), st.sampled_from(sorted(PRONOUNS)))
def test_that_no_mix_of_known_slots_leaves_a_brace(slots: list[str], ex: str) -> None:
    text = " ".join(f"{{{slot}}}" for slot in slots)
    assert unknown_slots(text) == []
    assert not re.search(r"[{}]", render(text, ex))


@pytest.mark.parametrize(
    "text",
    ["{ex.thay}", "{they}", "{ ex.they }", "{ex.THEY}", "{}", "{user.they}", "{ex.they", "ex.they}", "{{ex.they}}"],
)
def test_that_a_slot_nothing_can_fill_is_found(text: str) -> None:
    assert unknown_slots(f"Ask {text} first.")


@pytest.mark.parametrize("ex", ["he", "she", "they"])
def test_that_every_line_of_the_playbook_renders_as_clean_text(playbook: Playbook, ex: str) -> None:
    for passage in playbook:
        for line in filter(None, (passage.coach, passage.action, passage.caution)):
            text = render(line, ex)
            assert not re.search(r"[{}]|  | [.,;:?](?!\.)|ex\.\w", text), (passage.id, text)
            assert text[0].isupper() or text[0] in "\"'", (passage.id, text)
            assert text.rstrip("\"'")[-1] in ".?", (passage.id, text)


def test_that_every_verb_of_the_playbook_agrees_with_the_ex(playbook: Playbook) -> None:
    after = re.compile(r"\{ex\.[Tt]hey\} (?:(?:ever|never|also|really|still|only|clearly|truly|both|always) )*(\S+)")
    for passage in playbook:
        for line in filter(None, (passage.coach, passage.action, passage.caution)):
            for verb in after.findall(line):
                assert "{ex." in verb or BENDS_FOR_NOBODY.fullmatch(verb.rstrip(".,;:?")), (passage.id, verb)
            assert not re.search(r"\bs?he (are|have|were|do)\b", render(line, "he"), re.I), (passage.id, line)
            assert not re.search(r"\bthey (is|has|was|does)\b", render(line, "they"), re.I), (passage.id, line)


def test_that_no_contraction_hangs_on_a_slot(playbook: Playbook) -> None:
    for passage in playbook:
        for line in filter(None, (passage.coach, passage.action, passage.caution)):
            assert not re.search(r"\}['’]", line), (passage.id, line)


def test_that_what_is_shown_as_it_is_has_no_slots(playbook: Playbook) -> None:
    for passage in playbook:
        for line in (passage.says, *passage.asks):
            assert not re.search(r"[{}]", line), (passage.id, line)
    for section in playbook.sections:
        assert not re.search(r"[{}]", section.title + section.purpose), section.section
