"""Her words, made comparable without moving a letter, and cut into clauses.

Every function keeps offsets: position ``i`` of the normalised text is position ``i`` of the message, so that a match
gives an exact quote.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from assistant.run_ons import run_ons

_SAME = {"’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "."}
MASK = "_"
"""Stands for every character of a quoted message: words in it are not hers."""


def normalise(message: str) -> str:
    """Lower case, plain apostrophes and spaces, no control characters; the length stays the same."""
    return "".join(map(_plain, message))


@lru_cache(maxsize=4096)
def _plain(char: str) -> str:
    char = _SAME.get(char, char)
    if char.isspace() and char != "\n":
        return " "
    if unicodedata.category(char) in ("Cc", "Cf") and char != "\n":
        return " "
    lower = char.lower()
    return lower if len(lower) == 1 else char


_QUOTED = re.compile(
    r"""(?P<open>"|(?:(?<=\s)|(?<=^)|(?<=[(:]))')(?P<inner>[^"\n]{2,400}?)(?P<close>"|'(?=[\s.,!?):;]|$))""", re.VERBOSE
)


_SPOKEN = re.compile(
    r"(?:\b(?:sa(?:id|ys?|ying)|t[e]?xt(?:ed|s|ing)?|wrote|writes?|written|sent|sends?|sending|messages?|messaged|msgd?|like|goes|went|told \w+|asks?|asked|repl\w+|answer\w*|comment\w*|call(?:ed|s|ing)? (?:it|me|her|him)|with|just|and|added|typed?|titled|a|the|this|post\w*|caption\w*)|[:,(]|^)\s*$"
)


def mask_quotes(text: str) -> str:
    """Hide what stands in quotation marks, keeping every offset. A word or two that nobody said keep their meaning."""

    def hide(match: re.Match[str]) -> str:
        if match["open"] != match["close"]:
            return match[0]
        if len(match["inner"].split()) <= 3 and not _SPOKEN.search(text[: match.start()]):
            return f" {match['inner']} "
        return match["open"] + MASK * len(match["inner"]) + match["close"]

    return _QUOTED.sub(hide, text)


@dataclass(frozen=True)
class Clause:
    """A stretch of the message that says one thing."""

    text: str
    start: int
    sentence: int
    """The number of the sentence it stands in."""
    question: bool
    supposed: bool
    """Hypothetical, wished, planned, almost done or denied as a whole: nothing that happened."""
    others: bool
    """Someone else's story."""
    earlier: bool
    """The past of an earlier cycle."""

    @property
    def told(self) -> bool:
        """Whether the clause tells what happened to her and her ex, in this breakup."""
        return not (self.question or self.supposed or self.others or self.earlier)


