from __future__ import annotations

import json
from datetime import date
from typing import Any, Literal, get_args

import pytest
from pydantic import BaseModel, ConfigDict

from assistant.coach import LONGEST
from assistant.errors import ModelError
from assistant.facts import FACT, BaseFact, Fact
from assistant.journey.guards import Verdict
from assistant.jsonl import CheckIn, ReplayIn, RetrieveIn, WeighIn, check, replay, retrieve, run, sentences_of, weigh
from assistant.turn import Headline, Role
from knowledge.playbook import GuardName

TODAY = date(2026, 11, 22)
DONE = [
    {"text": "he broke up with me on october 1. we last talked on october 2", "today": "2026-10-03"},
    {"text": "i've accepted that it's over. i still want him back because i love him", "today": "2026-11-20"},
]


class Form(BaseModel):
    """A form outside tests rely on: these keys and no others."""

    model_config = ConfigDict(extra="forbid")


class ScreeningForm(Form):
    level: Literal["none", "caution", "danger", "crisis"]
    kinds: list[str]


class NoContactForm(BaseModel):
    state: Literal["unknown", "running", "complete"]
    since: date | None
    days: int | None
    needed: Literal[21]
    opens_on: date | None
    best_days: int
    breaks: int


class JourneyForm(BaseModel):
    """More keys are fine here."""

    step: Literal[1, 2, 3, 4, 5, 6]
    no_contact: NoContactForm
    acceptance: Literal["yes", "partial", "no"] | None
    wish: Literal["yes", "unsure", "no"] | None
    shown_up: int
    reaction: Literal["positive", "neutral", "negative", "none"] | None
    limited_contact: bool
    exceptions: list[str]
    closed_by: dict[GuardName, list[str]]


class VerdictForm(Form):
    guard: GuardName
    state: Literal["open", "closed", "unknown"]
    because: str
    evidence: list[str]
    opens_on: date | None
    ask: str | None


class SentenceForm(Form):
    text: str
    role: Role
    cites: list[str]


class WithheldForm(Form):
    text: str
    why: str
    guard: GuardName | None


class ReplyForm(Form):
    sentences: list[SentenceForm]
    withheld: list[WithheldForm]
    writer: str
    model_calls: int
    input_tokens: int
    timings_ms: dict[str, float]


class TurnForm(Form):
    text: str
    today: date
    screening: ScreeningForm
    facts: list[dict[str, Any]]
    journey: JourneyForm
    verdicts: list[VerdictForm]
    headline: Headline
    open_steps: list[Literal[1, 2, 3, 4, 5, 6]]
    evidence: list[str]
    reply: ReplyForm


class ReplayForm(Form):
    id: str | int
    turns: list[TurnForm]


class CheckedForm(Form):
    text: str
    kept: bool
    why: str | None
    guard: GuardName | None


class CheckForm(Form):
    id: str | int
    sentences: list[CheckedForm]


class PassageForm(Form):
    id: str
    step: int | None
    source: Literal["article", "house"]
    lines: tuple[int, int] | None
    score: float
    text: str


class RetrieveForm(Form):
    id: str | int
    passages: list[PassageForm]


class WeighForm(Form):
    id: str | int
    advice: Literal["send", "wait", "dont"]
    headline: Headline
    because: str
    need: str
    opens_on: date | None


FORMS = {
    "replay": (ReplayIn, replay, ReplayForm),
    "check": (CheckIn, check, CheckForm),
    "retrieve": (RetrieveIn, retrieve, RetrieveForm),
    "weigh": (WeighIn, weigh, WeighForm),
}


@pytest.fixture
def do(library):
    """Run one command over lines given as data; returns (results, complaints)."""

    def done(command: str, *lines: Any) -> tuple[list[dict[str, Any]], list[str]]:
        form, work, printed = FORMS[command]
        raw = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines]
        wrong: list[str] = []
        results = list(run(raw, form, work, library, lambda: TODAY, wrong.append))
        for result in results:
            # What is printed is JSON, and has the form.
            printed.model_validate_json(json.dumps(result), strict=True)
        return results, wrong

    return done


def one(outcome: tuple[list[dict[str, Any]], list[str]]) -> dict[str, Any]:
    (result,), wrong = outcome
    assert wrong == []
    return result


