"""What happened between her and the ex: acts become contacts and breakups, with their day, purpose and answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from assistant.text import Clause
from assistant.understanding.acts import Act
from assistant.understanding.dates import first_duration
from assistant.understanding.telling import Draft, Reading, dated, fields_of

_LOGISTICS = re.compile(
    r"\b(?:kids?|child|children|son|daughter|boys|girls|school runs?|nursery|kindergarten|daycare|creche|rent|lease|bills?|keys?|mail|parcel|post|stuff|things|belongings|clothes|drill|charger|"
    r"dog|cat|pick(?:ing|in)? ?-?up|pick ?-?ups?|drop ?-?offs?|drop(?:ping|pin)? off|handovers?|rota|mortgage|deposit|money|car|insurance|tax|paperwork|papers|documents?|solicitor|council|wifi|netflix|bins|vet|"
    r"appointment|parents'? evening|logistics|practical stuff|work email|(?:for|about) (?:work|the project|school)|shifts?)\b"
)
_PERSONAL = re.compile(
    r"\b(?:miss|love|about us|us\b|nice|selfie|feel\w*|hope|how are you|beautiful|nothing to do with|begged|together again|back together|used to)\b"
)
_EMERGENCY = re.compile(
    r"\b(?:emergency|hospital|a&e|er\b|accident|pregnan\w+|miscarr\w+|std|sti|chlamydia|positive test|test (?:came back|is) positive|ambulance|broke (?:her|his|their) (?:wrist|arm|leg)|in surgery|overdos\w+|999|911)\b"
)
_LAST = re.compile(
    r"\blast (?:(?:thing|time|message|text|words?|one|call|ever|that|we|i|actually|personally|really) )*$"
)
_UNANSWERED = re.compile(
    r"\b(?:ignored|ignoring|left (?:him|her|them|it|that|me) (?:on (?:read|seen|delivered|opened)|unread|unopened|unanswered)|on read|let (?:it|him|her|them) (?:ring|go)|"
    r"nothing back|no (?:repl\w+|answer|response|reaction)|not (?:one|a single|an) (?:answer|reply|response)|(?:hung|hang|hangs) up|hasn't (?:even )?(?:read|opened|seen|listened)|haven't (?:even )?(?:read|opened|looked)|"
    r"not (?:calling|texting|writing|replying|answering|responding)(?: back)?|(?:didn't|don't|haven't|won't) (?:even )?(?:open|pick up|picked up|opened|touched|touch)|(?:just|only|still) (?:sits|sitting|keep it)|unanswered|voicemail|none of (?:them|it)|both ignored|blue ticks?|silence (?:since|back)|crickets|seen it|said nothing|haven't said (?:anything|a word)|didn't say (?:anything|a word))\b"
)
_ANSWERED = re.compile(
    r"\b(?:picked up|we (?:talked|spoke|chatted)|(?:he|she|they) (?:replied|answered|responded|said|wrote back|texted back))\b"
)


def happened(reading: Reading) -> Iterator[Draft]:
    """Draft a contact or a breakup for every act that is told to have happened."""
    told = [act for act in reading.acts if act.mood == "told"]
    contacts = [act for act in reading.acts if act.kind == "contact"]
    breakups = list(_breakups([act for act in told if act.kind == "breakup"], reading))
    yield from breakups
    made: list[tuple[Act, Draft]] = []
    for act in told:
        if act.kind != "contact":
            continue
        draft = _contact(act, reading, made, breakups)
        if draft is None:
            continue
        made.append((act, draft))
        yield draft
        yield from _again(act, draft, reading)
    for act in contacts:
        if act.mood == "denied" and act.by == "user" and act.reply and not any(a.by == "ex" for a, _ in made):
            if theirs := _THEIRS.match(reading.text[act.end :]):
                when = dated(reading, act.clause, act.end) or {"latest": reading.today, "precision": "unknown"}
                channel = "call" if "call" in theirs[0] else "text"
                yield {"kind": "contact", "by": "ex", "channel": channel, "answered": False, "purpose": "personal",
                       **when, "start": act.start, "end": act.end + theirs.end()}  # fmt: skip


_AGAIN = re.compile(r"^\W*(?:and |but |then |so |also )*again\b")


def _again(act: Act, draft: Draft, reading: Reading) -> Iterator[Draft]:
    """ "texted her wednesday. and then again today": once more, on another day."""
    for part in (*reading.sentences[act.clause.sentence], *reading.sentences.get(act.clause.sentence + 1, ())):
        if part.start > act.start and _AGAIN.match(part.text):
            for when in reading.dates_of(part):
                if when.on and not when.ahead:
                    yield {**draft, **fields_of(when), "start": part.start, "end": when.end}


_THEIRS = re.compile(
    r"^ (?:to )?(?:his|her|their|that|the) (?:\w+ )?(?:texts?|messages?|calls?|emails?|letter|voicemails?)\b"
)


def _contact(act: Act, reading: Reading, made: Sequence[tuple[Act, Draft]], breakups: Sequence[Draft]) -> Draft | None:
    before = act.clause.text[: act.start - act.clause.start]
    counted = _PRESUPPOSED.search(before)
    if counted and not (length := first_duration(before)):
        return None  # "it's been ages since we talked"
    if act.words == "met" and not dated(reading, act.clause, act.end):
        return None  # "we met" alone is how it began
    if act.channel == "other" and act.by == "ex":
        if not re.match(r"(?:talked|spoke|chatted|argued)", act.words) or not re.match(
            r" (?:to|with) me\b", reading.text[act.end - 8 :][:12]
        ):
            return None  # what the ex said when they were together is no contact of its own
    if act.by != "ex" and re.search(
        r"\b(?:that's|that was|which was|this was|it's) (?:all|what|the (?:only|last) (?:thing|time))(?: that)? $",
        act.clause.text[: act.start - act.clause.start],
    ):
        return None  # "that's all i wrote": told already
    if (
        act.words.startswith("said")
        and _LAST.search(act.clause.text[: act.start - act.clause.start]) is None
        and not re.search(r"\b(?:back|him|her|them)$", act.words)
        and not any(a.by == "ex" for a, _ in made)
    ):
        return None
    if (
        act.by == "ex"
        and act.channel == "reaction"
        and re.match(r"(?:liked|hearted|loved|reacted|double|laughed)", act.words)
    ):
        return None  # a weak signal (R07)
    by = "both" if act.channel in ("other", "meeting", "sex") and _mutual(act) else act.by
    channel = _channel(act, reading) if by == "both" or act.words.startswith(("begg", "told", "asked")) else act.channel
    anchors = [draft["on"] for draft in (*breakups, *(draft for _, draft in made)) if draft.get("on")]
    when = _anchored(act, reading, anchors) or _when(act, reading, made)
    if counted and length:
        when = {"on": reading.today - timedelta(length), "precision": "day"}
    answers = (
        [earlier for earlier, _ in made if earlier.by == "ex"]
        if act.by == "user" and (act.reply or _follows(act, made))
        else []
    )
    if answers and not when.get("on"):
        return None  # told already as "answered" of what the ex sent
    if act.by == "ex" and act.reply and made and made[-1][0].by != "ex" and not when.get("on"):
        return None  # how her own message was taken
    draft: Draft = {"kind": "contact", "by": by, "channel": channel, "purpose": purpose(act.clause, act.start, reading)}
    if by in ("user", "ex"):
        draft["answered"] = answered(by, act.start, act.end, reading)
    if not when:
        if (act.ongoing and by != "ex" and draft["purpose"] == "personal") or re.search(
            r"\b(?:just|now|right now)\b", act.clause.text[: act.end - act.clause.start + 12]
        ):
            when = {"on": reading.today, "precision": "day"}
        else:
            when = {"latest": reading.today, "precision": "unknown"}
    return {**draft, **when, "start": _with_last(act), "end": act.end}


def _with_last(act: Act) -> int:
    """Where the quote begins: "last time" before an act belongs to it."""
    before = act.clause.text[: act.start - act.clause.start]
    last = _LAST.search(before)
    return act.clause.start + last.start() if last else act.start


def _follows(act: Act, made: Sequence[tuple[Act, Draft]]) -> bool:
    """Whether what she sent comes right after what the ex sent, and so answers it."""
    return (
        bool(made)
        and made[-1][0].by == "ex"
        and act.channel in ("text", "call")
        and act.clause.sentence - made[-1][0].clause.sentence <= 1
    )


_PRESUPPOSED = re.compile(
    r"\b(?:days?|weeks?|months?|hours?|years?|long|time|ages|forever|a while|been \w+) (?:\w+ )?since (?:the )?(?:last )?(?:time )?$"
)


def _mutual(act: Act) -> bool:
    """Talking, meeting and sleeping together take two, whoever is the subject; a word said is one's own."""
    return act.by != "ex" and not re.match(
        r"(?:said|say|told|tell|apologi|begged|pleaded|confronted|visited|went to see|came to see)", act.words
    )


