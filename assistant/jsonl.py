"""The four commands that open the coach to any outside test: JSON Lines in, JSON Lines out.

Every line stands alone, with a memory of its own that ends with it; the person's own store is never touched. The forms
are those of the ``In`` models below and of what ``replay``, ``check``, ``retrieve`` and ``weigh`` return.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from datetime import date
from itertools import count
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, ValidationError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from assistant.checking.check import Ground, check_sentence
from assistant.clock import Clock, local_today
from assistant.coach import LONGEST, Coach, Library
from assistant.errors import SteadyError
from assistant.facts import FACT
from assistant.journey.guards import judge, open_steps
from assistant.journey.journey import Journey
from assistant.journey.ledger import Ledger
from assistant.planning.headline import headline
from assistant.screening.screen import screen
from assistant.settings import Settings, load_settings
from assistant.stages import support
from assistant.text import normalise
from assistant.turn import Ask, Role, Screening, Sentence, Turn, Understanding, Withheld
from assistant.understanding.people import known_ex
from assistant.understanding.understand import understand
from assistant.weighing import as_told
from assistant.weighing import weigh as weigh_draft
from knowledge.pronouns import render
from knowledge.retriever import Allowed

Words = Annotated[str, Field(max_length=LONGEST)]
Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2200, 1, 1))]
Step = Annotated[int, Field(ge=1, le=6)]


class _In(BaseModel):
    """Keys that are not named here are ignored."""

    model_config = ConfigDict(frozen=True, strict=True)


class Said(_In):
    """One thing she said, and when."""

    text: Words
    today: Day | None = None


def _sort(value: object) -> str:
    return "string" if isinstance(value, str) else "object"


class Line(_In):
    """What every line has: an id, which is given back as it came."""

    id: str | int


class ReplayIn(Line):
    """A conversation. ``today`` is the day it takes place, unless a turn has its own."""

    today: Day | None = None
    turns: tuple[Annotated[Annotated[Words, Tag("string")] | Annotated[Said, Tag("object")], Discriminator(_sort)], ...]

    def dated(self, clock: Clock) -> Iterator[tuple[str, date]]:
        """Each turn with its day: its own, else the line's or, when that is later, the day of the turn before.

        Where neither is given it is today by the clock.
        """
        before: date | None = None
        for turn in self.turns:
            said = Said(text=turn) if isinstance(turn, str) else turn
            before = said.today or max(filter(None, (self.today, before)), default=None) or clock()
            yield said.text, before


class CheckIn(ReplayIn):
    """A conversation, and what a writer would answer to it."""

    draft: Words


class WeighIn(ReplayIn):
    """A conversation, and what she wants to send."""

    message: Words


class RetrieveIn(Line):
    """A question to the playbook."""

    query: Words
    open_steps: tuple[Step, ...] = (1, 2, 3, 4)
    k: int = Field(default=5, ge=1)


def replay(library: Library, line: ReplayIn, clock: Clock) -> dict[str, Any]:
    """Return every turn as it would have gone."""
    return {"id": line.id, "turns": [_printed(turn) for turn in _play(library, line, clock)[1]]}


def check(library: Library, line: CheckIn, clock: Clock) -> dict[str, Any]:
    """Return which sentences of the draft may be shown after the conversation."""
    coach, turns, day = _play(library, line, clock)
    verdicts = coach.verdicts(day)
    steps = coach.open_steps(day)
    allowed = Allowed(steps, [verdict.guard for verdict in verdicts if verdict.state != "open"])
    drafted = list(sentences_of(line.draft))
    marked = {mark for _, _, marks in drafted for mark in marks}
    open_marked = {passage.id for mark in marked if (passage := library.playbook.get(mark)) and passage in allowed}
    last = turns[-1] if turns else None
    ground = Ground(
        playbook=library.playbook,
        journey=coach.journey(day),
        verdicts=verdicts,
        open_steps=steps,
        found=open_marked | ({found.passage.id for found in last.evidence} if last else set()),
        ex=known_ex(coach.ledger),
        facts=" ".join([last.text, *last.plan.slots.values()]) if last else "",
        support=lambda text: support(library.retriever, text, allowed),
    )
    printed = []
    for text, plain, marks in drafted:
        result = check_sentence(Sentence(text=plain, role=_role(plain, marks, library), cites=marks), ground)
        held = result if isinstance(result, Withheld) else None
        why, guard = (held.why, held.guard) if held else (None, None)
        printed.append({"text": text, "kept": held is None, "why": why, "guard": guard})
    return {"id": line.id, "sentences": printed}


def retrieve(library: Library, line: RetrieveIn, clock: Clock) -> dict[str, Any]:
    """Return the passages that fit, best first; what an open step does not vouch for is unknown, so it stays closed."""
    book = library.playbook
    granted = {guard for section in book.sections if section.step in line.open_steps for guard in section.needs}
    unknown = {verdict.guard for verdict in judge(Journey.of(Ledger(), clock())) if verdict.state != "open"}
    found = library.retriever.retrieve(line.query, Allowed(line.open_steps, sorted(unknown - granted)), line.k)
    return {
        "id": line.id,
        "passages": [
            {
                "id": item.passage.id,
                "step": item.passage.step,
                "source": item.passage.source,
                "lines": list(item.passage.lines) if item.passage.lines else None,
                "score": float(item.score),
                "text": render(item.passage.says, None),
            }
            for item in found
        ],
    }


_GIVEN_AWAY = ("tie", "risk", "abuse", "pursuit", "boundary")
"""What the draft itself may tell of her and her ex; the rest of it is said to the ex, not to the coach."""


def weigh(library: Library, line: WeighIn, clock: Clock) -> dict[str, Any]:
    """Return whether she may send her message after the conversation."""
    coach, _, day = _play(library, line, clock)
    told = as_told(line.message)
    screening = screen(told)
    read = understand(told, "draft", day, coach.ledger, screening)
    shown = tuple(fact for fact in read.facts if fact.kind in _GIVEN_AWAY)
    ledger = coach.ledger.add(*shown)
    journey = Journey.of(ledger, day)
    verdicts = judge(journey)
    steps = open_steps(library.playbook, verdicts)
    asks = (Ask(kind="permission", quote=line.message, act="text", step=6 if journey.shown_up else 5),)
    wanted = Understanding(facts=shown, asks=asks, words=max(read.words, 2))
    # What she confesses to the ex is no plan to deceive.
    heard = Screening(findings=tuple(finding for finding in screening.findings if finding.kind != "deception"))
    governs = headline(journey, verdicts, steps, wanted, heard, ledger, normalise(told))
    found = weigh_draft(line.message, journey, verdicts, steps, governs, screening, ledger)
    return {"id": line.id, **found.model_dump(mode="json")}


def _play(library: Library, line: ReplayIn, clock: Clock) -> tuple[Coach, list[Turn], date]:
    """Play the turns to a coach that knows nothing else; the day it is afterwards is the line's, if that is later."""
    number = count(1)
    coach = Coach(library, clock=clock, new_id=lambda: f"t{next(number)}")
    turns = [coach.reply(text, day) for text, day in line.dated(clock)]
    days = [day for day in (line.today, turns[-1].today if turns else None) if day]
    return coach, turns, max(days, default=None) or clock()


