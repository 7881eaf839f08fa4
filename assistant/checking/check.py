"""Check: is each sentence allowed by the verdicts, and does its passage say it? Doubt withholds advice.

The checker passes over every sentence, whoever wrote it. A sentence of the playbook, or one the offline writer made from
reviewed data, stands if the passages it rests on are open; any other must be allowed and supported word by word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

from assistant.checking.claims import CLAIMS
from assistant.facts import PronounSet
from assistant.journey.guards import Verdict, first_unmet
from assistant.journey.journey import Journey
from assistant.text import normalise
from assistant.turn import Draft, Reply, Sentence, Withheld
from knowledge.playbook import GuardName, Passage, Playbook
from knowledge.pronouns import render
from knowledge.retriever import Allowed

Support = Callable[[str], Passage | None]
"""Finds the open passage that says what a sentence says, or none."""


@dataclass(frozen=True)
class Ground:
    """What sentences are checked against."""

    playbook: Playbook
    journey: Journey
    verdicts: Sequence[Verdict]
    open_steps: Collection[int]
    found: Collection[str] = ()
    """Ids of the passages that were retrieved."""
    ex: PronounSet | None = None
    reviewed: Collection[str] = ()
    """Sentences the offline writer made for this turn from reviewed data; what they may say was settled by the
    plan, so only their citations are looked at."""
    facts: str = ""
    """Her words and the reply's own figures: numbers in them are known."""
    support: Support | None = field(default=None, compare=False)

    @property
    def allowed(self) -> Allowed:
        """What may be shown."""
        return Allowed(self.open_steps, [v.guard for v in self.verdicts if v.state != "open"])


def check(draft: Draft, ground: Ground) -> Reply:
    """Keep the sentences that pass; the others are withheld with their reason."""
    kept: list[Sentence] = []
    withheld: list[Withheld] = []
    for sentence in draft.sentences:
        result = check_sentence(sentence, ground)
        if isinstance(result, Sentence):
            kept.append(result)
        else:
            withheld.append(result)
    return Reply(
        sentences=tuple(kept),
        withheld=tuple(withheld),
        writer=draft.writer,
        model_calls=draft.model_calls,
        input_tokens=draft.input_tokens,
        note=draft.note,
    )


def check_sentence(sentence: Sentence, ground: Ground) -> Sentence | Withheld:
    """Return the sentence, with its marks, or why it is withheld."""
    ours = sentence.text in ground.reviewed or _is_playbooks(sentence, ground)
    if not ours:
        for found in (_advice(sentence, ground), _claim(sentence), _figures(sentence, ground)):
            if found:
                return found
    if problem := _unopened(sentence, ground):
        return problem
    if sentence.role in ("article", "house") and not sentence.cites:
        passage = ground.support(sentence.text) if ground.support else None
        if passage is None or passage not in ground.allowed or not says(passage, sentence.text, SHARE_UNMARKED):
            return Withheld(text=sentence.text, why="No open passage says this.")
        return sentence.model_copy(update={"cites": (passage.id,), "role": passage.source})
    if sentence.role in ("article", "house") and not ours and not _supported(sentence, ground):
        return Withheld(text=sentence.text, why="The passage it points at does not say this.")
    return sentence


def _unopened(sentence: Sentence, ground: Ground) -> Withheld | None:
    """A citation must exist and be open; for what a writer claims it must have been retrieved as well."""
    for cite in sentence.cites:
        passage = ground.playbook.get(cite)
        if passage is None:
            return Withheld(text=sentence.text, why=f"There is no passage {cite}.")
        if passage not in ground.allowed:
            return Withheld(text=sentence.text, why=f"{cite} is not open.", guard=_keeper(passage, ground))
        if sentence.role in ("article", "house") and cite not in ground.found:
            return Withheld(text=sentence.text, why=f"{cite} was not retrieved for this message.")
    return None


def _keeper(passage: Passage, ground: Ground) -> GuardName | None:
    """The guard that keeps a passage closed."""
    unmet = first_unmet(ground.playbook, passage.step, ground.verdicts) if passage.step else None
    if unmet and passage.step not in ground.open_steps:
        return unmet.guard
    return next((v.guard for v in ground.verdicts if v.guard in passage.needs and v.state != "open"), None)


def _is_playbooks(sentence: Sentence, ground: Ground) -> bool:
    """Whether a cited passage holds this very sentence, in its own words or the coach's."""
    for cite in sentence.cites:
        passage = ground.playbook.get(cite)
        if passage is None:
            continue
        words = " ".join(filter(None, (passage.says, passage.coach, passage.action, passage.caution)))
        if sentence.text in " ".join(render(words, ground.ex).split()):
            return True
    return False


