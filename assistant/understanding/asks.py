"""What she asks of this turn: to know, to be allowed, to hear what comes next, her count, a look at a draft, or to be heard.

How a thing is asked decides its kind, and ``asks.yaml`` lists how; the acts toward the ex that are asked about are here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import cast

from assistant.learned.classifier import Guess
from assistant.macros import expand
from assistant.patterns import Pattern, find, load_patterns
from assistant.spelling import Spelt
from assistant.text import Clause
from assistant.turn import Act, Ask, AskKind, Understanding

FILE = Path(__file__).with_name("asks.yaml")

# -------------------- acts toward the ex

_BEFORE_ACT = (
    r"(?:should|can|could|may|do|must|shall|might|would|will|ok|okay|fine|alright|cool|wise|bad|wrong|weird|dumb|stupid|too soon|a good idea|allowed|"
    r"gonna|going|want|wanna|thinking|think|tempted|about|need|have|dying|itching|urge|let me|what if|plan|planning|considering|supposed|better|want to just|when|how|if|to|terrible|couldn't|can't)\b"
)
_ACTS: dict[Act, str] = {
    "reply": r"(?:reply|respond|answer|text (?:{HIM} )?back|write (?:{HIM} )?back|message (?:{HIM} )?back|replying|responding|answering|call (?:{HIM} )?back)",
    "apologise": r"(?:apologi[sz]e|apologi[sz]ing|say (?:that )?(?:i'?m )?sorry|make amends|(?:an|the|my) apology)",
    "unblock": r"(?:unblock|unblocking|unfollow|unfollowing|block|blocking)",
    "ask": r"(?:ask|get|have|tell|talk to|message|text|send) (?:{HIS}|our|a|my) (?:mutual |best )?(?:friend|friends|sister|brother|mom|mum|mother|dad|cousin|family|roommate)",
    "call": r"(?:call|phone|ring|facetime|calling|ringing|video call) (?:{HIM}|her|him)",
    "react": r"(?:(?:like|react|comment|follow|liking|watch|view|heart|add) (?:(?:one|any|some|all) of {HIS}|{HIM}|{HIS}|to {HIS}|on {HIS})|(?:lik|heart|react)(?:e|ed|ing|s)?(?: (?:to|on))?(?: (?:just|a|an|one|the|that|this|1|single|\(1\)))+ (?:\w+ )?(?:photo|picture|post|story|reel|selfie|comment))",
    "meet": r"(?:meet|meet up|meeting|hang out|hanging out|see {HIM}|seeing {HIM}|visit|get coffee|grab (?:a )?coffee|have (?:coffee|dinner|a drink)|go on a date|date {HIM}|(?:ask|take|invite|asking|taking|inviting) {HIM} (?:out|to (?:dinner|lunch|coffee|a|the)|for)|sleep with|hook up)",
    "show_up": r"(?:show up|showing up|turn up|drop by|pop in|stop by|go (?:over )?to (?:{HIS}|the (?:same )?(?:gym|bar|pub|party|club|cafe|place)|where)|bump into|run into|let (?:{HIM}) see me|shoot my shot|shoot your shot|post (?:a|something|photos?))",
    "send": r"(?:send|sending|drop off|mail|give {HIM}|let {HIM} (?:know|have))",
    "text": r"(?:text|message|dm|write|email|e-mail|snap|texting|messaging|writing|dming|say hi|say hello|say happy|tell {HIM}|wish {HIM}|say to {HIM}|check on {HIM}|ask {HIM}|say something|say anything)",
    "contact": r"(?:(?<!no )(?<!no-)contact|reach out|reaching out|talk to {HIM}|talking to {HIM}|speak to|break (?:nc|no contact)|get in touch|hit {HIM} up|message|contacting|try (?:from|again|another|with|to reach)|make a move|approach)",
}
_ACT = {act: re.compile(expand(rf"\b{_BEFORE_ACT}[^.?!]{{0,45}}?\b{verbs}\b")) for act, verbs in _ACTS.items()}
_QUESTION_ACT = {act: re.compile(expand(rf"\b{verbs}\b")) for act, verbs in _ACTS.items()}
_LITTLE = re.compile(
    r"\b(?:one|single|quick|little|tiny|small|friendly|short|diwali|birthday|christmas) (?:\w+ )?(?:(?P<text>text|message|hello|hi|dm)|(?P<call>call)|(?P<react>like|emoji|thumb)|(?P<send>card|letter|gift|present))\b"
)
"""An act that she makes small: "one friendly message can't hurt"."""
_HARMLESS = re.compile(
    r"\b(?:can't|won't|wouldn't|couldn't|doesn't|cannot|not) (?:really |even |possibly )*(?:hurt|harm|matter|count|ruin|wreck|break|kill)\b"
)
_WISHED = re.compile(
    r"\b(?:i (?:really |just |so )*(?:want to|wanna|need to|have to)|thinking (?:of|about)|tempted to|about to|gonna|going to|dying to|itching to|urge to|i might|considering|let me|planning (?:to|on)|plan to|i'll|i will|"
    r"(?:mean|means|so|then|surely|guess|think) i (?:can|could|may|should))\b"
)
_UNDONE = re.compile(
    r"\b(?:not|stop|resist|avoid|instead of|without|keep from|fight|rather than|never) (?:\w+ing\b|(?:to )?(?:text|call|contact|reply|answer|talk|write|reach|message|send|see)\b|the urge)|\b(?:myself|me) from\b"
)
"""What is to be kept from is no act she asks for."""
STEP_OF_ACT: dict[Act, int] = {"apologise": 6, "send": 5, "unblock": 2}

_REASON = re.compile(
    r"^(?:and |but |so |ok |wait |then )*(?:why|how (?:does|do (?!i)|come|long|is|are|will|would|about)|what(?:'s| is| are| does| do (?:you|they)| if he| if she| happens| counts| about)|is (?!it (?:ok|okay|fine|alright|bad|wrong|weird|too|safe|stupid|dumb)\b)|does|are|will|would (?:he|she|they)|did|do (?:you|they|guys|men|exes|people|he|she)|who|which|tell me about|explain|define)"
)
_WHEN_I = re.compile(r"^(?!why|how come)\b.*\b(?:should|can|could|may|shall) i\b")
"""A reason asked for is no permission asked for, but "how long until i can text him" is one."""
_MODAL = re.compile(
    r"(?:\w+ )?(?:should|can|may|could|do|shall|couldn't|can't|is it|would it|what if|if) ?(?:i|ok|okay|bad|be)?\b"
)

# -------------------- questions

_FILLER = (
    r"(?:(?:and|but|so|or|then|now|also|ok|okay|omg|please|hi|hey|hello|well|like|just|wait|because|honestly|seriously|um|uh|oh|lol|yes|no|"
    r"right|anyway|cool|fine|alright|ah|ugh|haha|listen|look|sorry|quick question|question|good (?:morning|evening|night)) )*"
)
_PRONOUN = r"(?:i|you|he|she|it|they|we|this|that|there|these|those|my ex|anyone|anybody|someone|people|guys|men|women|exes|your ex)"
_NOUN = r"(?:my|his|her|our|your|their|the|an?|any|one|no contact|being|having|going|texting|calling|looking|checking|liking|seeing|blocking|\d+|most|both|all|step|today|even|not)"
_AUX = r"(?:am|is|are|was|were|do|does|did|should|can|could|will|would|may|might|must|shall|has|have|had|(?:is|are|was|were|do|does|did|should|ca|could|wo|would|have|has|ai)n't)"
_FORM = re.compile(
    rf"^{_FILLER}(?:"
    rf"(?!(?:did|had|do|have) it\b){_AUX} {_PRONOUN}\b|(?:is|are|does|do|should|can|could|will|would|isn't|doesn't) (?:{_NOUN}|\w+ \w+ \w+)\b|does (?!not\b)\w+ \w+"
    rf"|(?:what|how|when|where|why|who|whose|which|whom)(?: (?!(?:i|he|she|they|we|you|it|my|his|her|the|a)\b)[\w'-]+){{0,4}}?(?: |(?='))(?:{_AUX}|'s|'re|'d|'ll) ?(?:{_PRONOUN}|{_NOUN}|[\w']+ing|supposed|up|too|enough|ok|okay|normal|safe|bad|worth|better|best|good)\b"
    r"|what(?:'s| is) (?!worse|worst|done|more|funny|weird|crazy|sad|important|left)|whose\b|how's\b|who(?:'s| is) (?:he|she|it|that|this|to)\b"
    r"|who (?:else )?(?:can|could|will) (?:read|see|find|hear|look at|know)\b"
    r"|(?:who|what) (?:reads?|gets?|sees?|happens|counts?|helps?|works|matters|means|made|decides)\b"
    r"|why (?!i|he|she|they|we|it|my)\w+|how (?:come|about|to)\b|what (?:if|about|to|for|else)\b|(?:how|what|when) i (?:can|should|must|could|go)\b"
    r"|(?:why|how|when|what|who|where|which)\W*$"
    r"|if\b.*\b(?:is (?:that|this|it)|does (?:it|that|this|he|she|the|no contact|my)|do (?:i|we)|should i|can i|am i|will (?:he|she|it|they|the|my)|would (?:it|he|she|that)|did i|what (?:happens|then|now))\b)"
)
_INDIRECT = re.compile(
    r"\b(?:tell me (?:about|how|why|what|if|whether)|explain|define|(?:i'm |just |been )*wondering (?:if|whether|what|how|why)|i (?:just |really )*(?:want to|wanna|need to|would like to|would love to|'d like to|'d love to) (?:know|understand) |"
    r"(?:i'm )?curious (?:if|whether|what|how|why|about)|any idea (?:if|why|what|how|when)|help me understand|remind me)\b"
)
_TAG = re.compile(
    r"(?:^|[ ,])(?:right|correct|yeah|yes|no|ok|okay|huh|innit|surely|eh|or not|or no|or nah|(?:is|was|does|do|did|are|can|will|would|could|should|has|have)(?:n't)? (?:it|that|he|she|they|i|you))\W*$"
)
"""What makes a question of what was said before it: "so thats 21 days, right?"."""
_SURE_TAG = re.compile(
    r"\b(?:right|correct|innit|or nah|(?:is|does|do|did|are|can|will|would|has)(?:n't)? (?:it|that|he|she|they|i))\W*$"
)
_POLITE = re.compile(r"^(?:please|thanks|thank you|though|lol|haha|exactly|honestly|anyway|just asking)\W*$")
_SELF_ANSWER = re.compile(
    r"^(?:well |hmm |um |oh |honestly |i guess )*(?:no|nope|nah|yes|yeah|yep|yup|idk|i don't know|no idea|obviously|of course|because|hmm+|ha|haha|not (?:really|even|at all|yet)|maybe|probably|i do|i don't|i am|i'm not|halfway|good question)\b(?! (?:or no|or yes))"
)
_REPEATED = re.compile(r"\s*:|\s+->?\s")
"""What follows a question that she repeats only to answer it: "what did i learn: ..."."""
_STOP_ME = re.compile(
    r"\b(?:talk me (?:down|out of|through)|stop me|hold me back|take my phone|someone stop|talk to me|distract me|just (?:need|want|wanted) (?:a hug|someone to (?:talk|listen|hear))|sit with me)\b"
)
_ONLY_SAYING = re.compile(
    r"\b(?:(?:no|not a|not got a|don't have a|haven't got a) questions? (?:today|tonight|really|here|this time|for you|just)|(?:don't|do not|needn't) (?:need|have) to (?:answer|reply|say anything)|no need to (?:answer|reply|respond)|no answer needed|"
    r"just (?:need|needed|want|wanted|wanna|had) to (?:vent|rant|say (?:it|this|that)|tell (?:someone|somebody|you)|get (?:it|this|that) (?:out|off)|write (?:it|this)|put (?:it|this)|be heard)|only (?:want|wanted) to (?:say|put|tell|write)|just (?:venting|ranting)|wanted to (?:say it|tell (?:someone|somebody))|not asking (?:anything|for (?:anything|advice)))\b"
)
_PANIC = re.compile(
    r"\b(?:panic\w*|freaking out|can't breathe|(?:hands?|i'm|am|are) (?:\w+ )?shaking|hyperventilat\w+)\b"
)
_BARE_HELP = re.compile(rf"^{_FILLER}what (?:do|should) i (?:even )?do(?: now)?\W*$")

_STEP = re.compile(
    r"\b(?:step|stage|part|number|#) ?(?P<n>[1-6]|one|two|three|four|five|six)\b|\b(?P<nth>first|second|third|fourth|fifth|sixth|last|final) step\b"
)
_STEP_NUMBER = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "last": 6, "final": 6}  # fmt: skip
_WHAT_STEP = re.compile(rf"^{_FILLER}what(?:'s| is) (?:the )?(?:step|number|stage) \w+\W*$")
_DUE = re.compile(r"\bday \d+|\b\d+ (?:full )?(?:days|weeks)\b")


@lru_cache(maxsize=1)
def patterns() -> tuple[Pattern, ...]:
    """How things are asked, most telling first."""
    return load_patterns(FILE)


def asks(clauses: Sequence[Clause], message: str, spelt: Spelt) -> tuple[Ask, ...]:
    """Find what she asks, in order; quotes are exact words of ``message``, from which ``spelt`` was made."""
    whole = spelt.text
    if _STOP_ME.search(whole):
        return ()
    found = [(clause, ask) for clause in _asked(clauses) if (ask := _ask(clause, message, spelt, whole))]
    if _ONLY_SAYING.search(whole):
        found = [(clause, ask) for clause, ask in found if ask.kind != "information"]
    return tuple(ask for at, (clause, ask) in enumerate(found) if not _echo(clause, ask, found[:at]))


SURE = 0.6
"""How sure it must sound to be an ask where words tell none, or another sort of question than they tell."""
SURER = {"outside": 0.85}
"""A question sent away as not ours, though it was, hurts more than one answered too much."""
_TO_KNOW = re.compile(r"\b(?:why|what happens|article|guide|rules?|quiz|test|heading|questions?|films?|movies?)\b")
"""What is asked to know it, however it sounds."""
_IN_GENERAL = re.compile(r"\b(?:if|en(?:ough|uf)|usually|always)\b")
"""What makes a question about a count one about anybody's."""


