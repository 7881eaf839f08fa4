"""The checker: allowed by the verdicts, supported by its passage, right in its figures, and free of what no one may say."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.checking.check import Ground, check_sentence
from assistant.facts import Acceptance, Contact, Wish
from assistant.journey.guards import judge, open_steps
from assistant.journey.journey import Journey
from assistant.journey.ledger import Ledger
from assistant.turn import Sentence, Withheld
from knowledge.playbook import playbook
from knowledge.pronouns import render

TODAY = date(2026, 11, 22)
BOOK = playbook()


def ground(last_contact: date, *, ready: bool = False) -> Ground:
    words = {"quote": "x", "message_id": "m"}
    facts = [Contact(id="1", by="user", channel="text", on=last_contact, precision="day", **words)]
    if ready:
        facts += [Acceptance(id="2", level="yes", **words), Wish(id="3", level="yes", **words)]
    journey = Journey.of(Ledger(tuple(facts)), TODAY)
    verdicts = judge(journey)
    return Ground(BOOK, journey, verdicts, open_steps(BOOK, verdicts), found={p.id for p in BOOK}, ex="he")


DAY_9 = ground(date(2026, 11, 13))
READY = ground(date(2026, 10, 20), ready=True)


@pytest.mark.parametrize(
    "text",
    [
        "You could text him tonight.", "Maybe send a short message.", "Why not call him and say hello.", "Reach out to him when you feel ready.",
        "Just show up at his gym once.", "It would be fine to reply with one word.", "A simple hello won't hurt.", "Tell him that you have changed.",
        "I'd write to him and apologise.", "Why don't you text him?", "Don't panic; text him tonight.", "No pressure, but you could call him.", "Ask his sister how he is.", "Imagine meeting him for coffee.",
    ],
)  # fmt: skip
def test_that_advice_to_reach_him_is_withheld_on_day_9(text):
    result = check_sentence(Sentence(text=text, role="article", cites=("s2.minimum",)), DAY_9)
    assert isinstance(result, Withheld)
    assert result.guard == "no_contact_complete"


@pytest.mark.parametrize("text", ["You could text him tonight.", "Why not call him and say hello."])
def test_that_such_advice_is_withheld_as_a_feeling_too(text):
    assert isinstance(check_sentence(Sentence(text=text, role="feeling"), DAY_9), Withheld)


@pytest.mark.parametrize(
    "text",
    [
        "Please don't text him yet.", "Write the letter and never send it.", "Leave his message unanswered for now.",
        "Before you call him, let the days pass.", "I'm sorry this hurts so much.", "What do you miss most?",
    ],
)  # fmt: skip
def test_that_restraint_comfort_and_questions_are_kept_on_day_9(text):
    role = "question" if text.endswith("?") else "feeling"
    assert isinstance(check_sentence(Sentence(text=text, role=role), DAY_9), Sentence)


def test_that_the_how_of_step_5_is_withheld_while_it_is_locked_and_kept_when_it_is_open():
    passage = BOOK.get("s5.once")
    sentence = Sentence(text=render(passage.coach, "he").split(". ")[0] + ".", role="article", cites=("s5.once",))
    locked = check_sentence(sentence, DAY_9)
    assert isinstance(locked, Withheld)
    assert locked.guard == "no_contact_complete"
    assert isinstance(check_sentence(sentence, READY), Sentence)


@pytest.mark.parametrize(
    "text",
    [
        "There's a 70% chance he comes back.", "He will come back if you wait.", "Studies show that no contact works.",
        "I've been there myself.", "Don't be so desperate.", "He is clearly a narcissist.", "That like means he still loves you.",
        "Read more at https://example.com today.",
    ],
)  # fmt: skip
def test_that_what_no_one_may_say_is_withheld_whatever_is_open(text):
    for state in (DAY_9, READY):
        assert isinstance(check_sentence(Sentence(text=text, role="feeling"), state), Withheld)


def test_that_a_wrong_day_count_is_withheld():
    wrong = Sentence(text="You're on day 15 of 21 now.", role="feeling")
    right = Sentence(text="You're on day 9 of 21 now.", role="feeling")
    assert isinstance(check_sentence(wrong, DAY_9), Withheld)
    assert isinstance(check_sentence(right, DAY_9), Sentence)


def test_that_an_invented_citation_is_withheld():
    result = check_sentence(Sentence(text="Rest is good for you.", role="article", cites=("s9.nothing",)), DAY_9)
    assert isinstance(result, Withheld)


def test_that_a_citation_that_does_not_say_it_is_withheld():
    text = "Bananas contain potassium which keeps muscles working properly."
    assert isinstance(check_sentence(Sentence(text=text, role="article", cites=("s2.minimum",)), DAY_9), Withheld)


def test_that_a_claim_without_a_mark_gets_one_or_is_withheld():
    claim = Sentence(text="The plan asks for at least 21 full days without contact.", role="article")
    supported = Ground(**{**DAY_9.__dict__, "support": lambda text: BOOK.get("s2.minimum")})
    alone = Ground(**{**DAY_9.__dict__, "support": lambda text: None})
    marked = check_sentence(claim, supported)
    assert isinstance(marked, Sentence)
    assert marked.cites == ("s2.minimum",)
    assert isinstance(check_sentence(claim, alone), Withheld)


@pytest.mark.parametrize("passage", [p for p in BOOK if p.step is None and not p.needs], ids=lambda p: p.id)
def test_that_the_playbooks_own_words_pass(passage):
    sentence = Sentence(text=render(passage.coach, "he"), role=passage.source, cites=(passage.id,))
    assert isinstance(check_sentence(sentence, DAY_9), Sentence)


@pytest.mark.parametrize(
    ("passage", "text"),
    [("s2.fourteen", "Two weeks is enough."), ("house.no-jealousy-ploys", "Posting pictures makes him jealous."), ("s2.no-texts", "Text him as often as you like.")],
)  # fmt: skip
def test_that_likeness_is_no_support_for_the_opposite(passage, text):
    found = Ground(**{**DAY_9.__dict__, "support": lambda text: BOOK.get(passage)})
    assert isinstance(check_sentence(Sentence(text=text, role="article"), found), Withheld)