class TestReplay:
    def test_that_every_turn_has_the_form_of_the_design(self, do):
        result = one(do("replay", {"id": "a", "today": "2026-11-22", "turns": ["i texted him on november 3", *DONE]}))
        assert result["id"] == "a"
        assert [len(turn["verdicts"]) for turn in result["turns"]] == [15, 15, 15]
        assert {"screen", "judge", "check"} <= set(result["turns"][0]["reply"]["timings_ms"])

    def test_that_facts_print_all_their_fields_and_can_be_read_back(self, do):
        turns = one(do("replay", {"id": 1, "today": "2026-11-22", "turns": ["i texted him on november 3, he blocked me"]}))
        facts = turns["turns"][0]["facts"]
        assert {"contact", "boundary"} <= {fact["kind"] for fact in facts}
        kinds = {kind.model_fields["kind"].default: kind for kind in get_args(get_args(Fact)[0])}
        for number, fact in enumerate(facts, 1):
            assert set(fact) == set(kinds[fact["kind"]].model_fields) > set(BaseFact.model_fields)
            assert (fact["id"], fact["message_id"]) == (f"t1.{number}", "t1")
            assert FACT.validate_python(fact).model_dump(mode="json") == fact
        assert next(fact["on"] for fact in facts if fact["kind"] == "contact") == "2026-11-03"

    def test_that_every_fact_quotes_its_message(self, do):
        result = one(do("replay", {"id": 1, "turns": ["he broke up with me yesterday 💔", "I caved and messaged him"]}))
        for turn in result["turns"]:
            assert turn["facts"]
            assert all(fact["quote"] in turn["text"] for fact in turn["facts"])

    def test_that_lines_know_nothing_of_each_other(self, do):
        line = {"id": 1, "today": "2026-11-22", "turns": ["i texted him on november 3"]}
        results, _ = do("replay", line, {"id": 2, "turns": ["he blocked me"]}, line)
        for result in results:
            for turn in result["turns"]:
                turn["reply"].pop("timings_ms")
        assert results[0] == results[2]
        assert [result["id"] for result in results] == [1, 2, 1]
        assert "not_blocked" not in results[2]["turns"][0]["journey"]["closed_by"]

    @pytest.mark.parametrize(
        ("line", "days"),
        [
            ({"turns": ["a", "b"]}, ["2026-11-22", "2026-11-22"]),
            ({"today": "2026-11-01", "turns": ["a", "b"]}, ["2026-11-01", "2026-11-01"]),
            ({"turns": [{"text": "a", "today": "2026-10-01"}, "b"]}, ["2026-10-01", "2026-10-01"]),
            (
                {"today": "2026-11-01", "turns": [{"text": "a", "today": "2026-10-01"}, "b"]},
                ["2026-10-01", "2026-11-01"],
            ),
            (
                {"today": "2026-11-01", "turns": ["a", {"text": "b", "today": "2026-11-09"}, {"text": "c"}]},
                ["2026-11-01", "2026-11-09", "2026-11-09"],
            ),
        ],
    )
    def test_that_a_turn_without_a_day_never_goes_back_in_time(self, line, days):
        read = ReplayIn.model_validate_json(json.dumps({"id": 1, **line}))
        assert [day.isoformat() for _, day in read.dated(lambda: TODAY)] == days

    def test_that_no_turns_are_no_error(self, do):
        assert one(do("replay", {"id": 1, "turns": []}))["turns"] == []


class TestCheck:
    def kept(self, result: dict[str, Any]) -> list[bool]:
        return [sentence["kept"] for sentence in result["sentences"]]

    def test_that_contact_is_not_advised_while_the_count_runs(self, do):
        draft = "I hear you. You could text him tonight. Does that help?"
        result = one(do("check", {"id": 1, "today": "2026-11-22", "turns": ["i texted him on november 3"], "draft": draft}))
        assert self.kept(result) == [True, False, True]
        assert [sentence["text"] for sentence in result["sentences"]] == [
            "I hear you.", "You could text him tonight.", "Does that help?",
        ]  # fmt: skip
        assert result["sentences"][1]["guard"] == "no_contact_complete"
        assert result["sentences"][0]["why"] is None

    def test_that_a_passage_in_its_own_words_is_kept_before_or_after_the_full_stop(self, do, library):
        passage = library.playbook.get("s2.every-form")
        draft = f"{passage.says[:-1]} [{passage.id}]. {passage.says} [{passage.id}]"
        result = one(do("check", {"id": 1, "turns": [], "draft": draft}))
        assert self.kept(result) == [True, True]
        assert " ".join(sentence["text"] for sentence in result["sentences"]) == draft

    def test_that_a_passage_of_a_locked_step_is_withheld_with_the_guard_that_locks_it(self, do, library):
        locked = next(passage for passage in library.playbook if passage.step == 5)
        line = {"id": 1, "draft": f"{locked.says} [{locked.id}]"}
        (withheld,) = one(do("check", {**line, "turns": []}))["sentences"]
        assert (withheld["kept"], withheld["guard"]) == (False, "no_contact_complete")
        (opened,) = one(do("check", {**line, "today": "2026-11-22", "turns": DONE}))["sentences"]
        assert opened["guard"] is None

    @pytest.mark.parametrize(
        "draft",
        [
            "The moon decides when hearts mend.",
            "Go to his gym tomorrow [s9.invented].",
            "It says so here [1].",
            "Fourteen days are plenty [s2.every-form].",
            "I'm sorry it hurts, but he will regret it once you text him.",
            "Don't worry.Text him tonight.",
            "You are on day 30 without contact.",
        ],
    )
    def test_that_what_rests_on_nothing_is_withheld(self, do, draft):
        result = one(do("check", {"id": 1, "today": "2026-11-22", "turns": ["i texted him on november 3"], "draft": draft}))
        assert False in self.kept(result)
        assert all(bool(sentence["why"]) != sentence["kept"] for sentence in result["sentences"])

    def test_that_a_claim_without_a_mark_is_matched_against_what_is_open(self, do, library):
        says = library.playbook.get("s2.every-form").says
        assert self.kept(one(do("check", {"id": 1, "turns": [], "draft": says}))) == [True]

    def test_that_the_day_of_the_line_decides_when_it_is_later_than_the_last_turn(self, do, library):
        day = {"id": 1, "turns": [{"text": "i texted him on november 3", "today": "2026-11-05"}]}
        draft = "Your count stands at day 19 [s2.minimum]."
        late = one(do("check", {**day, "today": "2026-11-22", "draft": draft}))["sentences"][0]
        early = one(do("check", {**day, "draft": draft}))["sentences"][0]
        assert early["why"] == "The day count in it is wrong."
        assert late["why"] != early["why"]

    def test_that_an_empty_draft_has_no_sentences(self, do):
        assert one(do("check", {"id": 1, "turns": [], "draft": " \n "}))["sentences"] == []