def _printed(turn: Turn) -> dict[str, Any]:
    """A turn in the form outside tests read."""
    return {
        "text": turn.text,
        "today": turn.today.isoformat(),
        "screening": {"level": turn.screening.level, "kinds": turn.screening.kinds},
        "facts": [FACT.dump_python(fact, mode="json") for fact in turn.facts],
        "journey": turn.journey.model_dump(mode="json"),
        "verdicts": [verdict.model_dump(mode="json") for verdict in turn.verdicts],
        "headline": turn.headline,
        "open_steps": list(turn.open_steps),
        "evidence": [found.passage.id for found in turn.evidence],
        "reply": turn.reply.model_dump(mode="json", exclude={"note"}),
    }


_MARK = r"\[[^\[\]\s]+(?:[ \t]*[,;][ \t]*[^\[\]\s]+)*\]"
_MARKS = re.compile(rf"[ \t]*({_MARK})")
_END = re.compile(
    r"(?:(?<!\be\.g)(?<!\bi\.e)(?<!\bdr)(?<!\bmr)(?<!\bms)(?<!\bmrs)(?<!\bvs)\.|[!?…])"
    # A full stop with no space after it ends a sentence too, or "don't worry.Text him" would read as one denial.
    rf"(?:[.!?…]*[\"'”’)*_]*)(?=\s|$|{_MARK}|(?-i:(?<=[a-z][a-z][.!?])[A-Z]))(?:[ \t]*{_MARK})*|\n+",
    re.IGNORECASE,
)


