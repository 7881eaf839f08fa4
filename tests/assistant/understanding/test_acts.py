"""Who did what to whom, and whether it happened: one plain sentence each."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import DataError
from assistant.spelling import respell
from assistant.text import clauses, mask_quotes, normalise
from assistant.understanding import verbs
from assistant.understanding.acts import Act, acts
from assistant.understanding.mood import mood


def found(message: str) -> list[Act]:
    return list(acts(clauses(respell(mask_quotes(normalise(message))).text)))


def table(message: str) -> list[str]:
    """Each act as "kind by mood channel"; of a breakup there is one channel, so it is left out."""
    return [
        f"{act.kind} {act.by} {act.mood}" + (f" {act.channel}" if act.kind == "contact" else "")
        for act in found(message)
    ]


# --- contact ---


@pytest.mark.parametrize(
    ("message", "act"),
    {
        # her own
        "i texted him yesterday": "contact user told text",
        "Texted her at 2am": "contact user told text",
        "i emailed him on sunday": "contact user told text",
        "i reached out": "contact user told text",
        "i sent her a voice note": "contact user told text",
        "i unblocked him and texted him": "contact user told text",
        "i did text him": "contact user told text",
        "i couldn't help texting her": "contact user told text",
        "i told my friend that i texted him": "contact user told text",
        "i caved and called him": "contact user told call",
        "i ended up calling her": "contact user told call",
        "i left him a voicemail": "contact user told call",
        "i visited him": "contact user told meeting",
        "i liked his photo": "contact user told reaction",
        "i commented on his post": "contact user told reaction",
        "i sent her flowers": "contact user told letter",
        "i left her a note": "contact user told letter",
        "i wrote him a letter and posted it": "contact user told letter",
        "i asked his sister to tell him i miss him": "contact user told messenger",
        "i got my brother to call her": "contact user told messenger",
        "i begged him to stay": "contact user told other",
        # the ex's
        "she messaged me this morning": "contact ex told text",
        "he slid into my dms": "contact ex told text",
        "he still texts me": "contact ex told text",
        "he's been calling me": "contact ex told call",
        "she facetimed me": "contact ex told call",
        "she came to see me": "contact ex told meeting",
        "he liked my photo": "contact ex told reaction",
        "he apologised to me": "contact ex told other",
        # both
        "we met for coffee": "contact both told meeting",
        "we hung out": "contact both told meeting",
        "we slept together on saturday": "contact both told sex",
        "we talked for an hour": "contact both told other",
        "me and him talked": "contact both told other",
        "we still talk every day": "contact both told other",
    }.items(),
)
def test_that_a_contact_that_happened_is_told(message: str, act: str) -> None:
    assert table(message) == [act]


@pytest.mark.parametrize(
    ("message", "act"),
    {
        "i haven't texted him": "contact user denied text",
        "i did not text him": "contact user denied text",
        "i stopped texting him": "contact user denied text",
        "i stopped myself from texting her": "contact user denied text",
        "i never wrote back": "contact user denied text",
        "i never called": "contact user denied call",
        "she never replied": "contact ex denied text",
        "she hasn't reached out": "contact ex denied text",
        "neither of us texted": "contact both denied text",
        "none of us called": "contact both denied call",
        "we didn't text": "contact both denied text",
        "we haven't spoken": "contact both denied other",
    }.items(),
)
def test_that_a_contact_that_did_not_happen_is_denied(message: str, act: str) -> None:
    assert table(message) == [act]


@pytest.mark.parametrize(
    ("message", "act"),
    {
        "i almost texted": "contact user supposed text",
        "i nearly rang her": "contact user supposed call",
        "i want to call her": "contact user supposed call",
        "i wish i had called him": "contact user supposed call",
        "i was about to text her": "contact user supposed text",
        "i'm going to text him tonight": "contact user supposed text",
        "i will text him tomorrow": "contact user supposed text",
        "i need to talk to her": "contact user supposed other",
        "i was going to call him but i didn't": "contact user supposed call",
        "i accidentally liked her picture": "contact user supposed reaction",
        "i wrote him a letter": "contact user supposed text",
        "he said he would call me": "contact ex supposed call",
        "he might text me": "contact ex supposed text",
        "i hope she calls me": "contact ex supposed call",
        "i dreamed he called me": "contact ex supposed call",
        "he asked me if i texted him": "contact user supposed text",
    }.items(),
)
def test_that_a_contact_wished_feared_planned_or_undone_is_supposed(message: str, act: str) -> None:
    assert table(message) == [act]


@pytest.mark.parametrize(
    ("message", "act"),
    {
        "should i text him": "contact user asked text",
        "can i call her": "contact user asked call",
        "is it ok if i call her": "contact user asked call",
        "what if i text him": "contact user asked text",
        "why did i text him": "contact user asked text",
        "did he text me": "contact ex asked text",
    }.items(),
)
def test_that_a_contact_in_a_question_is_asked(message: str, act: str) -> None:
    assert table(message) == [act]


@pytest.mark.parametrize(
    ("message", "both"),
    [
        ("he texted, i didn't reply", ["contact ex told text", "contact user denied text"]),
        ("she wrote to me, i wrote back", ["contact ex told text", "contact user told text"]),
        ("he dumped me and then he called me", ["breakup ex told", "contact ex told call"]),
        ("after he left me i called him", ["breakup ex told", "contact user told call"]),
        ("i called her but she didn't answer", ["contact user told call", "contact ex denied text"]),
    ],
)
def test_that_two_acts_are_told_apart(message: str, both: list[str]) -> None:
    assert table(message) == both


@pytest.mark.parametrize(
    "message",
    [
        # between others
        "my friend texted her ex",
        "my mum called me",
        "i called my mum",
        "i called the police",
        "i met someone new",
        "my sister told him i miss him",
        # the ex and someone else
        "he texted her",
        "he texted my sister",
        "she texted him",
        # other meanings
        "he called me a liar",
        "his cat is called Milo",
        "we met at uni",
        "i left him on read",
        # never sent
        "i typed a message and deleted it",
        "thinking about calling him",
        "i'd text him but i'm scared",
    ],
)
def test_that_what_is_nothing_between_the_two_is_no_contact(message: str) -> None:
    assert table(message) == []


# --- the breakup ---


@pytest.mark.parametrize(
    ("message", "act"),
    {
        "he broke up with me": "breakup ex told",
        "she dumped me": "breakup ex told",
        "i got dumped": "breakup ex told",
        "i was dumped by my girlfriend": "breakup ex told",
        "i got broken up with": "breakup ex told",
        "she left yesterday": "breakup ex told",
        "she walked out on me": "breakup ex told",
        "he moved out": "breakup ex told",
        "he said it's over": "breakup ex told",
        "she asked me for a divorce": "breakup ex told",
        "my husband left me for someone else": "breakup ex told",
        "i broke up with him": "breakup user told",
        "i left him": "breakup user told",
        "i ended things with her": "breakup user told",
        "she cheated so i dumped her": "breakup user told",
        "we broke up": "breakup both told",
        "it was mutual, we split up": "breakup both told",
        "he never dumped me": "breakup ex denied",
        "he almost left me": "breakup ex supposed",
        "he will leave me": "breakup ex supposed",
    }.items(),
)
def test_that_a_breakup_has_one_who_ended_it(message: str, act: str) -> None:
    assert table(message) == [act]


@pytest.mark.parametrize(
    "message",
    [
        "my brother broke up with his girlfriend",
        "my parents split up",
        "he broke up with her",
        "she left him",
        "we split the bill",
        "i left work early",
        "he left for work",
        "he left the party",
        "he broke his leg",
        "i left her alone",
        "he wants to break up",
    ],
)
def test_that_what_ends_something_else_is_no_breakup(message: str) -> None:
    assert table(message) == []


# --- what an act knows of itself ---


def test_that_an_act_spans_its_subject_and_its_object() -> None:
    text = "yesterday i finally texted him about it"
    (act,) = found(text)
    assert (text[act.start : act.end], act.words, act.before) == ("i finally texted him", "texted", "yesterday ")


@pytest.mark.parametrize(
    "message",
    ["i replied to her story", "i answered his call", "i never wrote back", "she didn't answer", "i picked up"],
)
def test_that_an_answer_is_a_reply(message: str) -> None:
    assert [act.reply for act in found(message)] == [True]


@pytest.mark.parametrize("message", ["i texted him", "she called me", "we met for coffee"])
def test_that_a_first_word_is_no_reply(message: str) -> None:
    assert [act.reply for act in found(message)] == [False]


@pytest.mark.parametrize(
    ("message", "ongoing"),
    [
        ("she keeps texting me", True),
        ("i keep texting him", True),
        ("we still talk every day", True),
        ("he still texts me", True),
        ("he texted me", False),
        ("we talked on the phone", False),
    ],
)
def test_that_what_goes_on_is_told_from_what_happened_once(message: str, ongoing: bool) -> None:
    assert [act.ongoing for act in found(message)] == [ongoing]


def test_that_a_word_that_is_no_verb_there_has_no_mood() -> None:
    (clause,) = clauses("the texting rule")
    assert mood(clause, "the ", "the ", "ing", "user") is None


# --- the index ---

_WORDS = re.findall(r"[a-z']+", verbs.FILE.read_text("utf-8").partition("contact:\n")[2])
_AROUND = "i he she we my ex me him her his and to a the up out with didn't never will - , 's ex's é 21".split()
any_clause = st.lists(st.sampled_from([*_WORDS, *_AROUND]), max_size=12).map(" ".join)


@given(st.one_of(any_clause, st.text(max_size=40)))
def test_that_the_index_finds_just_what_every_expression_would_find(text: str) -> None:
    indexed = list(verbs.found(text))
    with patch.object(verbs, "_first_words", lambda: ({}, frozenset(range(len(verbs._forms()))))):
        plainly = list(verbs.found(text))

    def told(verb: verbs.Found) -> tuple[object, ...]:
        return verb.kind, verb.channel, verb.form, verb.match.span(), verb.match.re

    assert [told(verb) for verb in indexed] == [told(verb) for verb in plainly]


def test_that_most_expressions_wait_for_their_first_letters() -> None:
    index, anywhere = verbs._first_words()
    assert len(anywhere) <= len(verbs._forms()) / 2 and index


def test_that_a_long_message_is_read_soon() -> None:
    parts = clauses("he texted me, i didn't reply and then we talked about the rent. " * 60)
    start = time.perf_counter()
    assert len(list(acts(parts))) >= 120
    assert time.perf_counter() - start < 2


@pytest.fixture
def broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Verbs in place of those that ship."""
    file = tmp_path / "broken.yaml"
    monkeypatch.setattr(verbs, "FILE", file)
    verbs.verbs.cache_clear()
    yield file
    verbs.verbs.cache_clear()


@pytest.mark.parametrize("entry", ["{phrases: ['(open']}", "{phrases: ['saw {NOBODY}']}", "{phrases: 3}"])
def test_that_a_broken_entry_is_named_with_its_file(broken: Path, entry: str) -> None:
    broken.write_text(f"contact:\n  text: {entry}\nbreakup: {{phrases: [left]}}\n", "utf-8")
    with pytest.raises(DataError, match=r"broken\.yaml: text"):
        verbs.verbs()


@pytest.mark.parametrize(
    "message",
    ["i haven't texted, called or liked his photos", "haven't texted or called", "we haven't seen each other or texted"],
)
def test_that_a_denial_holds_for_every_verb_it_is_shared_by(message: str) -> None:
    assert {act.mood for act in found(message)} == {"denied"}


def test_that_a_denial_ends_with_its_sentence_and_with_another_doing() -> None:
    assert [act.mood for act in found("haven't texted him. called him yesterday")] == ["denied", "told"]
    assert [act.mood for act in found("i didn't go to work, called him yesterday")] == ["told"]
