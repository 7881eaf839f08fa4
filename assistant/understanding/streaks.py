"""How long she says there has been no contact: a length, "day 9", or since when. Claimed, so checked by the journey."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from assistant.text import Clause
from assistant.understanding.dates import DURATION, about, days_in, fewest_and_most
from assistant.understanding.durations import still_to_come
from assistant.understanding.telling import Draft, Reading, roughly

_QUIET = re.compile(
    r"\b(?:no contact|zero contact|low contact|contact[- ]free|radio silence|silence|silent(?!ly)|(?:gone|went|going|go|been|being|stayed|kept|keeping|staying) quiet|cold turkey|"
    r"no (?:\w+ ){1,4}between us|no (?:dms?|emails?|snaps?|texts?|texting|calls?|calling|talking|talks?|communication|messages?|messaging|words?|speaking|writing|exchange|communicating)\b|"
    r"not (?:a|one|a single|1|even a|even one) (?:\w+ )?(?:word|peep|text|message|sound|hello|thing|call|line|sausage|whisper|dm|syllable|letter|ping)|"
    r"of nothing|nothing (?:between us|after|from (?:me|him|her|them|either|my)|sent|said|to (?:him|her|them)|at all|personal)|none from|not a peep|without (?:a (?:\w+ )?(?:word|peep|text|sound|message)|contact|him|her|them|texting|talking|writing|calling|contacting|messaging|hearing|speaking|seeing|any contact|reaching out|replying)|"
    r"(?:of |to )?not (?:talking|texting|speaking|writing|calling|messaging|contacting|reaching out|replying)|kept (?:my|the) distance|stayed away|staying away|left (?:him|her|them) (?:alone|be)|clean|sober (?:from|off) (?:him|her|them)|off (?:him|her|them))\b"
)
_BEGAN = re.compile(
    r"\b(?:started|went|going|began|begun|doing|did|been (?:in|on|doing)|in)(?: strict| full| total)? (?:no contact|quiet|silent|cold turkey)\b|\bstopped (?:talking|texting|writing|calling|messaging|contacting|replying|answering|speaking)|\bcut (?:off )?(?:all )?contact"
)
_DAY = re.compile(
    r"(?<!\w)day (?P<day>\d{1,4})\b(?! (?:rule|challenge|streak|before|after|of (?!no|nc|my|the|silence|it|this|not|keeping|staying|being|zero|complete|total|radio|leaving)))"
)
_DAY_NOT = re.compile(
    r"\b(?:until|till|til|by|before|if|at least|step|after|since|pretend|get to|getting to|reach|hits?|it'?ll be|will be|would'?ve been|would have been|wouldve been|wait for|waiting for|make it to|made it (?:to|all the way to)|got to|"
    r"on|what (?:is|happens|about)|was(?: on)?|were|opens?|from|say it'?s|passes|between|past|want|lost|around|like|that|than|of)(?: \w+)? $"
)
_DAY_NEVER = re.compile(
    r"\b(?:until|till|til|by|before|if|after|since|pretend|waiting for|wait for|down to|get to|getting to|reach|hit|was on|were on)(?: \w+)? $"
)
_DAY_ON = re.compile(
    r"\b(?:i'?m|i am|we'?re|now|currently|still|already|here|today(?:'s| is)?|and|so|officially|me|just)(?: (?:\w+ly |at |only |already |now |still |back |here )*on)? $|\bit'?s (?:\w+ )?$|^(?:(?:ok|okay|so|and|but|hi|hey|hello|update|well|officially|still|now|it'?s|today|is|no contact|back|just|on|at|only|here|currently|my|anyway|right|proud|yay|lol|finally|already|then|also|yes|yeah|whoop|woo|omg|ugh|made it to|me) ?)*$"
)
_TOMORROW = re.compile(
    r"\btomorrow (?:is|will be|makes|marks|it'?s|it'?ll be|it will be|should be|i'?m (?:on|at))(?: my| the| exactly)? $|\b(?:will be|it'?ll be|is) $"
)
_NOT_A_STREAK = re.compile(
    r"\b(?:rule|challenge|need(?:ed|s)?|left|to go|more|minimum|at least|supposed|recommend\w*|remaining|another|until(?! now)|till(?! now)|only if|enough|wait|(?<!app )(?<!counter )(?<!calendar )(?<!watch )(?<!phone )says?|article|relationship|together|dat(?:ing|ed)|married|old|older|apart in age|engaged|"
    r"friends? (?:did|had|went)|trial|notice|holiday|trip|of (?:love|marriage|dating|therapy)|when (?:do|does|is|will|can)|how many|how long|what if|age gap|younger|lived|sentence|prison|breaks?|resets?|restarts?|ruins?|eaten|eat|slept|showered)\b"
)
_AGREED = re.compile(r"\b(?:agreed|agree|decided|promised|planned|settled|deal was|meant)\b(?: (?:on|to|upon))?(?: (?:do|try|have|go|keep))?(?: \w+){0,3}? (?:for )?$")
_AFTER = re.compile(
    r"^\W*(?:now|so far|in|strong|today|done|clean|down|counting|completed|and counting|straight|already|again|exactly|total|full|flat|officially|this (?:morning|evening)|lets? go+|let's go+|and (?:i|im|i'm|still)\b|$|[!.,?]|\W*$)"
)
_AGO = re.compile(
    r"^ (?:a (?:week|month|year)\b|per\b|ago|back|prior|before|earlier|later|after|from now|old|older|younger|of (?!no|not|silence|nothing|complete|total|radio|zero|strict|this)|together|apart(?! from)|long|relationship|in a|with (?!no|out|zero)|rule)"
)
_IT_BEEN = re.compile(
    r"\b(?:it'?s|it is|its|it has|that'?s|thats|makes?|so|been|i'?m at|i'?m on|we'?re at|reached|hit|made|did|done|completed|kept|managed|finished|on|at|my|really is|now)(?: (?:been|now|already|like|about|exactly|only|just|really|is|a|the|my|on|at|so|full|whole|over|almost|nearly|around|up to|to|past))* $|^\W*(?:and |so |ok |yes |yeah |well |now |hi |hey |another |the |full |a |my |almost |nearly |over |about |just |only |like |today |still |officially |update )*$"
)
_BROKEN = re.compile(
    r"\b(?:but|then|until|till|before|and)\b(?: \w+){0,3}? (?:texted|called|caved|broke|slipped|messaged|replied|cracked|gave in|rang|wrote|lost it|sent)\b"
)
_PAST_RUN = re.compile(
    r"\b(?:made it to|got to|lasted|managed|was (?:on|at)|had been|hadn't|had not|last time|first time|back in|in (?:january|february|march|april|may|june|july|august|september|october|november|december)|wouldve|would have|would've)\b"
)


def claims(reading: Reading, events: Sequence[Draft]) -> Iterator[Draft]:
    """Every streak she claims; none for clauses that ask, suppose or tell another's story.

    ``events`` are the contacts and breakups told in the same message: "nothing since" leads back to the newest.
    """
    seen: set[date] = set()
    for parts in reading.sentences.values():
        for part in parts:
            if part.others or part.earlier:
                continue
            for draft in _in_clause(part, parts, reading, events):
                since = draft["on"] or draft["latest"]
                if since not in seen and since <= reading.today:
                    seen.add(since)
                    yield draft
                    break


def _in_clause(part: Clause, parts: list[Clause], reading: Reading, events: Sequence[Draft]) -> Iterator[Draft]:
    if day := _day(part, reading) or _number(part, reading):
        yield day
    asks = any(other.question and _ASKS.match(other.text) for other in parts if other is part or part.question)
    asks = asks and not re.search(r"\b(?:my|the|are|is) \d+ (?:days|weeks)\b", part.text)
    if asks or _WISHED.search(part.text) or (part.supposed and not _silent(part, reading)):
        return
    if length := _length(part, parts, reading):
        yield length
    if since := _since(part, parts, reading, events):
        yield since


def _between(reading: Reading, most: int, fewest: int, start: int, end: int) -> Draft:
    """A claim that fixes no day: "almost three weeks", "nothing since october"; its days are the fewest it may be."""
    earliest, latest = reading.today - timedelta(most), reading.today - timedelta(fewest)
    return {"kind": "streak", "days": fewest, "on": None, "earliest": earliest, "latest": latest, "precision": "range",
            "source": "stated", "start": start, "end": end}  # fmt: skip


_ASKS = re.compile(
    r"(?:\W|and |but |so |or |then |now |ok |please |hi |hey |well )*(?:should|could|can|do|does|did|is|are|was|were|will|would|may|might|am|shall|what|how|when|why|who|where|which|has|have (?:i|we)|if|isn't|doesn't|won't)\b"
)


_WISHED = re.compile(
    r"\b(?:if (?:i|we|he|she|only)|wish|would|could have|should have|imagine|what if|had done|pretend|want to (?:do|go)|going to (?:do|go)|gonna (?:do|go)|trying to (?:do|go)|plan\w* (?:to|on))\b"
)


def _claim(reading: Reading, since: date, start: int, end: int, source: str = "stated") -> Draft:
    return {"kind": "streak", "days": (reading.today - since).days, "on": since, "precision": "day", "source": source,
            "start": start, "end": end}  # fmt: skip


def _day(part: Clause, reading: Reading) -> Draft | None:
    """Read "day 9", "tomorrow is day 21"; not "until day 21", nor the day on which something happened."""
    match = _DAY.search(part.text)
    if match is None or (part.supposed and not re.match(r"(?:no contact )?day \d", part.text)):
        return None
    before = part.text[: match.start()]
    days = int(match["day"])
    if _DAY_NEVER.search(before):
        return None
    if re.search(r"\byesterday (?:was|i was on)(?: \w+)? $", before):
        days += 1
    if _TOMORROW.search(before) and re.search(r"\btomorrow\b", part.text):
        days -= 1
    elif (
        part.question
        and before.strip()
        and not re.match(r"(?:no contact|so|ok|hi|hey|still|i'm|it's|and|is my|are my)\b", part.text)
    ) or (_DAY_NOT.search(before) and not _DAY_ON.search(before)):
        return None
    return _claim(reading, reading.today - timedelta(days), part.start + match.start(), part.start + match.end())


_NUMBER = re.compile(
    r"^(?:ok |okay |fine |now |so |and |today |yes |well |im |then |this time )*(?:(?:it'?s|it is|it really is|i'?m (?:on|at)|i am (?:on|at)|that'?s|we'?re at|make it|makes) (?:really |now |only |already |just |actually )*)?(?P<days>[1-9]\d{0,2})(?: (?:now|lol|today|already|haha|then|tho))*\W*$"
)
_MINE = re.compile(r"\b(?:reset|restart|ruin\w*|dead|lost|lose|gone|count|still|wasted|zero|throw|undo)\b")


def _number(part: Clause, reading: Reading) -> Draft | None:
    """Read "im on 8", "its 10": a bare number says days where days are being counted."""
    match = _NUMBER.match(part.text)
    if (
        match is None
        or part.question
        or not (_counting(reading) or re.search(r"\bdays?\b", reading.text[: part.start]))
    ):
        return None
    since = reading.today - timedelta(int(match["days"]))
    return _claim(reading, since, part.start + match.start("days"), part.start + match.end("days"))


def _silent(part: Clause, reading: Reading) -> bool:
    """Whether the clause says that there was no contact: by a noun for it, or an act denied."""
    return part.start in reading.silences or bool(_QUIET.search(part.text))


def _length(part: Clause, parts: list[Clause], reading: Reading) -> Draft | None:
    text = part.text
    for match in DURATION.finditer(text):
        if match[0] == "and":
            continue
        after, before = text[match.end() :], text[: match.start()]
        if _AGO.match(after) or _NOT_A_STREAK.search(re.sub(r"\b(?:no contact rule)\b", "", before[-25:] + after[:22])):
            continue
        if re.match(r" (?:\w+ )?since\b", after) and _BREAKUP_EVENT.search(after):
            continue
        if _AGREED.search(before) or _PAST_RUN.search(before) or _BROKEN.search(after):
            continue
        quiet = _silent(part, reading)
        if not quiet:
            near = [
                other
                for other in parts
                if other is not part and abs(other.start - part.start) < 80 and _silent(other, reading)
            ]
            quiet = bool(near) and len(text.split()) <= 8 and bool(_IT_BEEN.search(before))
        if not quiet and re.match(r" (?:\w+ )?since (?:i|we|our|my|the)\b", after) and _CONTACT_EVENT.search(after):
            quiet = True
        if not quiet and _IT_BEEN.search(before) and (_AFTER.match(after) or re.search(r"\bbeen\b", before)):
            bare = (
                match["unit"].startswith("d")
                and match["n"] not in ("a", "an", None)
                and len((before + after).split()) <= 3
                and not re.search(r"\bbeen\b", before)
            )
            quiet = bare or _counting(reading)
        if not quiet and _MINE.search(text) and re.search(r"\b(?:my|the|are|those) $", before):
            quiet = True
        if quiet and not (match["n"] == "one" and not _silent(part, reading)):
            start, end = part.start + match.start(), part.start + match.end()
            if about(match) == "less":
                fewest, most = fewest_and_most(match)
                return _between(reading, most, fewest, start, end)
            since = reading.today - timedelta(days_in(match) - still_to_come(before))
            hedged = roughly(since) if about(match) == "rough" else {}
            return {**_claim(reading, since, start, end), **hedged}
    return None


def _counting(reading: Reading) -> bool:
    """Whether there is a count already, so that a bare "three weeks now" speaks of it."""
    return any(fact.kind in ("streak", "contact") for fact in reading.ledger.standing)


_CONTACT_EVENT = re.compile(
    r"\bsince (?:(?:i|we|our|my|the|have|had|'ve|last|final|very|really|actually|ever|both)\s)*(?:(?:any|real|actual|had|proper)\s)*(?:talk\w*|spoke\w*|speak|contact|text\w*|messag\w*|wrote|written|contact\w*|call\w*|rang|saw|seen|met|heard|repl\w*|answer\w*|conversation|convo|communicat\w*|reached|exchanged|sent|had contact)"
)
_BREAKUP_EVENT = re.compile(
    r"\bsince (?:the |our |my )?(?:breakup|split|separation|divorce|we (?:broke|split|ended|separated|parted)|(?:he|she|they|i|my ex|it|we|\w+) (?:broke|left|dumped|ended|walked|moved|finished|called|split|said|told|packed|kicked|chucked|binned|ditched))"
)
_SINCE_THEN = re.compile(
    r"\bfrom (?:then|there|(?:that|this) (?:day|night|moment|point|time))(?: on(?:wards?)?)?\b|"
    r"\b(?:since|after) (?:then|(?:that|this)(?: (?:day|night|call|text|time|dinner|morning|talk|conversation|message|meeting|date|evening|meetup))?|it happened|it ended)\b"
    r"|\b(?:ever )?since(?= (?:i'?m|i am|and|so|but|what|how|do|should|can|is|my (?:head|heart))\b|\W*$)"
)
_STANDS_ALONE = re.compile(
    r"^(?:and |but |so |then |it'?s |its |just |only |been |now |yeah |ok |still )*(?:total |complete |radio |pure |nothing but |absolute )*(?:silence|silent|nothing(?: (?:since|after that|after|now))*|no contact(?: since)?|not (?:even )?once|not a word|not one word|not a peep|crickets|no texts?|no texting|nothing at all|nothing (?:after|from (?:him|her|them|me|either)(?: of us)?)|no contact at all|(?:and )?(?:i|we) (?:haven't|didn't|have not|did not)(?:,? (?:not once|not even once|once|since|at all))*|we (?:haven't|didn't|don't) (?:talk|talked|speak|spoken|text|texted)(?: (?:at all|to each other|again|anymore|any more|once))*|(?:i )?(?:(?:haven't|didn't) (?:\w+ )?|(?:never|not) (?=\w*(?:ed|ote|itten)\b))(?:text|texted|contact|contacted|call|called|message|messaged|wrote|written|reached out|said a word|replied)(?: (?:to )?(?:him|her|them))?(?: (?:once|at all|even once|a single time|ever|since|again))*)\W*$"
)


def _since(part: Clause, parts: list[Clause], reading: Reading, events: Sequence[Draft]) -> Draft | None:
    """Read "not since the 3rd", "nothing since he left", and a silence that can only be counted from what was told before."""
    text, start = part.text, part.start
    match = re.search(r"\b(?:ever )?since\b|\bafter (?=(?:that|this)\b)|\bfrom (?=(?:then|there|that|this)\b)", text)
    if (began := _BEGAN.search(text)) and not match:
        day = _first_day(part, reading)
        return _claim(reading, day, start + began.start(), start + len(text)) if day else None
    silent = _silent(part, reading) or bool(match and re.match(r"\W*(?:nothing|none|not|no one|nobody)\b", text))
    silent = silent or bool(_STANDS_ALONE.match(text))
    if not silent and match and match.start() <= 5:
        silent = any(_silent(other, reading) for other in parts)
    if not silent:
        return None
    anaphor = False
    if match:
        inside = [when for when in reading.dates_in(start + match.start(), start + len(text)) if not when.ahead]
        anaphor = bool(inside) and reading.text[: inside[0].start].endswith("that ")
        if inside and not anaphor:
            when, end = inside[0], max(inside[0].end, start + match.end())
            if when.on:
                return _claim(reading, when.on, start, end)
            if when.earliest and when.latest:
                today = reading.today
                return _between(reading, (today - when.earliest).days, (today - when.latest).days, start, end)
            return None
    if match and _BREAKUP_EVENT.search(text):
        event = _newest(events, reading, start + len(text), ("breakup",))
    elif _STANDS_ALONE.match(text) or (
        match
        and (anaphor or _SINCE_THEN.search(text) or text.rstrip(" .!").endswith("since") or _CONTACT_EVENT.search(text))
    ):
        event = _newest(events, reading, start + len(text), ("breakup", "contact", "streak", "boundary"))
    else:
        return None
    return _claim(reading, event, start, start + len(text.rstrip()), "inferred") if event else None


def _newest(events: Sequence[Draft], reading: Reading, before: int, kinds: Sequence[str]) -> date | None:
    """The day that "since" leads back to: the newest such event told before it, here, else in an earlier message."""

    def moves(event: Draft) -> bool:
        if event["kind"] == "boundary":
            return bool(event["against"] == "user" and event["what"] != "unblocked")
        return event["kind"] in kinds and (
            event.get("by") != "ex" or bool(event.get("answered")) or event["kind"] != "contact"
        )

    told = [event for event in events if event.get("on") and moves(event)]
    here = [event["on"] for event in told if event["start"] < before]
    known = [
        fact.on
        for fact in reading.ledger.standing
        if fact.on
        and fact.kind in kinds
        and fact.kind != "boundary"
        and (fact.kind != "contact" or fact.by != "ex" or fact.answered)
    ]
    return max(here or known or [event["on"] for event in told], default=None)


def _first_day(part: Clause, reading: Reading) -> date | None:
    return next((when.on for when in reading.dates_of(part) if when.on and not when.ahead), None)