def gist(message: str, asked: Sequence[Ask]) -> str:
    """The words that say best what she is after: her question; of a long message without one, the end."""
    words, last = message.split(), Understanding(asks=tuple(asked)).ask
    if last and len(words) > 40 and len(last.quote.split()) >= 4:
        return last.quote
    return message if len(words) <= 60 else " ".join(words[-60:])


def sounding(
    guess: Guess, asked: Sequence[Ask], clauses: Sequence[Clause], message: str, spelt: Spelt
) -> tuple[Ask, ...]:
    """``asked`` as it sounds: of the kind that ``guess`` names, if it is sure enough.

    It says what no word told: what is wanted where nothing seemed to be asked, or a question like any other.
    """
    kind, last = cast(AskKind, guess.label), Understanding(asks=tuple(asked)).ask
    if kind == "support" or (last and last.kind != "information"):
        return tuple(asked)
    if last is None:
        few = "?" not in spelt.text and len(spelt.text.split()) < 4
        if not clauses or guess.sure < SURER.get(guess.label, SURE) or few or (kind == "plan" and _PANIC.search(spelt.text)):
            return ()
        clause = clauses[-1]
        start, end = spelt.span(clause.start, clause.start + len(clause.text))
        return (Ask(kind=kind, quote=message[start:end].strip(), step=step_named(clause.text)),)
    quote = " ".join(ask.quote for ask in asked).lower()
    if guess.sure < SURER.get(guess.label, SURE) or _TO_KNOW.search(quote) or (kind == "count" and _IN_GENERAL.search(quote)):
        return tuple(asked)
    if (last.step or 5) < 5 and kind == "plan":
        return tuple(asked)  # what the first steps are is told to anybody
    return tuple(ask.model_copy(update={"kind": kind}) if ask is last else ask for ask in asked)