_EX = r"(?:him|her|them|(?:your|the) ex|it)"
_REACH = (
    r"(?:text|txt|message|msg|dm|email|e-mail|write(?: to)?|call|phone|ring|facetime|contact|reply(?: to)?|answer|respond(?: to)?|tell|ask|invite|thank|congratulate|surprise|"
    r"reach out(?: to)?|get in touch|talk to|speak (?:to|with)|apologi[sz]e(?: to)?|say (?:sorry|hi|hello|that you)|send|drop|share|leave|give|let|check in(?: on| with)?|follow up|like|react|comment|open up|confess|express|meet|meet up|"
    r"see|visit|hang out|show up|turn up|pop in|drop by|stop by|swing by|run into|bump into|go (?:to|over|by|where)|be seen|post|signal|hint|arrange|suggest|reconnect|break (?:the )?(?:silence|no contact)|make (?:a|the) (?:first )?move|shoot your shot|bring|wait (?:for|outside)|watch|look at|keep an eye)"
)
_TOWARD_EX = re.compile(
    rf"\b(?:{_REACH})\b[^.!?]{{0,60}}\b(?:{_EX}|his|hers?|their|theirs)\b|\b(?:reach(?:ing)? out|get(?:ting)? in touch|show(?:ing)? up|pop(?:ping)? in|make (?:a|the) (?:first )?move|break (?:the )?(?:silence|no contact)|shoot your shot|text back|reply|apologi[sz]e|reconnect|meet up|swing by|drop by|be seen)\b"
    rf"|\b(?:a|one|the|your|quick|short|simple|friendly|little|light) (?:\w+ ){{0,2}}(?:text|message|call|note|letter|dm|reply|apology|visit|hello|coffee|gesture|birthday wish)\b"
    rf"|\b(?:texting|messaging|calling|contacting|writing to|emailing|meeting|seeing|visiting|apologising to|apologizing to|talking to|answering|replying to|following|watching) {_EX}\b"
    rf"|\bthrough (?:his|her|their|a|mutual) (?:\w+ )?(?:friend|friends|sister|brother|mother|mom|family)\b|\b(?:his|her|their) (?:house|home|door|work|office|gym|street|place|apartment)\b"
)
_FORBIDS = re.compile(
    r"\b(?:don't|dont|do not|not|never|no|nothing|without|instead of|rather than|hold off|wait|leave (?:it|them|him|her) (?:be|alone|unanswered)|stop|avoid|resist|keep (?:it|away)|refrain|unsent|unanswered|unread|can't|cannot|shouldn't|won't|"
    r"closed|locked|restart|reset|resets|restarts|undo|zero|count(?:s)? as contact|would be contact|hard to|tempting|urge|want to|before you|no need|isn't|nobody|neither)\b"
)
_ADVISES = re.compile(
    rf"^(?:so |then |and |but |maybe |perhaps |just |now |today |tonight |please |honestly |well |first |next |sure |yes |ok |okay |also |instead |try to |try |go ahead and |you know what )*,? ?(?:{_REACH})\b"
    r"|\b(?:you (?:could|can|should|might|may|must|need to|have to|ought to|'d better|are (?:free|ready|allowed)|deserve to|will want to)|why not|how about|what about|consider|try|maybe|perhaps|go ahead|feel free|it's (?:fine|ok|okay|time|safe|worth|good|alright)|"
    r"it is (?:fine|ok|okay|time|safe|worth)|would be (?:fine|ok|okay|nice|good|great|lovely|best|wise)|won't hurt|can't hurt|couldn't hurt|wouldn't hurt|doesn't hurt|i'd (?:text|call|write|message|reach|send|reply|go)|i would|i recommend|i suggest|let's|time to|a good (?:idea|way|moment)|imagine|picture|what if you|"
    r"some people|many people|all it takes|is enough|works|could work|might work|helps|would help|have you (?:tried|thought|considered)|deserves)\b"
)
_INVITES = re.compile(
    r"\b(?:why not|(?:won't|can't|couldn't|wouldn't|doesn't) hurt|no harm|nothing wrong|can't go wrong|not too (?:soon|early|late)|nothing to lose|don't be (?:afraid|shy|scared)|"
    r"why don't you|don't wait|don't hold back|no reason not to|never too late)\b"
)
"""Words of refusal that invite."""
_LIMITED = re.compile(
    r"\b(?:logistic\w*|pick-?up|kids?|child|children|work|rent|keys?|practical|arrang\w*|factual|emergency|lawyer|court|third party)\b"
)


_TURN = re.compile(r"[;:.]\s|\s-\s|,? (?:but|then|instead|just|so)\b")
"""Where a sentence turns: a refusal before it excuses nothing after it."""
_SEEN = re.compile(r"\b(?:show(?:ing)? up|be seen|post|pop(?:ping)? in|run into|see you|once)\b")


def _advised(part: str) -> bool:
    """Whether this part of a sentence suggests an act toward the ex and does not refuse it in the same breath."""
    rest = _INVITES.sub(" ", part).strip()
    invited = rest != part.strip()
    return bool(_TOWARD_EX.search(rest) and (invited or _ADVISES.search(rest)) and not _FORBIDS.search(rest))