_SENTENCE = re.compile(r"[^.!?\n;]+[.!?\n;]*")
_STARTER = (
    r"(?:i|i'm|im|i've|ive|he|he's|hes|she|she's|shes|they|they're|we|we're|my|it|it's|its|that|then|now|also|today|yesterday|last|"
    r"should|shud|can|could|do|does|did|is|are|was|will|would|what|whats|what's|how|when|why|who|where|am|no|not|day|never|"
    r"haven't|havent|didn't|didnt|texted|called|nothing|been)"
)
_BREAK = re.compile(
    # Each way to break begins with what is quickly ruled out: most places are no break.
    r"(?=[\s,():])(?:"
    r"\s*(?:,|\(|\)|:(?!\d\d)|\s-\s)\s*"
    r"|(?=\s+(?:and|but|so|then|because|bc|cuz|cause|cos|though|although|while|yet|or|&|\+)\s)"
    r"(?!\s+and i'?m (?:\w+ )?(?:ok|okay|fine|good|at peace) with (?:it|that|this)\b)(?<!\bme)(?<!\bboth)(?<!\bbetween)(?<!\bmy ex)(?<!\bsince he)(?<!\bsince she)(?<!\bsince they)(?<!\btime he)(?<!\btime she)(?<!\btime they)"
    rf"\s+(?=\S+\s+{_STARTER}\b)"
    r"|(?=\s+(?:he|she|they) )"
    r"(?<!\bwhen)(?<!\bsince)(?<!\bafter)(?<!\bbecause)(?<!\bthat)(?<!\bif)(?<!\band)(?<!\bso)(?<!\bwho)(?<!\bbut)(?<!\bbefore)(?<!\buntil)(?<!\bas)(?<!\bwhy)(?<!\bwhere)(?<!\bhow)(?<!\bdid)(?<!\bhas)(?<!\bwhat)(?<!\bday)(?<!\btime)(?<!\bor)(?<!\bthen)(?<!\bnight)(?<!\bwhether)(?<!\bwife)(?<!\bex)"
    r"\s+(?=\w+ (?:just |only )?(?:dumped|left me|broke up|ended (?:it|things)) )"
    r"|(?=\s+(?:should|shud|can|could|do|may|what|how|when|why|is|does|will|am|would) )"
    r"(?<!\bhow)(?<!\bwhy)(?<!\bwhen)(?<!\bwhat)(?<!\bwhere)(?<!\bwho)(?<!\bdays)\s+(?=(?:should i|shud i|can i|could i|do i|may i|what do i|"
    r"what should i|how do i|when can i|why (?:is|do|does|am|should)|is (?:it|that|this) (?:ok|okay|normal|bad|weird|wrong|too|over)|what (?:does|do) (?:it|that|this|he|she|they) mean|"
    r"does (?:it|that|this) (?:mean|count|reset|restart|matter)|will (?:he|she|they) (?:ever|come|text|forget|take|miss|reply|call)|what now|am i allowed|would it be)\b))"
)
_QUESTION = re.compile(
    r"^(?:and |but |so |or |then |now |also |ok |okay |please |pls |hi |hey |well |like )*"
    r"(?:should|shud|can|could|do|does|did(?! (?:not|my|\d+|a|the|it|all|over|about|like)\b)|is|are|was|were|will|would|may(?! \d)|might|am|shall|what|whats|what's|how|when|whens|why|who|where|which|"
    r"has (?:he|she|they|my)|have (?:i|we|they|you)|won't|wont|isn't|isnt|doesn't|doesnt|"
    r"don't (?:you|they|people)|aren't|arent|can't i|cant i|shouldn't|shouldnt|wouldn't|wouldnt|if)\b(?!'t\b)(?! i (?:did|have) (?:text|call))"
)
_SUPPOSED = re.compile(
    r"\b(?:if|what if|unless|whether|imagine|suppose|hypothetically|almost|nearly|was (?:about|going) to|tempted to|"
    r"thinking (?:of|about)|thought (?:of|about)|considering|about to|want to|wanna|wanted to|would like to|"
    r"going to(?! (?:the|my|a|an|his|her|our|therapy|yoga|church|school|work|bed)\b)|gonna|plan(?:ning)? to|hop(?:e|ing) (?:to|he|she|they|that|for)|wish|dream(?:t|ed|ing)?|"
    r"i might|i could|i would|i'd|i should(?:n't)?|pretend(?:ing)?|should have|could have|would have|would've|should've|could've|"
    r"scared (?:he|she|they|that)|afraid (?:he|she|they|that)|worried (?:he|she|they|that)|feel like (?:texting|calling)|"
    r"need to|have to|dying to|itching to|urge to|let me)\b"
)
_OTHERS = re.compile(
    r"\b(?:(?:my|a) (?:best |close |good )?(?:friend|bff|sister|brother|mom|mum|mother|dad|cousin|coworker|roommate|aunt|colleague|neighbou?r|flatmate|housemate)"
    r"(?! told me (?:\w+ )?(?:that )?(?:he|she|they|my ex)(?:'s|'re| is| are| has| have| lives?| got| moved)\b)(?:'s)?(?: (?:says|said|told|thinks|texted|called|broke|got|went|did|dumped|had|has|messaged|is|was)\b| ex\b| and (?:her|his|their) (?:ex|bf|gf))"
    r"|(?:the|my) (?:guy|man|girl|woman|one|ex|boyfriend|girlfriend|relationship) before (?:him|her|them|this|that)\b|my (?:first|previous) (?:boyfriend|girlfriend|husband|wife|ex|relationship)\b"
    r"|(?:her|his) ex (?:texted|called|did|came|broke|dumped|blocked))"
)
_EARLIER = re.compile(
    r"\b(?:(?:the )?(?:first|last|previous|other|second) time (?:we|he|she|they|i) (?:broke|split|ended|dumped|left)|"
    r"(?:last|first|previous) (?:break-? ?up|time around)|in (?:our|the) first break-? ?up|in (?:19\d\d|20[01]\d)\b(?! (?:days?|hours?))|"
    r"before we got back together|last (?:year|summer|winter|spring|autumn|fall) (?:when )?(?:we|he|she|they|i)\b|last time (?:round|around)\b|when we were (?:still )?together|back when we (?:were|dated)|while we were dating|used to)\b"
)


@lru_cache(maxsize=2)
def clauses(text: str) -> tuple[Clause, ...]:
    """Cut normalised ``text`` into clauses, in order; two stages read the same text, and it is cut once."""
    return tuple(_clauses(text))


def _clauses(text: str) -> Iterator[Clause]:
    for number, (begin, sentence) in enumerate(_sentences(text)):
        spans = list(_spans(sentence))
        asked = sentence.rstrip().endswith("?")
        for at, (start, end) in enumerate(spans):
            part = sentence[start:end]
            last = at == len(spans) - 1
            yield Clause(
                text=part,
                start=begin + start,
                sentence=number,
                question=bool(_QUESTION.match(part))
                or (asked and last and not re.match(r"(?:day \d|i (?:have|did|just|already))", part)),
                supposed=bool(_SUPPOSED.search(part)),
                others=bool(_OTHERS.search(part)),
                earlier=bool(_EARLIER.search(part)),
            )


def _sentences(text: str) -> Iterator[tuple[int, str]]:
    """Every sentence with its offset, whether a mark ends it or the next one begins."""
    for match in _SENTENCE.finditer(text):
        start = 0
        for next_start in (*run_ons(match[0]), len(match[0])):
            yield match.start() + start, match[0][start:next_start]
            start = next_start


def _spans(sentence: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _BREAK.finditer(sentence):
        if sentence[start : match.start()].strip():
            lead = len(sentence[start:]) - len(sentence[start:].lstrip())
            yield start + lead, match.start()
        start = match.end()
    if sentence[start:].strip():
        lead = len(sentence[start:]) - len(sentence[start:].lstrip())
        yield start + lead, len(sentence.rstrip(" "))
