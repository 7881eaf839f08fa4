"""How old she is, and the ex, told in any way (R28): "33m", "me (33f)", "i'm sixteen", "im 16 btw so is she"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.macros import expand
from assistant.text import Clause

_TEENS = "eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty".split()
_ONES = "one two three four five six seven eight nine".split()
_WORDS = {word: number for number, word in enumerate(_TEENS, 11)} | {"ten": 10, "nine": 9, "eight": 8}
_WORDS |= {ten: 20 + 10 * number for number, ten in enumerate(_TENS)}
_NUMBER = re.compile(
    rf"(?<![\d.,:/$£€#+-])(?:\b(?P<tens>{'|'.join(_TENS)})[ -](?P<one>{'|'.join(_ONES)})\b"
    rf"|\b(?P<word>{'|'.join(_WORDS)})\b|(?<![a-eg-ln-z\d])(?P<digits>[1-9]\d|[89])(?!\d|[%:/.,]\d|th\b|st\b|nd\b|"
    rf"rd\b|am\b|pm\b|k\b))"
)
_SEX = r"(?:f|m|nb|fem|female|male|woman|man|guy|girl|boy|dude|lady|lesbian|enby)"
_OLD = r"(?: ?-?(?:y/?o|yo|yrs?|years?|year)(?:[ -]s?old| of age)?)"
_SURELY_OLD = r"(?: ?-?(?:y/?o|yo)\b| ?-?(?:yrs?|years?)[ -]s?old\b| years? of age\b)"
_UNITS = re.compile(
    r" ?-?(?:%|percent|days?|weeks?|months?|hours?|minutes?|seconds?|decades?|times?|x\b|miles?|km|kgs?|lbs|pounds?|"
    r"stone|texts?|"
    r"messages?|calls?|missed|unread|unanswered|beers?|drinks?|shots?|steps?|pages?|pills?|quid|dollars?|euros?|"
    r"bucks?|grand|out of|degrees|"
    r"feet|ft|metres?|meters?|inch\w*|people|friends|things|hundred|thousand|more|of (?:us|them|my|his|her|the)|"
    r"(?:year|yr)s?,? (?:(?:together|relationship|marriage|with|now|later|older|younger|on|clean|sober|ago|since|in|"
    r"into|strong|we|he|she|they|they're|married)\b|of (?!age\b)))"
)
_FILLER = (
    rf"(?:only|just|like|literally|an?|currently|still|about|around|barely|now|also|already|well|aged?|{_SEX}|gay|"
    rf"bi|straight|trans|"
    r"non-?binary|single|divorced|widowed|lonely|heartbroken|both|a bit over|over|nearly|almost|getting on for|at|"
    r"and|is|was)"
)
_SELF = (
    r"(?:i'm|i am|my age is|age(?: is|:)?|aged?|as an?|(?:i|and|i've|just|finally|have)(?: just| finally|"
    r" recently)? (?:turned|hit)|^(?:just |finally |recently )*(?:turned|hit))"
)
_LEAD = r"^(?:(?:hi|hey|hello|so|ok|okay|well|um|sorry|just|only|a|an|yes|yeah|no|im|age)\b|[\W_])*"
_BEFORE_HER = re.compile(rf"\b{_SELF}(?: {_FILLER})* ?$")
_BEFORE_HER_TAG = re.compile(rf"(?:\b(?:i|me|myself|i'm|i am)(?: {_FILLER})*[ (\[]*|{_LEAD})(?:{_SEX}[ ,/:]*)?$")
_BEFORE_EX = re.compile(
    expand(
        rf"\b(?:he's|she's|they're|(?:he|she|they|who|{{EX}})(?:'s)? (?:is|are|(?:just )?turned)|"
        rf"{{EX}}'s)(?: {_FILLER})* ?$"
    )
)
_BEFORE_EX_TAG = re.compile(
    expand(
        rf"\b(?:{{EX}}|him|her|them)(?:'s| is)?(?: (?:boyfriend|girlfriend|husband|wife))?[ (\[]*(?:{_SEX}[ ,/:]*)?$"
    )
)
_BRACKET_HER = re.compile(r"\b(?:i|me|myself)(?: {2,}| ?[(\[] ?)$|(?:^|\band )me $")
_BRACKET_EX = re.compile(expand(r"\b(?:{EX}|him|her|them)(?: {2,}| ?[(\[] ?)$"))
_MINE = re.compile(r"\bmy ?$")
_OF_EX = re.compile(rf"^ ?-?{_OLD}[ -]?(?:ex|bf|boyfriend|gf|girlfriend|husband|wife|partner|fiance|fiancee)\b")
_AFTER = re.compile(
    rf"^(?:{_OLD}| ?{_SEX}\b)*(?: ?$| ?[.,!?;)\]/\"]| (?:btw|lol|and|but|so|too|if|or|he|he's|she|she's|they|my|"
    rf"with|soon|ok|in (?:grade|school|high|college)|last|"
    r"this|yesterday|today|going on|in (?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)\w*|"
    r"i|i'm|idk|i don't know|what|should|how|still|now|right now|feel\w*|single|alone|from|"
    r"never|almost|because|when|"
    r"since|for (?:god|crying)|crying|dumped|heartbroken|on|a (?:week|month|few)|two|three|recently|without|here|me|"
    r"not|years? old|to be|then|broke|the|is)\b)"
)
_AFTER_TAG = re.compile(rf"^[ /,-]*{_SEX}\b(?! ?(?:degrees|friend))")
_AFTER_ALONE = re.compile(
    rf"^(?:{_SURELY_OLD}|(?:{_OLD}[, ]*)?(?: ?{_SEX}?\b ?here\b| (?:and |n )?(?:a |still |so |in |i'm |cry|"
    rf"sob)*(?:heart ?broken|crying|ing\b|"
    r"alone\b|lonely|single|lost|broken|sad\b|devastated|dumped|hopeless|pathetic|a mess|confused|starting (?:over|"
    r"again)|never been|depressed|ashamed|bits|pieces)))"
)
_AGED = re.compile(
    rf"\b(?:i'm|i am) an? (?:\w+ )?(?:{_SEX}|mum|mom|dad|person|widow\w*) (?:of|aged)(?: about| nearly)? $"
)
_FAMILY = re.compile(
    r"\b(?:my|our|his|her|a|the) (?:little |big |older |younger |baby |best |new )*(?:son|daughter|kids?|brother|"
    r"sister|child|cousin|niece|nephew|friend|"
    r"mum|mom|dad|dog|cat|boy|girl|girlfriend now|student|bf now)\b|\bboys\b|\bgirls\b|\bkids\b|\bchildren\b"
)
_WHOLE = re.compile(r"^\W*$")
_ABOUT_HERSELF = re.compile(
    rf"\b(?:i'm|i am|im)(?: {_FILLER})* (?:{_SEX}|non-?binary|gay|bi|trans|straight|divorced|single|widow\w*|"
    rf"from \w+|an? \w+)$|^as an? \w+$|"
    rf"^(?:hi |hey |so )*(?:an? )?(?:gay |bi |trans |straight )?(?:{_SEX}|non-?binary)(?: here)?$|"
    r"^(?:they/them|she/her|he/him)$|^(?:i'm|i am) too old\b"
)
_NOT_NOW = re.compile(
    r"\b(?:when (?:i|he|she|we|they) (?:was|were|turned|hit)|back when|since (?:i|we|he|she) (?:was|were)|"
    r"at the time|was only|were only|what if|just say|say i.m|saying i.m|pretend|claim|felt like|feel like|"
    r"act\w* like|as if|inside i'm|pregnant|my (?:son|daughter|kid|kids|brother|sister|child|cousin|niece|nephew|"
    r"dog|cat|mum|mom|dad|friend|student|baby|little|boy|girl)\b|"
    r"size|out of|out of ten|her (?:son|daughter|kid)|his (?:son|daughter|kid)|our (?:son|daughter|kid|baby|child)|"
    r"years (?:older|younger)|day|days|chapter|number|room|level|"
    r"i was|he was|she was|they were|years of (?!age))\b|\b(?:he|she|they) (?:is|are|'s) (?:\d+|\w+) (?:years|"
    r"yrs) (?:older|younger)"
)
_SAME = re.compile(
    r"\b(?:so (?:is|was) (?:he|she|my ex)|(?:he|she)(?:'s| is) (?:too|as well|also)|same as (?:him|her)|(?:he|"
    r"she)'s the same)\b"
)
_BOTH = re.compile(
    r"\bwe(?:'re| are|re)(?: only| just| still)* both (?:only |just |like )?$|"
    r"^both(?: of us)?(?: are)? $|\bboth of us(?: are)? $"
)
_SOON = re.compile(
    r"\b(?:i'll be|i will be|i turn|i'm turning|i am turning|i'm about to (?:be|turn)|i'm almost|i'm nearly|"
    r"not (?:yet|even)|until i'm|till i'm|til i'm|before i'm|when i'm|once i'm|"
    r"until i turn|til i turn|till i turn|i'm (?:not|almost|nearly) (?:even |yet |quite )?) ?(?:only |just )?$"
)


@dataclass(frozen=True)
class Age:
    """An age she told; ``start`` and ``end`` are offsets in the text that was read."""

    whose: Literal["user", "ex"]
    years: int
    start: int
    end: int


def ages(parts: Sequence[Clause]) -> Iterator[Age]:
    """Every age told in ``parts``; that of a child, a friend or another time is none."""
    for number, part in enumerate(parts):
        if part.others:
            continue
        sentence = [other for other in parts[:number] if other.sentence == part.sentence]
        family = any(_FAMILY.search(other.text) for other in sentence)
        before = sentence[-1] if sentence else None
        for found in _NUMBER.finditer(part.text):
            years = _value(found)
            head, tail = part.text[: found.start()], part.text[found.end() :]
            if not 8 <= years <= 99 or _UNITS.match(tail) or _NOT_NOW.search(head):
                continue
            for whose, said in _whose(part.text, found, years, before):
                if whose == "ex" and family:
                    continue
                yield Age(whose, said, part.start, part.start + found.end())
                if whose == "user" and any(_SAME.search(other.text) for other in parts[number : number + 2]):
                    yield Age("ex", said, part.start, part.start + found.end())


def _value(found: re.Match[str]) -> int:
    if found["digits"]:
        return int(found["digits"])
    return _WORDS[found["tens"]] + 1 + _ONES.index(found["one"]) if found["tens"] else _WORDS[found["word"]]


def _whose(
    text: str, found: re.Match[str], years: int, before: Clause | None
) -> Iterator[tuple[Literal["user", "ex"], int]]:
    head, tail = text[: found.start()], text[found.end() :]
    tagged = bool(_AFTER_TAG.match(tail)) or bool(re.search(rf"(?:^|[ (\[]){_SEX}[ ,/:]*$", head))
    closed = bool(re.match(rf" ?(?:{_SEX}|{_OLD})?\s*(?:$|[)\],])", tail))
    if _SOON.search(head):
        # "i turn 17 in may" says sixteen; of a grown woman it says nothing that matters here.
        if years <= 18:
            yield "user", years - 1
    elif _BOTH.search(head):
        yield from (("user", years), ("ex", years))
    elif (
        (_MINE.search(head) and _OF_EX.match(tail))
        or (_BEFORE_EX.search(head) and _AFTER.match(tail))
        or (_BEFORE_EX_TAG.search(head) and tagged and not _BEFORE_HER_TAG.search(head))
        or (_BRACKET_EX.search(head) and closed)
    ):
        yield "ex", years
    elif (
        (_BEFORE_HER.search(head) and _AFTER.match(tail))
        or (_BEFORE_HER_TAG.search(head) and tagged)
        or (_BRACKET_HER.search(head) and closed)
        or (re.search(rf"{_LEAD}$", head) and _AFTER_ALONE.match(tail))
        or (_AGED.search(head) and closed)
        or (_WHOLE.match(head) and _WHOLE.match(tail) and before is not None and _ABOUT_HERSELF.search(before.text))
    ):
        yield "user", years
