"""The report: one row a measure, with its interval and both kinds of error."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

from inspect_ai.log import EvalLog, EvalSample

Z = 1.96
"""The normal quantile of a 95% interval."""


def wilson(right: int, checks: int) -> tuple[float, float]:
    """Return the 95% Wilson score interval of ``right`` out of ``checks``, between 0 and 1."""
    if checks == 0:
        return 0.0, 1.0
    share = right / checks
    scale = 1 + Z**2 / checks
    middle = (share + Z**2 / (2 * checks)) / scale
    half = Z * sqrt(share * (1 - share) / checks + Z**2 / (4 * checks**2)) / scale
    return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True)
class Row:
    """One measure of one task, or one part of it."""

    task: str
    measure: str
    part: str
    cases: int
    checks: int
    too_little: int
    too_much: int

    @property
    def right(self) -> int:
        """How many checks came out right."""
        return self.checks - self.too_little - self.too_much


def rows(logs: Iterable[EvalLog]) -> Iterator[Row]:
    """Count every measure, then its parts, those with most checks first."""
    for log in logs:
        for measure, scored in _by_measure(log).items():
            name = log.eval.task
            yield _row(name, measure, "", scored)
            parts = {mark["of"] for _, marks in scored for mark in marks if mark["of"]}
            divided = [_row(name, measure, part, _of(part, scored)) for part in parts]
            yield from sorted(divided, key=lambda row: (-row.checks, row.part))


Marks = list[dict[str, Any]]


def _by_measure(log: EvalLog) -> dict[str, list[tuple[EvalSample, Marks]]]:
    """Every measure with the samples it scored; what was not labelled carries no marks."""
    found: dict[str, list[tuple[EvalSample, Marks]]] = {}
    for sample in log.samples or ():
        for measure, score in (sample.scores or {}).items():
            scored = found.setdefault(measure, [])
            if marks := (score.metadata or {}).get("marks"):
                scored.append((sample, marks))
    return found


def _of(part: str, scored: Sequence[tuple[EvalSample, Marks]]) -> list[tuple[EvalSample, Marks]]:
    chosen = [(sample, [mark for mark in marks if mark["of"] == part]) for sample, marks in scored]
    return [(sample, marks) for sample, marks in chosen if marks]


def _row(task: str, measure: str, part: str, scored: Sequence[tuple[EvalSample, Marks]]) -> Row:
    errors = [mark["error"] for _, marks in scored for mark in marks]
    return Row(task, measure, part, len(scored), len(errors), errors.count("too little"), errors.count("too much"))


def table(found: Iterable[Row]) -> str:
    """Print the rows under one another; a part is indented under its measure."""
    lines = [f"{'task':14} {'measure':17} {'cases':>5} {'checks':>6} {'right':>6}   {'95%':11} too little  too much"]
    for row in found:
        task, measure = ("", f"  {row.part}") if row.part else (row.task, row.measure)
        (low, high), errors = wilson(row.right, row.checks), f"{row.too_little:10} {row.too_much:9}"
        share = f"{row.right / row.checks:6.1%}   {low:4.0%} - {high:4.0%}" if row.checks else f"{'-':>6}{'':14}"
        lines.append(f"{task:14} {measure:17} {row.cases:5} {row.checks:6} {share} {errors}")
    return "\n".join(lines)


def failures(logs: Iterable[EvalLog]) -> Iterator[str]:
    """Tell every check that failed: task, measure, case, what was wrong, and what was said."""
    for log in logs:
        for measure, scored in _by_measure(log).items():
            for sample, marks in scored:
                said = sample.input if isinstance(sample.input, str) else " / ".join(m.text for m in sample.input)
                for mark in marks:
                    if mark["error"]:
                        yield f"{log.eval.task} {measure} {sample.id} {mark['error']}: {mark['note']}\n    {said}"
