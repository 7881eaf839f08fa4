"""Acts between her and the ex: who did what, whether it happened, and to whom.

A verb is found first (``verbs.py``); then the words before it say who acted and in what mood (``mood.py``), and the words
after it to whom. So one list of verbs serves every subject and every mood.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from assistant.macros import MACROS, expand
from assistant.text import Clause
from assistant.understanding.mood import Mood, helped, mood
from assistant.understanding.verbs import Found, Kind, found

By = Literal["user", "ex", "both", "other"]


@dataclass(frozen=True)
class Act:
    """One act in one clause. ``start`` and ``end`` are offsets in the text the clause was cut from."""

    kind: Kind
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

    @property
    def before(self) -> str:
        """The words of the clause before it."""
        return self.clause.text[: self.start - self.clause.start]


def acts(clauses: Sequence[Clause]) -> Iterator[Act]:
    """Every act of every clause, in order; at most one a kind and doer in a clause."""
    carried: By | None = None
    sentence, dreamt, denial, unlike = -1, False, False, False
    for clause in clauses:
        if clause.sentence != sentence:
            carried, sentence, dreamt, denial, unlike = None, clause.sentence, False, False, False
        dreamt = dreamt or bool(_DREAMT.search(clause.text))
        denial = denial or (unlike and clause.text.startswith(("or ", "nor ")))
        taken: set[tuple[str, str]] = set()
        end = 0
        for verb in sorted(found(clause.text), key=lambda verb: (verb.match.start(), -verb.match.end())):
            if verb.match.start() < end or (act := _act(verb, clause, carried)) is None:
                continue
            if denial and act.mood == "told" and _LISTED.search(clause.text[: verb.match.start()]):
                act = replace(act, mood="denied")
            end, denial = verb.match.end(), act.mood == "denied" and act.kind == "contact"
            if (act.kind, act.by) not in taken:
                taken.add((act.kind, act.by))
                yield replace(act, mood="supposed") if dreamt and act.mood == "told" else act
        carried = _last_subject(clause.text) or carried
        unlike = bool(_HAS_NOT.search(clause.text))


_HAS_NOT = re.compile(r"\b(?:(?:haven|hasn|hadn|didn)'t|never)\b")
_LISTED = re.compile(r"(?:\b(?:or|nor) (?:even )?|^)$")
"""What stands before a verb that shares its denial with the one before: "haven't texted, called or written"."""
_DREAMT = re.compile(r"\b(?:dreamt|dreamed|dream|nightmare|imagine\w*|fantas\w*)\b")

_FIRST, _EX = r"i(?:'m|'ve|'d|'ll)?", rf"(?:he|she|they|{MACROS['EX'][3:-1]})(?:'s|'d|'ll|'ve|'re)?"
KIN = (
    r"(?:best |close |good |old |mutual |little |big |older |younger |new )*"
    r"(?:friends?|mates?|bff|besties?|sister|brother|mom|mum|mother|dad|father|parents?|cousin|coworkers?|colleagues?|roommate|"
    r"flatmate|housemate|aunt|uncle|nan|gran|grandma|boss|therapist|counsell?or|doctor|neighbou?r|teacher|son|daughter|kids?|family)"
)
_SUBJECT = re.compile(
    rf"\b(?:(?P<other>(?:my|our|a|his|her|their|the|some|one of (?:my|his|her)) {KIN}(?:'s)?|(?:{KIN}|people|everyone|everybody|someone|"
    r"somebody|anyone|nobody else|work|hr|the office|who|which|that guy|this (?:guy|girl)|some (?:guy|girl)|the (?:article|app|guy|girl|police|cops|world)|you|steady|it(?='s| is| was| has| had))(?:'s|'ve|'ll)?)"
    r"|(?P<both>we(?:'ve|'re|'d|'ll)?|me and (?:him|her|them|my ex)|(?:him|her|them|my ex) and me|(?:he|she|they|my ex) and i|(?:neither|both|none) of us|either of us|us both)"
    rf"|(?P<user>{_FIRST})|(?P<ex>{_EX}))(?=[\s,.!?:;)]|$)"
)
_ASIDE = re.compile(r"\b(?:at|in|with|to|for|from|of|about|by|on|after|near|and) $")
"""What stands before people and places that do nothing here: "i was out with my sister and texted him"."""
_AND_I = re.compile(r"^\W*(?:and|nor) i\b")
_OBJECT = re.compile(
    rf"^(?: (?:back|again|up|drunk|twice|once|too))*(?: (?:to|at|with))? (?:(?P<other>(?:(?:my|our|a|his|her|their|the) )?{KIN}|(?:work|hr|the office|customer service)(?! (?:again|now)\b)|someone|somebody|people|everyone|other (?:girls?|guys?|women|men|people)|"
    r"another \w+|this (?:girl|guy)|a (?:girl|guy)|you|steady|(?:the )?(?:police|cops|ambulance|landlord|bank|lawyer|helpline|gp|school)|sick)"
    rf"|(?P<me>me|us)|(?P<him>him|her|them|{MACROS['HIM'][13:-1]}))\b"
)
_ME = re.compile(r"\b(?:me|us|my(?! (?:ex|husband|wife|boyfriend|girlfriend|partner|bf|gf|hubby)\b)|our)\b")
_HIM = re.compile(expand(r"\b(?:{HIM}|{HIS})\b"))


def _last_subject(text: str) -> By | None:
    subjects = [match.lastgroup for match in _SUBJECT.finditer(text)]
    return subjects[-1] if subjects else None  # type: ignore[return-value]


def _act(verb: Found, clause: Clause, carried: By | None) -> Act | None:
    """The act of one verb; ``carried`` is the last subject of the sentence before this clause."""
    text, words = clause.text, verb.match[0]
    before, after = text[: verb.match.start()], text[verb.match.end() :]
    subjects = [match for match in _SUBJECT.finditer(before) if not (match["other"] and _ASIDE.search(before[: match.start()]))]
    subject = subjects[-1] if subjects else None
    between = before[subject.end() :] if subject else before
    target = _OBJECT.match(after)
    within = target or (_OBJECT.match(" " + words.split(" ", 1)[1]) if " " in words else None)
    me = bool((within and within["me"]) or _ME.search(words))
    him = bool((within and within["him"]) or (_HIM.search(words) and not _ME.search(words)))
    elsewhere = bool(within and within["other"]) and not him
    by = _by(verb, subject, len(subjects), between, carried, me=me, him=him)
    if by is None or _is_no_act(verb, by, subject, before, between, me=me, him=him, elsewhere=elsewhere):
        return None
    if verb.kind == "breakup" and by == "user" and _PASSIVE.search(between):
        by = "ex"  # "i got dumped"
    told = mood(clause, before, between, verb.form, by)
    if told == "told":
        told = _after_all(words, verb.channel, before, after, addressed=me or him or by == "ex")
    if told is None:
        return None
    goes_on = (verb.form == "ing" and bool(_ONGOING.search(text))) or (
        verb.form in ("base", "third") and not helped(before) and (by != "ex" or verb.form == "third")
    )
    return Act(
        kind=verb.kind,
        by=by,
        mood=told,
        channel=verb.channel,
        clause=clause,
        start=clause.start + (subject.start() if subject else verb.match.start()),
        end=clause.start + verb.match.end() + (target.end() if target else 0),
        words=words,
        reply=bool(_REPLIES.search(words + after[:10])),
        ongoing=goes_on,
    )


def _by(
    verb: Found, subject: re.Match[str] | None, subjects: int, between: str, carried: By | None, *, me: bool, him: bool
) -> By | None:
    """Who acted: the subject; where there is none, whoever the object leaves, or the subject of the clause before."""
    if subject:
        by: By = subject.lastgroup  # type: ignore[assignment]
        return "both" if by == "ex" and subjects > 1 and _AND_I.match(between) else by
    if him or me:
        return "user" if him else "ex"
    if carried in ("user", "ex") and _NO_REPLY.match(f"{between}{verb.match[0]}"):
        return "ex" if carried == "user" else "user"  # "he texted, didn't reply": it was she who did not
    if verb.kind == "breakup" and _NAMED.fullmatch(between):
        return "ex"  # "sam ended it": a name that is a word as well
    if verb.kind == "breakup" and carried in (None, "user"):
        return "ex" if _LEFT_BEHIND.match(verb.match[0]) else "both"  # "dumped on the 2nd", "broke up in june"
    return None if carried == "other" else carried or "user"


_NO_REPLY = re.compile(
    r"^\W*(?:and |but |so |then |i )*(?:didn't|haven't|hasn't|don't|not|never|no)(?: \w+ly| even| once| yet)* (?:repl\w+|answer\w*|respond\w*|text(?:ed)? back|wr\w+ back|pick(?:ed)? up|call(?:ed)? back|ring back)"
)
_NAMED = re.compile(
    r"(?:(?:and|so|but|well|hi|ok|then) )*(?!just|then|and|so|but|got|was|been|had|have|they|that|who|both|also|only|even|now|still|finally)[a-z]{3,}(?<!ly) "
)
_LEFT_BEHIND = re.compile(r"(?:dumped|ditched|chucked|binned|jilted|discarded)\b")


_STRAIGHT = re.compile(r"(?: (?:\w+ly|just|then|has|had|already|actually|again|even))* ")
_THING = re.compile(
    r"\b(?:girl|guy|woman|man|lad|bloke|kid|bar|pub|place|dog|cat|app|film|song|book|show|someone|something|thing) $"
)
_PASSIVE = re.compile(r"\b(?:got|was|been|being|gets|getting)\b[\w\s']{0,12}$")
_IS = re.compile(r"\b(?:is|are|was|were|be)\b $|'(?:s|re) $")
_NOT_PASSIVE = re.compile(r"(?:in touch|on the phone|was|were|been)")
_NEEDS_SUBJECT = re.compile(r"(?:left|moved|packed|walked)\b")
_FIRST_MET = re.compile(
    r"\b(?:the (?:\w+ )?(?:night|day|time|way|year|place|bar|pub|party|app|moment)|where|when|how|since|before|first|have never) (?:that )?we (?:first )?$"
)

_ON_A_DAY = re.compile(
    r" (?:up |again )*(?:on (?:the )?(?:\d|mon|tue|wed|thu|fri|sat|sun)|last (?!year)|yesterday|this (?:morning|week)|\w+ (?:days?|weeks?) ago)"
)
"""How they once met has no such day."""


def _is_no_act(
    verb: Found,
    by: By,
    subject: re.Match[str] | None,
    before: str,
    between: str,
    *,
    me: bool,
    him: bool,
    elsewhere: bool,
) -> bool:
    """Whether it is nothing between her and the ex, or another meaning of the word."""
    contact, messenger = verb.kind == "contact", verb.channel == "messenger"
    if by == "other" or (contact and elsewhere and not messenger):
        return True
    if contact and by == "user" and me and not him and not messenger:
        return True
    if by == "ex" and him and not me and not (contact and verb.channel == "other" and "they" in before):
        return True  # "he texted her": the ex and someone else
    if subject and subject[0].endswith(("'ll", "'d") if verb.form == "base" else "'ll"):
        return True
    if verb.match[0] == "left" and not _STRAIGHT.fullmatch(between):
        return True  # "he got annoyed and left"
    if verb.match[0] == "called" and _THING.search(before):
        return True  # "a girl called jo"
    if not contact:
        return subject is None and not (him or me) and bool(_NEEDS_SUBJECT.match(verb.match[0]))
    if verb.form == "past" and _IS.search(between) and not _NOT_PASSIVE.match(verb.match[0]):
        return True  # "she is called lorraine"
    after = verb.match.string[verb.match.end() :]
    return verb.match[0] == "met" and bool(_FIRST_MET.search(before)) and not _ON_A_DAY.match(after)


_WRITTEN = ("wrote", "written")
_LAST_OR_BACK = re.compile(r"\b(?:last|back)\b")
_ON_PAPER = re.compile(
    r"(?: to)?(?: (?:him|her|them|my ex))? (?:a|an|my|the|this|some|\d+|two|three) (?:[\w-]+ ){0,3}(?:letters?|poems?|songs?|lists?|journal|diary)\b(?! (?:[\w']+ ){0,4}?and (?:sent|posted|gave|mailed))"
)
_UNDONE = re.compile(
    r"\b(?:undid|unliked|undone|took it (?:back|off)|by accident|by mistake|deleted|erased|didn't send|never sent|did not send|unsent|not sent|without sending)\b"
)
_ACCIDENT = re.compile(r"\b(?:accident(?:al)?ly|by accident|by mistake|mistakenly)\b[\w ]{0,12}$")
_NONE = re.compile(r" (?:none|nothing|not one|zero|no one|neither)\b")
_REPLIES = re.compile(r"\b(?:repl\w+|respond\w*|answer\w*|back|picked up|picked|said|told (?:him|her|them)|reacted)\b")
_ONGOING = re.compile(
    r"\b(?:still|keeps?|kept|always|constantly|every (?:day|night|morning|week|time|few)|each (?:day|night)|all (?:week|the time|day)|daily|nightly|"
    r"been|most days|on and off|here and there|regularly|again and again|non-?stop|a lot|back and forth|sometimes|(?:once|twice) a (?:day|week))\b"
)


def _after_all(words: str, channel: str, before: str, after: str, *, addressed: bool) -> Mood | None:
    """What the words after a told act make of it: "wrote him a letter", "typed it and deleted it", "answered none of them"."""
    if words in _WRITTEN:
        if not addressed and not _LAST_OR_BACK.search(before):
            return None  # to whom, she does not say: it may have been a diary, or this chat
        if _ON_PAPER.match(after):
            return "supposed"
    if _UNDONE.search(after) or (channel == "reaction" and _ACCIDENT.search(before)):
        return "supposed"
    return "denied" if _NONE.match(after) else "told"
