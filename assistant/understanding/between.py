"""What happened between her and the ex: acts become contacts and breakups, with their day and their circumstances."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from assistant.understanding.acts import Act
from assistant.understanding.circumstances import LAST, answered, channel, purpose, says_last
from assistant.understanding.dates import first_duration
from assistant.understanding.telling import Draft, Reading, dated, fields_of, length_since

Made = list[tuple[Act, Draft]]
"""The contacts drafted so far, with their acts."""


def happened(reading: Reading) -> Iterator[Draft]:
    """Draft a contact or a breakup for every act that is told to have happened."""
    ended = [act for act in reading.acts if act.kind == "breakup" and act.mood == "told"]
    breakups = list(_breakups([act for act in ended if not _ASKED.search(act.before)], reading))
    yield from breakups
    made: Made = []
    for act in reading.contacts:
        if act.mood == "told" and (draft := _contact(act, reading, made, breakups)):
            made.append((act, draft))
            yield draft
            yield from _again(act, draft, reading)
    for act in reading.contacts:
        if act.mood == "denied" and act.by == "user" and act.reply and not any(other.by == "ex" for other, _ in made):
            yield from _unanswered(act, reading)


_ASKED = re.compile(r"\b(?:are|were|is|did|have) $")
"""What stands before the subject of a question: "i don't know are we broken up"."""
_AGAIN = re.compile(r"^\W*(?:and |but |then |so |also )*again\b")


def _again(act: Act, draft: Draft, reading: Reading) -> Iterator[Draft]:
    """Once more, on another day: "texted her wednesday. and then again today"."""
    after = act.end - act.clause.start
    within = re.search(r"\b(?:and|then|and then) again\b", act.clause.text[after:])
    starts = [(act.end + within.end(), act.clause.start + len(act.clause.text))] if within else []
    for part in (*reading.sentences[act.clause.sentence], *reading.sentences.get(act.clause.sentence + 1, ())):
        if part.start > act.start and _AGAIN.match(part.text):
            starts.append((part.start, part.start + len(part.text)))
    for start, end in starts:
        for when in reading.dates_in(start, end):
            if when.on and not when.ahead:
                yield {**draft, **fields_of(when), "start": start, "end": when.end}


_THEIRS = re.compile(
    r"^ (?:to )?(?:his|her|their|that|the) (?:\w+ )?(?:texts?|messages?|calls?|emails?|letter|voicemails?)\b"
)


def _unanswered(act: Act, reading: Reading) -> Iterator[Draft]:
    """What the ex sent, told only by its not being answered: "no i never answered his text"."""
    if theirs := _THEIRS.match(reading.text[act.end :]):
        when = dated(reading, act.clause, act.end) or {"latest": reading.today, "precision": "unknown"}
        sent = "call" if "call" in theirs[0] else "text"
        yield {"kind": "contact", "by": "ex", "channel": sent, "answered": False, "purpose": "personal",
               **when, "start": act.start, "end": act.end + theirs.end()}  # fmt: skip


_AGES_SINCE = re.compile(r"\b(?:long|time|ages|forever|a while|been \w+) (?:\w+ )?since (?:the )?(?:last )?(?:time )?$")
_JUST = re.compile(r"\b(?:just|now|right now)\b")


def _contact(act: Act, reading: Reading, made: Made, breakups: Sequence[Draft]) -> Draft | None:
    length = length_since(act.before, reading.today)
    if (not length and _AGES_SINCE.search(act.before)) or _is_no_contact(act, reading, made):
        return None  # "it's been ages since we talked" names no day
    goes_on = act.ongoing and act.by != "ex" and not says_last(act) and not reading.dates_of(act.clause)
    anchors = [draft["on"] for draft in (*breakups, *(draft for _, draft in made)) if draft.get("on")]
    when = {} if goes_on else _anchored(act, reading, anchors) or _when(act, reading, made)
    when = length or when
    if not when.get("on") and _told_with_another(act, made):
        return None
    if not when and _NAMES_A_TIME.search(act.before) and any(fact.kind == "contact" for fact in reading.ledger.standing):
        return None  # "nothing since we met up" tells nothing new
    ended = [draft for draft in breakups if draft.get("on") and draft["start"] < act.start]
    if not when and act.reply and act.by == "user" and ended:
        when = {"on": ended[-1]["on"], "precision": ended[-1]["precision"]}  # what she said to it
    if not when and act.reply and act.by == "user" and _just_heard(reading):
        when = {"on": reading.today, "precision": "day"}  # "ok i answered him", of what came today
    by = "both" if act.channel in ("other", "meeting", "sex") and _takes_two(act) else act.by
    about = purpose(act.clause, act.start, reading)
    if not when:
        heard = act.reply and any(_JUST.search(part.text) for part in reading.sentences[act.clause.sentence] if part.start < act.start)
        today = heard or (goes_on and about == "personal") or _JUST.search(act.clause.text[: act.end - act.clause.start + 12])
        when = {"on": reading.today, "precision": "day"} if today else {"latest": reading.today, "precision": "unknown"}
    last = LAST.search(act.before)
    return {
        "kind": "contact",
        "by": by,
        "channel": channel(act, reading),
        "purpose": about,
        "answered": answered(by, act.start, act.end, reading) if by != "both" else None,
        **when,
        # "last time" before an act belongs to its quote.
        "start": act.clause.start + last.start() if last else act.start,
        "end": act.end,
    }


def _just_heard(reading: Reading) -> bool:
    """Whether the last thing she told of was a message of the ex that lay unanswered: it is answered now."""
    known = [fact for fact in reading.ledger.standing if fact.kind == "contact"]
    return bool(known and known[-1].by == "ex" and not known[-1].answered and (known[-1].on or known[-1].latest))


_HABIT = re.compile(r"\b(?:always the same|every time|each time|whenever|usually|same (?:every|each) time)\b")
_GREETED = re.compile(r"said (?:hi|hello|hey|happy|merry)\b")
_TALKED_TO_ME = re.compile(r"^(?:talked|spoke|chatted|argued)\b.* (?:to|with) me$")
_ALL_I_WROTE = re.compile(
    r"\b(?:that's|that was|which was|this was|it's) (?:all|what|the (?:only|last) (?:thing|time))(?: that)? $"
)
_SAID_TO = re.compile(r"\b(?:back|him|her|them)$")
_WEAK_SIGNAL = re.compile(r"(?:liked|hearted|loved|reacted|double|laughed)")


def _is_no_contact(act: Act, reading: Reading, made: Made) -> bool:
    """Whether a told act is none: a weak signal (R07), how they met, a word said among others, what was told already."""
    if act.ongoing and _HABIT.search(" ".join(part.text for part in reading.sentences[act.clause.sentence])):
        return not dated(reading, act.clause, act.end)  # "it's always the same, he texts, i reply"
    if act.words == "met" or (act.words.startswith(("went ", "said ")) and act.channel == "meeting"):
        return not dated(reading, act.clause, act.end)
    if "had to " in reading.text[act.start : act.end]:
        return not dated(reading, act.clause, act.end)  # what life with the ex was like, unless it has a day
    if act.by == "ex":
        if act.channel == "other" and _GREETED.match(act.words):
            return not dated(reading, act.clause, act.end)
        if act.channel == "other":
            return not _TALKED_TO_ME.match(reading.text[act.start : act.end].partition(" ")[2])
        shared = act.words.startswith(("posted", "shared", "put up", "uploaded")) and "me" not in act.words
        return shared or (act.channel == "reaction" and bool(_WEAK_SIGNAL.match(act.words)))
    if _ALL_I_WROTE.search(act.before):
        return True
    if act.words == "answered" and reading.text.startswith(" that", act.end):
        return not any(other.by == "ex" for other, _ in made)  # a question of ours
    if act.words.startswith(("told", "asked", "begged")) and channel(act, reading) == "other":
        return not dated(reading, act.clause, act.end)  # part of a story, unless it has a day
    if act.words.startswith("said") and not LAST.search(act.before):
        return not _SAID_TO.search(act.words) and not any(other.by == "ex" for other, _ in made)
    return False


def _told_with_another(act: Act, made: Made) -> bool:
    """Whether an act without a day of its own only says how another was answered."""
    if not made:
        return False
    last = made[-1][0]
    if act.by == "ex":
        return act.reply and last.by != "ex"
    follows = last.by == "ex" and act.channel in ("text", "call") and act.clause.sentence - last.clause.sentence <= 1
    return act.by == "user" and (act.reply or follows) and any(other.by == "ex" for other, _ in made)


_ONE_SIDED = re.compile(r"(?:said|say|told|tell|apologi|begged|pleaded|confronted|visited|went to see|came to see)")


def _takes_two(act: Act) -> bool:
    """Talking, meeting and sleeping together take two, whoever is the subject; a word said is one's own."""
    return act.by != "ex" and not _ONE_SIDED.match(act.words)