def _advice(sentence: Sentence, ground: Ground) -> Withheld | None:
    """Advice to reach the ex, be seen or signal is closed until step 5, and in step 5 anything but being seen."""
    if 6 in ground.open_steps or (sentence.role in ("resource", "verdict") and sentence.cites):
        return None
    text = normalise(sentence.text)
    if not any(_advised(part) for part in _TURN.split(text)):
        return None
    if 5 in ground.open_steps and _SEEN.search(text):
        return None
    practical = ground.journey.limited_contact or ground.journey.exceptions
    if practical and _LIMITED.search(text) and not ground.journey.closed_by:
        return None
    unmet = first_unmet(ground.playbook, 6 if 5 in ground.open_steps else 5, ground.verdicts)
    return Withheld(
        text=sentence.text, why="It advises contact that is not open.", guard=unmet.guard if unmet else None
    )


def _claim(sentence: Sentence) -> Withheld | None:
    """What may never be said: odds, promises, studies, invented experience, shaming, diagnosis, decoding, links."""
    if sentence.role == "resource":
        return None
    text = normalise(sentence.text)
    for why, pattern in CLAIMS:
        if pattern.search(text):
            return Withheld(text=sentence.text, why=why)
    return None


_NUMBER = re.compile(r"\b\d+\b")
_DAY = re.compile(r"\bday (\d+)\b|\b(\d+) days? (?:without|of no contact|no contact|in\b|so far)")


def _figures(sentence: Sentence, ground: Ground) -> Withheld | None:
    """Her day count must be right, and every other number known: from her words, the plan or the cited passages."""
    if sentence.role == "resource":
        return None
    text = normalise(sentence.text)
    count = ground.journey.no_contact
    counted = {str(n) for n in (count.days, count.needed, count.needed - 1, count.best_days) if n is not None}
    cited = " ".join(p.says + " " + p.coach for cite in sentence.cites if (p := ground.playbook.get(cite)))
    for match in _DAY.finditer(text):
        number = match[1] or match[2]
        if number not in counted | set(_NUMBER.findall(cited)):
            return Withheld(text=sentence.text, why="The day count in it is wrong.", guard="no_contact_complete")
    known = counted | set(_NUMBER.findall(cited)) | set(_NUMBER.findall(ground.facts)) | {str(n) for n in range(1, 7)}
    known |= {
        str(part) for day in (count.since, count.opens_on, ground.journey.today) if day for part in (day.day, day.year)
    }
    if count.days is not None:
        known.add(str(max(count.needed - count.days, 0)))
    if unknown := [number for number in _NUMBER.findall(text) if number not in known]:
        return Withheld(text=sentence.text, why=f"Nothing it rests on holds the number {unknown[0]}.")
    return None


_WORD = re.compile(r"[a-z']{4,}")
_COMMON = frozenset(
    [
        "that",
        "this",
        "with",
        "your",
        "have",
        "from",
        "they",
        "them",
        "their",
        "about",
        "what",
        "when",
        "will",
        "would",
        "could",
        "should",
        "just",
        "been",
        "into",
        "more",
        "than",
        "then",
        "there",
        "were",
        "very",
        "you're",
        "don't",
        "because",
        "over",
        "only",
        "also",
        "even",
        "still",
        "like",
    ]
)


def _supported(sentence: Sentence, ground: Ground) -> bool:
    """Whether a cited passage says this: enough of the sentence's own words are its words, and it does not say no to them."""
    return any(says(p, sentence.text, SHARE) for cite in sentence.cites if (p := ground.playbook.get(cite)))


SHARE = 0.3
"""Part of its content words that a marked sentence shares with its passage."""
SHARE_UNMARKED = 0.5
"""The same for a sentence whose passage had to be found: likeness alone also finds a passage's opposite."""
_NO = re.compile(r"\b(?:\w+n't|not|never|no|nothing|nobody|without|cannot|isn't|dont|un(?:sent|answered|read))\b")


def says(passage: Passage, text: str, share: float) -> bool:
    """Whether ``passage`` says ``text``: its words shared, and the nearest of its sentences no denial of it."""
    words = _words(text)
    own = [
        part
        for field in (passage.says, passage.coach, passage.action, passage.caution)
        if field
        for part in field.split(". ")
    ]
    if not words:
        return True
    if len(words & _words(" ".join(own))) < max(min(2, len(words)), share * len(words)):
        return False
    nearest = max(own, key=lambda part: len(words & _words(part)))
    shared = len(words & _words(nearest))
    return shared < 2 or bool(_NO.search(normalise(nearest))) == bool(_NO.search(normalise(text)))


def _words(text: str) -> set[str]:
    return {_stem(word) for word in _WORD.findall(normalise(text)) if word not in _COMMON}


def _stem(word: str) -> str:
    return re.sub(r"(?:ing|ed|es|s|ly)$", "", word)
