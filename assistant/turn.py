"""The types that flow through one turn: Screening -> Understanding -> Plan -> Evidence -> Draft -> Reply."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant.facts import Fact, PronounSet
from assistant.journey.guards import Verdict
from assistant.journey.journey import Journey
from knowledge.playbook import GuardName
from knowledge.retriever import Evidence

Level = Literal["none", "caution", "danger", "crisis"]

Headline = Literal[
    "crisis",
    "crisis_checkin",
    "crisis_other",
    "danger_from_ex",
    "danger_by_user",
    "minor",
    "minor_with_adult",
    "legal_bar",
    "asked_to_stop",
    "blocked",
    "pursuit",
    "deception",
    "pursued_by_ex",
    "ex_unavailable",
    "ex_reaches_out",
    "exception",
    "limited_contact",
    "status_unclear",
    "motive_unsound",
    "no_contact_unknown",
    "no_contact_restarted",
    "no_contact_running",
    "acceptance_unknown",
    "acceptance_missing",
    "step5_open",
    "step6_not_earned",
    "step6_open",
    "letting_go",
    "outside",
    "none",
]
"""The one finding that governs a turn, in order of precedence."""

Role = Literal["feeling", "article", "house", "verdict", "action", "question", "resource"]

PEOPLE_FIRST: tuple[Headline, ...] = (
    "crisis",
    "crisis_checkin",
    "crisis_other",
    "danger_from_ex",
    "danger_by_user",
    "minor",
    "minor_with_adult",
    "legal_bar",
)
"""Turns that call no model: people before steps (promise 5)."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class Finding(_Frozen):
    """One thing screening noticed, with the words it noticed it in."""

    kind: str
    """A kind of ``screening/phrases.yaml``: ``suicide``, ``violence``, ``legal_bar``, ``minor`` ..."""
    level: Level
    quote: str
    fact: dict[str, Any] | None = None
    """The own fields of the fact it becomes, ``kind`` among them; ``None`` where it governs only this turn."""


class Screening(_Frozen):
    """Whether anyone is in danger."""

    findings: tuple[Finding, ...] = ()

    @property
    def level(self) -> Level:
        """The gravest level found."""
        order: tuple[Level, ...] = ("none", "caution", "danger", "crisis")
        return max((finding.level for finding in self.findings), key=order.index, default="none")

    @property
    def kinds(self) -> list[str]:
        """The kinds found, each once, in the order of the message."""
        return list(dict.fromkeys(finding.kind for finding in self.findings if finding.level != "none"))


AskKind = Literal["information", "permission", "plan", "count", "draft", "meta", "outside", "support"]
"""What she wants of this turn: to know something, to be allowed something, to hear what comes next, to hear her count,
a look at a draft, something about Steady, something else entirely; ``support`` is being heard."""

Act = Literal[
    "text", "reply", "call", "meet", "see", "show_up", "apologise", "react", "send", "ask", "unblock", "contact"
]
"""An act toward the ex that she asks about."""

Tone = Literal["plain", "sad", "panicking", "angry", "hopeful", "numb", "drunk", "joking"]


class Ask(_Frozen):
    """One thing she asks for."""

    kind: AskKind
    quote: str
    act: Act | None = None
    step: int | None = None
    """The step she asks for, by number or by the act it belongs to."""


class Understanding(_Frozen):
    """What she told us and what she asks."""

    facts: tuple[Fact, ...] = ()
    taken_back: tuple[str, ...] = ()
    """The ids of facts she takes back, with nothing in their place."""
    asks: tuple[Ask, ...] = ()
    tone: Tone = "plain"
    country: str | None = None
    foreign: bool = False
    """The message is in a language Steady cannot read."""
    words: int = 0
    gist: str = ""
    """The words of the message that say best what she is after."""

    @property
    def ask(self) -> Ask | None:
        """The ask that the reply answers: the last about an act or about step 5 or 6, else the last thing she asks."""
        guarded = (ask for ask in reversed(self.asks) if ask.act or (ask.step or 0) >= 5)
        return next(guarded, self.asks[-1] if self.asks else None)


