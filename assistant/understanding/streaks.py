"""How long she says there has been no contact, and since when."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from assistant.patterns import expand
from assistant.text import Clause
from assistant.understanding.dates import DURATION, When, days_in

_D = re.sub(r"\?P<\w+>", "?:", DURATION.pattern)
_NC = r"(?:no[ -]?contact|n\.?c\.?|contact free|(?:radio |total |complete )?silence|no communication)"
_TOUCH = (
    r"(?:talk(?:ed|ing)?|spoken?|speak(?:ing)?|text(?:ed|ing)?|txt(?:ed|d)?|contact(?:ed|ing)?|messag(?:ed|ing|e)|msg(?:e?d)?|"
    r"reach(?:ed|ing)? out|repl(?:ied|y|ying)|respond(?:ed|ing)?|answer(?:ed|ing)?|call(?:ed|ing)?|wr(?:ote|itten|ite)|dm(?:e?d|ing)?|seen|communicat(?:ed|ing|e)|"
    r"had (?:any |no )?(?:contact|communication)|been in (?:contact|touch)|said a word|a word|contact)"
)
_NEVER = r"(?:haven't|havent|have not|hasn't|hasnt|didn't|didnt|did not|haven t|not|never|no|nothing|without|w/o|stopped|ain't|aint)"
_SINCE_BREAKUP = r"since (?:the |our |my )?(?:break ?-?up|split|we (?:broke|split|ended|separated)|(?:he|she|they|i|my ex) (?:broke|left|dumped|ended|walked|moved)|it ended|that day|then|it happened|that)"

_DAY = re.compile(
    r"(?:^(?:and |so |ok |okay |well |hi |hey |update |now |currently |nc |no contact )*|\b(?:i'?m|i am|it'?s|today(?: is|'s)?|now|currently|made it to|reached|hit|"
    r"i'?m now|im now|on my|still|was)(?: (?:on|at|now|only|currently|just|already|finally|literally|up to|my))* )(?:on )?day (?P<day>\d{1,4})\b(?! (?:i|you|he|she|passes|can|will|i'll|of (?!no|nc|my nc|my no|the no|silence|21|30)))"
)
_NC_FOR = re.compile(
    rf"\b{_NC}(?: (?:for|now|it'?s been|since|has been|with (?:him|her|them)|going on|been|streak|of|about|around|almost|like|over|at))*[ :,]+(?P<length>{_D})"
    rf"|(?P<length2>{_D})(?: (?:of|into|in|on|with|full|straight|strict|since|now|total|of total|of strict|of complete|complete|for))* {_NC}\b"
    rf"|(?P<length3>{_D}) (?:without|w/o|with no|since) (?:any |a |me )?(?:{_TOUCH}|talking|texting)"
)
_NOT_FOR = re.compile(
    expand(
        rf"\b{_NEVER}\b (?:\w+ ){{0,3}}?{_TOUCH}(?: (?!back\b)[\w']+){{0,5}}? (?:in|for|in over|for over|for about|in about|for like|in like|for almost|for the past|for the last|the last|the past) (?P<length>{_D})"
    )
)
_SINCE = re.compile(
    rf"\b(?:{_NEVER}\b (?:\w+ ){{0,3}}?{_TOUCH}|{_NC}\b)(?: (?:to|with|back|at all|him|her|them|my ex|each other|any|a|single|word|text|once|anything|contact|or|seen|me|nc|been|so far)\b)*,? (?:ever )?since\b"
)
_BEEN_SINCE = re.compile(
    rf"\b(?P<length>{_D})(?: now| today| exactly)? since (?:we|i|our|the|my)(?: (?:last|have|had|'ve|ve))* (?:last |final )?(?P<what>{_TOUCH}|contact|conversation|text|call|message|convo)"
)
_NOTHING_SINCE = re.compile(
    rf"\b(?:nothing|not a (?:word|peep|single word)|silence|silent|no (?:text|texts|contact|word|calls|talk\w*))\b(?: (?:from|with|to) (?:him|her|them|me|us|either of us))? (?:ever )?since\b|^(?:its|it's|it has|and its|then|been)? ?(?:been )?(?:silent|silence|nothing|no (?:text|texts|contact))(?: (?:since|nothing|at all))*$|^(?:and |but )?(?:we|i) {_NEVER} (?:even |really )?(?:talked|spoken|spoke|texted|contacted|messaged|seen)(?: (?:him|her|them|to (?:him|her|them)|each other|at all|with (?:him|her|them)|again))*$|^(?:and |but |i |we )*(?:didn'?t|haven'?t|never) (?:even )?(?:text|texted|contact|contacted|call|called|message|messaged|write|written)(?: to)? (?:him|her|them) (?:once|at all|even once|a single time|ever)$"
)
_LAST = re.compile(
    rf"\b(?:started|went|going|began|doing|did|been (?:in|on|doing)|in)(?: strict| full| total)? {_NC}\b|\bstopped (?:{_TOUCH})|\bcut (?:off )?(?:all )?contact"
)
_IN = re.compile(rf"\b(?:i'?m|we'?re|am) (?P<length>{_D}) in\b(?! (?:a|the|my))|(?P<length2>\d+ days) (?:strong|in)$")
_DID = re.compile(
    rf"(?:^|\bi (?:just |already )?)(?:did|done|made|managed|kept|completed) (?:my |the |a |full |all )*(?P<length>{_D})(?! (?:of (?!no|nc|silence)|at|in (?!no)))|^(?P<length2>{_D}) today\b|^(?P<length3>\d+ days?)\W*$"
)
_TO_GO = re.compile(
    r"\b(?:more|left|to go|remaining|another|until|till|rule|challenge|need|needed|minimum|at least|supposed|recommend)\b"
)
_GONE = re.compile(
    r"\b(?:but|then|until|till|before) (?:i|we) (?:then )?(?:texted|called|caved|broke|slipped|messaged|replied)"
)


@dataclass(frozen=True)
class Claim:
    """A streak she claims; ``since`` is the day of the last contact before it."""

    start: int
    end: int
    since: date | None
    after_breakup: bool = False
    """Counted from the breakup, whose date stands elsewhere."""


def claims(clauses: Sequence[Clause], found: Sequence[When], today: date) -> Iterator[Claim]:
    """Every claim in clauses that tell; ``found`` are the message's dates, with offsets in the message."""
    for clause in clauses:
        if (
            clause.supposed
            or clause.others
            or clause.earlier
            or (clause.question and not clause.text.startswith("day "))
        ):
            continue
        claim = _length(clause, today) or _since(clause, found)
        if claim:
            yield claim