def _channel(act: Act, reading: Reading) -> str:
    around = " ".join(part.text for part in reading.sentences[act.clause.sentence])
    if act.channel not in ("other", "text") or (
        act.channel == "text" and not act.words.startswith(("begg", "told", "asked"))
    ):
        return act.channel
    if re.search(r"\b(?:phone|call(?:ed)?|facetime|video|on the line)\b", around):
        return "call"
    return (
        "text"
        if re.search(r"\b(?:by text|over text|on whatsapp|texts|messages|in the chat)\b", act.words + around)
        else act.channel
    )


def purpose(clause: Clause, start: int, reading: Reading) -> str:
    """What a contact that is told from ``start`` on was about (R08, R09): the two of them, or something to arrange."""
    around = reading.quoted.get(clause.sentence, clause.text)
    words = clause.text[max(start - clause.start, 0) :]
    said = around[max(around.find(words[:12]), 0) :]
    after = reading.quoted.get(clause.sentence + 1, "")
    if len(after.split()) <= 7 and not _TELLS.search(after):
        said += "; " + after
    if _EMERGENCY.search(around):
        return "emergency"
    return "logistics" if _LOGISTICS.search(said) and not _PERSONAL.search(said) else "personal"


_TELLS = re.compile(r"\b(?:i|he|she|they|we)\b")


