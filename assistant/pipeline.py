"""The whole turn on one screen: screen, understand, judge, plan, retrieve, write, check, remember."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from langgraph.graph import END, START, StateGraph

from assistant.stages import Stages, State

Stage = Callable[[State], State]


def build(stages: Stages) -> Any:
    """Wire the stages of one turn; invoke the graph with a ``State``, and its ``turn`` is the answer."""
    turn = StateGraph(State)
    order: dict[str, Stage] = {
        "screen": stages.screen,  # is anyone in danger?                 -> Screening
        "understand": stages.understand,  # what did she tell us, what asks she? -> Understanding
        "judge": stages.judge,  # ledger -> Journey -> Verdicts -> open steps
        "plan": stages.plan,  # what may this reply do?              -> headline, Plan
        "retrieve": stages.retrieve,  # passages of open steps that fit      -> Evidence
        "write": stages.write,  # offline writer or language model     -> Draft
        "check": stages.check,  # is each sentence allowed, supported? -> Reply
        "remember": stages.remember,  # one transaction                      -> Turn
    }
    for name, stage in order.items():
        turn.add_node(name, _timed(name, stage))  # type: ignore[call-overload]
    for earlier, later in zip((START, *order), (*order, END), strict=True):
        turn.add_edge(earlier, later)
    return turn.compile()


def _timed(name: str, stage: Stage) -> Stage:
    """Note what a stage takes, in milliseconds."""

    def run(state: State) -> State:
        start = time.perf_counter()
        added = stage(state)
        taken = round((time.perf_counter() - start) * 1000, 2)
        return {**added, "timings": {**state.get("timings", {}), name: taken}}

    return run