@pytest.mark.parametrize(
    ("draft", "cut"),
    [
        ("One [a.b]. Two. [c.d] Three", [("One.", ("a.b",)), ("Two.", ("c.d",)), ("Three", ())]),
        ("One [a.b][c.d]. Two [a.b, c.d]!", [("One.", ("a.b", "c.d")), ("Two!", ("a.b", "c.d"))]),
        ("One.[a.b] Two?! No.", [("One.", ("a.b",)), ("Two?!", ()), ("No.", ())]),
        ("Take 2.5 hours, e.g. a walk. Dr. No waits.", [("Take 2.5 hours, e.g. a walk.", ()), ("Dr. No waits.", ())]),
        ("- a list\n- of two [a.b]\n[c.d]\n", [("- a list", ()), ("- of two", ("a.b", "c.d"))]),
        ("[a.b] At the front.", [("At the front.", ("a.b",))]),
        ('He said "no." Then left…', [('He said "no."', ()), ("Then left…", ())]),
        ("wait.Text him", [("wait.", ()), ("Text him", ())]),
    ],
)
def test_that_a_draft_is_cut_into_sentences_and_their_marks(draft, cut):
    assert [(plain, marks) for _, plain, marks in sentences_of(draft)] == cut
    assert all(exact in draft for exact, _, _ in sentences_of(draft))


class TestRetrieve:
    def test_that_five_passages_of_the_first_four_steps_are_the_default(self, do):
        passages = one(do("retrieve", {"id": 1, "query": "can i go where he will see me"}))["passages"]
        assert len(passages) == 5
        assert {passage["step"] for passage in passages} <= {None, 1, 2, 3, 4}
        assert [passage["score"] for passage in passages] == sorted((p["score"] for p in passages), reverse=True)

    @pytest.mark.parametrize("steps", [[], [1], [2, 3], [1, 2, 3, 4, 5], [1, 2, 3, 4, 6]])
    def test_that_no_passage_of_another_step_comes(self, do, steps):
        query = "what do i do when he sees me, and how do i apologise"
        passages = one(do("retrieve", {"id": 1, "query": query, "open_steps": steps, "k": 40}))["passages"]
        assert len(passages) == 40
        assert {passage["step"] for passage in passages} <= {None, *steps}

    def test_that_text_is_what_the_passage_says_and_house_rules_have_no_lines(self, do, library):
        passages = one(do("retrieve", {"id": 1, "query": "does a like restart the count", "k": 12}))["passages"]
        assert {passage["source"] for passage in passages} == {"article", "house"}
        for passage in passages:
            assert passage["text"] == library.playbook.get(passage["id"]).says
            assert (passage["lines"] is None) == (passage["source"] == "house")

    def test_that_a_condition_no_open_step_vouches_for_stays_closed(self, do, library):
        needing = {passage.id for passage in library.playbook if "showed_up_once" in passage.needs}
        query = {"id": 1, "query": library.playbook.get("s6.receptive").asks[0], "k": 10}
        assert "s6.receptive" in needing
        assert not needing & {p["id"] for p in one(do("retrieve", query))["passages"]}
        opened = one(do("retrieve", {**query, "open_steps": [1, 2, 3, 4, 6]}))["passages"]
        assert "s6.receptive" in {passage["id"] for passage in opened}


