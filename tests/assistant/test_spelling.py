"""Words as they are typed are read as they are meant, and every letter still leads back to the message."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import spelling
from assistant.errors import DataError
from assistant.journey.ledger import Ledger
from assistant.spelling import Spelt, is_english, replaced, respell
from assistant.text import normalise
from assistant.turn import Screening
from assistant.understanding.understand import understand


def meant(message: str) -> str:
    return respell(normalise(message)).text


# --- what is put right ---


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("i didnt call and she hasnt either", "i didn't call and she hasn't either"),
        ("im sure hes happy", "i'm sure he's happy"),
        ("thats why i cant sleep", "that's why i can't sleep"),
        ("ive wanted to", "i've wanted to"),
        ("its been 9 days", "it's been 9 days"),
        ("ill text him", "i'll text him"),
        ("id like to know", "i'd like to know"),
        ("were still talking", "we're still talking"),
    ],
)
def test_that_a_missing_apostrophe_is_put_in(typed: str, text: str) -> None:
    assert meant(typed) == text


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("u shud know", "you should know"),
        ("idk wat to do abt it", "i don't know what to do about it"),
        ("she txtd me smth rn", "she texted me something right now"),
        ("2moro or 2nite", "tomorrow or tonight"),
        ("n/c for 3 wks", "no contact for 3 weeks"),
        ("no-contact since tues", "no contact since tuesday"),
        ("my bf left me bc of her", "my boyfriend left me because of her"),
        ("4 days w/o her", "4 days without her"),
        ("hv u seen hm", "have you seen him"),
        ("\N{NO MOBILE PHONES} day 9", "no contact day 9"),
    ],
)
def test_that_what_is_typed_in_a_hurry_is_written_out(typed: str, text: str) -> None:
    assert meant(typed) == text


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("he brok up wit me yesturday", "he broke up with me yesterday"),
        ("i mesaged him", "i messaged him"),
        ("we talkd on mondya", "we talked on monday"),
        ("she ansered", "she answered"),
        ("he blokced me", "he blocked me"),
        ("my girlfreind", "my girlfriend"),
        ("our anniversery", "our anniversary"),
        ("on wensday", "on wednesday"),
        ("i sended it", "i sent it"),
        ("i hvnt", "i haven't"),
    ],
)
def test_that_a_slip_is_corrected(typed: str, text: str) -> None:
    assert meant(typed) == text


def test_that_letters_held_down_are_let_go() -> None:
    assert meant("sooo tired of himmmm, pleaseee") == "so tired of him, please"


# --- what is left alone ---


@pytest.mark.parametrize(
    "text",
    [
        "the quick brown fox jumps over the lazy dog",
        "i'm fine, thanks",
        "i am ill today",
        "show me your id",
        "i like its colour",
        "we were happy",
        "my mum's car and the garden",
        "a café in a naïve town",
        "21 days, 3/11 and 5:30",
        "he's the one, isn't he",
        "i need a kite, a boat and some cash",
        "",
        " \n ",
        "?!...",
    ],
)
def test_that_what_is_understood_as_it_stands_is_left_alone(text: str) -> None:
    assert respell(text) == Spelt(text, tuple(range(len(text))), tuple(range(1, len(text) + 1)))


@pytest.mark.parametrize(
    "name", "Priya Jakub Siobhan Xochitl Milo Lena Omar Tom Sofia Daniel Leeds Kraków Zoë Nguyen Aoife O'Brien".split()
)
def test_that_a_name_is_not_taken_for_a_slip(name: str) -> None:
    assert meant(f"i met {name} and {name}'s dog") == f"i met {name} and {name}'s dog".lower()


def test_that_a_word_put_right_once_stays_as_it_is() -> None:
    for typed in ("i didnt txt him yesturday", "hes bn gone 3 wks", "ill text u 2moro"):
        assert meant(meant(typed)) == meant(typed)


def test_that_english_is_what_anybody_may_use() -> None:
    assert all(is_english(word) for word in ("house", "texted", "haven't", "friday"))
    assert not any(is_english(word) for word in ("mesaged", "xochitl", "hvnt"))


# --- where it stood ---


@pytest.mark.parametrize(
    ("message", "word", "typed"),
    [
        ("He MESAGED me", "messaged", "MESAGED"),
        ("and idk why", "i don't know", "idk"),
        ("and idk why", "don't", "idk"),
        ("n/c since", "no contact", "n/c"),
        ("ok ill text him", "i'll", "ill"),
        ("i didn’t txt him", "text him", "txt him"),
        ("misss u", "you", "u"),
    ],
)
def test_that_a_word_leads_back_to_what_was_typed(message: str, word: str, typed: str) -> None:
    spelt = respell(normalise(message))
    at = spelt.text.index(word)
    start, end = spelt.span(at, at + len(word))
    assert message[start:end] == typed


def test_that_a_quote_is_her_own_words_however_she_spells() -> None:
    message = "Ugh he MESAGED me yesturday n i didnt anser him"
    facts = understand(message, "m1", date(2026, 11, 25), Ledger(), Screening()).facts
    assert "he MESAGED me" in [fact.quote for fact in facts]
    assert all(fact.quote in message for fact in facts)


_TYPED = (
    "i u im ive idk n/c w/o w/ b4 2moro 2day txtd didnt hvnt mesaged yesturday sooo himmmm ill text id like its been were still "
    "i no text no dey dey happy himself left my so left break-up break up b/c \N{NO MOBILE PHONES} \N{NO ENTRY SIGN} é 21 . , ? \n ' - ’ İ"
).split(" ")
any_text = st.one_of(st.text(max_size=80), st.lists(st.sampled_from(_TYPED), max_size=16).map(" ".join))


@given(any_text)
def test_that_every_letter_of_any_text_leads_back_to_the_message(message: str) -> None:
    plain = normalise(message)
    spelt = respell(plain)
    assert len(spelt.text) == len(spelt.starts) == len(spelt.ends)
    assert list(spelt.starts) == sorted(spelt.starts) and list(spelt.ends) == sorted(spelt.ends)
    assert all(0 <= start < end <= len(message) for start, end in zip(spelt.starts, spelt.ends, strict=True))
    if message:
        assert spelt.span(0, len(spelt.text)) == (0, len(message))


@given(any_text)
def test_that_a_letter_that_stands_for_itself_is_the_same_letter(message: str) -> None:
    plain = normalise(message)
    spelt = respell(plain)
    spans = list(zip(spelt.starts, spelt.ends, strict=True))
    for at, (start, end) in enumerate(spans):
        if end - start == 1 and spans.count((start, end)) == 1 and not spelt.text[at].isalpha():
            assert spelt.text[at] == plain[start]


@given(any_text, st.integers(0, 90))
def test_that_an_empty_stretch_is_a_place_in_the_message(message: str, at: int) -> None:
    spelt = respell(normalise(message))
    start, end = spelt.span(at, at)
    assert 0 <= start == end <= len(message)


_pieces = st.lists(st.tuples(st.text("abc ", min_size=1, max_size=5), st.one_of(st.none(), st.text("xyz", max_size=6))))


@given(_pieces)
def test_that_what_is_replaced_stands_where_the_old_stood(pieces: list[tuple[str, str | None]]) -> None:
    old = "".join(piece for piece, _ in pieces)
    changes, expected, at = [], [], 0
    for piece, new in pieces:
        if new is None:
            expected += [(char, at + place, at + place + 1) for place, char in enumerate(piece)]
        else:
            changes.append((at, at + len(piece), new))
            expected += [(char, at, at + len(piece)) for char in new]
        at += len(piece)
    spelt = replaced(Spelt(old, tuple(range(len(old))), tuple(range(1, len(old) + 1))), changes)
    assert list(zip(spelt.text, spelt.starts, spelt.ends, strict=True)) == expected


def test_that_what_is_replaced_twice_still_stands_in_the_message() -> None:
    once = replaced(respell("call brb now"), [(5, 8, "be right back")])
    twice = replaced(once, [(8, 13, "left")])
    assert twice.text == "call be left back now"
    assert {twice.span(at, at + 4) for at in (5, 8, 13)} == {(5, 8)}


# --- the list itself ---


@pytest.fixture
def broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A list in place of the one that ships."""
    file = tmp_path / "broken.yaml"
    monkeypatch.setattr(spelling, "FILE", file)
    spelling._spelling.cache_clear()
    yield file
    spelling._spelling.cache_clear()


@pytest.mark.parametrize(
    "text",
    [
        "words: {im: i'm",
        "words: {im: i'm}\nphrases: []",
        "words: [im, ive]\nphrases: []\ncorrect: yes it is",
        "words: {im: i'm}\nphrases: [['(open', x]]\ncorrect: text",
        "words: {im: i'm}\nphrases: [[alone]]\ncorrect: text",
    ],
    ids=["no yaml", "a part missing", "no table", "a bad expression", "half a phrase"],
)
def test_that_a_broken_list_is_refused_by_name(broken: Path, text: str) -> None:
    broken.write_text(text, "utf-8")
    with pytest.raises(DataError, match=r"broken\.yaml"):
        respell("im here")
