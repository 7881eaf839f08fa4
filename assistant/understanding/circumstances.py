"""The circumstances of a contact: through what it went, what it was about, and whether it was answered."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from assistant.text import Clause
from assistant.understanding.acts import Act
from assistant.understanding.telling import Reading

_LOGISTICS = re.compile(
    r"\b(?:kids?|child|children|son|daughter|boys|girls|school runs?|nursery|kindergarten|daycare|creche|rent|lease|bills?|keys?|(?:his|her|their) (?:mail|parcel|post)|stuff|things|belongings|clothes|drill|charger|"
    r"dog|cat|boiler|plumber|heating|broadband|internet|landlord|viewing|tools|furniture|sofa|passport|certificate|inhaler|medicine|uniform|shoe sizes?|homework|(?<!no )(?<!n't )(?<!nt )(?<!not )(?<!never )pick(?:ing|in)? ?-?ups?(?! the phone)|drop ?-?offs?|drop(?:ping|pin)? off|handovers?|rota|mortgage|deposit|money|(?<!at the )(?<!in the )(?<!to the )(?<!in his )(?<!in her )(?<!in my )(?<!my )car(?! park)|insurance|tax|paperwork|papers|documents?|solicitor|council|wifi|netflix|bins|vet|"
    r"appointment|parents'? evening|logistics|practical stuff|work email|(?:for|about) (?:work|the project|school)|shifts?)\b"
)
_PERSONAL = re.compile(
    r"\b(?:miss|love|about us|not (?:about|for|because of|to do with) (?:work|the kids|the project|school)|us\b|nice|selfie|feel\w*|hope|how are you|beautiful|nothing to do with|anything (?:but|except|other than|besides|apart from)|(?:that|which) (?:wasn't|weren't|isn't|was not) (?:about|to do|a)|ourselves|begged|together again|back together|used to)\b"
)
_EMERGENCY = re.compile(
    r"\b(?:emergency|hospital|a&e|er\b|accident|pregnan\w+|miscarr\w+|std|sti|chlamydia|positive test|test (?:came back|is) positive|ambulance|broke (?:her|his|their) (?:wrist|arm|leg)|in surgery|overdos\w+|999|911)\b"
)
_UNANSWERED = re.compile(
    r"\b(?:ignored|ignoring|left (?:him|her|them|it|that|me) (?:on (?:read|seen|delivered|opened)|unread|unopened|unanswered)|on read|let (?:it|him|her|them) (?:ring|go)|"
    r"nothing back|no (?:repl\w+|answer|response|reaction)|not (?:one|a single|an) (?:answer|reply|response)|(?:hung|hang|hangs) up|hasn't (?:even )?(?:read|opened|seen|listened)|haven't (?:even )?(?:read|opened|looked)|"
    r"not (?:calling|texting|writing|replying|answering|responding)(?: back)?|(?:didn't|don't|haven't|won't) (?:even )?(?:open|pick up|picked up|opened|touched|touch)|(?:just|only|still) (?:sits|sitting|keep it)|unanswered|voicemail|no pick ?up|none of (?:them|it)|both ignored|blue ticks?|silence (?:since|back)|crickets|seen it|said nothing|haven't said (?:anything|a word)|didn't say (?:anything|a word))\b"
)
_ANSWERED = re.compile(
    r"\b(?:picked up|we (?:talked|spoke|chatted)|(?:he|she|they) (?:replied|answered|responded|said|wrote back|texted back))\b"
)
_TELLS = re.compile(r"\b(?:i|he|she|they|we)\b")
_NEAR = 4
"""How many acts back a reply that was not given may stand: "i never replied, he texted on monday"."""


LAST = re.compile(
    r"\blast (?:(?:thing|time|message|text|words?|one|call|ever|that|we|i|actually|personally|really) )*$"
)
_SAYS_LAST = re.compile(r"\W*(?:we |i )?last\b")
_BY_PHONE = re.compile(r"\b(?:(?:tele)?phone|call(?:ed)?|facetime|video|on the line)\b")
_IN_WRITING = re.compile(r"\b(?:by text|over text|on whatsapp|texts|messages|in the chat)\b")
_SPOKEN_OR_WRITTEN = ("begg", "told", "asked")
"""Verbs that do not say through what they went."""


def says_last(act: Act) -> bool:
    """Whether she tells it as the last time: "the last time i called"."""
    return bool(LAST.search(act.before) or _SAYS_LAST.match(act.clause.text))


def channel(act: Act, reading: Reading) -> str:
    """Through what it went, by its verb or by the sentence it stands in."""
    if act.channel != "other" and not act.words.startswith(_SPOKEN_OR_WRITTEN):
        return act.channel
    return through(act.clause, reading) or act.channel


def through(clause: Clause, reading: Reading) -> str | None:
    """Whether the sentence speaks of a call or of writing: "our last contact was a call"."""
    around = " ".join(part.text for part in reading.sentences[clause.sentence])
    if _BY_PHONE.search(around):
        return "call"
    return "text" if _IN_WRITING.search(around) else None


def purpose(clause: Clause, start: int, reading: Reading) -> str:
    """What a contact that is told from ``start`` on was about (R08, R09): the two of them, or something to arrange."""
    around = reading.quoted.get(clause.sentence, clause.text)
    words = clause.text[max(start - clause.start, 0) :]
    said = around[max(around.find(words[:12]), 0) :]
    for other in _elsewhere(clause, start, reading):
        said = said.partition(other)[0]
    after = reading.quoted.get(clause.sentence + 1, "")
    if len(after.split()) <= 7 and not _TELLS.search(after):
        said += "; " + after
    if _EMERGENCY.search(around):
        return "emergency"
    return "logistics" if (_LOGISTICS.search(said) or _ONLY.search(around)) and not _PERSONAL.search(said) else "personal"


_ONLY = re.compile(r"\b(?:only|just)(?: ever)? (?:talk|speak|text|message|chat|communicate|write)s? (?:to each other )?(?:about|when it'?s about|for|regarding)\b")
_SHARED = re.compile(r"\W*(?:and |but |because |since |also )?we (?:still |both |also )?(?:have|share|own|got|live|work)\b")


def _elsewhere(clause: Clause, start: int, reading: Reading) -> Iterator[str]:
    """The clauses of the sentence that tell of something else: another act, which is no answer; what the two share."""
    doer = next((act.by for act in reading.acts if act.start == start), None)
    for act in reading.acts:
        own = act.clause is clause or act.start < start or act.clause.sentence != clause.sentence
        if not own and act.by != doer and act.mood == "told" and not act.reply:
            yield act.clause.text
    yield from (part.text for part in reading.sentences[clause.sentence] if part.start > start and _SHARED.match(part.text))


def answered(by: str, start: int, after: int, reading: Reading) -> bool | None:
    """Whether the other side answered, as far as she tells: from here to the next act of the same doer."""
    contacts = reading.contacts
    other = "ex" if by == "user" else "user"
    at = bisect_right(contacts, start, key=lambda act: act.start)
    own = (act.start for act in contacts[at:] if act.by == by and act.mood == "told")
    end = next(own, len(reading.text))
    for later in contacts[at:]:
        if later.start >= end:
            break
        if says_last(later):
            continue
        if later.by in (other, "both") and later.mood == "told" and (later.reply or by == "ex"):
            return True
        if later.by == other and later.mood in ("denied", "asked") and (later.reply or by == "ex"):
            return False
    rest = reading.text[after : min(end, after + 160)]
    if _UNANSWERED.search(rest):
        return False
    if any(act.by == other and act.mood == "denied" and act.reply for act in contacts[max(at - _NEAR, 0) : at]):
        return False
    return True if by == "user" and _ANSWERED.search(rest) else None
