"""Facts: the dated things she said, each with her exact words as its witness (promise 2).

``Fact`` is a discriminated union on ``kind``. Days are never stored; they are computed from dates on every read.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

Source = Literal["stated", "inferred", "confirmed", "corrected"]
Precision = Literal["day", "week", "month", "range", "unknown"]
Who = Literal["user", "ex"]
PronounSet = Literal["he", "she", "they"]


class BaseFact(BaseModel):
    """What every fact has: a witness, a source and, where it has one, a date."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    quote: str
    """Her exact words, a substring of the message."""
    message_id: str
    source: Source = "stated"
    on: date | None = None
    """The day it is about; for a ``streak`` the day of the last contact before it."""
    precision: Precision = "unknown"
    earliest: date | None = None
    latest: date | None = None
    retracts: str | None = None
    """The id of the fact that this one corrects."""


class Breakup(BaseFact):
    kind: Literal["breakup"] = "breakup"
    ended_by: Literal["user", "ex", "mutual", "outside", "unclear"]


class Contact(BaseFact):
    """An act of contact. It moves the count only if she took part and it was personal (R05, R07, R08)."""

    kind: Literal["contact"] = "contact"
    by: Literal["user", "ex", "both"]
    channel: Literal["text", "call", "meeting", "reaction", "letter", "messenger", "sex", "other"]
    answered: bool | None = None
    purpose: Literal["personal", "logistics", "emergency"] = "personal"


class Signal(BaseFact):
    """A weak signal from the ex; never contact (R07)."""

    kind: Literal["signal"] = "signal"
    what: Literal["like", "view", "unblock", "unfollow", "watching", "other"]


class Streak(BaseFact):
    """Days of no contact as she counts them; checked against the ledger."""

    kind: Literal["streak"] = "streak"
    days: int = Field(ge=0)


class Acceptance(BaseFact):
    kind: Literal["acceptance"] = "acceptance"
    level: Literal["yes", "partial", "no"]


class Wish(BaseFact):
    """Whether she still wants the ex back."""

    kind: Literal["wish"] = "wish"
    level: Literal["yes", "unsure", "no"]


class Motive(BaseFact):
    kind: Literal["motive"] = "motive"
    what: Literal["love", "lonely", "fear", "revenge", "habit", "other"]


class Work(BaseFact):
    """Something she did for herself."""

    kind: Literal["work"] = "work"
    what: str


class Answer(BaseFact):
    """Her answer to one of the article's own questions."""

    kind: Literal["answer"] = "answer"
    question: str
    text: str


class ShowingUp(BaseFact):
    """She was where the ex could see her; ``planned`` tells an appearance from a chance meeting (R14, R26)."""

    kind: Literal["showing_up"] = "showing_up"
    where: Literal["online", "public", "home", "work", "other"]
    planned: bool


class Reaction(BaseFact):
    """How the ex reacted to her showing up (R19, R20)."""

    kind: Literal["reaction"] = "reaction"
    level: Literal["positive", "neutral", "negative", "none"]


class Fault(BaseFact):
    kind: Literal["fault"] = "fault"
    who: Literal["user", "ex", "both"]


class Boundary(BaseFact):
    """A boundary; ``against`` is the one it binds (R22, R23)."""

    kind: Literal["boundary"] = "boundary"
    what: Literal["blocked", "unblocked", "asked_space", "asked_to_stop", "court_order"]
    against: Who


class Tie(BaseFact):
    """What still connects them (R08, R09, R48)."""

    kind: Literal["tie"] = "tie"
    what: Literal[
        "kids", "work", "school", "home", "pet", "belongings", "money", "friends", "family", "distance", "health"
    ]


class Unavailable(BaseFact):
    """The ex has a partner, is married, ill, or gone (R21)."""

    kind: Literal["unavailable"] = "unavailable"
    why: Literal["partner", "married", "ill", "moved", "other"]


class Abuse(BaseFact):
    kind: Literal["abuse"] = "abuse"
    by: Who
    what: str


class Risk(BaseFact):
    """Risk of suicide or self-harm, and whose (R27)."""

    kind: Literal["risk"] = "risk"
    whose: Literal["user", "ex", "other"]
    level: Literal["passive", "active", "means", "done", "retracted"]


class Pursuit(BaseFact):
    kind: Literal["pursuit"] = "pursuit"
    by: Who
    what: Literal["tracking", "fake_account", "account_access", "turning_up", "many_messages", "other"]


class Person(BaseFact):
    kind: Literal["person"] = "person"
    age: int | None = None
    ex_age: int | None = None
    pronouns: PronounSet | None = None
    ex_pronouns: PronounSet | None = None


class Ahead(BaseFact):
    """Something coming up; ``on`` lies in the future."""

    kind: Literal["ahead"] = "ahead"
    what: str


class Checking(BaseFact):
    """She looks at the ex's pages: no contact, but evidence against acceptance (R49)."""

    kind: Literal["checking"] = "checking"
    what: str
    often: str | None = None


class State(BaseFact):
    """How she is right now (R53)."""

    kind: Literal["state"] = "state"
    what: Literal["drunk", "night", "panicking"]


Fact = Annotated[
    Breakup
    | Contact
    | Signal
    | Streak
    | Acceptance
    | Wish
    | Motive
    | Work
    | Answer
    | ShowingUp
    | Reaction
    | Fault
    | Boundary
    | Tie
    | Unavailable
    | Abuse
    | Risk
    | Pursuit
    | Person
    | Ahead
    | Checking
    | State,
    Field(discriminator="kind"),
]

FACT: TypeAdapter[Fact] = TypeAdapter(Fact)
"""Validates and prints a fact of any kind."""
