"""Weigh: may she send this to her ex today? Decided by code, from her facts and the draft's own words; no model."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

from assistant.facts import PronounSet
from assistant.journey.guards import Verdict
from assistant.journey.journey import Journey
from assistant.journey.ledger import Ledger
from assistant.language import has_words, is_foreign
from assistant.text import normalise
from assistant.turn import Headline, Screening
from assistant.understanding.people import known_ex
from knowledge.playbook import GuardName
from knowledge.pronouns import render

SHORT = 45
"""Words of a practical message, and of light ones, at most: one factual message (R09)."""

Advice = Literal["send", "wait", "dont"]


class Weighing(BaseModel):
    """What became of the draft."""

    model_config = ConfigDict(frozen=True)

    advice: Advice
    headline: Headline
    because: str
    """One sentence, from her facts."""
    need: str
    """What the draft is after, in plain words."""
    opens_on: date | None = None


_SPOKEN_TO = {"you're": "he's", "youre": "he's", "you've": "he's", "you'll": "he'll", "you'd": "he'd", "your": "his"}
_SPOKEN_TO |= {"yours": "his", "yourself": "himself", "u": "you", "ur": "his"}
_YOU = re.compile(
    r"\b(?:(?P<before>(?!(?:you|u|ur)\b)[\w']+)(?P<gap> +))?(?P<word>you(?:'(?:re|ve|ll|d)|rs?|re|rself)?|u|ur)\b",
    re.IGNORECASE,
)
_SUBJECT_AFTER = re.compile(
    "that|when|if|and|but|because|bc|how|what|why|since|so|do|did|does|are|were|was|have|has|had|will|would|can|could|"
    "should|once|until|who|where|then|or"
)


def as_told(draft: str) -> str:
    """The draft as she would tell it of the ex: screening reads ``he hurt me``, and a draft says ``you hurt me``."""

    def turn(match: re.Match[str]) -> str:
        before, word = match["before"] or "", match["word"].lower()
        told = _SPOKEN_TO.get(word, word)
        if told == "you":
            # A pronoun that opens a clause, or follows a word that opens one, does something; any other is done to.
            told = "him" if before and not _SUBJECT_AFTER.fullmatch(before) else "he"
        return f"{before}{match['gap'] or ''}{told}"

    return _YOU.sub(turn, normalise(draft))


Sort = Literal[
    "begging", "wanting_back", "guilt", "anger", "reassurance", "closure", "missing", "pressing", "apology",
    "invitation", "emergency", "practical", "company", "greeting", "threat",
]  # fmt: skip

_SORTS: dict[Sort, str] = {
    "begging": (
        r"\bplea+se+ (?:come|don'?t|give|just|take|talk|answer|reply|let|forgive|stay|i)\b|\b(?:i'?m )?begging\b|"
        r"\bi beg\b|\b(?:one|another|a second|a) (?:more |last |final )?chance\b|"
        r"\bi'?(?:ll| will) (?:do anything|change|be better|fix)\b|"
        r"\b(?:can'?t|cannot|cant) (?:live|go on|do this|breathe|be happy) without\b|"
        r"\bdon'?t (?:leave|give up on|do this to)\b|\bi'?d do anything\b"
    ),
    "wanting_back": (
        r"\bwant (?:you|u|us) (?:back|so)\b|\bget back together\b|\bback together\b|"
        r"\btry (?:again|once more|one more time)\b|\b(?:be|being) with (?:you|u)\b|\bcome (?:back|home)\b|"
        r"\btake me back\b|\bstart (?:over|again|fresh)\b|\bwork (?:this|it|things) out\b|\bwant (?:you|u|us)\b|"
        r"\bmeant to be\b|\bmy (?:soul ?mate|person)\b|\bfight for (?:us|you)\b"
    ),
    "guilt": (
        r"\bafter (?:everything|all) (?:that )?(?:i|we|you)\b|\byou owe me (?!.{0,20}(?:rent|money|deposit|[$£€]?\d))|"
        r"\bif you (?:ever|really|truly) (?:loved|cared)|\b(?:because|cause|bc) of you\b|\byou made me\b|"
        r"\bhope you'?re (?:happy|proud)\b|\byou broke (?:my|me)\b|\blook what you\b|\byou promised\b|"
        r"\byou said you(?:'d| would|'ll)\b|\bi gave you (?:everything|my)\b|"
        r"\bi (?:can'?t|cant|haven'?t|havent|don'?t|dont) (?:eat|sleep|eaten|slept)\b"
    ),
    "anger": (
        r"\b(?:hate|despise) (?:you|u)\b|\bf(?:u|\*)+c?k+ (?:you|u|off)\b|\bscrew you\b|\bhow (?:could|dare) you\b|"
        r"\byou(?:'ve| have)? (?:ruined|wasted|destroyed|lied|cheated|used me)\b|\byou (?:never|always) \w+|"
        r"\byou'?re (?:such )?(?:a |an )?(?:\w+ )?(?:liar|cheater|coward|asshole|jerk|bitch|bastard|idiot|pathetic|"
        r"selfish|disgusting|trash|joke|monster)\b|\bgo to hell\b|\bthanks for nothing\b|"
        r"\bhope (?:she|he|they) (?:cheats?|leaves?|hurts?|dumps?)\b|\bloser\b"
    ),
    "reassurance": (
        r"\bdo (?:you|u) (?:still |even |ever )*(?:love|miss|care|think|want|hate|regret|like)\b|"
        r"\bare we (?:ok|okay|good|really|still|done)\b|\bare (?:you|u) (?:seeing|dating|with|mad|angry|over)\b|"
        r"\bjust tell me\b|\bdid (?:you|i|it) (?:ever )?(?:mean|matter|love)\b|\bdo i (?:still )?(?:mean|matter)\b"
    ),
    "closure": (
        r"\bclosure\b|\bwhy (?:did|would|won'?t|wont|are|couldn'?t|can'?t) (?:you|u|we)\b|\bgood ?bye\b|"
        r"\blast (?:time|message|text) (?:i|you|from)\b|\bnever hear from me\b|"
        r"\bwas (?:it|any of it|i) (?:ever |even )*(?:real|enough|worth)\b|\bwhat did i do\b|"
        r"\bwhere did (?:it|we|i) go wrong\b|\bi deserve (?:an? )?(?:explanation|answer|answers|to know)\b|"
        r"\bmoved? on\b"
    ),
    "missing": (
        r"\bmiss(?:ing|ed)? (?:you|u|us|what we|being|your|our|talking|the way)\b|\bmiss u\b|\blove (?:you|u)\b|"
        r"\bloving you\b|\bilu\b|\bily\b|\b(?:thinking|think|thought|dream(?:t|ed|ing)?) (?:about|of) (?:you|u|us)\b|"
        r"\bon my mind\b|\bmy heart\b|\b(?:it |this )?hurts?\b|\blonely\b|\b(?:cry|crying|cried)\b|"
        r"\b(?:my|have|had|got|still) feelings\b|\bfeelings for\b|\bi feel\b|\bneed (?:you|u)\b|"
        r"\bour (?:relationship|love|future|memories|time|song)\b|\bthe two of us\b|\bwhen we were\b|"
        r"\bwhat we had\b|<3|❤|💔|\bxoxo\b|\bbabe\b|"
        r"(?<!\bthe )(?<!\bour )(?<!\ba )\bbaby\b(?!'s| (?:is|was|has|needs|shower|coming))"
    ),
    "pressing": (
        r"\bneed to talk\b|\bhave to talk\b|\b(?:call|text|answer|reply to|message|talk to|phone|ring) me\b|"
        r"\bcan we (?:please |just )*talk\b|\bpick up (?:your|the) phone\b|"
        r"(?:^|please |just )pick up\b(?= *[.!?]*$)|"
        r"\b(?:answer|reply)\b(?= *[.!?]*$)|\bwhy aren'?t you (?:answering|replying)\b|\bare you (?:ignoring|there)\b|"
        r"\?\?|\bi(?:'ll| will) (?:be|wait|come) (?:outside|at your|over|by your|to your)\b|"
        r"\bi'?m (?:outside|coming over)\b|\bwe should talk\b|\bsee you one (?:last|more)\b"
    ),
    "apology": (
        r"\b(?:so+ )?sorry\b(?!,? (?:i'?m |i am |for (?:the |being |my )?|about the |to )?(?:running |any |a bit |bit |"
        r"so )?(?:late|delay|short notice|wait|mix|confusion|bother))|\bapologi[sz]\w*|\bapology\b|\bforgive\b|"
        r"\b(?:it was )?(?:all )?my fault\b|\bi was wrong\b|\bi should(?:n'?t| not| never)? have\b|\bmake it up to\b|"
        r"\bi regret\b|\bi hurt you\b"
    ),
    "invitation": (
        r"\b(?:coffee|dinner|drinks?|lunch|movie|date|hang out|meet(?: up)?|catch up|come over|see (?:you|u))\b"
    ),
    "emergency": (
        r"\b(?:emergency|hospital|ambulance|accident|pregnan\w+|miscarr\w+|positive test|tested positive|stds?|stis?|"
        r"chlamydia|passed away|died|surgery|the police|a fire|a flood|gas leak|urgent care|\ber\b)\b"
    ),
    "practical": (
        r"\b(?:kids?|children|our (?:son|daughter|child|baby)|(?:pick|drop)(?:ping)?[ -]?(?:(?:\w+ ){0,3})?(?:up|off)|"
        r"custody|school|nursery|daycare|dentist|doctor'?s? appointment|appointment|keys?|rent|lease|landlord|deposit|"
        r"bills?|invoice|mortgage|insurance|(?:bank |joint )?account|owe|stuff|things|belongings|boxes|clothes|"
        r"passport|documents?|papers|forms?|mail|dog|cat|vet|shift|meeting|deadline|project|client|car|"
        r"bank transfer|signature|"
        r"sign)\b"
    ),
    "company": (
        r"\bhow(?:'s| is| are|'ve| have) (?:you|u|it|things|life|your|everything|been)\b|\bhru\b|"
        r"\bwyd\b|\bwhat'?s up\b|\bwassup\b|"
        r"\bhope (?:you|u)(?:'re| are)? (?:\w+ )?(?:well|ok|okay|good|doing|had|have|are)\b|"
        r"\bhappy (?:birthday|new year|holidays|christmas|easter|thanksgiving)\b|\bmerry christmas\b|\bcongrat\w*|"
        r"\bsaw (?:this|that|a|your)\b|\bthought (?:you'?d|of you)\b|\bremind(?:ed|s) me of you\b|"
        r"\bgood (?:morning|night|luck)\b|"
        r"\b(?:nice|good|great|lovely) (?:seeing|to see|running into|talking to) (?:you|u)\b|"
        r"\bhow (?:did|was|were) (?:your|the|it)\b"
    ),
    "greeting": r"^(?:hey+|hi+|hello|yo)\b",
    "threat": (
        r"\bi(?:'?ll| will|'?m (?:going to|gonna)|m (?:going to|gonna)) (?:\w+ )?(?:kill|hurt|ruin|destroy|expose|end|"
        r"beat|burn|smash) (?:you|u|your|everything)\b|\byou(?:'ll| will) (?:be sorry|regret|pay)\b|"
        r"\bi(?:'ll| will|'m going to) (?:post|show|send|leak|tell) [^.!?]{0,40}\b(?:nudes?|pics?|pictures|photos|"
        r"videos?|your (?:boss|work|wife|family|parents))\b"
    ),
}
_SORT = {sort: re.compile(expression, re.MULTILINE) for sort, expression in _SORTS.items()}

HEAVY: tuple[Sort, ...] = ("begging", "wanting_back", "guilt", "anger", "reassurance", "closure", "missing")
"""What is about the two of them; never part of a practical or a light message."""

_CUT: dict[Sort, str] = {
    "begging": "the pleading",
    "wanting_back": "wanting {ex.them} back",
    "guilt": "who owes whom what",
    "anger": "the anger",
    "reassurance": "the question how {ex.they} feel{ex.s}",
    "closure": "the questions about why it ended",
    "missing": "what you feel",
    "apology": "the apology",
    "company": "the small talk",
}

_NEEDS: tuple[tuple[Sort, str], ...] = (
    ("threat", "anger that wants out, and to be heard with it"),
    ("begging", "reassurance that it is not really over"),
    ("wanting_back", "reassurance that it is not really over"),
    ("reassurance", "reassurance: to know how {ex.they} feel{ex.s} about you"),
    ("anger", "anger that wants out, and to be heard with it"),
    ("guilt", "being heard: that {ex.they} see{ex.s} how much this hurt you"),
    ("closure", "closure: an answer that lets it end"),
    ("apology", "making amends"),
    ("missing", "closeness, and comfort while you miss {ex.them}"),
    ("pressing", "an answer, so that the waiting stops"),
    ("emergency", "help or notice in something urgent"),
    ("practical", "a practical matter that needs settling"),
    ("invitation", "company"),
    ("company", "company, and a small sign that you still matter to {ex.them}"),
    ("greeting", "company, and a small sign that you still matter to {ex.them}"),
)


def sorts_of(draft: str) -> tuple[Sort, ...]:
    """What the draft is made of."""
    text = normalise(draft)
    return tuple(sort for sort, expression in _SORT.items() if expression.search(text))


_CLOSED: Mapping[GuardName, str] = {
    "no_abuse": "there has been harm or control between you, so nothing goes out from you directly; a support line "
    "or someone you trust can help with whatever has to be settled",
    "adult": "someone here is under eighteen, so please take this to an adult you trust before anything is sent",
    "no_legal_bar": "a court order stands, so whatever has to be said goes through a lawyer or the court",
    "not_asked_to_stop": "{ex.they} asked you to stop, and silence is how you respect that; what cannot wait goes "
    "through someone else",
    "not_blocked": "{ex.they} blocked you, and a block is a boundary, so please don't look for a way around it",
    "no_pursuit": "there has already been too much following or reaching out, and every further message adds to it",
    "ex_available": "{ex.they} {ex.are} not free to answer this the way you hope, so sending it would only cost you",
    "motive_sound": "what you named so far, like loneliness, fear or habit, needs your care, not {ex.their} answer",
}  # fmt: skip
"""Barriers that close every message, in order of precedence; the last two still let a practical one through."""

_SOFT: tuple[GuardName, ...] = ("ex_available", "motive_sound")


def weigh(
    draft: str,
    journey: Journey,
    verdicts: Sequence[Verdict],
    open_steps: Collection[int],
    headline: Headline,
    screening: Screening,
    ledger: Ledger,
) -> Weighing:
    """Decide about ``draft``. ``headline`` governs asking to send it; ``screening`` is the draft's own, told of the ex.

    ``ledger`` holds what she said, and what the draft itself gives away of danger or of what ties them.
    """
    sorts = sorts_of(draft)
    ex = known_ex(ledger)
    states = {verdict.guard: verdict for verdict in verdicts}

    def say(advice: Advice, because: str, *, opens_on: date | None = None, by: Headline = headline) -> Weighing:
        return Weighing(
            advice=advice, headline=by, because=_one(because, ex), need=_need(sorts, screening, ex), opens_on=opens_on
        )

    if screening.level == "crisis" or states["no_crisis"].state != "open":
        return say(
            "dont",
            "You come before any message: please tell someone near you, or a crisis line, how bad it is right now.",
        )
    if "threat" in sorts:
        return say(
            "dont",
            "What you wrote would frighten {ex.them}: put it down, and tell someone you trust how angry you are.",
            by="danger_by_user",
        )
    closed = [guard for guard in _CLOSED if states[guard].state == "closed"]
    if hard := [guard for guard in closed if guard not in _SOFT]:
        return say("dont", _witnessed(hard[0], states[hard[0]], ledger))
    if {"pursuit_by_user", "block_workaround"} & set(screening.kinds):
        return say("dont", f"What you wrote shows it: {_CLOSED['no_pursuit']}.")
    if practical := _practical(draft, sorts, journey):
        advice, because = practical
        return say(
            advice,
            because,
            by="limited_contact" if journey.limited_contact and "emergency" not in sorts else "exception",
        )
    if closed:
        return say("dont", _witnessed(closed[0], states[closed[0]], ledger))
    count = journey.no_contact
    if count.state == "running":
        opens = _day(count.opens_on, journey.today)
        return say(
            "wait",
            f"You're on day {count.days} of {count.needed}, counted from {_day(count.since, journey.today)}, and "
            f"sending this would put you back at zero; {opens} is the earliest day to think about it again.",
            opens_on=count.opens_on,
        )
    if count.state == "unknown":
        return say(
            "wait",
            "I don't know yet on which day you last were in contact, and until that is clear nothing goes out; "
            "keep the words in a note.",
            opens_on=count.opens_on,
        )
    for guard, because in (
        (
            "breakup_accepted",
            "{days} quiet days are behind you, and what is still open is whether you can say that it is over.",
        ),
        (
            "still_wanted",
            "{days} quiet days are behind you, and what is still open is whether you want {{ex.them}} back at all.",
        ),
    ):
        if states[guard].state != "open":  # type: ignore[index]
            return say("wait", because.format(days=count.days))
    if not has_words(draft) and not sorts:
        return say("wait", "There are no words in it yet, so there is nothing to weigh.")
    if is_foreign(normalise(draft)):
        return say("wait", "I can only weigh a message in English, so I would rather you kept this one for now.")
    if 6 in open_steps:
        return say(*_last_step(draft, sorts))
    if 5 in open_steps:
        return say(*_light(draft, sorts, journey))
    if journey.reaction == "negative":
        return say(
            "dont",
            "You showed up once and {ex.they} turned away, so this is the place to stop and look after yourself.",
        )
    return say(
        "wait",
        "You showed up once, and until {ex.they} answer{ex.s} that by {ex.their} own effort, it is not your move.",
    )


def _practical(draft: str, sorts: Collection[Sort], journey: Journey) -> tuple[Advice, str] | None:
    """Logistics with limited contact, or a matter that outranks no contact (R08, R09); ``None`` when it is neither."""
    urgent = "emergency" in sorts
    tied = journey.limited_contact or journey.exceptions
    if not urgent and not ("practical" in sorts and tied):
        return None
    cut = [_CUT[sort] for sort in (*HEAVY, "apology", *(() if urgent else ("company",))) if sort in sorts]
    matter = "something urgent" if urgent else "a practical matter between you"
    if cut:
        return "wait", f"It holds {matter}, and that part may go today once you cut {_listed(cut)}."
    if len(draft.split()) > SHORT:
        return (
            "wait",
            f"It is about {matter}, and it may go once you cut it to what, when and where, in {SHORT} words at most.",
        )
    return (
        "send",
        f"It is short and only about {matter}, so it leaves your count as it is; send it once and leave it there.",
    )


def _light(draft: str, sorts: Collection[Sort], journey: Journey) -> tuple[Advice, str]:
    """Step 5 is being seen once; light words at most (L176-206, R17)."""
    days = journey.no_contact.days or f"at least {journey.no_contact.needed}"
    if cut := [_CUT[sort] for sort in HEAVY if sort in sorts]:
        return (
            "dont",
            f"You have kept {days} days, and this would spend them on {_listed(cut)}, which belongs on paper.",
        )
    if "pressing" in sorts:
        return (
            "dont",
            f"You have kept {days} days, and this presses; {{ex.they}} need{{ex.s}} room to come closer unasked.",
        )
    if "apology" in sorts:
        return (
            "wait",
            f"You have kept {days} days, and an apology has its place once {{ex.they}} welcomed seeing you.",
        )
    if "invitation" in sorts:
        return "wait", f"You have kept {days} days, and being seen once comes before any invitation."
    if len(draft.split()) > SHORT:
        return "wait", f"You have kept {days} days, and light words are short ones: cut it to a line or two first."
    return (
        "send",
        f"You have kept {days} days and this is light, so it may go, but being seen once is the step, not a message.",
    )


def _last_step(draft: str, sorts: Collection[Sort]) -> tuple[Advice, str]:
    """Step 6: an apology said once, or friendly interest; no request in it (L208-218, R18, R41)."""
    if cut := [_CUT[sort] for sort in HEAVY if sort in sorts]:
        return (
            "dont",
            f"{{ex.They}} welcomed seeing you once, and {_listed(cut)} in it would press where a little is enough.",
        )
    if "pressing" in sorts:
        return (
            "dont",
            "{ex.They} welcomed seeing you once, and this asks for an answer {ex.they} should be free to leave out.",
        )
    if len(draft.split()) > 2 * SHORT:
        return "wait", "{ex.They} welcomed seeing you once, and a few sentences say it better: cut it down first."
    if "apology" in sorts:
        return (
            "send",
            "{ex.They} welcomed seeing you, and an apology said once, asking nothing, may go; then leave it there.",
        )
    return (
        "send",
        "{ex.They} welcomed seeing you, and this is friendly, asking little: it may go. Leave the answer to {ex.them}.",
    )


def _witnessed(guard: GuardName, verdict: Verdict, ledger: Ledger) -> str:
    """Why a closed barrier closes it, with her own words for it where she said them in more than one."""
    quote = next(
        (fact.quote for fact in ledger.standing if fact.id in verdict.evidence and len(fact.quote.split()) > 1), None
    )
    because = _CLOSED[guard]
    return f"You wrote “{quote}”: {because}." if quote else f"{because[:1].upper()}{because[1:]}."


def _need(sorts: Collection[Sort], screening: Screening, ex: PronounSet | None) -> str:
    if screening.level == "crisis":
        return "safety, and a person with you right now"
    need = next((need for sort, need in _NEEDS if sort in sorts), "being heard")
    return render(need, ex)


def _one(because: str, ex: PronounSet | None) -> str:
    filled = render(because, ex)
    return filled[:1].upper() + filled[1:]


def _listed(things: Iterable[str]) -> str:
    *most, last = dict.fromkeys(things)
    return f"{', '.join(most)} and {last}" if most else last


def _day(day: date | None, today: date) -> str:
    if day is None:
        return "a day I don't know"
    return f"{day:%B} {day.day}" + (f", {day.year}" if day.year != today.year else "")
