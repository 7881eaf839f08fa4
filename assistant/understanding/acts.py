"""Acts between her and the ex: who did what, whether it happened, and to whom.

A verb is found first (``acts.yaml`` lists them); then the words before it say who acted and whether it is denied, wished,
feared or asked, and the words after it to whom. So one list of verbs serves every subject and every mood.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml

from assistant.errors import DataError
from assistant.patterns import MACROS, expand
from assistant.text import Clause

FILE = Path(__file__).with_name("acts.yaml")

By = Literal["user", "ex", "both", "other"]
Mood = Literal["told", "denied", "supposed", "asked"]


@dataclass(frozen=True)
class Act:
    """One act in one clause. ``start`` and ``end`` are offsets in the text the clause was cut from."""

    kind: Literal["contact", "breakup"]
    by: By
    mood: Mood
    channel: str
    clause: Clause
    start: int
    end: int
    words: str
    """The verb and what belongs to it."""
    reply: bool = False
    """It answers something the other had sent."""
    ongoing: bool = False
    """It goes on, or happens again and again."""


_FIRST, _EX = r"i(?:'m|'ve|'d|'ll)?", rf"(?:he|she|they|{MACROS['EX'][3:-1]})(?:'s|'d|'ll|'ve|'re)?"
_KIN = (
    r"(?:best |close |good |old |mutual |little |big |older |younger |new )*"
    r"(?:friends?|mates?|bff|besties?|sister|brother|mom|mum|mother|dad|father|parents?|cousin|coworkers?|colleagues?|roommate|"
    r"flatmate|housemate|aunt|uncle|nan|gran|grandma|boss|therapist|counsell?or|doctor|neighbou?r|teacher|son|daughter|kids?|family)"
)
_SUBJECT = re.compile(
    rf"\b(?:(?P<other>(?:my|our|a|his|her|their|the|some|one of (?:my|his|her)) {_KIN}(?:'s)?|(?:{_KIN}|people|everyone|everybody|someone|"
    r"somebody|anyone|nobody else|who|which|that guy|this (?:guy|girl)|some (?:guy|girl)|the (?:article|app|guy|girl|police|cops|world)|you|steady)(?:'s|'ve|'ll)?)"
    rf"|(?P<both>we(?:'ve|'re|'d|'ll)?|me and (?:him|her|them|my ex)|(?:him|her|them|my ex) and me|(?:he|she|they|my ex) and i|(?:neither|both|none) of us|either of us|us both|each other)"
    rf"|(?P<user>{_FIRST}|me)|(?P<ex>{_EX}))(?=[\s,.!?:;)]|$)"
)
_DENIES = re.compile(
    r"n't\b|\b(?:not|never|no longer|hardly|barely|without|nor|neither|none|instead of|stop|stopped|quit|resist\w*|avoid\w*|"
    r"refus\w*|nothing|nobody|no one|0|zero|free of|haven)\b"
)
_NO_DENIAL = re.compile(
    r"\b(?:couldn't|can't|could not) (?:help|stop|resist)|\bwhy (?:didn't|don't)|\bnot only|\bif not|\bnot (?:gonna|going to) lie"
)
_SUPPOSES = re.compile(
    r"\b(?:should|would|could|might|may|must|shall|can|can't|cannot|will|won't|'ll|'d (?:like|love|rather|have|be|never)|want|wants|wanted|wanna|wish\w*|"
    r"going to|gonna|about to|almost|nearly|tempted|thinking|think of|thought (?:of|about)|consider\w*|plan\w*|hop(?:e|es|ed|ing)|need|needs|needed|"
    r"have to|has to|had to (?:stop|fight)|try(?:ing)? (?:not )?to|dying|itching|urge|let me|wait\w* (?:for|to)|ready to|scared|afraid|expect\w*|pretend\w*|imagin\w*|dream\w*|"
    r"allowed|supposed|able to|feel like|tryna|ok to|okay to|fine to|wrong to|bad to|weird to|stupid to|time to|to (?=\w+ing\b|$)|chance to|never to|not to|"
    r"how to|whether|if|unless|until|till|in case|suppose|what if|rather than|before (?=i |we |he |she |they |\w+ing)|"
    r"deserve\w*|promis\w*|threat\w*|offer\w*|said (?:he|she|they|i)(?:'d|'ll| would| will)|asked (?:if|to|me to)|told (?:me|him|her) to|says? to|keep wanting|as if|like i|even if)\b"
)
_ONGOING = re.compile(
    r"\b(?:still|keeps?|kept|always|constantly|every (?:day|night|morning|week|time|few)|each (?:day|night)|all (?:week|the time|day)|daily|nightly|"
    r"been|most days|on and off|here and there|regularly|again and again|non-?stop|a lot|back and forth|sometimes|(?:once|twice) a (?:day|week))\b"
)
_OBJECT = re.compile(
    rf"^(?: (?:back|again|up|drunk|twice|once|too))*(?: (?:to|at|with))? (?:(?P<other>(?:my|our|a|his|her|their|the) {_KIN}|someone|somebody|people|everyone|other (?:girls?|guys?|women|men|people)|"
    r"another \w+|this (?:girl|guy)|a (?:girl|guy)|you|steady|(?:the )?(?:police|cops|ambulance|landlord|bank|lawyer|helpline|gp|school)|sick)"
    rf"|(?P<me>me|us)|(?P<him>him|her|them|{MACROS['HIM'][13:-1]}))\b"
)
_EX_PRONOUN = re.compile(r"\b(?:he|she|they)\b")
_OTHERS_PRONOUN = {"he": "him", "she": "her", "they": "them"}


@dataclass(frozen=True)
class _Verb:
    kind: Literal["contact", "breakup"]
    channel: str
    base: re.Pattern[str] | None
    third: re.Pattern[str] | None
    past: re.Pattern[str]
    ing: re.Pattern[str] | None
    unless: re.Pattern[str] | None


@lru_cache(maxsize=1)
def verbs() -> tuple[_Verb, ...]:
    """Every verb of ``acts.yaml``, compiled; raises ``DataError`` naming the entry that is broken."""
    data = yaml.safe_load(FILE.read_text("utf-8"))
    found = []
    for kind, channels in (("contact", data["contact"]), ("breakup", {"breakup": data["breakup"]})):
        for channel, entry in channels.items():
            try:
                found.append(_verb(kind, channel, entry))  # type: ignore[arg-type]
            except (re.error, KeyError, ValueError, TypeError) as error:
                raise DataError(f"{FILE.name}: {channel}: {error}") from error
    return tuple(found)


def _verb(kind: Literal["contact", "breakup"], channel: str, entry: dict[str, Any]) -> _Verb:
    rows = [row.split() for row in entry.get("forms") or ()]
    phrases = [_either(phrase) for phrase in entry.get("phrases") or ()]

    def form(*columns: int) -> list[str]:
        return [row[column] for row in rows for column in columns if row[column] != "-"]

    def compiled(words: Sequence[str]) -> re.Pattern[str] | None:
        ordered = sorted(set(words), key=len, reverse=True)
        return re.compile(rf"\b(?:{'|'.join(ordered)})\b") if words else None

    past = [*phrases, *form(2, 3)]
    unless = entry.get("unless")
    return _Verb(
        kind=kind,
        channel=channel,
        base=compiled(form(0)),
        third=compiled(form(1)),
        past=re.compile(rf"\b(?:{'|'.join(past)})" + r"(?![\w'])"),
        ing=compiled(form(4)),
        unless=re.compile(rf"^\s*{unless}\b") if unless else None,
    )


def _either(phrase: str) -> str:
    """The same phrase said by her and by the ex: the other is "him" or "me", theirs is "his" or "my"."""
    return expand(phrase.replace("{HIM}", "(?:me|us|{HIM})").replace("{HIS}", "(?:my|our|{HIS})"))


def acts(clauses: Sequence[Clause]) -> Iterator[Act]:
    """Every act of every clause, in order; at most one a kind and doer in a clause."""
    carried: By | None = None
    sentence, dreamt = -1, False
    for clause in clauses:
        if clause.sentence != sentence:
            carried, sentence, dreamt = None, clause.sentence, False
        dreamt = dreamt or bool(_DREAMT.search(clause.text))
        taken: set[tuple[str, str]] = set()
        spans: list[tuple[int, int]] = []
        for kind, channel, match, form in sorted(
            _found(clause.text), key=lambda item: (item[2].start(), -item[2].end())
        ):
            if any(start < match.end() and match.start() < end for start, end in spans):
                continue
            act = _act(kind, channel, match, form, clause, carried)
            if act is None:
                continue
            if dreamt and act.mood == "told":
                act = replace(act, mood="supposed")
            spans.append(match.span())
            if (act.kind, act.by) not in taken:
                taken.add((act.kind, act.by))
                yield act
        carried = _last_subject(clause.text) or carried


_DREAMT = re.compile(r"\b(?:dreamt|dreamed|dream|nightmare|imagine\w*|fantas\w*)\b")

_Form = Literal["base", "third", "past", "ing"]


def _found(text: str) -> Iterator[tuple[Literal["contact", "breakup"], str, re.Match[str], _Form]]:
    for verb in verbs():
        for form, pattern in (("past", verb.past), ("base", verb.base), ("third", verb.third), ("ing", verb.ing)):
            if pattern is None:
                continue
            for match in pattern.finditer(text):
                if not (verb.unless and verb.unless.match(text[match.end() :])):
                    yield verb.kind, verb.channel, match, _form(match[0], form)  # type: ignore[misc]


_BASES = re.compile(
    r"(?:say|tell|have|send|leave|pick|get|break|reach|hit|slide|drop|shoot|fire|hang|sleep|hook|end|call|give|ask|be|dial|finish|exchange|meet)\b"
)
_THIRDS = re.compile(r"(?:says|tells|sends|leaves|reaches|hits|slides|breaks|gets|wishes)\b")
_INGS = re.compile(r"\w+ing\b")


def _form(words: str, form: str) -> str:
    """The form of a phrase, by its first word: phrases are written down once, in all their forms."""
    if form != "past":
        return form
    return (
        "base" if _BASES.match(words) else "third" if _THIRDS.match(words) else "ing" if _INGS.match(words) else "past"
    )


def _last_subject(text: str) -> By | None:
    found = [match.lastgroup for match in _SUBJECT.finditer(text)]
    return found[-1] if found else None  # type: ignore[return-value]


_BARE = re.compile(
    r"^(?:\s|,|and|but|so|then|or|just|also|really|actually|only|even|still|already|finally|then|always|usually|normally|sometimes|often|never|"
    r"both|all|now|last|basically|kinda|yeah|yes|ok|to be honest|honestly|do|does|did|don't|doesn't|didn't|not|ever|accidentally|stupidly|drunkenly|literally|again)*$"
)


def _act(
    kind: Literal["contact", "breakup"],
    channel: str,
    match: re.Match[str],
    form: _Form,
    clause: Clause,
    carried: By | None,
) -> Act | None:
    text = clause.text
    before = text[: match.start()]
    subjects = list(_SUBJECT.finditer(before))
    # "me" is no subject before a verb ("he told me he texted"), but "me and him" is.
    subjects = [found for found in subjects if found[0] != "me"]
    subject = subjects[-1] if subjects else None
    between = before[subject.end() :] if subject else before
    by: By | None = subject.lastgroup if subject else None  # type: ignore[assignment]
    if by == "ex" and len(subjects) > 1 and re.match(r"^\W*(?:and|nor) i\b", between):
        by = "both"
    target = _OBJECT.match(text[match.end() :]) or _OBJECT.match(
        " " + match[0].split(" ", 1)[-1] if " " in match[0] else ""
    )
    inner = re.search(r"\b(?:me|us|my|our)\b", match[0]), re.search(expand(r"\b(?:{HIM}|{HIS})\b"), match[0])
    me = bool((target and target["me"]) or inner[0])
    him = bool((target and target["him"]) or (inner[1] and not inner[0]))
    if target and target["other"] and not him and kind == "contact" and channel != "messenger":
        return None
    if by is None:
        by = "ex" if me and not him else "user" if him else carried if carried in ("user", "ex", "both") else "user"
        if carried == "other" and not him and not me:
            return None
    if (
        kind == "breakup"
        and subject is None
        and not (him or me)
        and re.match(r"(?:left|moved|packed|walked)\b", match[0])
    ):
        return None
    if subject and subject[0].endswith(("'ll", "'d") if form == "base" else "'ll"):
        return None
    if by == "other" or (by == "user" and me and kind == "contact" and not him and channel != "messenger"):
        return None
    if (
        form == "past"
        and kind == "contact"
        and re.search(r"\b(?:is|are|was|were|be)\b $|'(?:s|re) $", between)
        and not re.match(r"(?:in touch|on the phone|was|were|been)", match[0])
    ):
        return None  # "she is called lorraine"
    if by == "ex" and him and not me and not (kind == "contact" and channel == "other" and "they" in before):
        return None  # "he texted her": the ex and someone else
    if (
        kind == "breakup"
        and re.search(r"\b(?:got|was|been|being|gets|getting)\b[\w\s']{0,12}$", between)
        and by == "user"
    ):
        by = "ex"  # "i got dumped"
    if match[0] == "met" and _FIRST_MET.search(before):
        return None
    mood = _mood(clause, before, between, form, by)
    if (
        mood == "told"
        and match[0] in ("wrote", "written")
        and not him
        and not me
        and not re.search(r"\b(?:last|back)\b", before)
    ):
        return None  # to whom, she does not say: it may have been a diary, or this chat
    if mood == "told" and match[0] in ("wrote", "written") and _ON_PAPER.match(text[match.end() :]):
        mood = "supposed"
    if mood == "told" and _UNDONE.search(text[match.end() :]):
        mood = "supposed"
    if mood == "told" and re.match(r" (?:none|nothing|not one|zero|no one|neither)\b", text[match.end() :]):
        mood = "denied"
    if mood is None:
        return None
    return Act(
        kind=kind,
        by=by,
        mood=mood,
        channel=channel,
        clause=clause,
        start=clause.start + (subject.start() if subject else match.start()),
        end=clause.start + match.end() + (target.end() if target and text[match.end() :].startswith(target[0]) else 0),
        words=match[0],
        reply=bool(_REPLIES.search(match[0] + text[match.end() : match.end() + 10])),
        ongoing=(form in ("base", "third") and not _DID.search(before) and (by != "ex" or form == "third"))
        or (form == "ing" and bool(_ONGOING.search(text))),
    )


_FIRST_MET = re.compile(
    r"\b(?:the (?:\w+ )?(?:night|day|time|way|year|place|bar|pub|party|app|moment)|where|when|how|since|before|first|have never) (?:that )?we (?:first )?$"
)
_ON_PAPER = re.compile(
    r"(?: to)?(?: (?:him|her|them|my ex))? (?:a|an|my|the|this|some|\d+|two|three) (?:[\w-]+ ){0,3}(?:letters?|poems?|songs?|lists?|journal|diary)\b(?! and (?:sent|posted|gave|mailed))"
)
_UNDONE = re.compile(r"\b(?:deleted|erased|didn't send|never sent|did not send|unsent|not sent|without sending)\b")
_REPLIES = re.compile(
    r"\b(?:repl\w+|respond\w*|answer\w*|back|picked up|picked|said (?:hi|hello|hey|thanks|thank you|ok|okay|yes|no)|told (?:him|her|them)|reacted)\b"
)
_GOES_ON = re.compile(
    r"(?:\b(?:been|keep|keeps|kept|still|started|ended up|couldn't stop|couldn't help|can't stop|always)(?: myself| from)?|\b(?:am|is|are|was|were)|'(?:m|s|re)) "
    r"(?:(?:both|still|always|constantly|just|secretly|sort of|kind of|\w+ly) )*$"
)
_DID = re.compile(r"\b(?:did|do|does|didn't|don't|doesn't|never|not)\b(?: \w+){0,2} $")
_NOW_SUPPOSED = re.compile(r"\b(?:i'm|i am) (?:\w+ly )?$")


def _mood(clause: Clause, before: str, between: str, form: _Form, by: By) -> Mood | None:
    """Whether the act is told as having happened; ``None`` where the form is no verb here ("a text", "no texting rule")."""
    denied = bool(_DENIES.search(between)) and not _NO_DENIAL.search(before)
    if re.search(r"\b(?:neither|none) of us\b", before):
        denied = True
    if form == "ing" and not re.search(r"\bafter $", before):
        if re.search(r"\b(?:without|of not|no|not|stopped|stop|quit|avoid\w*|instead of|from)\s+(?:even )?$", before):
            return "denied"
        if not _GOES_ON.search(before):
            return None
        if _NOW_SUPPOSED.search(before):
            return "supposed"
    if form == "ing" and re.search(r"(?:'m|'s|'re|\bam|\bis|\bare) (?:only |just )?after $", before):
        form = "past"
    if form == "base" and re.search(
        r"(?:\b(?:ain't|haven't|hasn't|have|has)|'ve)(?: (?:\w+ly|never|not|even|ever|just|already|once))* $", between
    ):
        form = "past"
    if form in ("base", "third"):
        helped = bool(_DID.search(before))
        plain = bool(_BARE.match(between)) and (bool(between != before) or helped)
        if not (helped or plain):
            return "supposed" if _SUPPOSES.search(before) else None
        if form == "third" and by != "ex":
            return None
    if clause.others or clause.earlier:
        return None
    if clause.question:
        return "asked"
    if re.search(r"\b(?:says?|said|claims?|claimed|thinks|reckons|swears|accus\w+)(?: that)? (?:i|we)\b", before):
        return "supposed"
    lead = (
        between
        if re.search(r"\b(?:so|because|that|which|when|since|after)\s*$", before[: len(before) - len(between)])
        else before
    )
    if _SUPPOSES.search(between) or re.search(
        r"\b(?:if|unless|whether|what if|imagine|suppose|dream\w*|wish(?:ed)?|pretend\w*|in case|as if|hop(?:e|ed|ing)|nightmare|scared|afraid|until|till|should i|can i)\b",
        lead,
    ):
        return (
            "denied"
            if denied and not _SUPPOSES.search(between) and not re.search(r"\b(?:if|unless|wish|whether)\b", before)
            else "supposed"
        )
    return "denied" if denied else "told"
