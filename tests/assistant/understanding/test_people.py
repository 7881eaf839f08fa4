"""Who is there: her own pronouns and the ex's."""

from __future__ import annotations

import pytest

from assistant.understanding.people import ex_pronouns, own_pronouns


@pytest.mark.parametrize(
    ("text", "pronouns"),
    [
        ("as a guy this is embarrassing", "he"),
        ("gay man here", "he"),
        ("33m", "he"),
        ("i'm a single dad", "he"),
        ("he/him here", "he"),
        ("lesbian here", "she"),
        ("i'm his ex wife", "she"),
        ("my ex is a woman by the way, so am i", "she"),
        ("i'm nonbinary", "they"),
        ("i use they/them", "they"),
        ("oh and my exs pronouns are he/him, mine too", "he"),
    ],
)
def test_that_she_says_who_she_is(text: str, pronouns: str) -> None:
    told = own_pronouns(text)
    assert told and told[0] == pronouns


@pytest.mark.parametrize(
    "text", ["my ex is a man", "i'm a mess", "he's a guy who lies", "as a friend", "i'm a girl he used to love"]
)
def test_that_others_are_not_taken_for_her(text: str) -> None:
    assert own_pronouns(text) is None


@pytest.mark.parametrize(
    ("text", "pronouns"),
    [
        ("my ex is a woman by the way, so am i", "she"),
        ("my exs pronouns are they/them", "they"),
        ("my girlfriend left", "she"),
        ("he left and my sister says she hates him", "he"),
    ],
)
def test_that_the_ex_is_known_by_what_is_said(text: str, pronouns: str) -> None:
    told = ex_pronouns(text)
    assert told and told[0] == pronouns
