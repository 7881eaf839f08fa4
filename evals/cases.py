"""The labelled cases: what people might write, and what has to come of it.

Labels come from the design and the rules alone, never from what the code does. A label that is left out is open there
and is not scored; ``days: null`` is a label (the count is unknown). A broken case is named by file, case and field.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, field_validator, model_validator

from assistant import SteadyError
from assistant.facts import Fact
from assistant.turn import AskKind, Headline, Level, Tone

FOLDER = Path(__file__).parent / "cases"
UNDATED = date(2026, 11, 22)
"""The day on which a query of ``retrieval.yaml`` is asked as a message."""

Part = Literal["told", "aside"]

_FACTS = {get_args(form.model_fields["kind"].annotation)[0]: form for form in get_args(get_args(Fact)[0])}


class CaseError(SteadyError):
    """A case is broken; names file, case and field."""


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Said(_Data):
    """One message, and the labels it has."""

    text: str
    today: date
    headline: Headline | None = None
    days: int | None = None
    open_steps: frozenset[int] | None = None
    facts: tuple[dict[str, Any], ...] | None = None
    """Own fields of the facts to be noted, ``kind`` among them; an empty list when nothing may be noted."""
    ask: AskKind | None = None
    """What she wants of the turn; ``support`` where she asks for nothing."""
    tone: Tone | None = None
    level: Level | None = None
    kinds: tuple[str, ...] | None = None
    """What screening has to find; an empty list when it may find nothing."""
    why: str = ""
    """What is hard about this turn of a conversation."""
    must: tuple[str, ...] = ()
    """What the reply has to say, in words: for a reader, no measure scores it."""

    def labelled(self, *names: str) -> bool:
        """Whether one of these labels was given."""
        return bool(self.model_fields_set.intersection(names))

    @field_validator("open_steps")
    @classmethod
    def _are_steps(cls, steps: frozenset[int] | None) -> frozenset[int] | None:
        if steps is not None and not steps <= set(range(1, 7)):
            raise ValueError("steps are numbered 1 to 6")
        return steps

    @field_validator("facts", mode="before")
    @classmethod
    def _could_be_noted(cls, facts: Any) -> Any:
        if not isinstance(facts, list | tuple):
            raise ValueError("facts are a list, [] when nothing may be noted")
        return tuple(_fact(fact) for fact in facts)


def _fact(label: Any) -> dict[str, Any]:
    """Return one labelled fact with its values typed, so that they compare with the values of a noted one."""
    if not isinstance(label, dict) or label.get("kind") not in _FACTS:
        raise ValueError(f"a fact has a kind, one of {', '.join(_FACTS)}")
    fields = _FACTS[label["kind"]].model_fields
    typed = {}
    for name, value in label.items():
        if name not in fields:
            raise ValueError(f"{label['kind']} has no field {name!r}" + ' (quote "on")' * (name is True))
        if name in ("pronouns", "ex_pronouns") and isinstance(value, str):
            # People write "she/her"; a fact keeps the first of it.
            value = value.partition("/")[0]
        try:
            typed[name] = TypeAdapter(fields[name].annotation).validate_python(value)
        except ValidationError as error:
            raise ValueError(f"{label['kind']}.{name}: {error.errors()[0]['msg']}") from error
    return typed


class Case(_Data):
    """A conversation; most have one message."""

    id: str
    why: str
    turns: tuple[Said, ...] = Field(min_length=1)

    @model_validator(mode="before")
    @classmethod
    def _may_be_one_message(cls, data: Any) -> Any:
        """A case without ``turns`` is its own only turn."""
        if not isinstance(data, dict) or "turns" in data:
            return data
        own = {name: value for name, value in data.items() if name in ("id", "why")}
        return {**own, "turns": [{name: value for name, value in data.items() if name not in own}]}

    def labelled(self, *names: str) -> bool:
        """Whether any turn has one of these labels."""
        return any(turn.labelled(*names) for turn in self.turns)


class Query(_Data):
    """A question to the playbook, and the passages that answer it; none when the playbook has nothing to say."""

    id: str
    query: str
    accept: tuple[str, ...]
    why: str

    @property
    def case(self) -> Case:
        """The query as a message with no labels."""
        return Case(id=self.id, why=self.why, turns=(Said(text=self.query, today=UNDATED),))


def cases(*files: str, folder: Path = FOLDER) -> tuple[Case, ...]:
    """Load ``messages``, ``care`` or ``conversations``, in their order; raise ``CaseError``."""
    return tuple(case for file in files for case in _load(folder / f"{file}.yaml", Case))


def understood(part: Part, *, care: bool = False, folder: Path = FOLDER) -> tuple[Case, ...]:
    """Load what was written to measure understanding: ``told``, looked at while rules are made, or ``aside``, never.

    With ``care``, what was written to measure how danger is noticed.
    """
    files = sorted((folder / "care" / part if care else folder / part).glob("*.yaml"))
    return tuple(case for file in files for case in _load(file, Case))


def queries(folder: Path = FOLDER) -> tuple[Query, ...]:
    """Load ``retrieval``; a query's id is its place in the file. Raises ``CaseError``."""
    return _load(folder / "retrieval.yaml", Query)


def everything(folder: Path = FOLDER) -> tuple[Case, ...]:
    """Every message of every file."""
    return (*cases("messages", "care", "conversations", folder=folder), *(query.case for query in queries(folder)))


Form = TypeVar("Form", Case, Query)


@lru_cache
def _load(file: Path, form: type[Form]) -> tuple[Form, ...]:
    try:
        entries = yaml.safe_load(file.read_text("utf-8"))
    except OSError as error:
        raise CaseError(f"{file.name}: cannot be read: {error.strerror}. Restore {file.parent} from git.") from error
    except yaml.YAMLError as error:
        raise CaseError(f"{file.name}: not valid YAML: {error}") from error
    if not isinstance(entries, list) or not entries:
        raise CaseError(f"{file.name}: needs a list of cases.")
    loaded: dict[str, Form] = {}
    for number, entry in enumerate(entries, 1):
        name = f"{file.stem}-{number:03}"
        if not isinstance(entry, dict):
            raise CaseError(f"{file.name}: {name}: a case is a mapping with a text, not {type(entry).__name__}.")
        named = {"id": name, **entry} if form is Query else entry
        name = str(named.get("id", name))
        try:
            case = form.model_validate(named)
        except ValidationError as error:
            raise CaseError(f"{file.name}: {name}: {_field(error, entry)}.") from error
        if name in loaded:
            raise CaseError(f"{file.name}: {name}: id: is used more than once.")
        loaded[name] = case
    return tuple(loaded.values())


def _field(error: ValidationError, entry: dict[str, Any]) -> str:
    """Say which field is wrong, and how, as it is written in the file."""
    first = error.errors(include_url=False)[0]
    at: Sequence[int | str] = first["loc"]
    if at[:2] == ("turns", 0) and "turns" not in entry:
        at = at[2:]
    return f"{'.'.join(str(part) for part in at)}: {first['msg'].removeprefix('Value error, ')}"