def _when(act: Act, reading: Reading, made: Sequence[tuple[Act, Draft]]) -> Draft:
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
    """ "The same night", "two days later": counted from the last day that was told, here or before."""
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


def answered(by: str, start: int, after: int, reading: Reading) -> bool | None:
    """Whether the other side answered, as far as she tells: from here to the next act of the same doer."""
    contacts = [act for act in reading.acts if act.kind == "contact"]
    other = "ex" if by == "user" else "user"
    end = next((a.start for a in contacts if a.start > start and a.by == by and a.mood == "told"), len(reading.text))
    for later in contacts:
        if not start < later.start < end:
            continue
        if _LAST.search(later.clause.text[: later.start - later.clause.start]) or re.match(
            r"\W*(?:we |i )?last\b", later.clause.text
        ):
            continue
        if later.by in (other, "both") and later.mood == "told" and (later.reply or by == "ex"):
            return True
        if later.by == other and later.mood in ("denied", "asked") and (later.reply or by == "ex"):
            return False
    rest = reading.text[after : min(end, after + 160)]
    if _UNANSWERED.search(rest):
        return False
    if any(a.start < start and a.by == other and a.mood == "denied" and a.reply for a in contacts):
        return False
    return True if by == "user" and _ANSWERED.search(rest) else None


_ENDED_BY = {"user": "user", "ex": "ex", "both": "mutual"}


def _breakups(found: Sequence[Act], reading: Reading) -> Iterator[Draft]:
    """One breakup, told once or twice: who ended it from where it is said, the day from where it is said."""
    drafts = []
    for act in found:
        when = dated(reading, act.clause, act.end) or {"latest": reading.today, "precision": "unknown"}
        # "since he left" tells nothing new: it names a time.
        named = re.search(
            r"\b(?:since|when|after|before|until|because|why) $", act.clause.text[: act.start - act.clause.start]
        )
        source = "inferred" if named and not when.get("on") else "stated"
        drafts.append(
            {
                "kind": "breakup",
                "ended_by": _ENDED_BY[act.by],
                **when,
                "start": act.start,
                "end": act.end,
                "source": source,
            }
        )
    if not drafts:
        return
    fixed = max((draft for draft in drafts if draft.get("on")), key=lambda draft: draft["on"], default=None)
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
    dated_ones = [draft for draft in found if draft.get("on")]
    best = dict(min(found, key=lambda draft: (_CLEAREST.index(draft["ended_by"]), not draft.get("on"))))
    if dated_ones and not best.get("on"):
        best |= {name: dated_ones[-1].get(name) for name in ("on", "earliest", "latest", "precision")}
    return [best, *(draft for draft in drafts if draft["kind"] != "breakup")]
