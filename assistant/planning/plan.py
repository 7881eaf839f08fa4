"""Plan: what may this reply do? Follows the recipe of its headline (``plans.yaml``) with her own facts in the slots."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import date

from assistant.facts import Contact, Fact
from assistant.journey.guards import WHEN, Verdict, first_unmet
from assistant.journey.journey import Journey
from assistant.planning.recipes import Recipe, choose, lines_due, plans
from assistant.turn import PEOPLE_FIRST, Act, Ask, Headline, Plan, Tone, Turn, Understanding
from knowledge.playbook import GuardName, Playbook


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
    name = choose(headline, message, understanding, journey, open_steps, standing, alarms, last)
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
        resources=recipe.resources if lines_due(name, understanding, alarms) else None,
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


def _told_what_to_do(last: Turn) -> bool:
    """Whether the last reply gave her something to do; the next one need not."""
    return any(sentence.role == "action" for sentence in last.reply.sentences)


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
