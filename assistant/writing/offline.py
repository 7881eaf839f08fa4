"""The offline writer: says what the plan allows, in sentences of the playbook and of ``phrases.yaml``.

It composes for *this* message: the passages are those found for her words, and the phrases carry her own facts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.turn import Draft, Plan, Role, Sentence, Voice
from assistant.writing.phrases import fill, phrases, resolve
from knowledge.playbook import Passage
from knowledge.retriever import Evidence

LONGEST, SHORTEST = 130, 40
"""Words of a reply."""
FITS = 0.42
"""Cosine from which a passage counts as an answer to her words."""
FITS_TOO = 0.5
"""Cosine from which a second passage is worth saying as well."""

ANSWERS = 0.7
"""Cosine from which a passage answers her so well that another would only repeat it."""

FORBIDS = 0.6
"""Cosine from which someone who asks nothing is told not to do a thing: she must be about to do it."""

WRITER = "offline"


_INTROS = {text for stance in ("silent", "unclear", "differs") for text in phrases()[f"house.{stance}"].any}


@dataclass(frozen=True)
class _Part:
    """Sentences that stand or fall together. Parts of a lower ``rank`` go last when a reply is too long."""

    sentences: tuple[Sentence, ...]
    rank: int
    passage: str | None = None

    @property
    def words(self) -> int:
        return sum(len(sentence.text.split()) for sentence in self.sentences)


def compose(plan: Plan, evidence: Sequence[Evidence], voice: Voice, resources: Sequence[str] = ()) -> Draft:
    """Write the reply. ``resources`` are ready sentences with helplines for her country."""
    chosen = _choose(plan, evidence)
    parts = [part for part in _parts(plan, chosen, voice, resources) if part.sentences]
    if chosen and not plan.fixed and plan.action == "may" and sum(part.words for part in parts) < SHORTEST:
        parts.append(_phrase("close.day", plan, voice, 7))
    return Draft(sentences=_fit(parts), writer=WRITER)


def _choose(plan: Plan, evidence: Sequence[Evidence]) -> list[Passage]:
    """First what her facts call for, then the best fit among what the headline calls for, then what else fits."""
    by_id = {found.passage.id: found.passage for found in evidence}
    called = [by_id[id_] for id_ in plan.first if id_ in by_id]
    called_for = [
        item for item in evidence if {item.passage.id, item.passage.rule, item.passage.section} & set(plan.draw)
    ]
    if plan.otherwise:
        spent = plan.avoid if plan.fixed else ()
        called_for = [
            found
            for found in called_for
            if (plan.fixed or found.passage.id not in plan.otherwise)
            and found.similarity >= (ANSWERS if found.passage.id in spent else FITS_TOO)
        ]
    drawn = [found.passage for found in called_for] or [by_id[id_] for id_ in plan.otherwise if id_ in by_id]
    drawn.sort(key=lambda passage: passage.id in plan.avoid)
    chosen = list(dict.fromkeys((*called, *drawn)))[: plan.take]
    if plan.fixed:
        return chosen
    rest = [found for found in evidence if found.passage not in chosen and found.passage not in drawn]
    fitting = [found for found in rest if found.similarity >= _bar(found.passage, plan, chosen)]
    fitting.sort(key=lambda found: found.passage.id in plan.avoid)
    for found in fitting:
        answered = any(best.similarity >= ANSWERS for best in fitting if best.passage in chosen)
        if len(chosen) >= plan.take + plan.free or (answered and _words(chosen) >= SHORTEST):
            break
        if not chosen or (found.similarity >= FITS_TOO and not any(_alike(found.passage, other) for other in chosen)):
            chosen.append(found.passage)
    return chosen


def _bar(passage: Passage, plan: Plan, chosen: Sequence[Passage]) -> float:
    """How near a passage must be. Who asks what to do is told what to do, and hardly ever asked in return."""
    acting = plan.asked in ("permission", "plan", "count", "draft")
    if passage.kind == "dont" and plan.asked is None:
        return FORBIDS
    if (passage.section in ("note", "faq") and plan.asked != "information") or (passage.kind == "question" and acting):
        return ANSWERS
    return FITS_TOO if chosen else FITS


def _words(passages: Sequence[Passage]) -> int:
    return sum(len(f"{passage.coach} {passage.caution or ''} {passage.action or ''}".split()) for passage in passages)


def _alike(one: Passage, other: Passage) -> bool:
    """Whether two passages say much the same; a reply says a thing once."""
    first, second = (
        set(re.findall(r"[a-z]{4,}", passage.coach.lower())) - {"your", "that", "this", "with"}
        for passage in (one, other)
    )
    return len(first & second) > 0.3 * min(len(first), len(second))


def _parts(plan: Plan, chosen: Sequence[Passage], voice: Voice, resources: Sequence[str]) -> Iterator[_Part]:
    said = set(voice.said)
    if plan.opening:
        yield _phrase(plan.opening, plan, voice, 2)
    for at, key in enumerate(plan.say):
        yield _phrase(key, plan, voice, 9 if at < 2 else 5)
    if not chosen and not plan.say:
        yield _phrase(plan.unfound, plan, voice, 9)
    elif chosen and not plan.opening and not plan.say and _first_sentence(chosen[0], voice) in said:
        yield _phrase("open.again", plan, voice, 4)
    # Not in words twice in a row, nor where people come first; the mark of every citation says whose rule it is.
    lead = not plan.fixed and not any(text in _INTROS for text in voice.said)
    for at, passage in enumerate(chosen):
        sentences = _passage(passage, plan, voice, lead=lead)
        lead = lead and passage.source != "house"
        yield _Part(sentences, 8 if at == 0 else 3 - at, passage.id)
    for key in plan.after:
        yield _phrase(key, plan, voice, 6)
    if resources:
        yield _Part(tuple(Sentence(text=text, role="resource") for text in resources), 9)
    yield _action(plan, chosen, voice)
    yield _question(plan, chosen, voice)


def _phrase(key: str, plan: Plan, voice: Voice, rank: int) -> _Part:
    """One wording of a phrase, another one every turn, and never the one that was just used."""
    phrase = phrases()[resolve(key, plan.suffixes)]
    wordings = [fill(text, plan.slots, voice.ex) for text in phrase.any]
    start = (voice.turn + len(plan.query)) % len(wordings)
    turned = wordings[start:] + wordings[:start]
    text = next((wording for wording in turned if sentences(wording)[0] not in voice.said), turned[0])
    return _Part(tuple(Sentence(text=line, role=phrase.role, cites=phrase.cites) for line in sentences(text)), rank)


def _passage(passage: Passage, plan: Plan, voice: Voice, *, lead: bool) -> tuple[Sentence, ...]:
    """A passage in the coach's words, with its caution; a house rule says that it is ours."""
    role: Role = passage.source
    said = [Sentence(text=text, role=role, cites=(passage.id,)) for text in _lines(passage.coach, plan, voice)]
    if lead and passage.stance:
        intro = _phrase(f"house.{passage.stance}", plan, voice, 0).sentences[0]
        said.insert(0, intro.model_copy(update={"cites": (passage.id,)}))
    if passage.caution:
        # The caution is ours, whoever says the rest.
        said += [
            Sentence(text=text, role="verdict", cites=(passage.id,)) for text in _lines(passage.caution, plan, voice)
        ]
    return tuple(said)


