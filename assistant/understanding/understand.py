"""Understand: free text in, dated and quoted facts out, with what she asks and how she sounds.

Rules read; nothing is guessed. A fact's quote is a substring of the message, its date is computed from ``today``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from assistant.facts import FACT, Fact, Person
from assistant.journey.journey import Journey
from assistant.journey.ledger import Ledger
from assistant.language import is_foreign
from assistant.learned.classifier import Guess, guess
from assistant.learned.classifier import told as sounds_told
from assistant.patterns import excused
from assistant.spelling import Spelt, respell
from assistant.text import Clause, clauses, mask_quotes, normalise
from assistant.turn import Screening, Understanding
from assistant.understanding.answers import answer, level_of
from assistant.understanding.asks import asks, gist, sounding
from assistant.understanding.between import happened, one_breakup
from assistant.understanding.circumstances import answered, purpose, through
from assistant.understanding.corrections import COUNTED, corrected, corrects, redated, settled, taken_back
from assistant.understanding.dates import Order, dates
from assistant.understanding.declared import declared
from assistant.understanding.names import with_ex_named
from assistant.understanding.people import ex_pronouns, own_pronouns
from assistant.understanding.streaks import claims
from assistant.understanding.telling import Draft, Reading, dated, patterns, told
from assistant.understanding.tone import tone
from knowledge.playbook import GuardName


def understand(
    message: str,
    message_id: str,
    today: date,
    ledger: Ledger,
    screening: Screening,
    *,
    asked: GuardName | None = None,
    order: Order | None = None,
) -> Understanding:
    """Read ``message``. ``asked`` is the guard whose question the last reply ended with: a bare answer settles it."""
    plain = normalise(message)
    words = len(plain.split())
    if is_foreign(plain):
        return Understanding(foreign=True, words=words)
    spelt = with_ex_named(respell(mask_quotes(plain)), message)
    text = spelt.text
    parts = clauses(text)
    reading = Reading(
        text, parts, tuple(settled(dates(text, today, order), text)), today, ledger, _quoted(parts, plain, spelt)
    )
    drafts = [
        *_screened(screening, message, reading, spelt),
        *_placed((*_told(reading), *_people(text, ledger)), spelt),
    ]
    if opened := _open_since(ledger.add(*_facts(drafts, message, message_id, ledger)), today):
        seen = [draft for draft in told(reading, ready=True) if (draft.get("on") or today) >= opened]
        drafts += _placed(seen, spelt)
    gone = taken_back(text, ledger)
    if gone:
        # "Scrap that, i didn't text him" names no day: it only takes back.
        drafts = [draft for draft in drafts if draft["kind"] not in COUNTED or draft.get("source") != "inferred"]
    correcting = corrects(text) and not gone
    if not any(draft["kind"] in COUNTED for draft in drafts):
        # Asked for the last contact, a bare day is that of a contact, not of the breakup.
        kinds = ("contact",) if asked == "no_contact_complete" and not correcting else COUNTED
        drafts += _placed(redated(reading, kinds, marked=correcting), spelt)
    if asked == "breakup_accepted" and level_of(text) == "yes":
        # "Yes, it hurts but i know it's over": the yes was asked for, what follows says how it is.
        drafts = [draft for draft in drafts if not (draft["kind"] == "acceptance" and draft["level"] == "partial")]
    if asked and not any(draft["kind"] not in ("person", "state") for draft in drafts):
        drafts += _placed(answer(asked, reading), spelt)
    if not gone:
        drafts += _sounding(message, drafts)
    facts = _facts(drafts, message, message_id, ledger, correcting=correcting)
    asked_for = asks(reading.parts, message, spelt)
    said = gist(message, asked_for)
    asked_for = sounding(guess("ask", said), asked_for, reading.parts, message, spelt)
    # A question about the article sounds like whatever it is about.
    calm = bool(asked_for) and all(ask.kind in ("information", "meta", "outside") for ask in asked_for)
    return Understanding(
        facts=facts,
        taken_back=gone,
        asks=asked_for,
        tone=tone(text, facts, Guess("plain", 1.0) if calm else guess("tone", said)),
        words=words,
        gist=said,
    )


def _told(reading: Reading) -> Iterator[Draft]:
    """Acts, claims and patterns."""
    between, noticed = list(happened(reading)), list(declared(reading))
    # "He left me on read" tells of a message of hers, unless she told of it herself.
    wrote = any(draft["kind"] == "contact" and draft["by"] == "user" for draft in between)
    noticed = [draft for draft in noticed if not (_unread(draft) and (wrote or not draft.get("on")))]
    if any(draft["kind"] == "contact" and draft.get("on") for draft in (*between, *noticed)):
        # "We talked on the 3rd, and that was the last contact" tells of one.
        noticed = [draft for draft in noticed if draft.get("on") or not _last_contact(draft, reading)]
    for draft in noticed:
        if draft["kind"] == "contact" and draft["channel"] == "other":
            draft["channel"] = through(draft["clause"], reading) or "other"
        if draft["kind"] == "contact" and draft["by"] in ("user", "ex") and "answered" not in draft:
            draft["answered"] = answered(draft["by"], draft["start"], draft["end"], reading)
            draft["purpose"] = purpose(draft["clause"], draft["start"], reading)
    told_of = one_breakup((*between, *noticed))
    yield from told_of
    yield from claims(reading, told_of)


_SOUNDS: dict[str, Draft] = {
    "ex_taken": {"kind": "unavailable", "why": "partner"},
    "ex_away": {"kind": "unavailable", "why": "other"},
    "ex_cut_off": {"kind": "boundary", "what": "blocked", "against": "user"},
    "asked_space": {"kind": "boundary", "what": "asked_space", "against": "user"},
    "not_accepted": {"kind": "acceptance", "level": "no"},
    "wants_no_more": {"kind": "wish", "level": "unsure"},
    "drunk": {"kind": "state", "what": "drunk"},
    "ex_ended": {"kind": "breakup", "ended_by": "ex"},
    "user_ended": {"kind": "breakup", "ended_by": "user"},
}
"""What is noted because it sounds so, where no rule noted anything of the kind; none of it opens a step."""

_SURE = 0.9
"""How sure it must sound."""


def _sounding(message: str, drafts: Sequence[Draft]) -> Iterator[Draft]:
    known = {draft["what"] if draft["kind"] in ("boundary", "tie") else draft["kind"] for draft in drafts}
    if "distance" in known:
        known.add("unavailable")  # far apart is not out of reach (R48)
    for told_of in sounds_told(message):
        fields = _SOUNDS.get(told_of.label)
        if (
            not fields
            or told_of.asked
            or told_of.sure < _SURE
            or known.intersection((fields["kind"], fields.get("what")))
        ):
            continue
        alike = (pattern for pattern in patterns() if fields.items() <= (pattern.fact or {}).items())
        if not excused(normalise(message[told_of.start : told_of.end]), alike):
            yield {**fields, "source": "inferred", "start": told_of.start, "end": told_of.end}


_LAST = re.compile(r"\b(?:that|this|which|it) (?:was|is) (?:the |our |my )?last\b|^last time\b")


def _last_contact(draft: Draft, reading: Reading) -> bool:
    return bool(draft["kind"] == "contact" and _LAST.search(draft["clause"].text))


def _unread(draft: Draft) -> bool:
    return bool(draft["kind"] == "contact" and draft["by"] == "user" and draft.get("answered") is False)


def _quoted(parts: Sequence[Clause], plain: str, spelt: Spelt) -> dict[int, str]:
    """The words of each sentence with its quotations unmasked: what a quoted message was about."""
    spans: dict[int, tuple[int, int]] = {}
    for part in parts:
        start, end = spelt.span(part.start, part.start + len(part.text))
        spans[part.sentence] = (spans.get(part.sentence, (start, end))[0], end)
    return {number: plain[start:end] for number, (start, end) in spans.items()}


def _placed(drafts: Iterable[Draft], spelt: Spelt) -> list[Draft]:
    """Lead the quotes of ``drafts`` back to the message as she typed it."""
    placed = []
    for draft in drafts:
        start, end = spelt.span(draft["start"], draft["end"])
        placed.append({**draft, "start": start, "end": end})
    return placed


def _screened(screening: Screening, message: str, reading: Reading, spelt: Spelt) -> Iterator[Draft]:
    """What screening found becomes facts through the same door as everything else; a boundary has its day."""
    for finding in screening.findings:
        start = message.find(finding.quote)
        if not finding.fact or start < 0:
            continue
        end = start + len(finding.quote)
        when: Draft = {}
        if finding.fact["kind"] == "boundary":
            inside = (part for part in reading.parts if spelt.span(part.start, part.start + len(part.text))[1] >= end)
            if clause := next(inside, None):
                when = dated(reading, clause, clause.start + len(clause.text))
        yield {**finding.fact, **when, "start": start, "end": end}


def _open_since(ledger: Ledger, today: date) -> date | None:
    """The day from which step 5 might be taken, as far as her own facts go; ``None`` where it may not, or was."""
    journey = Journey.of(ledger, today)
    if journey.no_contact.state == "complete" and journey.acceptance == "yes" and not journey.shown_up:
        return journey.no_contact.opens_on or today
    return None


def _people(text: str, ledger: Ledger) -> Iterator[Draft]:
    people = ledger.of(Person)
    ex = next((fact.ex_pronouns for fact in reversed(people) if fact.ex_pronouns), None)
    own = next((fact.pronouns for fact in reversed(people) if fact.pronouns), None)
    if (heard := ex_pronouns(text)) and heard[0] != ex:
        yield {"kind": "person", "ex_pronouns": heard[0], "source": "inferred", "start": heard[1], "end": heard[2]}
    if (said := own_pronouns(text)) and said[0] != own:
        yield {"kind": "person", "pronouns": said[0], "start": said[1], "end": said[2]}


def _facts(
    drafts: Sequence[Draft], message: str, message_id: str, ledger: Ledger, *, correcting: bool = False
) -> tuple[Fact, ...]:
    facts: dict[str, Fact] = {}
    for draft in sorted(drafts, key=lambda draft: (draft["start"], draft["kind"])):
        fields = {
            name: value for name, value in draft.items() if name not in ("start", "end", "clause") and value is not None
        }
        quote = message[draft["start"] : draft["end"]].strip()
        if not quote:
            continue
        fact = FACT.validate_python(
            {"id": f"{message_id}.{len(facts) + 1}", "quote": quote, "message_id": message_id, **fields}
        )
        if correcting and fact.retracts is None and (older := corrected(fact, ledger)):
            fact = _correction(fact, older, ledger)
        # Screening and understanding may both have heard it.
        facts.setdefault(fact.model_dump_json(exclude={"id", "quote"}), fact)
    return tuple(facts.values())


def _correction(fact: Fact, older: str, ledger: Ledger) -> Fact:
    """Retract the older fact; a contact that names no day of its own happened when the older one did."""
    old = next(known for known in ledger.standing if known.id == older)
    dated = (
        {} if fact.on or fact.kind != "contact" else {"on": old.on, "precision": old.precision, "latest": old.latest}
    )
    return fact.model_copy(update={"retracts": older, "source": "corrected", **dated})