def _echo(clause: Clause, ask: Ask, before: Sequence[tuple[Clause, Ask]]) -> bool:
    """Whether a question only doubts what the same sentence asked: "can i go there or is that cheating"."""
    return ask.kind == "information" and any(
        other.sentence == clause.sentence and asked.kind not in ("information", "meta") for other, asked in before
    )


def _asked(clauses: Sequence[Clause]) -> Iterator[Clause]:
    """The clauses, each marked as a question or not, and its text ending in "?" if and only if it is one."""
    parts: list[Clause] = []
    for clause in clauses:
        text = clause.text
        tag = _TAG.search(text)
        if parts and parts[-1].sentence == clause.sentence and _POLITE.match(text):
            parts[-1] = _marked(parts[-1], parts[-1].question or "?" in text)
            continue
        alone = tag is not None and not text[: tag.start()].strip() and bool(parts)
        if alone and parts[-1].sentence == clause.sentence and (_SURE_TAG.search(text) or "?" in text):
            parts[-1] = _marked(parts[-1], True)
            continue
        asks = "?" in text or bool(_FORM.match(text)) or bool(tag and not alone and _SURE_TAG.search(text))
        parts.append(_marked(clause, asks))
    for clause, after in pairwise([*parts, replace(clauses[-1], text="")] if parts else []):
        answered = clause.question and clause.sentence != after.sentence and _SELF_ANSWER.match(after.text)
        yield replace(clause, supposed=True) if answered else clause