def _length(clause: Clause, today: date) -> Claim | None:
    text = clause.text
    if day := _DAY.search(text):
        return Claim(clause.start + day.start("day") - 4, clause.start + day.end(), today - timedelta(int(day["day"])))
    for pattern in (_NC_FOR, _NOT_FOR, _BEEN_SINCE, _IN, _DID):
        match = pattern.search(text)
        if match is None or _TO_GO.search(text):
            continue
        length = next(value for name, value in match.groupdict().items() if name.startswith("length") and value)
        duration = DURATION.search(length)
        if duration:
            return Claim(clause.start + match.start(), clause.start + match.end(), today - timedelta(days_in(duration)))
    return None


def _since(clause: Clause, found: Sequence[When]) -> Claim | None:
    inside = [when for when in found if clause.start <= when.start < clause.start + len(clause.text) and not when.ahead]
    if match := _SINCE.search(clause.text):
        start, end = clause.start + match.start(), clause.start + match.end()
        after = [when for when in inside if when.start >= end and when.on]
        if after:
            return Claim(start, after[0].end, after[0].on)
        rest = clause.text[match.end() - len("since") :]
        if re.match(_SINCE_BREAKUP, rest) or not rest.removeprefix("since").strip(" .!,"):
            return Claim(start, end, None, after_breakup=True)
    if match := _NOTHING_SINCE.search(clause.text.rstrip(" .!")):
        return Claim(clause.start + match.start(), clause.start + match.end(), None, after_breakup=True)
    if (match := _LAST.search(clause.text)) and inside and inside[0].on:
        return Claim(clause.start + match.start(), inside[0].end, inside[0].on)
    return None


BREAKUP_LENGTH = re.compile(rf"\b(?P<length>{_D})(?: now| today| exactly)? {_SINCE_BREAKUP}(?! then| that)")
"""``it's been 12 days since we broke up``: dates the breakup, claims nothing about contact."""