def _when(act: Act, reading: Reading, made: Made) -> Draft:
    """Its own date, else that of the act before it in the sentence: "he texted last night and i answered"."""
    when = dated(reading, act.clause, act.end)
    if when.get("on") or when.get("earliest"):
        return when
    before = [draft for other, draft in made if other.clause.sentence == act.clause.sentence and draft.get("on")]
    return {"on": before[-1]["on"], "precision": before[-1]["precision"]} if before else when


_LATER = re.compile(
    r"\b(?:(?P<same>(?:(?:the|that) )?(?:very )?same (?:day|night|evening|morning|afternoon)|that (?:day|night|evening|morning|afternoon))|(?P<next>the (?:next|following) (?:day|night|morning|evening)|the (?:day|morning|night) after|next (?:day|morning))|"
    r"(?P<length>(?:\w+(?: and a half)?|a (?:couple|few)(?: of)?) (?:days?|weeks?)) (?:later|after(?:wards)?))\b"
)


def _anchored(act: Act, reading: Reading, anchors: Sequence[date]) -> Draft:
    """A day counted from the last that was told, here or before: "the same night", "two days later"."""
    aside = " ".join(part.text for part in reading.sentences.get(act.clause.sentence + 1, []))
    match = _LATER.search(act.clause.text) or (_LATER.search(aside) if len(aside.split()) <= 5 else None)
    known = [
        fact.on for fact in reading.ledger.standing if fact.on and fact.kind in ("contact", "breakup", "showing_up")
    ]
    anchor = anchors[-1] if anchors else known[-1] if known else None
    if match is None or anchor is None:
        return {}
    days = 0 if match["same"] else 1 if match["next"] else first_duration(match["length"])
    if days is None or anchor + timedelta(days) > reading.today:
        return {}
    return {"on": anchor + timedelta(days), "precision": "day"}


