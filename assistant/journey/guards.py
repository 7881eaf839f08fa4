"""The guards: pure functions from a journey to a verdict, in order of precedence (rules.md).

Barriers stand open until a fact closes them. Conditions are unknown until a fact decides, and unknown never opens.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Literal

from pydantic import BaseModel, ConfigDict

from assistant.journey.journey import Journey
from knowledge.playbook import GUARD_NAMES, GuardName, Playbook

GuardState = Literal["open", "closed", "unknown"]


class Verdict(BaseModel):
    """What one guard decided, and why."""

    model_config = ConfigDict(frozen=True)

    guard: GuardName
    state: GuardState
    because: str
    evidence: tuple[str, ...] = ()
    opens_on: date | None = None
    ask: str | None = None


Guard = Callable[[Journey], Verdict]

_BARRIERS: dict[GuardName, tuple[str, str]] = {
    # guard: (why it is closed, why it is open)
    "no_crisis": ("You come before any step right now.", "No one is in crisis."),
    "no_abuse": ("There has been harm or control between you.", "No violence or control has been mentioned."),
    "adult": ("Someone here is under eighteen.", "Nobody under eighteen is involved."),
    "no_legal_bar": ("A court order is in force.", "No court order has been mentioned."),
    "not_asked_to_stop": ("Your ex asked you to stop contacting them.", "Your ex has not asked you to stop."),
    "not_blocked": ("Your ex has blocked you.", "You are not blocked."),
    "no_pursuit": ("Following, watching or turning up has to end first.", "No one is following or watching anyone."),
    "ex_available": ("Your ex is not available right now.", "Nothing says your ex is unavailable."),
    "motive_sound": ("What you named so far is not a reason to go back.", "Nothing speaks against your reasons."),
    "not_yet_shown_up": ("You have already shown up once.", "You have not shown up yet."),
}


def _barrier(guard: GuardName, journey: Journey) -> Verdict:
    closed, open_ = _BARRIERS[guard]
    evidence = journey.closed_by.get(guard, ())
    return Verdict(
        guard=guard, state="closed" if evidence else "open", because=closed if evidence else open_, evidence=evidence
    )


WHEN = "When did you last write to, answer, call or meet your ex?"
"""The question that fixes the count."""


def _no_contact_complete(journey: Journey) -> Verdict:
    """At least 21 full days since the last contact she took part in (L93-105, R03, R04)."""
    count = journey.no_contact
    verdict = partial(Verdict, guard="no_contact_complete", evidence=count.evidence, opens_on=count.opens_on)
    if count.days is None and count.state == "complete":
        return verdict(state="open", because=f"More than {count.needed} days without contact.")
    if count.days is None and count.state == "running":
        return verdict(state="closed", because=f"Less than {count.needed} days without contact.")
    if count.state == "complete":
        return verdict(state="open", because=f"{count.days} days without contact; at least {count.needed} are needed.")
    if count.state == "running":
        return verdict(state="closed", because=f"Day {count.days} of {count.needed} without contact.")
    return verdict(
        state="unknown",
        because="The day of your last contact is not known.",
        opens_on=None,
        ask=WHEN,
    )


def _breakup_accepted(journey: Journey) -> Verdict:
    """Acceptance is what she says it is, never inferred from days (R11)."""
    verdict = partial(Verdict, guard="breakup_accepted", evidence=journey.evidence.get("breakup_accepted", ()))
    if journey.acceptance == "yes" and not journey.acceptance_doubted:
        return verdict(state="open", because="You say you have accepted that it is over.")
    if journey.acceptance in ("no", "partial"):
        return verdict(state="closed", because="You say you have not fully accepted the breakup yet.")
    if journey.acceptance_doubted:
        return verdict(
            state="unknown",
            because="You say you have accepted it, and something you said since speaks against it.",
            ask="When you look at that page, are you hoping for a sign that it is not really over?",
        )
    return verdict(
        state="unknown",
        because="You have not said whether you have accepted the breakup.",
        ask="Can you say, out loud, that it is over?",
    )


def _still_wanted(journey: Journey) -> Verdict:
    verdict = partial(Verdict, guard="still_wanted", evidence=journey.evidence.get("still_wanted", ()))
    if journey.wish == "yes":
        return verdict(state="open", because="You still want your ex back.")
    if journey.wish == "no":
        return verdict(state="closed", because="You no longer want your ex back.")
    return verdict(
        state="unknown",
        because="It is not clear whether you still want your ex back.",
        ask="After all this, do you still want your ex back?",
    )


def _showed_up_once(journey: Journey) -> Verdict:
    """The first appearance is exactly one (R14)."""
    verdict = partial(Verdict, guard="showed_up_once", evidence=journey.evidence.get("showed_up_once", ()))
    if journey.shown_up == 1:
        return verdict(state="open", because="You have shown up once.")
    if journey.shown_up > 1:
        return verdict(state="closed", because="You have shown up more than once.")
    return verdict(state="unknown", because="You have not shown up yet.")


def _well_received(journey: Journey) -> Verdict:
    """Needs effort from the ex; politeness, a like or one word is not enough (R19, R20)."""
    verdict = partial(Verdict, guard="well_received", evidence=journey.evidence.get("well_received", ()))
    if journey.reaction == "positive":
        return verdict(state="open", because="Your ex responded well, by their own effort.")
    if journey.reaction is not None:
        return verdict(state="closed", because="Your ex did not respond with interest.")
    return verdict(
        state="unknown",
        because="How your ex responded is not known.",
        ask="What did your ex do then: start a talk, ask you something, or stay polite?" if journey.shown_up else None,
    )


GUARDS: dict[GuardName, Guard] = {
    **{guard: partial(_barrier, guard) for guard in _BARRIERS},
    "no_contact_complete": _no_contact_complete,
    "breakup_accepted": _breakup_accepted,
    "still_wanted": _still_wanted,
    "showed_up_once": _showed_up_once,
    "well_received": _well_received,
}


def judge(journey: Journey) -> tuple[Verdict, ...]:
    """Ask every guard, in order of precedence."""
    return tuple(GUARDS[name](journey) for name in GUARD_NAMES)


def open_steps(playbook: Playbook, verdicts: Sequence[Verdict]) -> tuple[int, ...]:
    """The steps all of whose guards are open."""
    opened = {verdict.guard for verdict in verdicts if verdict.state == "open"}
    return tuple(
        section.step for section in playbook.sections if section.step is not None and opened.issuperset(section.needs)
    )


def first_unmet(playbook: Playbook, step: int, verdicts: Sequence[Verdict]) -> Verdict | None:
    """The first guard, by precedence, that keeps ``step`` locked; ``None`` when it is open."""
    needs = playbook.step(step).needs
    return next((verdict for verdict in verdicts if verdict.guard in needs and verdict.state != "open"), None)
