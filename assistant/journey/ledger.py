"""The ledger: every fact in the order it was said, and what was taken back. Append-only; only ``erase`` deletes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from assistant.facts import BaseFact, Fact

F = TypeVar("F", bound=BaseFact)


@dataclass(frozen=True)
class Ledger:
    """Facts in the order they were said, with the ids of those undone by hand."""

    facts: tuple[Fact, ...] = ()
    undone: frozenset[str] = frozenset()

    def add(self, *facts: Fact) -> Ledger:
        """Return a ledger that also holds ``facts``."""
        return Ledger(self.facts + facts, self.undone)

    def undo(self, *fact_ids: str) -> Ledger:
        """Return a ledger in which the facts of these ids no longer stand."""
        return Ledger(self.facts, self.undone | set(fact_ids))

    @cached_property
    def standing(self) -> tuple[Fact, ...]:
        """The facts that hold: neither undone nor corrected.

        Undoing a correction restores what it had corrected; correcting it once more does not.
        """
        gone = self.undone | {fact.retracts for fact in self.facts if fact.retracts and fact.id not in self.undone}
        return tuple(fact for fact in self.facts if fact.id not in gone)

    def of(self, kind: type[F]) -> list[F]:
        """Return the standing facts of one kind, oldest statement first."""
        return [fact for fact in self.standing if isinstance(fact, kind)]

    def last(self, kind: type[F]) -> F | None:
        """Return the newest standing fact of one kind; what she states beats what is inferred."""
        facts = self.of(kind)
        best = [fact for fact in facts if fact.source != "inferred"] or facts
        return best[-1] if best else None


def ids(facts: Iterable[BaseFact]) -> tuple[str, ...]:
    """The ids of ``facts``: the evidence of a verdict."""
    return tuple(fact.id for fact in facts)
