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


_SUBJECT = r"(?:(?:i|we|he|she|they)(?:'(?:m|ve|s|d|ll|re))?|i(?:m|ve)|(?:he|she)s|they(?:re|ve)|it'?s)"
_KIN = (
    r"(?:(?:best|close|good|old|mutual) )?(?:friends?|bff|bestie|mates?|sister|brother|mom|mum|mother|dad|father|parents|cousin|family|therapist|"
    r"roommate|flatmate|coworker|boss)"
)
_NEXT = re.compile(
    # What begins a sentence of its own where the one before had no full stop.
    rf"(?<=[\w'+]) (?=(?:{_SUBJECT} (?!and (?:i|me)\b)\w"
    r"|(?:(?:our|my|his|her|the) )?(?:very )?last (?:time (?:i|we|he|she|they)\b|(?:talked|spoke|saw|heard|texted|messaged|called)\b|(?!(?:week|weekend|night|month|year|spring|summer|autumn|fall|winter|\w+day)\b)(?:[\w']+ ){1,4}?(?:was|is|were)\b|(?:contact|text|message|call|talk):)"
    rf"|(?:my|his|her|our|their) {_KIN} (?:is|was|has|had|says|said|thinks|told|texted|messaged|called|asked|wants|keeps|knows|saw|got|just)\b"
    r"|been (?:no contact|nc)\b|(?:haven't|havent) \w|(?:(?<=him )|(?<=her )|(?<=them )|(?<=it ))day \d"
    r"|(?:what|how|when|why|where|who) (?:do|does|did|can|could|should|would|will|is|are|am|was|now|many days|long)\b"
    r"|(?:do|does|did|should|shud|can|could|will|would|am|is|are|was) (?:i|he|she|we|they|you|it|this|that|there|21|3 weeks|day)\b"
    r"|(?:maybe|honestly|anyway|please|pls|idk|sorry|any advice|any tips|help)\b))"
)
_TIME = r"(?:(?:on|at|in|the|this|last|next|late|early|about|like|around|exactly|\d+(?:st|nd|rd|th)?|a|an|one|two|three|four|few|couple of|\w+day|days?|weeks?|months?|years?|of|spring|summer|winter|autumn|hours?|nights?|mornings?|evening|ago|later|now|one|tonight|today|then|jan\w*|feb\w*|mar(?:ch)?|apr\w*|may|june?|july?|aug\w*|sept?\w*|oct\w*|nov\w*|dec\w*) ?)+"
_GOES_ON = re.compile(
    # What a sentence does not end with: the words after it belong to it still.
    r"(?:\b(?:when|since|after|because|cause|cuz|coz|cos|bc|that|if|and|&|\+|so|who|whom|whose|but|before|until|till|til|as|why|where|how|what|whatever|"
    r"whenever|wherever|or|nor|then|than|though|tho|although|while|whilst|unless|once|like|except|plus|which|yet|whether|"
    r"do|does|did|has|have|had|is|are|was|were|am|be|can|could|should|would|will|shall|may|might|must|\w+n't|(?:do|did|does|is|was|are|wo|ca|would|could|should|have|has)nt|"
    r"not|never|just|only|even|always|still|also|both|maybe|honestly|actually|anyway|please|sorry|okay|ok|well|yes|no|hi|hey|hello|u|you|i|he|she|they|we|"
    r"i'm|im|i've|ive|he's|hes|she's|shes|they're|we're|it's|its|that's|thats|what's|"
    r"think|thinks|thought|thinking|know|knows|knew|knowing|hope|hopes|hoped|hoping|guess|feel|feels|felt|feeling|said|say|says|saying|swear|swore|wish|"
    r"wishing|believe|believed|realise|realize|realised|realized|realising|realizing|see|saw|seen|hear|heard|mean|means|meant|meaning|remember|promise|promised|understand|"
    r"bet|suppose|supposed|imagine|decide|decided|wonder|wondering|notice|noticed|learned|learnt|figured|admit|admitted|claim|claims|claimed|assume|assumed|"
    r"accept|accepts|accepted|accepting|hate|hated|love|loved|regret|worry|dreamed|dreamt|pray|prayed|explain|explained|pretend|text|texts|texted|wrote|write|messaged|ask|asked|asking|"
    r"sure|glad|sad|happy|scared|afraid|worried|angry|mad|upset|proud|ashamed|aware|lucky|surprised|shocked|relieved|jealous|convinced|certain|"
    r"a|an|the|these|those|my|our|his|her(?= (?:last|no))|their|your|to|of|for|with|at|in|from|about|by|into|every|each|any|some|all|only|very|"
    r"suggested|suggests|proposed|insisted|insists|mentioned|agreed|agree|there|here|case|fault|fact|idea|feeling|chance|proof|everything|anything|something|nothing|everyone|anyone|someone|one|ones|thing|things|way|ways|time|times|moment|reason|second|minute|part|person|people|words)"
    r"|\b(?:the|that|a|an|this|every|last|first|only|any|some|no|all|each|another|these|those|next|same|other|what|which|how many|how much|how long) "
    r"(?!\d|(?:phone|gym|app|internet|contact|weekend|week|month|year|morning|evening|afternoon|\w+day|(?<=last )night)\b)[\w'-]+"
    r"(?: (?!(?:yesterday|today|tonight|ago|now|again|too|anymore|once|twice|though|anyway|back|phone|week|month|year|night|\w+day|died|left)\b)[\w'-]+)?"
    r"|\b(?:tell|tells|told|telling|show|shows|showed|showing|remind|reminded|prove|proves|convince|convinced|promise|promised|ask|asked|let|make|makes|made|text|texted|find|found|finding|figure|turns|turned|point|pointed) (?:\w+ )?(?:me|him|her|them|us|out|to him|to her|to me|know)|\b(?:told|tells?) [\w']+"
    r"|\b(?:so|such|too) (?!much|bad|far\b)(?:\w+ )?\w+"
    rf"|\b(?:and|so|but|then|when|if|because|that) {_TIME})$"
)
_DAY_FIRST = re.compile(rf"[,:(] ?{_TIME}$")
_DONE = re.compile(rf"{_SUBJECT} (?:\w+ly |just |then |even )?(?:\w+ed|got|had|sent|wrote|met|saw|spoke|broke|went|did|told|rang|gave|came|left|ran|slept)\b")
"""A day after a comma belongs to what was done on it: "one thing, on the 16th he wrote"."""
_OPENS = re.compile(
    # A sentence that begins so has its main part still to come.
    r"\W*(?:and |but |so |then )*(?:when|whenever|if|since|after|because|while|until|before|as|once|ever since|by the time|(?:the )?(?:last|first|next|second) time|"
    r"(?:the|that) (?:day|night|moment|week|morning)|every time|each time|last \w+ when)\b"
)
_COMPLETE = re.compile(
    rf"\b(?:{_SUBJECT}|(?:this|that|there)(?= (?:is|was|are|has|will|did|does)\b)|my \w+|our \w+|(?:his|her|their) \w+|ex|no one|nobody|everyone)(?: ?\([^)]*\))? (?:\w+n't |[a-z]+ly |just |only |really |still |never |always |not )?[a-z]+\b"
    r"|^\W*(?:\w+ed|been|got|had|sent|wrote|met|saw|spoke|broke|went|did|told|haven't|havent|didn't|didnt|can't|cant|don't|dont|no contact|nc|(?:the |our |my )?last (?!time|year|night|week|month|spring|summer|winter)\w+:?) \w"
)


_FAR_BACK = 400
"""No sentence is longer, in letters, before its first verb."""


def _run_ons(sentence: str) -> Iterator[int]:
    """Where the next sentence begins though no mark says so: "he never replied i feel sick what do i do"."""
    start = 0
    for match in _NEXT.finditer(sentence):
        before = sentence[max(start, match.start() - _FAR_BACK) : match.start()]
        if _GOES_ON.search(before[-60:]) or len(_COMPLETE.findall(before)) <= bool(_OPENS.match(before)):
            continue
        if not (_DAY_FIRST.search(before) and _DONE.match(sentence, match.end())):
            start = match.end()
            yield start


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
        for next_start in (*_run_ons(match[0]), len(match[0])):
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
