"""A memory that ends with the process, for replays and evals: the same methods as ``Store``, and no file."""

from __future__ import annotations

from assistant.journey.ledger import Ledger
from assistant.turn import Turn


class Notebook:
    """What one person said in one sitting."""

    def __init__(self) -> None:
        """Start empty."""
        self._ledger = Ledger()
        self._turns: list[Turn] = []
        self._settings: dict[str, str] = {}

    def ledger(self) -> Ledger:
        """Return every fact so far."""
        return self._ledger

    def turns(self, last: int | None = None) -> list[Turn]:
        """Return the ``last`` turns, or all, oldest first."""
        return self._turns[max(len(self._turns) - last, 0) :] if last is not None else list(self._turns)

    def remember(self, turn: Turn) -> None:
        """Keep ``turn`` and its facts."""
        self._turns.append(turn)
        self._ledger = self._ledger.add(*turn.facts).undo(*turn.understanding.taken_back)

    def setting(self, name: str) -> str | None:
        """Return the value set, or ``None``."""
        return self._settings.get(name)

    def set(self, name: str, value: str) -> None:
        """Set ``name`` to ``value``."""
        self._settings[name] = value