def test_that_weighing_has_the_form_of_the_design(do):
    result = one(do("weigh", {"id": "w", "today": "2026-11-22", "turns": DONE, "message": "hey, congrats!"}))
    assert (result["id"], result["advice"], result["opens_on"]) == ("w", "send", None)


class TestBadLines:
    @pytest.mark.parametrize(
        ("line", "what"),
        [
            (b"{", "Invalid JSON"),
            (b"[]", "object"),
            (b'{"id": 1, "turns": ["\xff"]}', "Invalid JSON"),
            (b'{"id": 1, "turns": ["\\ud800"]}', "Invalid JSON"),
            ({"turns": []}, "id: Field required"),
            ({"id": 1}, "turns: Field required"),
            ({"id": None, "turns": []}, "id:"),
            ({"id": 1, "turns": "hi"}, "turns:"),
            ({"id": 1, "turns": [5]}, "turns.0:"),
            ({"id": 1, "turns": ["ok", {"text": 5}]}, "turns.1.text:"),
            ({"id": 1, "turns": [{"text": "a", "today": "22.11.2026"}]}, "turns.0.today:"),
            ({"id": 1, "today": "2026-02-30", "turns": []}, "today:"),
            ({"id": 1, "today": 20261122, "turns": []}, "today:"),
            ({"id": 1, "today": "0001-01-01", "turns": []}, "today:"),
            ({"id": 1, "turns": ["x" * (LONGEST + 1)]}, "turns.0: String should have at most 20000 characters"),
        ],
    )
    def test_that_it_is_named_and_the_others_are_done(self, do, line, what):
        good = {"id": "good", "turns": []}
        results, (wrong,) = do("replay", good, b"\n", line, good)
        assert [result["id"] for result in results] == ["good", "good"]
        assert wrong.startswith("line 3: ")
        assert what in wrong

    @pytest.mark.parametrize(
        ("command", "line", "what"),
        [
            ("check", {"id": 1, "turns": []}, "draft: Field required"),
            ("weigh", {"id": 1, "turns": []}, "message: Field required"),
            ("retrieve", {"id": 1}, "query: Field required"),
            ("retrieve", {"id": 1, "query": "a", "open_steps": [7]}, "open_steps.0:"),
            ("retrieve", {"id": 1, "query": "a", "k": 0}, "k:"),
            ("retrieve", {"id": 1, "query": "a", "k": "5"}, "k:"),
        ],
    )
    def test_that_every_command_names_what_is_missing_or_of_the_wrong_sort(self, do, command, line, what):
        results, (wrong,) = do(command, line)
        assert results == []
        assert wrong.startswith(f"line 1: {what}")

    def test_that_her_words_are_never_repeated_in_a_complaint(self, do):
        secret = "i miss marcel"
        _, wrong = do(
            "replay", {"id": 1, "turns": [{"text": [secret]}]}, f'{{"id": 1, "turns": ["{secret}"'.encode(),
            {"id": 1, "today": secret, "turns": [secret]}, {"id": {secret: secret}, "turns": []},
        )  # fmt: skip
        assert len(wrong) == 4
        assert "marcel" not in " ".join(wrong)

    def test_that_what_fails_halfway_costs_no_other_line(self, library):
        def work(_, line, clock):
            if line.id == 2:
                raise ModelError("The model said nothing. Try again.")
            if line.id == 3:
                raise OverflowError("i miss marcel")
            return {"id": line.id}

        wrong: list[str] = []
        raw = [json.dumps({"id": number, "turns": []}).encode() for number in range(1, 5)]
        results = list(run(raw, ReplayIn, work, library, lambda: TODAY, wrong.append))
        assert [result["id"] for result in results] == [1, 4]
        assert wrong[0] == "line 2: The model said nothing. Try again."
        assert wrong[1].startswith("line 3: Steady failed on it (OverflowError)")
        assert "marcel" not in wrong[1]

    def test_that_unknown_keys_blank_lines_and_a_byte_order_mark_are_no_trouble(self, do):
        line = json.dumps({"id": 1, "turns": [{"text": "hi", "mood": "blue"}], "label": "x"}).encode()
        results, wrong = do("replay", b"\xef\xbb\xbf" + line, b"  \r\n", b"\n", line + b"\r\n")
        assert (len(results), wrong) == (2, [])


def test_that_a_verdict_prints_what_the_design_lists():
    assert set(Verdict.model_fields) == set(VerdictForm.model_fields)