def _lines(text: str, plan: Plan, voice: Voice) -> list[str]:
    return sentences(fill(text, plan.slots, voice.ex))


def _first_sentence(passage: Passage, voice: Voice) -> str:
    return sentences(fill(passage.coach, {}, voice.ex))[0]


def _action(plan: Plan, chosen: Sequence[Passage], voice: Voice) -> _Part:
    """One thing to do today: from the passages that were said, which it makes sense beside, else a small plain one."""
    if plan.action == "no" or any(phrases()[key].role == "action" for key in plan.after):
        return _Part((), 0)
    for passage in chosen:
        if passage.action:
            text = fill(passage.action, plan.slots, voice.ex)
            if text not in voice.said:
                return _Part((Sentence(text=text, role="action", cites=(passage.id,)),), 7)
    return _phrase("close.day", plan, voice, 7) if plan.action == "must" else _Part((), 0)


def _question(plan: Plan, chosen: Sequence[Passage], voice: Voice) -> _Part:
    if not chosen and not plan.say and plan.question is None:
        return _phrase("silent.ask", plan, voice, 8)
    if plan.question is None or any("?" in passage.coach for passage in chosen):
        return _Part((), 0)
    if plan.question in phrases():
        return _phrase(plan.question, plan, voice, 8)
    return _Part((Sentence(text=fill(plan.question, plan.slots, voice.ex), role="question"),), 8)


def _fit(parts: Sequence[_Part]) -> tuple[Sentence, ...]:
    """Leave out what matters least until the reply is short enough."""
    kept = list(parts)
    while sum(part.words for part in kept) > LONGEST:
        least = min(kept, key=lambda part: part.rank)
        if least.rank >= 7:
            break
        kept.remove(least)
    return tuple(sentence for part in kept for sentence in part.sentences)


_END = re.compile(r"(?<=[.!?])[\"')]*\s+(?=[A-Z\"'(])")


def sentences(text: str) -> list[str]:
    """Cut plain text into sentences."""
    return [part.strip() for part in _END.split(text) if part.strip()]
