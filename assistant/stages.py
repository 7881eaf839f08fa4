"""The eight stages of a turn, each a short method: what it takes from the state and what it adds to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol, TypedDict

from assistant.checking.check import Ground, check
from assistant.journey.guards import Verdict, judge, open_steps
from assistant.journey.journey import Journey
from assistant.journey.ledger import Ledger
from assistant.planning.headline import headline
from assistant.planning.plan import plan
from assistant.screening.helplines import helpline_sentences
from assistant.screening.resources import country_in, resources_for
from assistant.screening.screen import screen
from assistant.text import normalise
from assistant.turn import Draft, Headline, Plan, Reply, Screening, Turn, Understanding, Voice
from assistant.understanding.dates import Order
from assistant.understanding.people import known_ex
from assistant.understanding.understand import understand
from assistant.writing.offline import compose
from knowledge.playbook import Playbook
from knowledge.retriever import Allowed, Evidence, Retriever

EVIDENCE = 10
"""How many passages a reply may choose from."""


class Memory(Protocol):
    """Where turns are kept between messages."""

    def ledger(self) -> Ledger:
        """Every fact so far."""

    def turns(self, last: int | None = None) -> list[Turn]:
        """The ``last`` turns, or all, oldest first."""

    def remember(self, turn: Turn) -> None:
        """Keep a turn and its facts, whole or not at all."""

    def setting(self, name: str) -> str | None:
        """The value set under ``name``."""

    def set(self, name: str, value: str) -> None:
        """Set ``name`` to ``value``."""


Writer = Callable[[str, Plan, tuple[Evidence, ...], Voice, Draft, list[Turn]], Draft]
"""A model that writes: message, plan, evidence, voice, the offline draft and the last turns in; a draft out."""


class State(TypedDict, total=False):
    """What the stages hand on; each adds its own."""

    message: str
    id: str
    today: date
    memory: Memory
    ledger: Ledger
    past: list[Turn]
    voice: Voice
    screening: Screening
    understanding: Understanding
    journey: Journey
    verdicts: tuple[Verdict, ...]
    open_steps: tuple[int, ...]
    headline: Headline
    plan: Plan
    evidence: tuple[Evidence, ...]
    offline: Draft
    draft: Draft
    reply: Reply
    turn: Turn
    timings: dict[str, float]


@dataclass(frozen=True)
class Stages:
    """The stages of one turn; each takes the state and returns what it adds."""

    playbook: Playbook
    retriever: Retriever
    writer: Writer | None = None
    order: Order | None = None

    def screen(self, state: State) -> State:
        """1 Is anyone in danger?"""
        return {"screening": screen(state["message"])}

    def understand(self, state: State) -> State:
        """2 What did she tell us, what asks she?"""
        past = state["past"]
        put = bool(past) and any("?" in sentence.text for sentence in past[-1].reply.sentences)
        asked = past[-1].plan.asks_guard if put else None
        read = understand(
            state["message"],
            state["id"],
            state["today"],
            state["ledger"],
            state["screening"],
            asked=asked,
            order=self.order,
        )
        return {"understanding": read.model_copy(update={"country": country_in(state["message"])})}

    def judge(self, state: State) -> State:
        """3 Ledger -> journey -> verdicts -> open steps."""
        read = state["understanding"]
        ledger = state["ledger"].add(*read.facts).undo(*read.taken_back)
        journey = Journey.of(ledger, state["today"])
        verdicts = judge(journey)
        return {
            "ledger": ledger,
            "journey": journey,
            "verdicts": verdicts,
            "open_steps": open_steps(self.playbook, verdicts),
        }

    def plan(self, state: State) -> State:
        """4 What may this reply do?"""
        found = headline(
            state["journey"], state["verdicts"], state["open_steps"],
            state["understanding"], state["screening"], state["ledger"], normalise(state["message"]),
        )  # fmt: skip
        past = state["past"]
        made = plan(
            found, state["message"], state["understanding"], state["journey"], state["verdicts"], state["open_steps"],
            self.playbook, state["ledger"].standing, state["screening"].kinds, past[-1] if past else None,
        )  # fmt: skip
        return {"headline": found, "plan": made, "voice": self._voice(state, made)}

    def retrieve(self, state: State) -> State:
        """5 The passages that fit her message, from open steps only, and none that speaks of another situation."""
        wanted = state["plan"]
        closed = [verdict.guard for verdict in state["verdicts"] if verdict.state != "open"]
        draw = (*wanted.first, *wanted.draw, *wanted.otherwise)
        if not draw and not wanted.free:
            return {"evidence": ()}
        found = self.retriever.retrieve(wanted.query, Allowed(state["open_steps"], closed), 2 * EVIDENCE, draw)
        drawn = [each for each in found if {each.passage.id, each.passage.rule, each.passage.section} & set(draw)]
        free = [each for each in found if each not in drawn and each.passage.rule not in wanted.reserved]
        return {"evidence": (*drawn, *free[:EVIDENCE])}

    def write(self, state: State) -> State:
        """6 The offline writer, and a model where one is configured and allowed."""
        wanted, voice = state["plan"], state["voice"]
        lines = resources_for(voice.country, wanted.resources) if wanted.resources else ()  # type: ignore[arg-type]
        offline = compose(wanted, state["evidence"], voice, helpline_sentences(lines, voice.country))
        draft = offline
        if self.writer and wanted.model_allowed:
            draft = self.writer(state["message"], wanted, state["evidence"], voice, offline, state["past"])
        return {"offline": offline, "draft": draft}

    def check(self, state: State) -> State:
        """7 Every sentence, whoever wrote it; what a model wrote too little of, the offline writer says instead."""
        ground = Ground(
            playbook=self.playbook,
            journey=state["journey"],
            verdicts=state["verdicts"],
            open_steps=state["open_steps"],
            found={found.passage.id for found in state["evidence"]},
            ex=state["voice"].ex,
            reviewed={sentence.text for sentence in state["offline"].sentences},
            facts=" ".join([state["message"], *state["plan"].slots.values()]),
            support=lambda text: self._support(text, state),
        )
        reply = check(state["draft"], ground)
        if state["draft"].writer != state["offline"].writer and not enough(reply, state["offline"]):
            note = f"{state['draft'].writer} wrote too little that could be shown."
            instead = check(state["offline"], ground)
            reply = instead.model_copy(
                update={
                    "withheld": reply.withheld + instead.withheld,
                    "model_calls": reply.model_calls,
                    "input_tokens": reply.input_tokens,
                    "note": note,
                }
            )
        return {"reply": reply}

    def remember(self, state: State) -> State:
        """8 One transaction; from here on the turn is kept."""
        turn = Turn(
            id=state["id"],
            text=state["message"],
            today=state["today"],
            screening=state["screening"],
            understanding=state["understanding"],
            journey=state["journey"],
            verdicts=state["verdicts"],
            open_steps=state["open_steps"],
            headline=state["headline"],
            plan=state["plan"],
            evidence=state["evidence"],
            reply=state["reply"].model_copy(update={"timings_ms": state["timings"]}),
        )
        state["memory"].remember(turn)
        if state["voice"].country and state["voice"].country != state["memory"].setting("country"):
            state["memory"].set("country", state["voice"].country)
        return {"turn": turn}

    def _voice(self, state: State, made: Plan) -> Voice:
        """How to speak; where she is matters only when a helpline is about to be, or has just been, named."""
        past = state["past"]
        country = state["memory"].setting("country")
        if made.resources or (past and past[-1].plan.resources):
            country = state["understanding"].country or country
        said = tuple(sentence.text for sentence in past[-1].reply.sentences) if past else ()
        return Voice(ex=known_ex(state["ledger"]), country=country, turn=made.turn, said=said)

    def _support(self, text: str, state: State) -> Any:
        """The open passage that says what a sentence says, if one is near enough."""
        closed = [verdict.guard for verdict in state["verdicts"] if verdict.state != "open"]
        return support(self.retriever, text, Allowed(state["open_steps"], closed))


SUPPORTS = 0.55
"""Cosine from which an open passage counts as saying what an unmarked sentence says."""


def support(retriever: Retriever, text: str, allowed: Allowed) -> Any:
    """The open passage that says what ``text`` says, or ``None``."""
    best = max(retriever.retrieve(text, allowed, 3), key=lambda found: found.similarity, default=None)
    return best.passage if best and best.similarity >= SUPPORTS else None


def enough(reply: Reply, offline: Draft) -> bool:
    """Whether what is left of a model's reply still answers: the verdicts it was given, and some words of its own."""
    verdicts = {sentence.text for sentence in offline.sentences if sentence.role in ("verdict", "action")}
    own = [sentence for sentence in reply.sentences if sentence.text not in verdicts]
    return sum(len(sentence.text.split()) for sentence in own) >= 12 and len(reply.text.split()) >= 30
