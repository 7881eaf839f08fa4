"""The Inspect tasks: dataset, solver and scorers as small pieces, composed below. ``python -m evals`` runs them all.

They run with ``inspect eval evals/tasks.py@care --model mockllm/model`` as well. No model is asked: what is measured is
the coach that works with no key and no network.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from functools import lru_cache

from inspect_ai import Task, task
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.model import ChatMessageAssistant, ChatMessageUser, ModelOutput
from inspect_ai.scorer import CORRECT, INCORRECT, Score, Scorer, Target, accuracy, scorer, stderr
from inspect_ai.solver import Generate, Solver, TaskState, solver

from assistant import Coach, Library, Settings, Turn
from evals import measures
from evals.cases import Case, Query, cases, everything, queries
from evals.measures import Mark, Measure, each
from knowledge.retriever import Allowed

ALL_STEPS = (1, 2, 3, 4, 5, 6)
FIRST = 3
"""How many passages a query may bring."""


@lru_cache(maxsize=1)
def library() -> Library:
    """The shared parts as Steady ships them, with the index of the data folder: no setting reaches a network."""
    return Library(Settings(model=None, chroma=None, embedding_model=None, embedding_url=None, dates=None))


# -------------------- datasets


def talk(chosen: Iterable[Case], *labels: str) -> MemoryDataset:
    """Conversations as samples; only those with one of ``labels``, where any are named."""
    return MemoryDataset(
        [
            Sample(
                id=case.id,
                input=[ChatMessageUser(content=said.text) for said in case.turns],
                metadata=case.model_dump(mode="json", exclude_unset=True),
            )
            for case in chosen
            if not labels or case.labelled(*labels)
        ]
    )


def asked(chosen: Iterable[Query]) -> MemoryDataset:
    """Queries as samples."""
    return MemoryDataset([Sample(id=query.id, input=query.query, metadata=query.model_dump()) for query in chosen])


# -------------------- solvers


@solver
def coached() -> Solver:
    """Play the conversation to a coach that knows nothing else, in a notebook that ends with it."""

    async def solve(state: TaskState, generate: Generate) -> TaskState:
        case = state.metadata_as(Case)
        coach = Coach(library())
        turns = [coach.reply(said.text, said.today) for said in case.turns]
        state.messages = [
            message
            for turn in turns
            for message in (ChatMessageUser(content=turn.text), ChatMessageAssistant(content=turn.reply.text))
        ]
        state.output = ModelOutput.from_content("steady", turns[-1].reply.text)
        # No measure reads the evidence, and it is most of a turn.
        state.store.set("turns", [turn.model_copy(update={"evidence": ()}).model_dump(mode="json") for turn in turns])
        return state

    return solve


@solver
def retrieved() -> Solver:
    """Ask the retriever with every step open and no guard closed."""

    async def solve(state: TaskState, generate: Generate) -> TaskState:
        found = library().retriever.retrieve(state.metadata_as(Query).query, Allowed(ALL_STEPS), FIRST)
        state.output = ModelOutput.from_content("steady", ", ".join(item.passage.id for item in found))
        state.store.set("found", [(item.passage.id, float(item.similarity)) for item in found])
        return state

    return solve


# -------------------- scorers


def of_talk(name: str, measure: Measure) -> Scorer:
    """Score a conversation by one measure."""

    def marks(state: TaskState) -> Iterable[Mark]:
        return measure(state.metadata_as(Case), [Turn.model_validate(turn) for turn in state.store.get("turns")])

    return _scorer(name, marks)


def of_found(name: str, measure: Callable[[Query, measures.Found], Iterable[Mark]]) -> Scorer:
    """Score what was retrieved by one measure."""
    return _scorer(name, lambda state: measure(state.metadata_as(Query), state.store.get("found")))


def _scorer(name: str, marks_of: Callable[[TaskState], Iterable[Mark]]) -> Scorer:
    @scorer(metrics=[accuracy(), stderr()], name=name)
    def make() -> Scorer:
        async def score(state: TaskState, target: Target) -> Score:
            return scored(list(marks_of(state)))

        return score

    return make()


def scored(marks: Sequence[Mark]) -> Score:
    """Correct when every mark is; not scored when nothing was labelled."""
    if not marks:
        return Score.unscored(reason="not labelled")
    wrong = [mark.note for mark in marks if mark.error]
    return Score(
        value=INCORRECT if wrong else CORRECT,
        explanation="\n".join(wrong),
        metadata={"marks": [asdict(mark) for mark in marks]},
    )


# -------------------- tasks


@task
def retrieval() -> Task:
    """Whether the retriever finds the passage that answers."""
    return Task(
        dataset=asked(queries()),
        solver=retrieved(),
        scorer=[
            of_found("recall_at_1", measures.recall(1)),
            of_found("recall_at_3", measures.recall(3)),
            of_found("silence", measures.silence),
        ],
    )


@task
def understanding() -> Task:
    """Whether what a single message says is understood."""
    return Task(
        dataset=talk(cases("messages", "care"), "facts", "days", "headline"),
        solver=coached(),
        scorer=[
            of_talk("facts", each(measures.facts)),
            of_talk("days", each(measures.days)),
            of_talk("headline", each(measures.headline)),
        ],
    )


@task
def guards() -> Task:
    """Whether no step is open too early, and none closed too long."""
    return Task(
        dataset=talk(cases("messages", "conversations"), "open_steps"),
        solver=coached(),
        scorer=of_talk("steps", each(measures.steps)),
    )


@task
def care() -> Task:
    """Whether every danger is seen, and none that is not there."""
    return Task(
        dataset=talk(cases("care", "messages"), "level", "kinds"),
        solver=coached(),
        scorer=[
            of_talk("level", each(measures.level)),
            of_talk("kinds", each(measures.kinds)),
        ],
    )


@task
def replies() -> Task:
    """Whether every reply keeps to the manners of the house."""
    book = library().playbook
    return Task(
        dataset=talk(everything()),
        solver=coached(),
        scorer=[
            of_talk("length", each(measures.length)),
            of_talk("question", each(measures.question)),
            of_talk("citations", measures.citations(book)),
            of_talk("house", each(measures.house)),
            of_talk("openings", measures.openings),
            of_talk("pronouns", measures.pronouns),
            of_talk("claims", measures.claims(book)),
        ],
    )


@task
def conversations() -> Task:
    """Whether the state is right after every turn of a conversation."""
    parts = {"headline": each(measures.headline), "days": each(measures.days), "steps": each(measures.steps)}
    return Task(
        dataset=talk(cases("conversations")),
        solver=coached(),
        scorer=[
            *(of_talk(name, measure) for name, measure in parts.items()),
            of_talk("whole", measures.whole(*parts.values())),
        ],
    )


TASKS: dict[str, Callable[[], Task]] = {
    "retrieval": retrieval,
    "understanding": understanding,
    "guards": guards,
    "care": care,
    "replies": replies,
    "conversations": conversations,
}
