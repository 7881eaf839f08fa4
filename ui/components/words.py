"""Facts and dates in plain words."""

from __future__ import annotations

import re
from datetime import date

from assistant.facts import (
    Abuse,
    Acceptance,
    Ahead,
    Answer,
    Boundary,
    Breakup,
    Checking,
    Contact,
    Fact,
    Fault,
    Motive,
    Person,
    Pursuit,
    Reaction,
    Risk,
    ShowingUp,
    Signal,
    State,
    Streak,
    Tie,
    Unavailable,
    Wish,
    Work,
)

_WHO = {"user": "you", "ex": "your ex", "both": "both of you", "other": "someone else"}
_ENDED = {
    "user": "you ended it",
    "ex": "your ex ended it",
    "mutual": "you ended it together",
    "outside": "it ended because of others",
    "unclear": "it ended",
}
_CHANNEL = {
    "text": "by text",
    "call": "by phone",
    "meeting": "in person",
    "letter": "by letter",
    "other": "another way",
}
_SIGNAL = {
    "like": "a like",
    "view": "looked at your posts",
    "unblock": "unblocked you",
    "unfollow": "unfollowed you",
    "watching": "watches your pages",
    "other": "a small sign",
}
_ACCEPTED = {"yes": "you accept that it is over", "partial": "you half accept it", "no": "you do not accept it yet"}
_WISH = {
    "yes": "you want your ex back",
    "unsure": "you are not sure you want your ex back",
    "no": "you no longer want your ex back",
}
_BOUNDARY = {
    "blocked": "{by} blocked {bound}",
    "unblocked": "{by} unblocked {bound}",
    "asked_space": "{by} asked {bound} for space",
    "asked_to_stop": "{by} asked {bound} to stop",
    "court_order": "a court order binds {bound}",
}
_RISK = {
    "passive": "dark thoughts",
    "active": "thoughts of suicide",
    "means": "thoughts of suicide, with a way",
    "retracted": "safe, as you said",
}

_MARKS = re.compile(r"([\\`*_{}\[\]()#+\-.!|~<>:$&])")


def plain(text: str) -> str:
    """Escape ``text`` for Markdown, so that nobody's words become a link, an image or a formula."""
    return _MARKS.sub(r"\\\1", text)


def short(day: date) -> str:
    """``Nov 3``."""
    return f"{day:%b} {day.day}"


def long(day: date) -> str:
    """``November 3``."""
    return f"{day:%B} {day.day}"


def told(fact: Fact) -> str:
    """Say what the fact holds, with its date: ``you: contact by text, Nov 21``."""
    what, day = _what(fact), when(fact)
    if not day:
        return what
    return f"{what} since {day}" if isinstance(fact, Streak) else f"{what}, {day}"


def when(fact: Fact) -> str:
    """The day or days a fact is about; empty where nothing is known."""
    if fact.on:
        return short(fact.on)
    if fact.earliest and fact.latest:
        return f"{short(fact.earliest)} to {short(fact.latest)}"
    return ""


def _what(fact: Fact) -> str:
    match fact:
        case Breakup():
            return _ENDED[fact.ended_by]
        case Contact():
            about = "" if fact.purpose == "personal" else f" about {fact.purpose}"
            answered = " and you answered" if fact.by == "ex" and fact.answered else ""
            return f"{_WHO[fact.by]}: contact {_CHANNEL.get(fact.channel, f'by {fact.channel}')}{about}{answered}"
        case Signal():
            return f"your ex: {_SIGNAL[fact.what]}"
        case Streak():
            return "no contact" if when(fact) else f"{fact.days} days of no contact"
        case Acceptance():
            return _ACCEPTED[fact.level]
        case Wish():
            return _WISH[fact.level]
        case Motive():
            return f"your reason: {fact.what}"
        case Work():
            return f"done for yourself: {fact.what}"
        case Answer():
            return f"your answer: {fact.text}"
        case ShowingUp():
            return f"you were seen ({fact.where}), {'on purpose' if fact.planned else 'by chance'}"
        case Reaction():
            return f"your ex's reaction: {fact.level}"
        case Fault():
            return f"the fault, as you see it: {_WHO[fact.who]}"
        case Boundary():
            by = _WHO["ex" if fact.against == "user" else "user"]
            return _BOUNDARY[fact.what].format(by=by, bound=_WHO[fact.against])
        case Tie():
            return f"what you still share: {fact.what}"
        case Unavailable():
            return f"your ex: not available ({fact.why})"
        case Abuse():
            return f"harm by {_WHO[fact.by]}: {fact.what}"
        case Risk():
            return f"{_WHO[fact.whose]}: {_RISK[fact.level]}"
        case Pursuit():
            return f"{_WHO[fact.by]}: {fact.what.replace('_', ' ')}"
        case Person():
            return _person(fact)
        case Ahead():
            return f"coming up: {fact.what}"
        case Checking():
            return f"you look at: {fact.what}"
        case State():
            return f"right now: {fact.what}"


def _person(fact: Person) -> str:
    parts = [
        f"you are {fact.age}" if fact.age is not None else "",
        f"your ex is {fact.ex_age}" if fact.ex_age is not None else "",
        f"you: “{fact.pronouns}”" if fact.pronouns else "",
        f"your ex: “{fact.ex_pronouns}”" if fact.ex_pronouns else "",
    ]
    return ", ".join(part for part in parts if part)
