"""The offline writer's own sentences, from ``phrases.yaml``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.errors import DataError
from assistant.turn import Role
from knowledge.pronouns import render

FILE = Path(__file__).with_name("phrases.yaml")
_START = re.compile(r"(?:^|(?<=[.?] ))[a-z]")
_SLOT = re.compile(r"\{([A-Za-z_]+)\}")


class Phrase(BaseModel):
    """One thing to say, in several wordings."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    role: Role
    any: tuple[str, ...] = Field(min_length=1)
    cites: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def phrases() -> dict[str, Phrase]:
    """Every phrase by its key; raises ``DataError`` naming the entry."""
    found = {}
    for key, entry in yaml.safe_load(FILE.read_text("utf-8")).items():
        try:
            found[key] = Phrase.model_validate(entry)
        except ValidationError as error:
            raise DataError(f"{FILE.name}: {key}: {error.errors()[0]['msg']}.") from error
    return found


def resolve(key: str, suffixes: tuple[str, ...]) -> str:
    """The most particular key there is: ``key.suffix`` for the first suffix that has one, else ``key``."""
    return next((full for suffix in suffixes if (full := f"{key}.{suffix}") in phrases()), key)


def fill(text: str, slots: Mapping[str, str], ex: str | None) -> str:
    """Fill her facts and the pronouns, and begin every sentence with a capital."""

    def slot(match: re.Match[str]) -> str:
        name = match[1]
        value = slots.get(name.lower(), "")
        return value[:1].upper() + value[1:] if name[0].isupper() else value

    filled = " ".join(render(_SLOT.sub(slot, text), ex).split())
    return _START.sub(lambda match: match[0].upper(), filled)
