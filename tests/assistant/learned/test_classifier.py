"""What is learned is the same on every run, and stands where it was said."""

from __future__ import annotations

import pytest

from assistant.learned.classifier import guess, told


@pytest.mark.parametrize(
    ("trait", "text", "label"),
    [
        ("ask", "do you reckon i could drop her a line tomorrow", "permission"),
        ("ask", "how do i get through tonight", "plan"),
        ("ask", "i just needed to tell somebody", "support"),
        ("tone", "THE NERVE OF HIM. I AM FURIOUS", "angry"),
        ("tone", "i keep crying into her pillow", "sad"),
        ("told", "her solicitor sent me a letter that i must not contact her", "legal_bar"),
        ("told", "i had toast for breakfast", "none"),
    ],
)
def test_that_a_sentence_unlike_any_in_the_lessons_is_heard(trait: str, text: str, label: str) -> None:
    assert guess(trait, text).label == label  # type: ignore[arg-type]


def test_that_the_same_words_sound_the_same_every_time() -> None:
    assert [guess("tone", "i feel nothing") for _ in range(3)] == [guess("tone", "i feel nothing")] * 3


def test_that_what_is_heard_stands_in_the_message() -> None:
    message = "Honestly??  It’s been a week.\nThe judge has ordered me not to contact her until June. I hate it."
    heard = told(message)
    assert ("legal_bar", "The judge has ordered me not to contact her until June.") in [
        (one.label, message[one.start : one.end]) for one in heard
    ]


def test_that_what_is_asked_is_marked() -> None:
    assert [one.asked for one in told("I had toast. What if she saw me?")] == [False, True]
    assert told("") == ()


def test_that_a_long_message_is_heard_to_its_end() -> None:
    message = "we had soup and it rained. " * 200 + "the judge has ordered me not to contact her."
    *soup, last = told(message)
    assert last.label == "legal_bar"
    assert not [one for one in soup if one.label not in ("none", "user_contacted")]
