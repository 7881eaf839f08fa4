from __future__ import annotations

import re
from datetime import date
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.jsonl import WeighIn, weigh
from assistant.weighing import Sort, as_told, sorts_of

TODAY = date(2026, 11, 22)
RUNNING = ("i last texted him on november 3",)
DONE = (
    {"text": "he broke up with me on october 1. we last talked on october 2", "today": "2026-10-03"},
    {"text": "i've accepted that it's over. i still want him back because i love him", "today": "2026-11-20"},
)
WELCOMED = (
    *DONE,
    {"text": "i showed up at the party yesterday and he saw me", "today": "2026-11-21"},
    {"text": "he came over to me, asked how i was and suggested coffee", "today": "2026-11-21"},
)


@pytest.fixture
def ask(library):
    def weighed(turns, message):
        line = WeighIn.model_validate({"id": "x", "today": TODAY, "turns": tuple(turns), "message": message}, strict=False)
        return weigh(library, line, lambda: TODAY)

    return weighed


def test_that_a_running_count_says_wait_and_until_when(ask):
    found = ask(RUNNING, "i miss you so much please come back")
    assert (found["advice"], found["headline"], found["opens_on"]) == ("wait", "no_contact_running", "2026-11-24")
    assert "day 19 of 21" in found["because"]
    assert "November 3" in found["because"]
    assert "reassurance" in found["need"]


def test_that_an_unknown_count_says_wait_even_for_a_harmless_word(ask):
    found = ask((), "hey how are you")
    assert (found["advice"], found["headline"], found["opens_on"]) == ("wait", "no_contact_unknown", None)


@pytest.mark.parametrize(
    ("turns", "message"),
    [(("i want to die",), "hey, hope you're well"), (WELCOMED, "i'll kill myself if you don't come back")],
)
def test_that_a_crisis_in_the_state_or_in_the_draft_outranks_everything(ask, turns, message):
    found = ask(turns, message)
    assert (found["advice"], found["headline"]) == ("dont", "crisis")


@pytest.mark.parametrize(
    ("told", "headline"),
    [
        ("he blocked me yesterday", "blocked"),
        ("he told me to stop contacting him", "asked_to_stop"),
        ("there's a restraining order against me", "legal_bar"),
        ("he hit me last week", "danger_from_ex"),
        ("i'm 15 and he broke up with me yesterday", "minor"),
    ],
)
def test_that_a_closed_barrier_closes_even_a_practical_message(ask, told, headline):
    found = ask((*DONE, "we have two kids together", told), "Can you pick up the kids at 5 on Friday?")
    assert (found["advice"], found["headline"], found["opens_on"]) == ("dont", headline, None)


def test_that_her_own_words_witness_a_closed_barrier(ask):
    assert "“he blocked me”" in ask(("he blocked me yesterday",), "why did you block me")["because"]


def test_that_a_draft_can_tell_of_violence_that_was_never_mentioned(ask):
    assert ask(DONE, "you hit me and i forgive you")["headline"] == "danger_from_ex"


def test_that_a_threat_is_never_sent(ask):
    found = ask(WELCOMED, "i'm going to kill you")
    assert (found["advice"], found["headline"]) == ("dont", "danger_by_user")


def test_that_a_new_partner_closes_feelings_and_not_the_pick_up(ask):
    turns = (*DONE, "he has a new girlfriend", "we have two kids together")
    assert ask(turns, "i still love you")["advice"] == "dont"
    assert ask(turns, "Pick up is at 5 on Friday, the kids have swimming.")["advice"] == "send"


class TestPracticalMessages:
    KIDS = (*RUNNING, "we have two kids together")

    def test_that_a_short_factual_one_may_go_during_no_contact(self, ask):
        found = ask(self.KIDS, "Hi, can you pick up the kids at 5 on Friday instead of 6?")
        assert (found["advice"], found["headline"]) == ("send", "limited_contact")
        assert found["need"] == "a practical matter that needs settling"

    def test_that_feelings_in_it_have_to_be_cut(self, ask):
        found = ask(self.KIDS, "Can you pick up the kids at 5? I miss us, do you still love me?")
        assert found["advice"] == "wait"
        assert "what you feel" in found["because"]

    def test_that_a_long_one_has_to_be_cut(self, ask):
        found = ask(self.KIDS, "About the kids and friday: " + "there is one more thing to know about it. " * 8)
        assert found["advice"] == "wait"
        assert "cut it to" in found["because"]

    def test_that_an_emergency_needs_no_tie(self, ask):
        found = ask(RUNNING, "I'm at the hospital with your mother. Ward 4, she is stable.")
        assert (found["advice"], found["headline"]) == ("send", "exception")

    def test_that_practical_words_without_a_tie_are_no_way_around_the_count(self, ask):
        assert ask(RUNNING, "there was a meeting about your car")["advice"] == "wait"


