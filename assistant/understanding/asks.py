"""What she asks of this turn: to know, to be allowed, to hear what comes next, her count, a look at a draft, or to be heard."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.patterns import expand
from assistant.spelling import Spelt
from assistant.text import Clause
from assistant.turn import Act, Ask, AskKind

_BEFORE_ACT = (
    r"(?:should|shud|shld|can|could|may|do|must|shall|might|would|will|wld|ok|okay|fine|alright|cool|wise|bad|wrong|weird|dumb|stupid|too soon|a good idea|allowed|"
    r"gonna|going|want|wanna|thinking|think|tempted|about|need|have|dying|itching|urge|let me|what if|plan|planning|considering|supposed|better|want to just|when|how|if|to)\b"
)
_ACTS: dict[Act, str] = {
    "reply": r"(?:reply|respond|answer|text (?:{HIM} )?back|write (?:{HIM} )?back|message (?:{HIM} )?back|replying|responding|answering|call (?:{HIM} )?back)",
    "apologise": r"(?:apologi[sz]e|apologi[sz]ing|say (?:that )?(?:i'?m |im )?sorry|make amends|an apology)",
    "unblock": r"(?:unblock|unblocking|unfollow|unfollowing|block|blocking)",
    "ask": r"(?:ask|get|have|tell|talk to|message|text|send) (?:{HIS}|our|a|my) (?:mutual |best )?(?:friend|friends|sister|brother|mom|mum|mother|dad|cousin|family|roommate)",
    "call": r"(?:call|phone|ring|facetime|calling|ringing|video call) (?:{HIM}|her|him)",
    "react": r"(?:like|react|comment|follow|liking|watch|view|heart|add) (?:{HIM}|{HIS}|to {HIS}|on {HIS})",
    "meet": r"(?:meet|meet up|meeting|hang out|hanging out|see {HIM}|seeing {HIM}|visit|get coffee|grab (?:a )?coffee|have (?:coffee|dinner|a drink)|go on a date|date {HIM}|sleep with|hook up)",
    "show_up": r"(?:show up|showing up|turn up|drop by|pop in|stop by|go (?:over )?to (?:{HIS}|the (?:gym|bar|party|club|cafe|place)|where)|bump into|run into|let (?:{HIM}) see me|shoot my shot|shoot your shot|post (?:a|something|pics|photos))",
    "send": r"(?:send|sending|drop off|mail|give {HIM})",
    "text": r"(?:text|txt|message|msg|dm|write|email|e-mail|snap|texting|messaging|writing|dming|say hi|say hello|say happy|tell {HIM}|wish {HIM}|say to {HIM}|check on {HIM}|ask {HIM})",
    "contact": r"(?:(?<!no )(?<!no-)contact|reach out|reaching out|talk to {HIM}|talking to {HIM}|speak to|break (?:nc|no contact)|get in touch|hit {HIM} up|message|contacting|try (?:from|again|another|with|to reach)|make a move|approach)",
}
_ACT = {act: re.compile(expand(rf"\b{_BEFORE_ACT}[^.?!]{{0,45}}?\b{verbs}\b")) for act, verbs in _ACTS.items()}
_QUESTION_ACT = {act: re.compile(expand(rf"\b{verbs}\b")) for act, verbs in _ACTS.items()}
_WISHED = re.compile(
    r"\b(?:i (?:really |just |so )*(?:want to|wanna|need to|have to)|thinking (?:of|about)|tempted to|about to|gonna|going to|dying to|itching to|urge to|i might|considering|let me|planning (?:to|on)|plan to|i'll|i will)\b"
)
STEP_OF_ACT: dict[Act, int] = {"apologise": 6, "send": 5, "unblock": 2}

_KINDS: tuple[tuple[AskKind, str], ...] = (
    ("meta", r"\b(?:are (?:you|u) (?:an? |even |really )?(?:ai|a\.i\.|human|real|bot|robot|person|therapist|chat ?gpt|licensed|doctor)|who (?:made|built|wrote|are|r) (?:you|u|this|the article)|"
             r"(?:where|who) (?:do|does|can|will|sees|reads).{0,20}(?:my|these|this|what i) (?:words|messages|texts|data|chats?|write|type)|is (?:this|it) (?:private|confidential|anonymous|safe to (?:write|type))|"
             r"(?:delete|erase|export) (?:my|all|everything)|do (?:you|u) (?:remember|store|save|share)|what can (?:you|u) do|how do (?:you|u) work|what (?:is|are) (?:this|steady|you)$)"),
    ("count", r"\b(?:how (?:many|much) (?:more )?(?:days|time|longer|weeks)|what day am i|which day am i|what day is it for me|when (?:can|may|could|will|do|does|is|am) (?:i|step|it|the|my)|how long (?:now|until|till|left|do i (?:still )?have|more|before i)|"
              r"am i (?:at|on|past|there|done)|where (?:am i|do i stand)|what step am i|which step am i|how far (?:am i|along))\b"),
    ("draft", r"\b(?:(?:is|does|how(?:'s| is| does)?|whats? (?:do )?(?:you|u) think (?:of|about)) (?:this|my) (?:text|message|msg|draft|letter|reply|email)|rate (?:this|my)|here(?:'s| is) (?:what|my|the) (?:i|message|text|draft|letter)|"
              r"(?:write|draft|word) (?:me )?(?:a |the |my )?(?:text|message|reply|apology|letter)|i (?:wrote|drafted|typed) (?:this|him|her|them|out)|(?:can|should|could) i send (?:this|it|him this|her this|them this))\b"),
    ("plan", r"\b(?:what (?:now|next|do i do|should i do|shud i do|can i do|to do|are my next|would you do|am i supposed to do)|wht (?:do|now)|now what|how (?:do|can|could|to|shud|should|would) (?:i |we )?(?:even |actually |possibly )?(?:get|win|make|have) (?:him|her|them|my ex\w*|my \w+|back)|"
             r"how (?:do|can) i (?:fix|save|start|begin)|where do i (?:start|begin)|help me (?:get|win|please|pls)?|next step|i want (?:him|her|them|my ex\w*) back|get (?:him|her|them|my ex) back|win (?:him|her|them) back|"
             r"give me (?:a plan|advice|steps|the steps|tips)|any advice|(?<!no )advice (?:please|pls)|what(?:'s| is) the plan|pls help|please help)\b"),
)  # fmt: skip
_KIND = tuple((kind, re.compile(expand(pattern))) for kind, pattern in _KINDS)
_REASON = re.compile(
    r"^(?:and |but |so |ok |wait |then )*(?:why|how (?:does|do (?!i)|come|long|is|are|will|would|about)|what(?:'s|s| is| are| does| do (?:you|they)| if he| if she| happens| counts| about)|is (?!it (?:ok|okay|fine|alright) (?:to|if))|does|are|will|would (?:he|she|they)|did|do (?:you|they|guys|men|exes|people|he|she)|who|which|tell me about|explain|define)"
)
_WHEN_I = re.compile(r"^(?!why|how come)\b.*\b(?:should|can|could|may|shall) i\b")
"""A reason asked for is no permission asked for, but "how long until i can text him" is one."""
_STEP = re.compile(
    r"\b(?:step|stage|part|number|#) ?(?P<n>[1-6]|one|two|three|four|five|six)\b|\b(?P<nth>first|second|third|fourth|fifth|sixth|last|final) step\b"
)
_STEP_NUMBER = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "last": 6, "final": 6}  # fmt: skip


def asks(clauses: Sequence[Clause], message: str, spelt: Spelt) -> tuple[Ask, ...]:
    """Find what she asks, in order; quotes are exact words of ``message``, from which ``spelt`` was made."""
    return tuple(_asks(clauses, message, spelt))


def _asks(clauses: Sequence[Clause], message: str, spelt: Spelt) -> Iterator[Ask]:
    for clause in clauses:
        start, end = spelt.span(clause.start, clause.start + len(clause.text))
        quote = message[start:end].strip()
        kind, act = _kind(clause), _act(clause)
        number = step_named(clause.text)
        if number and kind == "plan":
            kind = "information"
        if kind is None and number is None:
            continue
        step = number or (STEP_OF_ACT.get(act, 5) if act else None)
        yield Ask(kind=kind or "information", quote=quote, act=act, step=step)


def step_named(text: str) -> int | None:
    """The step she names by its number."""
    match = _STEP.search(text)
    if match is None:
        return None
    word = match["n"] or match["nth"]
    return int(word) if word.isdigit() else _STEP_NUMBER[word]


def _kind(clause: Clause) -> AskKind | None:
    text = clause.text
    for kind, pattern in _KIND:
        if pattern.search(text) and (clause.question or kind in ("plan", "draft") or not clause.told):
            return kind
    if clause.others:
        return "information" if clause.question else None
    if _act(clause):
        return "permission"
    if not clause.question:
        return None
    return (
        "permission"
        if re.search(r"\b(?:should|shud|can|may|shall|could|must) i\b", text) and not _REASON.match(text)
        else "information"
    )


def _act(clause: Clause) -> Act | None:
    """The act toward the ex that a question or a wish is about; ``act`` order settles overlaps."""
    text = clause.text
    if _REASON.match(text) and not _WHEN_I.search(text):
        return None
    patterns = (
        _QUESTION_ACT
        if clause.question
        and re.match(
            r"(?:\w+ )?(?:should|can|may|could|do|shall|is it|would it|what if|if) ?(?:i|ok|okay|bad|be)?\b", text
        )
        else _ACT
    )
    if not (clause.question or _WISHED.search(text)):
        return None
    hits = {act: match.start() for act, pattern in patterns.items() if (match := pattern.search(text))}
    return next(iter(hits), None)