_NAMES_A_TIME = re.compile(r"\b(?:since|when|after|before|until|because|why) $")
_ENDED_BY = {"user": "user", "ex": "ex", "both": "mutual"}


def _breakups(found: Sequence[Act], reading: Reading) -> Iterator[Draft]:
    """One breakup, told once or twice: who ended it from where it is said, the day from where it is said."""
    drafts = []
    for act in found:
        before = [when.on for when in reading.dates_in(0, act.start) if when.on and not when.ahead]
        when = dated(reading, act.clause, act.end) or _anchored(act, reading, before)
        when = length_since(act.before, reading.today) or when or {"latest": reading.today, "precision": "unknown"}
        # "since he left" tells nothing new: it names a time.
        source = "inferred" if _NAMES_A_TIME.search(act.before) and not when.get("on") else "stated"
        drafts.append({"kind": "breakup", "ended_by": _ENDED_BY[act.by], **when, "source": source,
                       "start": act.start, "end": act.end})  # fmt: skip
    if not drafts:
        return
    fixed = max((draft for draft in drafts if draft.get("on")), key=lambda draft: draft["on"] or date.min, default=None)
    best = dict(fixed or drafts[-1])
    clear = [draft for draft in drafts if draft["ended_by"] != "mutual"]
    if best["ended_by"] == "mutual" and (whose := _WHOSE.search(reading.text)):
        best["ended_by"] = "user" if whose["mine"] else "ex"
    elif best["ended_by"] == "mutual" and clear:
        best["ended_by"] = clear[-1]["ended_by"]
    yield best


_WHOSE = re.compile(
    r"\b(?:(?P<mine>my (?:decision|choice|call|doing)|i (?:did it|ended it|called it|wanted it))|(?:his|her|their) (?:decision|choice|call|idea|doing)|(?:he|she|they) (?:did it|ended it|called it|wanted it))\b"
)


_CLEAREST = ("outside", "user", "ex", "mutual", "unclear")


def one_breakup(drafts: Sequence[Draft]) -> list[Draft]:
    """A message tells of one breakup, however often: the clearest word on who ended it, and the day if any names it."""
    found = [draft for draft in drafts if draft["kind"] == "breakup"]
    if len(found) < 2:
        return list(drafts)
    clearest = min(found, key=lambda draft: (_CLEAREST.index(draft["ended_by"]), not draft.get("on")))
    fixed = next((draft for draft in reversed(found) if draft.get("on")), clearest)
    best: Draft = {**clearest, **{name: fixed.get(name) for name in ("on", "earliest", "latest", "precision")}}
    return [best, *(draft for draft in drafts if draft["kind"] != "breakup")]
