"""The playbook: what the coach may say, as data.

One YAML file per step, the note, the FAQs and the house rules. ``Playbook.load`` validates all of it and refuses to
start on broken data, naming file and passage. ``python -m knowledge.playbook`` does the same from the command line.
"""

from __future__ import annotations

import hashlib
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from knowledge.errors import PlaybookError
from knowledge.pronouns import unknown_slots

FOLDER = Path(__file__).parent / "playbook"
ARTICLE_LENGTH = 312

GuardName = Literal[
    "no_crisis",
    "no_abuse",
    "adult",
    "no_legal_bar",
    "not_asked_to_stop",
    "not_blocked",
    "no_pursuit",
    "ex_available",
    "no_contact_complete",
    "breakup_accepted",
    "still_wanted",
    "motive_sound",
    "not_yet_shown_up",
    "showed_up_once",
    "well_received",
]
"""Every guard a step or passage may declare, in order of precedence. ``assistant.journey.guards`` decides them."""

GUARD_NAMES: tuple[GuardName, ...] = get_args(GuardName)

Kind = Literal["do", "dont", "condition", "reason", "question", "example", "fact"]
Flag = Literal[
    "overclaim",
    "gendered",
    "manipulative",
    "shaming",
    "unsafe_if_unwanted",
    "conflict",
    "unsourced",
    "deception",
    "dangling",
]
Stance = Literal["silent", "unclear", "differs"]
"""Why a house rule exists: the article says nothing, is of two minds, or is not followed here."""

Lines = Annotated[tuple[int, int], Field(description="first and last line of the article, inclusive")]
Text = Annotated[str, Field(min_length=3)]


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Passage(_Data):
    """The unit that is retrieved, cited and shown."""

    id: str
    kind: Kind
    section: str
    step: int | None = Field(ge=1, le=6)
    """The step that must be open before this passage may be used; ``None`` is always allowed."""
    lines: Lines | None = None
    rule: str | None = None
    stance: Stance | None = None
    says: Text
    asks: tuple[str, ...] = Field(min_length=5, max_length=10)
    coach: Text
    action: Text | None = None
    flags: tuple[Flag, ...] = ()
    caution: Text | None = None
    needs: tuple[GuardName, ...] = ()

    @property
    def source(self) -> Literal["article", "house"]:
        """Who says this: the article, or a house rule of ours."""
        return "house" if self.rule else "article"

    @model_validator(mode="after")
    def _is_whole(self) -> Passage:
        if (self.lines is None) == (self.rule is None):
            raise ValueError("needs either lines (the article's) or rule (ours), and not both")
        if self.lines and not 1 <= self.lines[0] <= self.lines[1] <= ARTICLE_LENGTH:
            raise ValueError(f"lines {list(self.lines)} are not a range within 1..{ARTICLE_LENGTH}")
        if (self.rule is None) != (self.stance is None):
            raise ValueError("a house rule, and only a house rule, has a stance")
        if bool(self.flags) != bool(self.caution):
            raise ValueError("a flagged passage carries a caution, and only a flagged one does")
        for text in (self.says, self.coach, self.action or "", self.caution or ""):
            if bad := unknown_slots(text):
                raise ValueError(f"unknown pronoun slot {{{bad[0]}}}")
        return self


class Structure(_Data):
    """Lines of the article that carry no content of their own."""

    lines: Lines
    why: str


class Section(_Data):
    """One file of the playbook."""

    section: str
    step: int | None = Field(ge=1, le=6)
    title: Text
    purpose: Text
    needs: tuple[GuardName, ...]
    structure: tuple[Structure, ...] = ()
    passages: tuple[Passage, ...] = Field(min_length=1)


class Playbook(_Data):
    """All sections, with the look-ups the rest of Steady needs."""

    sections: tuple[Section, ...]
    fingerprint: str
    """Changes whenever any byte of the playbook does; the index is named by it."""

    @classmethod
    def load(cls, folder: Path = FOLDER) -> Playbook:
        """Read and validate every ``*.yaml`` in ``folder``; raise ``PlaybookError`` naming file and passage."""
        files = sorted(folder.glob("*.yaml"))
        if not files:
            raise PlaybookError(f"No playbook found in {folder}. Reinstall Steady, or restore that folder from git.")
        digest = hashlib.sha256()
        sections = []
        for file in files:
            content = file.read_bytes()
            digest.update(content)
            sections.append(_section(file, content))
        repeated = [id_ for id_, n in Counter(p.id for s in sections for p in s.passages).items() if n > 1]
        if repeated:
            where = [f.name for f, s in zip(files, sections, strict=True) if any(p.id in repeated for p in s.passages)]
            raise PlaybookError(f"{', '.join(where)}: passage {repeated[0]}: this id is used more than once.")
        return cls(sections=tuple(sections), fingerprint=digest.hexdigest()[:16])

    def __iter__(self) -> Iterator[Passage]:  # type: ignore[override]
        """Walk every passage of every section."""
        return (passage for section in self.sections for passage in section.passages)

    @cached_property
    def _by_id(self) -> dict[str, Passage]:
        return {passage.id: passage for passage in self}

    def get(self, passage_id: str) -> Passage | None:
        """Return the passage of that id, or ``None``."""
        return self._by_id.get(passage_id)

    def rule(self, *rules: str) -> list[Passage]:
        """Return the house passages that keep one of ``rules`` (``"R07"``)."""
        return [passage for passage in self if passage.rule in rules]

    def step(self, number: int) -> Section:
        """Return the section of step ``number`` (1-6)."""
        return next(section for section in self.sections if section.step == number)


def _section(file: Path, content: bytes) -> Section:
    try:
        data: Any = yaml.load(content, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError as error:
        raise PlaybookError(f"{file.name}: not valid YAML: {error}") from error
    if not isinstance(data, dict) or not isinstance(data.get("passages"), list):
        raise PlaybookError(f"{file.name}: needs a section with a list of passages.")
    raw = data["passages"]
    for passage in raw:
        if not isinstance(passage, dict):
            raise PlaybookError(f"{file.name}: every passage is a mapping with an id, not {passage!r}.")
        passage.setdefault("step", data.get("step"))
        passage["section"] = data.get("section")
    try:
        return Section.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        at = [str(part) for part in first["loc"]]
        who = ""
        if len(at) > 1 and at[0] == "passages" and at[1].isdigit():
            who = f" passage {raw[int(at[1])].get('id', '#' + at[1])}:"
            at = at[2:]
        field = f" {'.'.join(at)}:" if at else ""
        raise PlaybookError(f"{file.name}:{who}{field} {first['msg']}.") from error


@lru_cache(maxsize=1)
def playbook() -> Playbook:
    """The playbook that ships with Steady, loaded once a process."""
    return Playbook.load()


def main() -> int:
    """Validate the playbook and print what it holds."""
    try:
        book = Playbook.load()
    except PlaybookError as error:
        print(error, file=sys.stderr)
        return 1
    for section in book.sections:
        print(f"{section.section:12} {len(section.passages):4} passages  {section.title}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
