"""Every measure knows a right answer from a wrong one. The turns are real; what is wrong in them is put there by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

import pytest

from assistant import Coach, Library, Turn
from assistant.screening.screen import screen
from assistant.turn import Sentence
from assistant.writing.offline import FITS
from evals import measures
from evals.cases import Case, Query, Said
from evals.measures import Mark, each, whole
from knowledge.playbook import Playbook

TODAY = date(2026, 11, 22)
DAY_9 = "day 9 of no contact"


def _said(text: str = DAY_9, **labels: Any) -> Said:
    return Said.model_validate({"text": text, "today": TODAY, **labels})


def _case(*texts: str) -> Case:
    return Case(id="case", why="", turns=tuple(_said(text) for text in texts))


def _replied(turn: Turn, *sentences: Sentence | str) -> Turn:
    shown = tuple(s if isinstance(s, Sentence) else Sentence(text=s, role="feeling") for s in sentences)
    return turn.model_copy(update={"reply": turn.reply.model_copy(update={"sentences": shown})})


def _errors(marks: Iterable[Mark]) -> list[str | None]:
    return [mark.error for mark in marks]


@pytest.fixture(scope="module")
def say(library: Library) -> Callable[[str], Turn]:
    """What a coach that knows nothing else makes of a message."""
    return lambda text: Coach(library).reply(text, TODAY)


@pytest.fixture(scope="module")
def turn(say: Callable[[str], Turn]) -> Turn:
    """A turn on day 9: running, steps 1 to 4 open, one streak noted."""
    return say(DAY_9)


# -------------------- labels


@pytest.mark.parametrize(
    ("labels", "error"),
    [({"days": 9}, None), ({"days": 10}, "too little"), ({"days": 8}, "too much"), ({"days": None}, "too much")],
)
def test_that_days_too_high_are_too_much(turn: Turn, labels: dict[str, Any], error: str | None) -> None:
    assert _errors(measures.days(_said(**labels), turn)) == [error]


def test_that_an_unknown_count_is_too_little_where_there_is_one(say: Callable[[str], Turn]) -> None:
    assert _errors(measures.days(_said("hi", days=3), say("i feel sad"))) == ["too little"]


@pytest.mark.parametrize(
    ("headline", "error"),
    [("no_contact_running", None), ("crisis", "too little"), ("none", "too much")],
)
def test_that_a_headline_above_the_right_one_is_too_much(turn: Turn, headline: str, error: str | None) -> None:
    assert _errors(measures.headline(_said(headline=headline), turn)) == [error]


@pytest.mark.parametrize(
    ("open_steps", "error", "part"),
    [
        ([1, 2, 3, 4], None, "5 and 6 locked"),
        ([1, 2, 3], "too much", "5 and 6 locked"),
        ([1, 2, 3, 4, 5], "too little", "5 or 6 earned"),
        ([1, 2, 3, 5], "too much", "5 or 6 earned"),
    ],
)
def test_that_a_step_wrongly_open_weighs_more_than_one_wrongly_closed(
    turn: Turn, open_steps: list[int], error: str | None, part: str
) -> None:
    (mark,) = measures.steps(_said(open_steps=open_steps), turn)
    assert (mark.error, mark.of) == (error, part)


@pytest.mark.parametrize(("level", "error"), [("none", None), ("danger", "too little")])
def test_that_a_level_too_low_is_a_miss(turn: Turn, level: str, error: str | None) -> None:
    assert _errors(measures.level(_said(level=level), turn)) == [error]


def test_that_an_alarm_where_there_is_nothing_is_too_much(turn: Turn) -> None:
    alarmed = turn.model_copy(update={"screening": screen("i want to kill myself")})
    assert _errors(measures.level(_said(level="none"), alarmed)) == ["too much"]
    assert _errors(measures.kinds(_said(kinds=[]), alarmed)) == ["too much"]
    assert _errors(measures.kinds(_said(kinds=[]), turn)) == [None]


def test_that_every_kind_is_marked_by_itself(turn: Turn) -> None:
    alarmed = turn.model_copy(update={"screening": screen("i want to kill myself")})
    marks = list(measures.kinds(_said(kinds=["suicide", "blocked"]), alarmed))
    assert [(mark.of, mark.error) for mark in marks] == [("suicide", None), ("blocked", "too little")]


def test_that_a_list_of_phrases_finds_words_alone(turn: Turn) -> None:
    loud, quiet = turn.model_copy(update={"text": "I want to DIE"}), turn.model_copy(update={"text": "let me not wake"})
    assert _errors(measures.eight_phrases(_said(kinds=["suicide"]), loud)) == [None]
    assert _errors(measures.eight_phrases(_said(kinds=["suicide"]), quiet)) == ["too little"]
    assert _errors(measures.eight_phrases(_said(kinds=[]), loud)) == ["too much"]
    assert _errors(measures.eight_phrases(_said(kinds=[]), quiet)) == [None]


@pytest.mark.parametrize(
    "measure",
    [
        *(measures.days, measures.headline, measures.steps, measures.level),
        *(measures.kinds, measures.eight_phrases, measures.facts),
    ],
)
def test_that_nothing_is_scored_without_a_label(turn: Turn, measure: Callable[[Said, Turn], Iterable[Mark]]) -> None:
    assert list(measure(_said(), turn)) == []


# -------------------- facts


def _facts(turn: Turn, labels: Sequence[dict[str, Any]], **more: Any) -> list[tuple[str, str | None]]:
    return sorted(((m.of, m.error) for m in measures.facts(_said(facts=labels, **more), turn)), key=str)


def test_that_a_fact_with_the_fields_of_its_label_is_right(turn: Turn) -> None:
    assert _facts(turn, [{"kind": "streak", "days": 9}]) == [("streak", None)]


def test_that_a_fact_with_another_value_is_missed_and_one_too_many(turn: Turn) -> None:
    assert _facts(turn, [{"kind": "streak", "days": 8}]) == [("streak", "too little"), ("streak", "too much")]


def test_that_a_fact_nobody_noted_is_missed(turn: Turn) -> None:
    labels = [{"kind": "streak", "days": 9}, {"kind": "wish", "level": "yes"}]
    assert _facts(turn, labels) == [("streak", None), ("wish", "too little")]


def test_that_nothing_noted_is_right_where_nothing_was_told_and_anything_else_too_much(
    turn: Turn, say: Callable[[str], Turn]
) -> None:
    assert _facts(say("what is the no contact rule"), []) == [("none told", None)]
    assert _facts(turn, []) == [("none told", "too much")]


def test_that_a_further_fact_is_no_error_if_it_says_the_same_again(turn: Turn) -> None:
    (streak,) = turn.facts
    twice = turn.understanding.model_copy(update={"facts": (streak, streak.model_copy(update={"id": "again"}))})
    assert _facts(turn.model_copy(update={"understanding": twice}), [{"kind": "streak", "days": 9}]) == [
        ("streak", None)
    ]


def test_that_a_count_read_another_way_is_no_error_if_it_gives_the_labelled_days(turn: Turn) -> None:
    assert _facts(turn, [], days=9) == [("none told", None)]
    assert _facts(turn, [], days=8) == [("none told", "too much")]


def test_that_ages_and_pronouns_are_compared_one_by_one_and_pronouns_are_never_too_much(
    say: Callable[[str], Turn],
) -> None:
    young = say("im 16 and he is 17")
    assert _facts(young, [{"kind": "person", "age": 16, "ex_age": 17}]) == [("person", None), ("person", None)]
    assert _facts(young, [{"kind": "person", "age": 16}]) == [("person", "too much"), ("person", None)]
    assert _facts(young, [{"kind": "person", "age": 15, "ex_age": 17}]) == [
        ("person", "too little"),
        ("person", "too much"),
        ("person", None),
    ]


# -------------------- conversations


def test_that_each_turn_is_measured_and_named(turn: Turn) -> None:
    case = Case(id="case", why="", turns=(_said(days=9), _said(days=20)))
    marks = list(each(measures.days)(case, [turn, turn]))
    assert _errors(marks) == [None, "too little"]
    assert marks[1].note == "turn 2: days 9, should be 20"


def test_that_a_conversation_is_right_when_nothing_in_it_is_wrong(turn: Turn) -> None:
    measure = whole(each(measures.days), each(measures.steps))
    right, wrong = _said(days=9, open_steps=[1, 2, 3, 4]), _said(days=20, open_steps=[1, 2])
    assert _errors(measure(Case(id="case", why="", turns=(right,)), [turn])) == [None]
    assert _errors(measure(Case(id="case", why="", turns=(right, wrong)), [turn, turn])) == ["too much"]
    assert list(measure(_case("hi"), [turn])) == []


# -------------------- replies


@pytest.mark.parametrize(("words", "error"), [(39, "too little"), (40, None), (130, None), (131, "too much")])
def test_that_an_ordinary_reply_has_40_to_130_words(turn: Turn, words: int, error: str | None) -> None:
    assert _errors(measures.length(_said(), _replied(turn, "word " * words))) == [error]


def test_that_a_reply_in_a_crisis_may_be_as_long_as_it_has_to_be(say: Callable[[str], Turn]) -> None:
    assert list(measures.length(_said(), _replied(say("i want to kill myself"), "word " * 200))) == []


def test_that_two_questions_are_one_too_many(turn: Turn) -> None:
    assert _errors(measures.question(_said(), _replied(turn, "How are you? Tell me."))) == [None]
    assert _errors(measures.question(_said(), _replied(turn, "How are you?", "And he?"))) == ["too much"]


def _cites(turn: Turn, *ids: str) -> Turn:
    return _replied(turn, Sentence(text="So it says.", role="article", cites=ids))


def test_that_a_citation_must_exist_and_be_open(turn: Turn, playbook: Playbook) -> None:
    measure = measures.citations(playbook)
    locked = next(passage.id for passage in playbook if passage.step == 5)
    assert _errors(measure(_case(DAY_9), [_cites(turn, "s2.minimum")])) == [None]
    assert _errors(measure(_case(DAY_9), [_cites(turn, "s2.minimum", locked)])) == ["too much"]
    assert _errors(measure(_case(DAY_9), [_cites(turn, "s9.invented")])) == ["too much"]
    assert list(measure(_case(DAY_9), [_replied(turn, "No marks.")])) == []


def test_that_a_citation_the_verdicts_let_through_is_judged_by_the_label(
    playbook: Playbook, say: Callable[[str], Turn]
) -> None:
    opened = say("25 days no contact, i accept its over, i still want her back")
    assert opened.open_steps == (1, 2, 3, 4, 5)
    bare = next(p.id for p in playbook if p.step == 5 and not p.needs)
    labelled = Case(id="case", why="", turns=(_said(open_steps=[1, 2, 3, 4]),))
    assert _errors(measures.citations(playbook)(_case(DAY_9), [_cites(opened, bare)])) == [None]
    assert _errors(measures.citations(playbook)(labelled, [_cites(opened, bare)])) == ["too much"]


def test_that_a_house_rule_says_so_and_nothing_else_does(turn: Turn) -> None:
    intro = Sentence(text="The article says nothing about this; our house rule is this.", role="verdict")
    rule = Sentence(text="Leave it.", role="house", cites=("house.urge-ten-minutes",))
    assert _errors(measures.house(_said(), _replied(turn, intro, rule))) == [None]
    assert _errors(measures.house(_said(), _replied(turn, rule))) == [None]
    unmarked = rule.model_copy(update={"cites": ("s2.minimum",)})
    assert _errors(measures.house(_said(), _replied(turn, intro, unmarked))) == [None]
    assert _errors(measures.house(_said(), _replied(turn, unmarked, intro))) == ["too little"]
    assert _errors(measures.house(_said(), _replied(turn, unmarked))) == ["too little"]
    assert _errors(measures.house(_said(), _replied(turn, intro))) == ["too much"]
    assert list(measures.house(_said(), _replied(turn, "Leave it."))) == []


def test_that_the_same_opening_twice_in_a_row_is_seen(turn: Turn) -> None:
    one, other = _replied(turn, "I hear you.", "More."), _replied(turn, "Okay.", "More.")
    assert _errors(measures.openings(_case("a", "b", "c"), [one, other, one])) == [None, None]
    assert _errors(measures.openings(_case("a", "b", "c"), [one, one, other])) == ["too much", None]
    assert list(measures.openings(_case("a"), [one])) == []


@pytest.mark.parametrize(
    ("text", "reply", "errors"),
    [
        ("i miss him", "Let him be for today.", [None]),
        ("i miss him", "Let her be for today.", ["too much"]),
        ("i miss my ex", "Let him be for today.", ["too much"]),
        ("i miss my ex", "Give your ex the space they need.", [None]),
        ("i miss my ex boyfriend", "Give your ex the space they need.", ["too little"]),
        ("i miss him", "See you and your ex as they are.", [None]),
        ("i miss him", "This is about you, not your ex. Let the tears come when they come.", [None]),
        ("he left me for her", "Let her be.", []),
    ],
)
def test_that_pronouns_are_mirrored(turn: Turn, text: str, reply: str, errors: list[str | None]) -> None:
    assert _errors(measures.pronouns(_case(text), [_replied(turn, reply)])) == errors


def test_that_pronouns_of_earlier_messages_are_remembered(turn: Turn) -> None:
    marks = measures.pronouns(
        _case("i miss her", "so what now"), [_replied(turn, "I hear you.")] + [_replied(turn, "Let him be.")]
    )
    assert _errors(marks) == [None, "too much"]


@pytest.mark.parametrize(
    "text",
    [
        "There's an 80% chance.",
        "He will come back.",
        "I've been there myself.",
        "That was pathetic of you.",
        "Studies show that it works.",
    ],
)
def test_that_odds_shame_and_invented_experience_are_seen(turn: Turn, playbook: Playbook, text: str) -> None:
    assert _errors(measures.claims(playbook)(_case(DAY_9), [_replied(turn, text)])) == ["too much"]


def test_that_a_sentence_of_the_passage_it_cites_is_the_playbooks_own(turn: Turn, playbook: Playbook) -> None:
    measure = measures.claims(playbook)
    passage = next(p for p in playbook if "{ex." in p.coach.split(". ")[0])
    line = passage.coach.split(". ")[0].rstrip(".") + "."
    for slot in ("{ex.they}", "{ex.them}", "{ex.their}", "{ex.s}", "{ex.are}", "{ex.have}", "{ex.do}"):
        line = line.replace(slot, "80%")
    if "{" in line:
        pytest.fail(f"another slot: {line}")
    own = Sentence(text=line, role=passage.source, cites=(passage.id,))
    assert _errors(measure(_case(DAY_9), [_replied(turn, own)])) == [None]
    assert _errors(measure(_case(DAY_9), [_replied(turn, own.model_copy(update={"cites": ()}))])) == ["too much"]


# -------------------- retrieval

FOUND = (("s2.minimum", 0.8), ("s2.thirty", 0.5), ("s1.pain", 0.3))


@pytest.mark.parametrize(
    ("accept", "at_1", "at_3"),
    [
        (("s2.minimum",), [None], [None]),
        (("s1.pain", "s4.none"), ["too little"], [None]),
        (("s4.none",), ["too little"], ["too little"]),
        ((), [], []),
    ],
)
def test_that_recall_looks_at_the_first_k(accept: tuple[str, ...], at_1: list[Any], at_3: list[Any]) -> None:
    query = Query(id="q", query="why", accept=accept, why="")
    assert _errors(measures.recall(1)(query, FOUND)) == at_1
    assert _errors(measures.recall(3)(query, FOUND)) == at_3


def test_that_a_good_fit_is_too_much_where_the_playbook_has_nothing_to_say() -> None:
    nothing, something = (Query(id="q", query="soup", accept=accept, why="") for accept in ((), ("s2.minimum",)))
    assert _errors(measures.silence(nothing, FOUND)) == ["too much"]
    assert _errors(measures.silence(nothing, FOUND[2:])) == [None]
    assert list(measures.silence(something, FOUND)) == []


def test_that_a_good_fit_is_what_the_offline_writer_takes_for_one() -> None:
    assert measures.GOOD_FIT == FITS
