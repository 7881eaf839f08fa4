"""Her words are made comparable and cut into clauses without moving a letter."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.text import MASK, Clause, clauses, mask_quotes, normalise

_PROSE = st.lists(
    st.sampled_from(
        ["i", "texted", "him", "and", "he", "so", "should i", "but", "ok"]
        + [",", ".", "?", "!", "(", ")", "-", "\n", "'", '"', "…", "İ", "😭"]
    ),
    max_size=40,
).map(" ".join)


@given(st.text())
def test_that_normalising_keeps_the_length_of_any_text(message: str) -> None:
    assert len(normalise(message)) == len(message)


@given(st.text())
def test_that_normalising_twice_changes_nothing_more(message: str) -> None:
    assert normalise(normalise(message)) == normalise(message)


@given(st.one_of(st.text(), _PROSE))
def test_that_masking_keeps_the_length_and_every_unmasked_letter(message: str) -> None:
    text = normalise(message)
    masked = mask_quotes(text)
    assert len(masked) == len(text)
    assert all(new in (old, MASK) or (new == " " and old in "'\"") for old, new in zip(text, masked, strict=True))


@given(st.one_of(st.text(), _PROSE))
def test_that_every_clause_is_a_true_substring_and_they_stand_in_order(message: str) -> None:
    text = mask_quotes(normalise(message))
    end = 0
    for clause in clauses(text):
        assert clause.text.strip()
        assert text[clause.start : clause.start + len(clause.text)] == clause.text
        assert clause.start >= end
        end = clause.start + len(clause.text)


@given(st.one_of(st.text(), _PROSE))
def test_that_no_word_falls_between_two_clauses(message: str) -> None:
    text = mask_quotes(normalise(message))
    covered = {at for clause in clauses(text) for at in range(clause.start, clause.start + len(clause.text))}
    assert [char for at, char in enumerate(text) if char.isalpha() and at not in covered] == []


def test_that_capitals_and_curly_apostrophes_become_plain() -> None:
    assert normalise("I’ve TEXTED him\tand\u00a0cried") == "i've texted him and cried"


@pytest.mark.parametrize(
    "message",
    [
        'he said "i miss you so much" and left',
        "he said “i miss you so much” and left",
        "he said 'i miss you so much' and left",
        "he said ‘i miss you so much’ and left",
    ],
)
def test_that_a_quoted_message_is_masked_and_the_rest_is_not(message: str) -> None:
    masked = mask_quotes(normalise(message))
    assert "miss" not in masked
    assert masked.startswith("he said ")
    assert masked.endswith(" and left")


def test_that_an_apostrophe_opens_no_quotation() -> None:
    assert mask_quotes("i'm sure it's over, he's gone") == "i'm sure it's over, he's gone"


def _clause(message: str, words: str) -> Clause:
    (clause,) = [clause for clause in clauses(normalise(message)) if words in clause.text]
    return clause


@pytest.mark.parametrize(
    "message",
    ["should i text him", "can i text him tomorrow?", "what if he never writes", "is it ok that i texted him"],
)
def test_that_a_question_is_flagged(message: str) -> None:
    (clause,) = clauses(message)
    assert clause.question
    assert not clause.told


@pytest.mark.parametrize(
    "message",
    ["if i texted him he would answer", "i almost texted him", "i want to text him", "i'm going to call her"],
)
def test_that_what_did_not_happen_is_flagged_as_supposed(message: str) -> None:
    (clause,) = clauses(message)
    assert clause.supposed
    assert not clause.told


@pytest.mark.parametrize(
    "message", ["my friend texted her ex", "my sister says her ex came back", "her ex texted her on day 20"]
)
def test_that_the_story_of_someone_else_is_flagged(message: str) -> None:
    (clause,) = clauses(message)
    assert clause.others
    assert not clause.told


@pytest.mark.parametrize(
    "message",
    ["last time we broke up he texted me", "he used to text me every day", "when we were together he cooked"],
)
def test_that_an_earlier_cycle_is_flagged(message: str) -> None:
    (clause,) = clauses(message)
    assert clause.earlier
    assert not clause.told


@pytest.mark.parametrize("message", ["i texted him last night", "he called me on monday", "we broke up 10 days ago"])
def test_that_a_plain_telling_is_told(message: str) -> None:
    (clause,) = clauses(message)
    assert clause.told


def test_that_a_question_leaves_the_telling_before_it_alone() -> None:
    message = "we broke up 10 days ago and he texted me, should i answer?"
    assert _clause(message, "broke up").told
    assert _clause(message, "texted").told
    assert _clause(message, "answer").question


def test_that_two_sentences_carry_two_numbers() -> None:
    first, second = clauses("i texted him. he never replied!")
    assert (first.sentence, second.sentence) == (0, 1)