class Plan(_Frozen):
    """What this reply may do. The writer words it, in this order; it never adds a move."""

    headline: Headline
    recipe: str
    """The entry of ``planning/plans.yaml`` that was followed; the headline, or what the message itself calls for."""
    step: int | None = None
    """The step she asks about, if any."""
    unmet: GuardName | None = None
    """The first guard, by precedence, that keeps the asked step locked."""
    opening: str | None = None
    """The phrase of first words, by her tone."""
    say: tuple[str, ...] = ()
    """Phrases before the passages."""
    suffixes: tuple[str, ...] = ()
    """A phrase ``key.suffix`` is preferred to ``key``, the earlier suffix first."""
    asked: AskKind | None = None
    """What sort of thing she asks for."""
    query: str = ""
    """What to look for in the playbook."""
    first: tuple[str, ...] = ()
    """Passages her facts call for."""
    draw: tuple[str, ...] = ()
    """Passages (``s2.minimum``) or rules (``R07``) the headline calls for; the best fit for her message is said."""
    otherwise: tuple[str, ...] = ()
    """Passages to say when none of ``draw`` fits her words."""
    take: int = 0
    free: int = 0
    """How many passages may come from all that is open, if they fit her message."""
    fixed: bool = False
    """Nothing but ``first`` and ``draw`` may be said."""
    reserved: tuple[str, ...] = ()
    """Rules that speak of situations that are not hers."""
    unfound: str = "silent.verdict"
    """The phrase to say when there is nothing else to say."""
    avoid: tuple[str, ...] = ()
    """Passages the last reply cited; they are not said again while others fit."""
    action: Literal["must", "may", "no"] = "no"
    """One thing to do today."""
    after: tuple[str, ...] = ()
    question: str | None = None
    """The phrase, or the words, of the one question the reply may end with."""
    asks_guard: GuardName | None = None
    """The guard that question is about; a bare answer next turn settles it."""
    resources: str | None = None
    """The need helplines are looked up for."""
    slots: dict[str, str] = Field(default_factory=dict)
    """Her own facts in words: days, dates, acts."""
    model_allowed: bool = True
    turn: int = 0
    """How many turns came before; turns the wording."""


class Sentence(_Frozen):
    """One sentence of a reply, and the passages it rests on."""

    text: str
    role: Role
    cites: tuple[str, ...] = ()


class Withheld(_Frozen):
    """A sentence that was not shown, and why."""

    text: str
    why: str
    guard: GuardName | None = None


class Draft(_Frozen):
    """What a writer wrote, before it is checked."""

    sentences: tuple[Sentence, ...]
    writer: str
    """``offline``, or the name of the model."""
    model_calls: int = 0
    input_tokens: int = 0
    note: str | None = None
    """Why the configured model did not write, without her words."""


class Reply(_Frozen):
    """What she is shown."""

    sentences: tuple[Sentence, ...]
    withheld: tuple[Withheld, ...] = ()
    writer: str = "offline"
    model_calls: int = 0
    input_tokens: int = 0
    timings_ms: dict[str, float] = Field(default_factory=dict)
    note: str | None = None

    @property
    def text(self) -> str:
        """The reply as one paragraph."""
        return " ".join(sentence.text for sentence in self.sentences)

    @property
    def cites(self) -> tuple[str, ...]:
        """The passages cited, each once, in order."""
        return tuple(dict.fromkeys(cite for sentence in self.sentences for cite in sentence.cites))


class Turn(_Frozen):
    """One whole turn: what came in, what was found, what went out; this is what is remembered."""

    id: str
    text: str
    today: date
    screening: Screening
    understanding: Understanding
    journey: Journey
    verdicts: tuple[Verdict, ...]
    open_steps: tuple[int, ...]
    headline: Headline
    plan: Plan
    evidence: tuple[Evidence, ...]
    reply: Reply

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The facts noted in this turn."""
        return self.understanding.facts


class Voice(_Frozen):
    """How to speak: of whom, where she is, and what was just said."""

    ex: PronounSet | None = None
    country: str | None = None
    turn: int = 0
    """How many turns came before; turns the wording."""
    said: tuple[str, ...] = ()
    """The sentences of the last reply; its opening is not used again."""