def sentences_of(draft: str) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Cut a draft into (its exact words with their marks, the words without, the ids marked).

    A mark, ``[s2.minimum]``, belongs to the sentence it stands in or right after; one that stands alone, to the one
    before.
    """
    ends = [match.end() for match in _END.finditer(draft)] + [len(draft)]
    spans: list[tuple[int, int]] = []
    start = 0
    for end in ends:
        words = draft[start:end]
        if not words.strip():
            continue
        if spans and not any(char.isalnum() for char in _MARKS.sub("", words)):
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
        start = end
    for first, last in spans:
        exact = draft[first:last].strip()
        marks = [mark.strip() for group in _MARKS.findall(exact) for mark in re.split(r"[,;]", group[1:-1])]
        yield exact, " ".join(_MARKS.sub("", exact).split()), tuple(dict.fromkeys(marks))


_FEELING = re.compile(
    r"^(?:(?:oh|and|but|so|ok|okay|yes|honestly),? )?(?:"
    r"i'?m (?:\w+ )?(?:sorry|glad|here|with you|listening)|i (?:can )?hear (?:you|how|that)|thank you for|thanks for|"
    r"(?:that|this|it|all of this) (?:sounds|must|hurts|is (?:\w+ )?(?:hard|heavy|painful|a lot|rough|so much))|"
    r"it makes sense|(?:that|your) (?:\w+ )?makes sense|"
    r"you(?:'re| are) (?:allowed to (?:be|feel)|hurting|not alone|grieving|so tired|exhausted)|"
    r"it'?s (?:ok|okay|alright|normal|understandable) (?:to (?:feel|cry|be|hurt|grieve|miss)|that you)|"
    r"of course (?:you|it|this)|no wonder|what you(?:'re| are) feeling|feeling (?:\w+ ){1,3}(?:is|can)|"
    r"your (?:feelings?|pain|grief|sadness|anger|hurt))\b"
)
_CLAIMS_TOO = re.compile(
    r"\b(?:should|could|must (?!hurt|be (?:so |very |really )?(?:hard|heavy|painful))|need to|have to|ought|try|"
    r"texts?|call|write|messages?|contact|reach|apolog\w+|article|steps?|rules?|days?|weeks?|months?|will|won't|'ll|works?|always|never|every|most|"
    r"men|women|guys|exes|people|him|he|she|they|them|ex|means|because|so that|if you|when you|until|once you|then|"
    r"back|together|tonight|today|now|go)\b|\d|[:;]"
)


def _role(text: str, marks: tuple[str, ...], library: Library) -> Role:
    """What a drafted sentence is. Only what plainly claims nothing is feeling; all else must rest on a passage."""
    if text.rstrip("\"'”’)*_").endswith("?"):
        return "question"
    plain = normalise(text)
    if not marks and _FEELING.match(plain) and not _CLAIMS_TOO.search(plain):
        return "feeling"
    passage = library.playbook.get(marks[0]) if marks else None
    return passage.source if passage else "article"


In = TypeVar("In", bound=Line)


def run(
    lines: Iterable[bytes],
    form: type[In],
    work: Callable[[Library, In, Clock], dict[str, Any]],
    library: Library,
    clock: Clock,
    wrong: Callable[[str], None],
) -> Iterator[dict[str, Any]]:
    """Yield one result a line, in order. What cannot be done goes to ``wrong``, as ``line N: why``, and it goes on."""
    for number, line in enumerate(lines, 1):
        content = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
        if not content.strip():
            continue
        try:
            yield work(library, form.model_validate_json(content), clock)
        except ValidationError as error:
            wrong(f"line {number}: {_what_is_wrong(error)}")
        except SteadyError as error:
            wrong(f"line {number}: {error}")
        except Exception as error:
            # One line must not cost the others their results; her words stay out of what is printed.
            wrong(f"line {number}: Steady failed on it ({type(error).__name__}). Please report this.")


def _what_is_wrong(error: ValidationError) -> str:
    """Say it without quoting the line: what people write is intimate."""
    first = error.errors(include_input=False, include_url=False)[0]
    where = ".".join(str(part) for part in first["loc"] if part not in ("string", "object", "str", "int"))
    return f"{where}: {first['msg']}" if where else str(first["msg"])


commands = typer.Typer()

File = Annotated[
    Path | None, typer.Argument(exists=True, dir_okay=False, help="JSON Lines; standard input when left out.")
]
Model = Annotated[
    str | None, typer.Option(help="The model that writes, in place of STEADY_MODEL; 'none' switches it off.")
]


@commands.command("replay")
def replay_lines(file: File = None, model: Model = None) -> None:
    """Play conversations and print every turn: what was noted, decided, found and answered.

    Each line stands alone and your own store is not touched. A turn without a date takes place on the line's, or on
    that of the turn before if it is later. A line that cannot be read is named on standard error; the exit code is
    then 1.

    Example: echo '{"id": 1, "today": "2026-11-22", "turns": ["i texted him on november 3"]}' | steady replay
    """
    _lines(file, model, ReplayIn, replay)


@commands.command("check")
def check_lines(file: File = None, model: Model = None) -> None:
    """Say which sentences of a draft may be shown after a conversation, and why the others may not.

    The draft points at its passages with marks like [s2.minimum], before or after the full stop. No model is called.

    Example: echo '{"id": 1, "turns": [], "draft": "Text him tonight."}' | steady check
    """
    _lines(file, "none", CheckIn, check)


@commands.command("retrieve")
def retrieve_lines(file: File = None, model: Model = None) -> None:
    """Print the passages that fit a query, from the open steps only (by default 1 to 4). No model is called.

    Example: echo '{"id": 1, "query": "what counts as contact", "k": 3}' | steady retrieve
    """
    _lines(file, "none", RetrieveIn, retrieve)


@commands.command("weigh")
def weigh_lines(file: File = None, model: Model = None) -> None:
    """Say whether a message may be sent to the ex after a conversation: send, wait or dont. No model is called.

    Example: echo '{"id": 1, "turns": ["we broke up yesterday"], "message": "i miss you"}' | steady weigh
    """
    _lines(file, "none", WeighIn, weigh)


def _lines(
    file: Path | None,
    model: str | None,
    form: type[In],
    work: Callable[[Library, In, Clock], dict[str, Any]],
) -> None:
    """Do ``work`` for every line; ``model`` overrides the setting."""
    chosen = {} if model is None else {"model": None if model == "none" else model}
    library = open_library(load_settings(**chosen))
    wrong = 0

    def report(what: str) -> None:
        nonlocal wrong
        wrong += 1
        typer.echo(what, err=True)

    total = sum(1 for _ in file.open("rb")) if file else None
    with file.open("rb") if file else nullcontext(sys.stdin.buffer) as lines, progress_bar() as bar:
        for result in run(bar.track(lines, total, description=work.__name__), form, work, library, local_today, report):
            typer.echo(json.dumps(result, ensure_ascii=False).encode())
    if wrong:
        raise typer.Exit(1)


def progress_bar() -> Progress:
    """A progress bar on standard error, where that is a terminal; standard output is for results."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=console, transient=True, redirect_stdout=False, disable=not console.is_terminal)


def open_library(settings: Settings, *, rebuild: bool = False) -> Library:
    """Open what all commands share; where the index has to be built, a bar shows how far it is."""
    with progress_bar() as bar:
        task = bar.add_task("building the index", total=None, visible=False)

        def show(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total, visible=True)

        return Library(settings, show, rebuild=rebuild)