def _marked(clause: Clause, question: bool) -> Clause:
    return replace(clause, question=question, text=clause.text.rstrip(" .!?;\n") + "?" * question, supposed=False)


def _ask(clause: Clause, message: str, spelt: Spelt, whole: str) -> Ask | None:
    kind, act, step = _kind(clause), _act(clause), step_named(clause.text)
    if kind == "plan" and (step or 5) < 5:
        kind = "information"
    if kind in (None, "information") and (step or 0) >= 5 and _WHAT_STEP.match(clause.text) and _DUE.search(whole):
        kind = "plan"
    if kind == "plan" and _BARE_HELP.match(clause.text) and _PANIC.search(whole):
        return None
    repeated = _REPEATED.match(whole, clause.start + len(clause.text.rstrip("?")))
    if (clause.supposed and kind in (None, "information")) or (repeated and kind in ("information", "plan")):
        return None
    if kind is None and step is None:
        return None
    start, end = spelt.span(clause.start, clause.start + len(clause.text.rstrip("?")))
    step = step or (STEP_OF_ACT.get(act, 5) if act else None)
    return Ask(kind=kind or "information", quote=message[start:end].strip(), act=act, step=step)


def step_named(text: str) -> int | None:
    """The step she names by its number."""
    match = _STEP.search(text)
    if match is None:
        return None
    word = match["n"] or match["nth"]
    return int(word) if word.isdigit() else _STEP_NUMBER[word]


