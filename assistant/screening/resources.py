"""Helplines: whom to call, by country and need; nothing here was written from memory."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from assistant.errors import DataError
from assistant.macros import expand
from assistant.text import normalise

Need = Literal["crisis", "abuse", "minor", "stalking", "own_violence"]

_HERE = Path(__file__).parent
_FINDER = "int.findahelpline"
_REVIEW = timedelta(days=365)
_INSTEAD: dict[str, tuple[str, ...]] = {"stalking": ("stalking", "abuse")}
_NOT_HERS = re.compile(expand(r"\b{EX}\b|\b(?:trip|vacation|holiday|honeymoon|flight|flying|visit(?:ing)?)\b"))


class Resource(BaseModel):
    """One line or site, the page its number was read on (``source``), and the day that was last checked."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(min_length=1)
    country: str = Field(pattern=r"^(?:[A-Z]{2}|INT)$")
    needs: tuple[Need | Literal["emergency"], ...] = Field(alias="for", min_length=1)
    name: str = Field(min_length=1)
    phone: str | None
    text: str | None
    link: str | None = Field(pattern=r"^https?://\S+$")
    hours: str = Field(min_length=1)
    source: str = Field(pattern=r"^https?://\S+$")
    checked: date
    note: str | None = None

    @model_validator(mode="after")
    def _reachable(self) -> Resource:
        if not (self.phone or self.text or self.link):
            raise ValueError("give a phone, a text or a link")
        return self


class _Country(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    says: tuple[str, ...] = Field(min_length=1)


def load_resources(file: Path) -> tuple[Resource, ...]:
    """Read the helplines; raise ``DataError`` naming an entry without source, review date or reach."""
    resources = []
    for entry in _read(file)["resources"]:
        try:
            resources.append(Resource.model_validate(entry))
        except ValidationError as error:
            raise DataError(f"{file.name}: {entry.get('id', '?')}: {error}") from error
    return tuple(resources)


@lru_cache(maxsize=1)
def resources() -> tuple[Resource, ...]:
    """All helplines."""
    return load_resources(_HERE / "resources.yaml")


@lru_cache(maxsize=1)
def countries() -> dict[str, _Country]:
    """ISO country code -> its name, and the words by which people mention being there."""
    try:
        return TypeAdapter(dict[str, _Country]).validate_python(_read(_HERE / "countries.yaml"))
    except ValidationError as error:
        raise DataError(f"countries.yaml: {error}") from error


def overdue(lines: Iterable[Resource], today: date) -> tuple[Resource, ...]:
    """The lines whose last review is more than 365 days old."""
    return tuple(line for line in lines if today - line.checked > _REVIEW)


def resources_for(country: str | None, need: Need) -> tuple[Resource, ...]:
    """The emergency number of the country, its lines for the need, and the international finder, always last.

    Without a country, or for one that is not listed: the international lines alone. Stalking by an ex is also what
    lines for abuse are for, so those follow.
    """
    wanted = ("emergency", *_INSTEAD.get(need, (need,)))
    home = country if country in countries() else "INT"
    lines = [line for want in wanted for line in resources() if line.country == home and want in line.needs]
    finder = [line for line in resources() if line.id == _FINDER]
    return tuple(dict.fromkeys([line for line in lines if line.id != _FINDER] + finder))


def country_in(message: str) -> str | None:
    """The country she says she is in; ``None`` when she names none, or more than one, or only where the ex is."""
    text = normalise(message)
    answer = text.strip(" .,!?\n").removeprefix("the ")
    named = {code for code, country in countries().items() if country.name.lower() == answer}
    for code, country in countries().items():
        words = "|".join(map(re.escape, sorted(country.says, key=len, reverse=True)))
        for match in re.finditer(rf"(?<!\w)(?:{words})(?!\w)", text):
            lead = re.split(r"[,;!?\n]|\. |\b(?:and|but)\b", text[: match.start()])[-1]
            if not _NOT_HERS.search(lead):
                named.add(code)
    return named.pop() if len(named) == 1 else None


def _read(file: Path) -> Any:
    return yaml.load(file.read_bytes(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
