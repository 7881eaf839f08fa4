"""Coach: the front door. The page, the command line and the evals talk to this and to nothing behind it."""

from __future__ import annotations

import json
import os
import threading
import uuid
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from langsmith import tracing_context

from assistant.clock import Clock, local_today, today_in
from assistant.errors import MessageError, UnknownFactError
from assistant.facts import FACT, Fact
from assistant.journey.guards import Verdict, judge, open_steps
from assistant.journey.journey import Journey
from assistant.journey.ledger import Ledger
from assistant.memory.notebook import Notebook
from assistant.memory.store import Store
from assistant.pipeline import build
from assistant.settings import Settings, load_settings
from assistant.stages import Memory, Stages
from assistant.turn import Sentence, Turn
from assistant.writing.model import model_writer
from knowledge.embeddings import Embedding, OpenAIEmbedding, minilm
from knowledge.index import Progress, open_index
from knowledge.playbook import Playbook, playbook
from knowledge.retriever import Retriever

for _tracer in ("LANGCHAIN_TRACING", "LANGCHAIN_HANDLER"):
    # LangChain refuses to run with these old switches set, and would trace with them.
    os.environ.pop(_tracer, None)

LONGEST = 20_000
"""Characters of the longest message that is taken."""


class Library:
    """The parts every conversation shares: playbook, index, retriever. Opening it builds a missing index."""

    def __init__(self, settings: Settings, progress: Progress | None = None, *, rebuild: bool = False) -> None:
        """Load everything once; raises ``SteadyError``."""
        self.settings = settings
        self.playbook: Playbook = playbook()
        self.embedding = _embedding(settings)
        self.index = open_index(
            self.playbook,
            self.embedding,
            settings.index_folder,
            server=settings.chroma,
            progress=progress,
            rebuild=rebuild,
        )
        self.retriever = Retriever(self.playbook, self.index, self.embedding)
        self.stages = Stages(self.playbook, self.retriever, model_writer(settings), settings.dates)


def _embedding(settings: Settings) -> Embedding:
    if settings.embedding_model or settings.embedding_url:
        return OpenAIEmbedding(settings.embedding_model or "text-embedding-3-small", settings.embedding_url)
    return minilm()


class Coach:
    """One person's coach."""

    def __init__(
        self,
        library: Library,
        memory: Memory | None = None,
        clock: Clock = local_today,
        new_id: Callable[[], str] = lambda: uuid.uuid4().hex[:12],
    ) -> None:
        """Coach with ``memory``; without one, everything ends with the process."""
        self.library = library
        self._memory: Memory = Notebook() if memory is None else memory
        self._clock = clock
        self._new_id = new_id
        self._pipeline = build(library.stages)
        self._lock = threading.RLock()

    @classmethod
    def open(
        cls, settings: Settings | None = None, *, progress: Progress | None = None, clock: Clock | None = None
    ) -> Coach:
        """Open the person's own coach, with the store in the data folder. Raises ``SteadyError``."""
        settings = settings or load_settings()
        return cls(Library(settings, progress), Store(settings.database_url), clock or today_in(settings.timezone))

    def reply(self, message: str, today: date | None = None) -> Turn:
        """Take one message and return the whole turn; it is kept before this returns. Raises ``MessageError``."""
        if len(message) > LONGEST:
            raise MessageError(
                f"This message has {len(message):,} characters; {LONGEST:,} is the most I can read at once. "
                "Nothing was lost: send it in two parts."
            )
        with self._lock:
            state = {
                "message": message,
                "id": self._new_id(),
                "today": today or self._clock(),
                "memory": self._memory,
                "ledger": self._memory.ledger(),
                "past": self._memory.turns(last=2 if self.library.stages.writer else 1),
            }
            # Words stay here whatever the environment says of tracing.
            with tracing_context(enabled=False, parent=False):
                turn: Turn = self._pipeline.invoke(state)["turn"]
            return turn

    def stream(self, message: str, today: date | None = None) -> Iterator[Sentence]:
        """Yield the checked sentences of the reply; the turn is kept before the first of them."""
        yield from self.reply(message, today).reply.sentences

    def journey(self, today: date | None = None) -> Journey:
        """Where she stands."""
        return Journey.of(self._memory.ledger(), today or self._clock())

    def verdicts(self, today: date | None = None) -> tuple[Verdict, ...]:
        """What every guard says, in order of precedence."""
        return judge(self.journey(today))

    def open_steps(self, today: date | None = None) -> tuple[int, ...]:
        """The steps she may take."""
        return open_steps(self.library.playbook, self.verdicts(today))

    def turns(self, last: int | None = None) -> list[Turn]:
        """The conversation, oldest first."""
        return self._memory.turns(last)

    def notes(self) -> tuple[Fact, ...]:
        """The facts that stand, in the order she said them."""
        return self._memory.ledger().standing

    def undo(self, fact_id: str) -> None:
        """Take one note back. Raises ``UnknownFactError``."""
        self._store.undo(fact_id, self._clock())

    def correct(self, fact_id: str, **changes: Any) -> Fact:
        """Replace one note by a corrected one, ``on=date(...)`` say; the old one stays in the ledger, retracted."""
        old = next((fact for fact in self._memory.ledger().facts if fact.id == fact_id), None)
        if old is None:
            raise UnknownFactError(f"There is no note {fact_id}. The list of your notes shows the ids there are.")
        if changes.get("on") is not None:
            changes = {"precision": "day", "earliest": None, "latest": None, **changes}
            if old.kind == "streak":
                changes["days"] = max((self._clock() - changes["on"]).days, 0)
        fact = FACT.validate_python(
            {**old.model_dump(), **changes, "id": self._new_id(), "source": "corrected", "retracts": old.id}
        )
        self._store.correct(fact, self._clock())
        return fact

    def export(self) -> dict[str, Any]:
        """Everything Steady holds of her, ready for JSON."""
        held: dict[str, Any] = json.loads(json.dumps(self._store.export()))
        return held

    def erase(self) -> None:
        """Delete everything she wrote, for good."""
        self._store.erase()

    def close(self) -> None:
        """Let go of the files."""
        if isinstance(self._memory, Store):
            self._memory.close()

    @property
    def ledger(self) -> Ledger:
        """Every fact, also those taken back."""
        return self._memory.ledger()

    @property
    def _store(self) -> Store:
        if not isinstance(self._memory, Store):
            raise TypeError("A coach without a store has nothing to undo, correct, export or erase.")
        return self._memory
