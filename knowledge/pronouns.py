"""Pronouns for the ex, and the slots by which a passage mirrors them: ``{ex.they} want{ex.s}``."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SLOT = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Pronouns:
    """One set of pronouns with the verb forms that agree with it."""

    they: str
    them: str
    their: str
    theirs: str
    themself: str
    are: str
    have: str
    were: str
    do: str
    s: str
    es: str


HE = Pronouns("he", "him", "his", "his", "himself", "is", "has", "was", "does", "s", "es")
SHE = Pronouns("she", "her", "her", "hers", "herself", "is", "has", "was", "does", "s", "es")
THEY = Pronouns("they", "them", "their", "theirs", "themself", "are", "have", "were", "do", "", "")

PRONOUNS = {"he": HE, "she": SHE, "they": THEY}

SLOTS = frozenset(f"ex.{form}" for name in Pronouns.__dataclass_fields__ for form in (name, name.capitalize()))


def unknown_slots(text: str) -> list[str]:
    """Return what in ``text`` looks like a slot and no pronoun set can fill: a stray brace counts as one."""
    unknown = [slot for slot in _SLOT.findall(text) if slot not in SLOTS]
    return unknown + re.findall(r"[{}]\S*", _SLOT.sub("", text))


def render(text: str, ex: str | None) -> str:
    """Fill the pronoun slots of ``text`` for an ex called ``he``, ``she`` or ``they`` (the default)."""
    pronouns = PRONOUNS.get(ex or "they", THEY)

    def fill(match: re.Match[str]) -> str:
        form = match[1].removeprefix("ex.")
        word: str = getattr(pronouns, form.lower())
        return word.capitalize() if form[0].isupper() else word

    return _SLOT.sub(fill, text)