class TestAfterTheCount:
    def test_that_acceptance_is_waited_for(self, ask):
        found = ask(("we last talked on october 2",), "hey")
        assert (found["advice"], found["headline"], found["opens_on"]) == ("wait", "acceptance_unknown", None)

    def test_that_someone_who_no_longer_wants_him_is_not_sent_after_him(self, ask):
        assert ask((*DONE, "i don't want him back anymore"), "hey you")["advice"] == "wait"

    def test_that_light_words_may_go_in_step_5_and_that_being_seen_is_the_step(self, ask):
        found = ask(DONE, "hey, saw your band is playing again, congrats!")
        assert (found["advice"], found["headline"]) == ("send", "step5_open")
        assert "being seen once is the step" in found["because"]

    @pytest.mark.parametrize(
        "message",
        [
            "i miss you and think about you every day",
            "please give me one more chance",
            "you ruined my life, asshole",
            "after everything i did for you",
            "do you still love me?",
            "we need to talk",
        ],
    )
    def test_that_feelings_begging_anger_and_guilt_are_not_light(self, ask, message):
        assert ask(DONE, message)["advice"] == "dont"
        assert ask(WELCOMED, message)["advice"] == "dont"

    def test_that_an_apology_waits_for_step_6_and_may_go_there(self, ask):
        message = "i'm sorry i lied to you about the money. that was wrong of me."
        assert ask(DONE, message)["advice"] == "wait"
        found = ask(WELCOMED, message)
        assert (found["advice"], found["headline"], found["need"]) == ("send", "step6_open", "making amends")

    def test_that_an_apology_with_a_request_is_no_apology(self, ask):
        assert ask(WELCOMED, "i'm sorry i lied to you, please give me another chance")["advice"] == "dont"

    def test_that_friendly_interest_may_go_in_step_6(self, ask):
        assert ask(WELCOMED, "it was nice seeing you, how did your exam go?")["advice"] == "send"

    def test_that_one_showing_up_without_an_answer_holds_even_a_light_word(self, ask):
        found = ask(WELCOMED[:3], "hey, how was the party for you?")
        assert (found["advice"], found["headline"]) == ("wait", "step6_not_earned")

    @pytest.mark.parametrize("message", ["", "   ", "te extraño mucho, quiero verte porque te amo"])
    def test_that_what_cannot_be_read_is_not_waved_through(self, ask, message):
        assert ask(DONE, message)["advice"] == "wait"


@pytest.mark.parametrize(
    ("draft", "told"),
    [
        ("you hit me", "he hit me"),
        ("i love you", "i love him"),
        ("when you left, your mother cried", "when he left, his mother cried"),
        ("You’re the one", "he's the one"),
    ],
)
def test_that_a_draft_is_read_as_told_to_the_coach(draft, told):
    assert as_told(draft) == told


@pytest.mark.parametrize(
    ("draft", "sort"),
    [
        ("sorry, i'm running late for pick up", "practical"),
        ("I LOVE YOU", "missing"),
        ("the baby's fever is gone", None),
        ("i love that band too", None),
    ],
)
def test_that_words_are_taken_for_what_they_are(draft, sort):
    found = set(sorts_of(draft))
    assert found == ({sort} if sort else set())


@given(st.lists(st.sampled_from(["you", "u", "You're", "your", "hit", "me", "and", "because", ",", "."]), max_size=12))
def test_that_nobody_is_spoken_to_any_more(words):
    assert not re.search(r"\b(?:you|u)\b", as_told(" ".join(words)))


@given(st.text(max_size=200))
def test_that_any_text_can_be_read(draft):
    assert set(sorts_of(draft)) <= set(get_args(Sort))
