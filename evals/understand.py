"""How well messages are understood: ``make understand``. Two columns, what was worked on and what was kept aside.

With ``--care``, ``make care``: how well danger is noticed, and how seldom it is seen where there is none, on the cases
of ``cases/care``. What is ``told`` was looked at while the rules were made; what is ``aside``, written without sight
of the code, was only ever scored. Once looked at, it joins the first, and others have to be written. ``--failures``
lists those of the first alone.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import get_args

from assistant import Coach, Library, Settings, SteadyError
from assistant.jsonl import progress_bar
from evals import measures
from evals.cases import Case, Part, understood
from evals.measures import Mark, Measure, each
from evals.report import wilson

MEASURES: dict[str, Measure] = {
    "headline": each(measures.headline),
    "days": each(measures.days),
    "steps": each(measures.steps),
    "facts": each(measures.facts),
    "ask": each(measures.ask),
    "tone": each(measures.tone),
}

CARE: dict[str, Measure] = {
    "kinds": each(measures.kinds),
    "eight phrases": each(measures.eight_phrases),
    "level": each(measures.level),
    "headline": each(measures.headline),
}

Scored = dict[str, list[tuple[Case, Mark]]]
"""The marks of every measure, with the case they belong to."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Score both parts and print them side by side."""
    parser = argparse.ArgumentParser(prog="python -m evals.understand", description=__doc__.partition("\n")[0])
    parser.add_argument("--failures", action="store_true", help="list every check that failed in the part worked on")
    parser.add_argument("--only", choices=get_args(Part), help="score this part alone")
    parser.add_argument("--care", action="store_true", help="score how danger is noticed instead")
    chosen = parser.parse_args(arguments)
    marked = CARE if chosen.care else MEASURES
    parts: Sequence[Part] = (chosen.only,) if chosen.only else get_args(Part)
    try:
        library = Library(Settings(model=None, chroma=None, embedding_model=None, embedding_url=None, dates=None))
        scored = {part: score(library, understood(part, care=chosen.care), marked) for part in parts}
    except SteadyError as error:
        print(error, file=sys.stderr)
        return 1
    print(table(scored))
    if chosen.failures and "told" in scored:
        print("", *failures(scored["told"]), sep="\n")
    return 0


def score(library: Library, cases: Sequence[Case], marked: Mapping[str, Measure] = MEASURES) -> Scored:
    """Play every case to a coach that knows nothing else, and mark it by every measure."""
    scored: Scored = {name: [] for name in marked}
    with progress_bar() as bar:
        for case in bar.track(cases, description="understanding"):
            coach = Coach(library)
            turns = [coach.reply(said.text, said.today) for said in case.turns]
            for name, measure in marked.items():
                scored[name] += [(case, mark) for mark in measure(case, turns)]
    return scored


def table(scored: dict[Part, Scored]) -> str:
    """One row a measure, and one a part of it; precision and recall are given for facts."""
    head = "".join(f"{part:>8} {'right':>7}  {'95%':11}{'less':>5}{'more':>5}   " for part in scored)
    lines = [f"{'':18}{head}"]
    for name in next(iter(scored.values())):
        marks = {part: [mark for _, mark in found[name]] for part, found in scored.items()}
        lines.append(f"{name:18}" + "".join(_cell(found) for found in marks.values()))
        kinds = sorted({mark.of for found in marks.values() for mark in found if mark.of})
        for kind in kinds:
            cells = [_cell([mark for mark in found if mark.of == kind]) for found in marks.values()]
            lines.append(f"  {kind:16}" + "".join(cells))
        if name == "facts":
            lines.append(f"  {'precision':16}" + "".join(_rate(found, "too much") for found in marks.values()))
            lines.append(f"  {'recall':16}" + "".join(_rate(found, "too little") for found in marks.values()))
    return "\n".join(lines)


def _cell(marks: Sequence[Mark]) -> str:
    less = sum(mark.error == "too little" for mark in marks)
    more = sum(mark.error == "too much" for mark in marks)
    return f"{_share(len(marks) - less - more, len(marks))}{less:5}{more:5}   "


def _rate(marks: Sequence[Mark], error: str) -> str:
    """The share of facts noted that were told (``too much`` spoils it), or of those told that were noted."""
    right = sum(mark.error is None and mark.of != "none told" for mark in marks)
    return _share(right, right + sum(mark.error == error for mark in marks)) + " " * 13


def _share(right: int, checks: int) -> str:
    low, high = wilson(right, checks)
    return f"{checks:8} {right / checks if checks else 0:7.1%}  {low:4.0%} - {high:4.0%}"


def failures(scored: Scored) -> Iterator[str]:
    """Tell every check that failed, and what was said."""
    for name, found in scored.items():
        for case, mark in found:
            if mark.error:
                said = " / ".join(turn.text[:300] for turn in case.turns)
                yield f"{name} {case.id} {mark.error}: {mark.note}\n    {case.turns[0].today} {said}"


if __name__ == "__main__":
    raise SystemExit(main())