_NO_QUESTION = re.compile(r"(?:and |so |but )*(?:do|did) you know(?: what)?\??")
"""What only leads over: "do you know, i don't want him back"."""


def _kind(clause: Clause) -> AskKind | None:
    if (clause.others and not clause.question) or _NO_QUESTION.fullmatch(clause.text):
        return None
    match = next(find(patterns(), clause.text, [clause]), None)
    if match and match.pattern.kind:
        return cast(AskKind, match.pattern.kind)
    if clause.others:
        return "information"
    if _act(clause):
        return "permission"
    return "information" if clause.question or _INDIRECT.search(clause.text) else None


def _act(clause: Clause) -> Act | None:
    """The act toward the ex that a question or a wish is about; ``act`` order settles overlaps."""
    text = clause.text
    if _UNDONE.search(text):
        return None
    if _REASON.match(text) and not _WHEN_I.search(text):
        return None
    if (little := _LITTLE.search(text)) and (clause.question or _WISHED.search(text) or _HARMLESS.search(text)):
        return cast(Act, little.lastgroup)
    if not (clause.question or _WISHED.search(text)):
        return None
    acts = _QUESTION_ACT if clause.question and _MODAL.match(text) else _ACT
    hits = {act: match.start() for act, pattern in acts.items() if (match := pattern.search(text))}
    return next(iter(hits), None)
