"""Plan: what may this reply do? Follows the recipe of its headline (``plans.yaml``) with her own facts in the slots."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.errors import DataError
from assistant.facts import Boundary, Contact, Fact, Risk
from assistant.journey.guards import WHEN, Verdict, first_unmet
from assistant.journey.journey import Journey
from assistant.language import has_words
from assistant.turn import PEOPLE_FIRST, Act, Ask, Headline, Plan, Tone, Turn, Understanding
from knowledge.playbook import GuardName, Playbook

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


def plan(
    headline: Headline,
    message: str,
    understanding: Understanding,
    journey: Journey,
    verdicts: Sequence[Verdict],
    open_steps: Sequence[int],
    playbook: Playbook,
    standing: Sequence[Fact],
    alarms: Collection[str] = (),
    last: Turn | None = None,
) -> Plan:
    """Choose the recipe and fill it in.

    ``standing`` are the facts that hold, this message's among them; ``alarms`` the kinds that screening found in it;
    ``last`` is the turn before, whose wording and passages are not used again.
    """
    name = _recipe(headline, message, understanding, journey, open_steps, standing, alarms, last)
    recipe = plans().recipes[name]
    ask = understanding.ask
    step = ask.step if ask and ask.step else None
    unmet = first_unmet(playbook, _target(headline, step), verdicts)
    question, guard = recipe.ask, None
    if recipe.ask == "guard":
        question, guard = (unmet.ask, unmet.guard) if unmet and unmet.ask else (None, None)
    if name in ("no_contact_running", "support_running") and journey.no_contact.days is None:
        question, guard = WHEN, "no_contact_complete"
    if name == "no_contact_restarted" and journey.no_contact.days is None:
        question, guard = "restarted.when", "no_contact_complete"
    if question == "support.ask" and (understanding.words > FEW or (last and last.plan.question == question)):
        question = None
    if question == "crisis.ask":
        guard = "no_crisis"
    people = headline in PEOPLE_FIRST
    return Plan(
        headline=headline,
        recipe=name,
        step=step,
        unmet=unmet.guard if unmet else None,
        opening=_opening(recipe, understanding, people or recipe.fixed),
        say=_say(recipe, name, journey),
        suffixes=_suffixes(name, understanding, journey),
        query=_query(understanding, journey, last),
        asked=ask.kind if ask else None,
        first=_first(recipe, understanding.facts, understanding.tone, alarms)
        or _first(recipe, standing if recipe.fixed and not name.endswith("_goes_on") else (), "plain"),
        draw=(f"step-{step}",) if name == "about_step" else recipe.draw,
        otherwise=recipe.otherwise,
        take=recipe.take,
        free=recipe.free,
        fixed=recipe.fixed,
        unfound=recipe.unfound,
        reserved=_reserved(headline, ask),
        avoid=last.reply.cites if last else (),
        action="may" if recipe.action == "must" and last and _told_what_to_do(last) else recipe.action,
        after=recipe.after,
        question=question,
        asks_guard=guard,
        resources=recipe.resources if _lines_due(name, understanding, alarms) else None,
        slots=_slots(understanding, journey, playbook, step),
        model_allowed=not people and not recipe.fixed and name not in ("empty", "unreadable", "foreign"),
        turn=last.plan.turn + 1 if last else 0,
    )


_POINTS_BACK = re.compile(r"\b(?:that|this|it|those|them)\b")


def _query(understanding: Understanding, journey: Journey, last: Turn | None) -> str:
    """What to look for: her words, and those before them when a short question points back, "does that count"."""
    short = understanding.ask is not None and understanding.words <= FEW / 2
    if last and short and last.today == journey.today and _POINTS_BACK.search(understanding.gist.lower()):
        return f"{last.understanding.gist} {understanding.gist}"
    return understanding.gist


FEW = 12
"""Words up to which she may be asked for more; who has written more than that has told it."""


def _protects_her(fact: Fact) -> bool:
    return isinstance(fact, Boundary) and fact.what == "court_order" and fact.against == "ex"


def _told_what_to_do(last: Turn) -> bool:
    """Whether the last reply gave her something to do; the next one need not."""
    return any(sentence.role == "action" for sentence in last.reply.sentences)


def _recipe(
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


def _lines_due(name: str, understanding: Understanding, alarms: Collection[str]) -> bool:
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


def _target(headline: Headline, step: int | None) -> int:
    """The step whose guards the turn is about: step 5, unless one showing up lies behind her or she asks for step 6."""
    return 6 if headline in ("step6_not_earned", "step6_open") or step == 6 else 5


def _opening(recipe: Recipe, understanding: Understanding, care: bool) -> str | None:
    if (
        "complete.count" in recipe.say
        or care
        or any(
            key.endswith((".hear", "empty.verdict", "unreadable.verdict", "foreign.verdict")) for key in recipe.say[:1]
        )
    ):
        return None
    if understanding.tone != "plain":
        return f"open.{understanding.tone}"
    if recipe.say:
        return None  # what is said first hears her already
    ask = understanding.ask
    if ask is None:
        return "open.plain"
    return None if ask.kind in ("information", "meta", "outside") else "open.plain"


def _say(recipe: Recipe, name: str, journey: Journey) -> tuple[str, ...]:
    count = journey.no_contact
    keys = list(recipe.say)
    if name == "no_contact_unknown" and count.since is not None:
        keys.append("unknown.rough" if count.rough else "unknown.breakup")
    if count.conflict and name.startswith(("no_contact", "acceptance", "step5", "count")):
        keys.append("conflict.note")
    return tuple(keys)


def _suffixes(name: str, understanding: Understanding, journey: Journey) -> tuple[str, ...]:
    count, ask = journey.no_contact, understanding.ask
    special: list[str] = []
    if ask and (ask.act or ask.kind != "permission"):
        special.append(ask.kind)
    if name == "no_contact_restarted" and count.days is None:
        special.insert(0, "undated")
    elif name == "no_contact_restarted" and (count.best_days <= (count.days or 0) or count.best_days == 0):
        special.insert(0, "first")
    if understanding.country:
        special.insert(0, "country")
    if count.days == 0:
        special.append("zero")
    elif count.days is None and count.state != "unknown":
        special.insert(0, "inexact")
    return (*special, count.state)


def _reserved(headline: Headline, ask: Ask | None) -> tuple[str, ...]:
    """The rules that speak of a situation that is not hers; a question about a rule may still be answered from it."""
    elsewhere = tuple(rule for rule, headlines in plans().reserved.items() if headline not in headlines)
    if ask and ask.kind == "information" and headline == "none":
        return tuple(rule for rule in elsewhere if rule in plans().care)
    return elsewhere if ask else (*elsewhere, *plans().unasked)


def _first(recipe: Recipe, standing: Sequence[Fact], tone: Tone, alarms: Collection[str] = ()) -> tuple[str, ...]:
    """The passages called for by what screening found, by her facts, the newest first, and by her tone."""
    found = dict.fromkeys(passage for kind in alarms for passage in recipe.by.get(f"alarm.{kind}", ()))
    for fact in reversed(standing):
        for field in ("what", "why", "ended_by", "channel", "purpose"):
            for passage in recipe.by.get(f"{fact.kind}.{getattr(fact, field, None)}", ()):
                found[passage] = None
        for key in (f"{fact.kind}.any", f"against.{getattr(fact, 'against', None)}"):
            found |= dict.fromkeys(recipe.by.get(key, ()))
    return (*found, *recipe.by.get(f"tone.{tone}", ()))


_ACTS: dict[Act, str] = {
    "text": "texting {ex.them}",
    "reply": "answering {ex.them}",
    "call": "calling {ex.them}",
    "meet": "meeting {ex.them}",
    "see": "seeing {ex.them}",
    "show_up": "showing up",
    "apologise": "apologising to {ex.them}",
    "react": "reacting to {ex.their} page",
    "send": "sending it",
    "ask": "sending word through others",
    "unblock": "changing who is blocked",
    "contact": "reaching out",
}
_DID = {
    "text": "{ex.they} wrote to you",
    "call": "{ex.they} called you",
    "meeting": "{ex.they} came to see you",
    "letter": "{ex.they} sent you something",
}
OPENED_BY: dict[GuardName, str] = {
    "no_contact_complete": "after at least 21 full days without contact",
    "breakup_accepted": "once you can say that the breakup is accepted",
    "still_wanted": "if you still want {ex.them} back then",
    "showed_up_once": "after you have shown up once",
    "well_received": "if {ex.they} clearly welcomed it",
}
"""What opens a step, in words; safe to show while it is locked."""


def _slots(understanding: Understanding, journey: Journey, playbook: Playbook, step: int | None) -> dict[str, str]:
    count, ask = journey.no_contact, understanding.ask
    left = max(count.needed - (count.days or 0), 0)
    slots = {
        "needed": str(count.needed),
        "days": str(count.days if count.days is not None else ""),
        "best": str(count.best_days),
        "left": "one day" if left == 1 else f"{left} days",
        "since": _spoken(count.since, journey.today),
        "opens": _spoken(count.opens_on, journey.today, weekday=True),
        "act": _ACTS.get(ask.act, "reaching out") if ask and ask.act else "reaching out",
    }
    came = [fact for fact in understanding.facts if isinstance(fact, Contact) and fact.by == "ex"]
    if came:
        slots["did"] = _DID.get(came[-1].channel, "{ex.they} got in touch")
        slots["when"] = _ago(came[-1].on, journey.today)
    if step:
        section = playbook.step(step)
        slots |= {"step": str(step), "title": section.title, "purpose": _lower(" ".join(section.purpose.split()))}
        conditions = [OPENED_BY[guard] for guard in section.needs if guard in OPENED_BY]
        slots["opened_by"] = " and ".join(filter(None, [", ".join(conditions[:-1]), *conditions[-1:]]))
    return slots


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _spoken(day: date | None, today: date, *, weekday: bool = False) -> str:
    """``November 3``, with the weekday or the year where they help."""
    if day is None:
        return ""
    year = f", {day.year}" if day.year != today.year else ""
    return f"{day:%A}, {day:%B} {day.day}{year}" if weekday else f"{day:%B} {day.day}{year}"


def _ago(day: date | None, today: date) -> str:
    if day is None:
        return "lately"
    if day == today:
        return "today"
    return "yesterday" if (today - day).days == 1 else f"on {_spoken(day, today)}"
