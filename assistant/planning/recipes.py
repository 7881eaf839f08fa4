"""Which recipe of ``plans.yaml`` a turn follows: its headline's own, or what the message itself calls for."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.errors import DataError
from assistant.facts import Boundary, Fact, Risk
from assistant.journey.journey import Journey
from assistant.language import has_words
from assistant.turn import PEOPLE_FIRST, Ask, Headline, Turn, Understanding

FILE = Path(__file__).with_name("plans.yaml")


class Recipe(BaseModel):
    """One entry of ``plans.yaml``; the file's head says what each field means."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    say: tuple[str, ...] = ()
    by: dict[str, tuple[str, ...]] = {}
    draw: tuple[str, ...] = ()
    otherwise: tuple[str, ...] = ()
    take: int = 0
    free: int = 0
    fixed: bool = False
    unfound: str = "silent.verdict"
    action: Literal["must", "may", "no"] = "no"
    after: tuple[str, ...] = ()
    ask: str | None = None
    resources: str | None = None


class Recipes(BaseModel):
    """All of ``plans.yaml``."""

    model_config = ConfigDict(frozen=True)

    reserved: dict[str, tuple[Headline, ...]]
    care: tuple[str, ...]
    unasked: tuple[str, ...]
    recipes: dict[str, Recipe]


@lru_cache(maxsize=1)
def plans() -> Recipes:
    """Every recipe; raises ``DataError`` naming the entry."""
    entries = yaml.safe_load(FILE.read_text("utf-8"))
    lists = {name: entries.pop(name) for name in ("reserved", "care", "unasked")}
    try:
        return Recipes(**lists, recipes=entries)
    except ValidationError as error:
        first = error.errors()[0]
        raise DataError(f"{FILE.name}: {'.'.join(str(part) for part in first['loc'])}: {first['msg']}.") from error


def choose(
    headline: Headline,
    message: str,
    understanding: Understanding,
    journey: Journey,
    open_steps: Sequence[int],
    standing: Sequence[Fact],
    alarms: Collection[str],
    last: Turn | None,
) -> str:
    """The headline's own recipe, unless the message or the question calls for another."""
    if headline == "ex_unavailable" and any(isinstance(fact, Risk) and fact.whose == "ex" for fact in standing):
        return "ex_at_risk"
    going_on = _going_on(headline, understanding, alarms, journey, last)
    if headline == "legal_bar" and going_on != headline and any(_protects_her(fact) for fact in standing):
        return "danger_from_ex_goes_on"
    if headline in PEOPLE_FIRST or headline == "pursued_by_ex":
        return going_on
    if not message.strip():
        return "empty"
    if not has_words(message):
        return "unreadable"
    if understanding.foreign:
        return "foreign"
    ask = understanding.ask
    if headline in WAITING and understanding.tone in ("drunk", "panicking"):
        return "urge"
    if headline == "none" and ask:
        if ask.kind == "meta":
            return "meta"
        if ask.step in (5, 6) and ask.step not in open_steps:
            return f"locked_{ask.step}"
        if ask.step and ask.act is None:
            return "about_step"
    if _HELLO.match(message.lower().strip()):
        return "hello"
    if headline in ("none", "no_contact_running") and ask is None and _THANKS.match(message.lower().strip()):
        return "thanks"
    if going_on != headline:
        return going_on
    if headline == "none" and ask is None:
        return "support"
    if headline == "no_contact_running" and ask is None:
        return "support_running"
    if headline == "step5_open" and 5 not in open_steps:
        return "step5_wish"
    return headline


_TOWARD = re.compile(
    r"\b(?:back|together|reconcile|again|reach|contact|text\w*|messag\w*|call|writ\w*|talk|speak|see|meet\w*|unblock\w*|chance|hope|"
    r"over for good|change (?:his|her|their) mind|what now|next|step)\b"
)


