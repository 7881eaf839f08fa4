"""The ex by name: "Jake dumped me" is read as "my ex dumped me". No name is kept; her words stay as she typed them."""

from __future__ import annotations

import re

from assistant.spelling import Spelt, is_english, replaced
from assistant.understanding.acts import KIN

_NAME = r"[a-z][a-z]{2,}"
_DID = (
    r"(?:dumped|ditched|ghosted|blocked|unblocked|left|leaves|broke up with|breaks up with|broke it off with|finished with|ended (?:it|things)|texted|messaged|called|rang|"
    r"wrote|emailed|cheated on|moved out|walked out on|divorced|split up with|finished it|stopped talking to|hasn't (?:texted|called|written)|wants|needs|loves|hates)"
)
_SUBJECT = re.compile(
    rf"(?:^|[.,!?;\n] ?|\b(?:and|so|but|that|when|because|since|um|ok|hi|until|then) )(?P<name>{_NAME}) (?:just |finally |actually |also |has |had |then )?{_DID}(?: (?:me|us|with me|it|things|back)\b)"
)
_LEFT = re.compile(
    rf"(?:^|[.,!?;\n] ?|\b(?:and|so|but|that|when|because|since|after|until) )(?P<name>{_NAME}) (?:left|moved out|walked out|ended it|broke up)(?= (?:about |like |around )?(?:\d|a (?:week|month|year|fortnight)|two|three|four|five|six|seven|eight|nine|ten|on (?:the|mon|tue|wed|thu|fri|sat|sun)|last|yesterday|today|in)\b)"
)
_PAIR = re.compile(
    rf"\b(?:me (?:and|&|n) (?P<a>{_NAME})|(?P<b>{_NAME}) (?:and|&) (?:me|i)) (?=(?:have|had|haven't|broke|split|were|are|was|been|did|didn't|don't|talked|spoke|met|ended|separated|used|got|dated|called|parted|agreed|decided|stopped|last)\b)|"
    rf"\bbetween (?:me and (?P<c>{_NAME})|(?P<d>{_NAME}) and (?:me|i))\b"
)
_CALLED = re.compile(
    rf"\b(?:my |the )(?:ex(?:[ -](?:boyfriend|girlfriend|husband|wife|partner|fiancee?))?|boyfriend|girlfriend|husband|wife|partner|fiancee?|ex's name is|ex is(?: called)?),? (?:is called |called |named |, )?(?P<name>{_NAME})\b"
)
_OBJECT = re.compile(
    rf"\b(?:texted|messaged|called|rang|wrote to|emailed|spoken (?:to|with)|spoke (?:to|with|with )|speak with|talked (?:to|with)|talk to|heard from|contacted|miss|missing|dumped|left|seeing|with|love|get|want|over|from|to) (?P<name>{_NAME})\b(?! (?:and|who|about it))"
)
_FRIEND = re.compile(
    rf"\b(?P<a>{_NAME}),? (?:is |was |who is |who's )?(?:my|our|a|an old) (?:[\w-]+ ){{0,2}}?{KIN}\b|\b(?:my|our) (?:[\w-]+ ){{0,2}}?{KIN},? (?P<b>{_NAME})\b|\b(?P<c>{_NAME}) from (?:work|school|uni|church|the gym)\b"
)
_KIN_BEFORE = re.compile(rf"\b{KIN},? $")
_NOT_NAMES = frozenset(
    """
    he she they him her them his hers who that this these those it one someone somebody anyone everyone nobody people mum mom dad
    mother father sister brother friend friends mate mates boss therapist family parents cousin nan gran auntie aunt uncle kids
    ex boyfriend girlfriend husband wife partner fiance fiancee hubby man guy girl woman boy men women babe baby god life
    and but so then just also never always only even still already finally not yet now today yesterday tomorrow tonight
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october
    november december christmas easter halloween valentines instagram facebook whatsapp snapchat tiktok tinder hinge bumble steady
    everything something nothing anything what which where when why how the our your their some any all both each other
    work school home love hope contact closure therapy time things stuff sorry thanks please maybe honestly basically literally
    contact been being having going text texts message messages call calls reply since until after before because about around
    """.split()
)


def with_ex_named(spelt: Spelt, message: str) -> Spelt:
    """Put "my ex" where the ex is called by name, and "my friend" where a friend is; ``message`` tells capitals, which the text has lost."""
    friends = {
        word
        for match in _FRIEND.finditer(spelt.text)
        for group, word in match.groupdict().items()
        if word and _is_name(word, match.span(group), spelt, message, lower=False)
    }
    if friends:
        known = re.compile(rf"\b(?:{'|'.join(sorted(friends))})\b")
        alone = [m for m in known.finditer(spelt.text) if not _KIN_BEFORE.search(spelt.text[: m.start()])]
        spelt = replaced(spelt, [(m.start(), m.end(), "my friend") for m in alone])
    names = _names(spelt, message)
    if not names:
        return spelt
    called = re.compile(rf"\b(?:my ex(?:[ -]\w+)?,? )?(?:{'|'.join(sorted(names))})(?P<of>'s)?\b")
    changes = [(m.start(), m.end(), "my ex" + (m["of"] or "")) for m in called.finditer(spelt.text)]
    return replaced(spelt, changes)


def _names(spelt: Spelt, message: str) -> set[str]:
    text = spelt.text
    found: set[str] = set()
    for pattern in (_SUBJECT, _LEFT, _PAIR, _CALLED):
        for match in pattern.finditer(text):
            for group, word in match.groupdict().items():
                if word and _is_name(word, match.span(group), spelt, message, lower=pattern is _SUBJECT):
                    found.add(word)
    if not found and not re.search(r"\b(?:he|she|him|her|his|my ex|they|them)\b", text):
        for match in _OBJECT.finditer(text):
            if _is_name(match["name"], match.span("name"), spelt, message, lower=False):
                found.add(match["name"])
    return found


def _is_name(word: str, span: tuple[int, int], spelt: Spelt, message: str, *, lower: bool) -> bool:
    """A word that is no other word of English, or is written with a capital; ``lower`` takes any word in such a place."""
    if word in _NOT_NAMES or word.endswith(("ly", "ing")):
        return False
    start, end = spelt.span(*span)
    typed = message[start:end]
    return (typed[:1].isupper() and not typed.isupper()) or not is_english(word) or lower