def _toward_ex(ask: Ask | None) -> bool:
    """Whether what she asks for leads to the ex or on to a step, so that what bars it has to be said again."""
    if ask is None:
        return False
    if ask.act or ask.kind in ("permission", "draft", "count") or (ask.step or 0) >= 5:
        return True
    return ask.kind in ("plan", "information") and bool(_TOWARD.search(ask.quote.lower()))


QUIET = {"drunk", "panicking", "despair", "suicide_retracted"}
"""What screening notices without there being any news of a trouble."""
GRAVE = ("risk", "abuse", "pursuit", "boundary")
"""Kinds of facts that are news to someone in danger; that she called somebody is none."""
STILL = ("person", "state", "work", "answer", "motive", "checking", "tie", "signal", "fault")
"""Kinds of facts that change nothing about where she stands."""


def _going_on(
    headline: Headline, understanding: Understanding, alarms: Collection[str], journey: Journey, last: Turn | None
) -> str:
    """The whole of where she stands when it is news; that day, while it stays so, an answer to what she says now."""
    care = headline in PEOPLE_FIRST or headline == "pursued_by_ex"
    told = [fact for fact in understanding.facts if (fact.kind in GRAVE if care else fact.kind not in STILL)]
    same = (
        last is not None
        and last.today == journey.today
        and (last.headline == headline or last.journey.closed_by == journey.closed_by)
    )
    if headline == "crisis":
        risks = {fact.level for fact in told if isinstance(fact, Risk)}
        if "done" in risks or (same and last is not None and last.plan.recipe == "crisis_done"):
            return "crisis_done"
        if "means" in risks or (same and "active" in risks):
            return "crisis_now"
    if not same or ((told or set(alarms) - QUIET) and not (care and last is not None and last.headline == headline)):
        return headline
    ask, toward = understanding.ask, _toward_ex(understanding.ask)
    for_herself = "support" if ask is None else "none"
    if headline in BARRIERS and not toward:
        return for_herself
    if f"{headline}_goes_on" in plans().recipes:
        return f"{headline}_goes_on"
    if headline in PEOPLE_FIRST or toward or (last is not None and last.headline != headline):
        return headline
    return headline if ask and headline in ("step5_open", "step6_not_earned", "step6_open") else for_herself


BARRIERS: tuple[Headline, ...] = ("legal_bar", "asked_to_stop", "blocked", "pursuit", "ex_unavailable")
"""Beside them she is coached for herself, until she asks for a way to the ex."""


def lines_due(name: str, understanding: Understanding, alarms: Collection[str]) -> bool:
    """Helplines are named with every danger told, all through a crisis, and when she has told where she is."""
    news = bool(set(alarms) - QUIET or understanding.country)
    return name.startswith("crisis") or not name.endswith(("_goes_on", "ex_at_risk")) or news


WAITING: tuple[Headline, ...] = (
    "none",
    "no_contact_unknown",
    "no_contact_running",
    "acceptance_unknown",
    "acceptance_missing",
    "step5_open",
)
"""Turns that can wait ten minutes while drink or panic passes (R53)."""

_HELLO = re.compile(r"^(?:hi+|hello+|hey+|hiya|yo|good (?:morning|evening|afternoon)|hi there|hey there|start)\W*$")
_THANKS = re.compile(
    r"^(?:ok(?:ay)?,? |that'?s |this |it )*(?:thanks?|thank (?:you|u)|thx|ty|tysm|cheers|good ?night|gn|bye|goodbye|"
    r"ok(?:ay)?|k|alright|got it|will do|helped|helpful|i'll try)\b"
    r"(?:\W|so|much|that|this|helped|you|a lot|really|for|i|will|now|bye|night|good|and|it|helps?|listening)*$"
)
"""A word of thanks or goodbye, and nothing else."""


def _protects_her(fact: Fact) -> bool:
    return isinstance(fact, Boundary) and fact.what == "court_order" and fact.against == "ex"
