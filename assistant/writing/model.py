"""A language model as writer: it words what the plan allows and decides nothing.

One request a turn. Verdicts, days, dates, cautions, helplines and the question are code's; the model's sentences stand
between them and are checked like any other. Whatever goes wrong, the offline draft answers, with a note that says what.
"""

from __future__ import annotations

import asyncio
import logging
import os
import re
import threading
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from langchain_core.exceptions import (
    ContextOverflowError,
    ModelAPIError,
    ModelAuthenticationError,
    ModelConnectionError,
    ModelInvalidRequestError,
    ModelNotFoundError,
    ModelPermissionDeniedError,
    ModelRateLimitError,
    ModelTimeoutError,
)

from assistant.errors import DataError, ModelError, SettingsError
from assistant.settings import Settings
from assistant.text import normalise
from assistant.turn import Draft, Plan, Role, Sentence, Turn, Voice
from assistant.writing.offline import sentences
from assistant.writing.phrases import fill, phrases
from knowledge.playbook import Passage
from knowledge.pronouns import PRONOUNS, render
from knowledge.retriever import Evidence

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessage

Writer = Callable[[str, Plan, tuple[Evidence, ...], Voice, Draft, list[Turn]], Draft]
"""Message, plan, evidence, voice, the offline draft and the last turns in; a draft out."""

FILE = Path(__file__).with_name("prompt.txt")
PASSAGES, PAST = 6, 2
"""How many passages and earlier turns the model is given."""
MESSAGE_BYTES, PAST_BYTES = 1_500, 160
"""How much of her message, and of an earlier one, is sent. No tokenizer makes more tokens than bytes."""
OUTPUT_TOKENS, LONGEST = 300, 260
"""Tokens the model may write; a server that lets it write more words than ``LONGEST`` is not listened to."""
TEMPERATURE = 0.3

logger = logging.getLogger(__name__)


def model_writer(settings: Settings) -> Writer | None:
    """Return the writer of the configured model, or ``None`` where none is. Raises ``SettingsError``."""
    if not settings.model:
        return None
    name, seconds = settings.model, settings.model_seconds
    prompt, model, loop = _prompt(), _chat_model(name, settings), _loop()

    def write(
        message: str, plan: Plan, evidence: tuple[Evidence, ...], voice: Voice, offline: Draft, past: list[Turn]
    ) -> Draft:
        given = _given(evidence, offline)
        brief = _brief(message, given, voice, offline, past)
        cost = {"model_calls": 1, "input_tokens": 0}
        try:
            answer = _ask(model, prompt, brief, seconds, loop)
            cost["input_tokens"] = _input_tokens(answer)
            own = _read(answer, plan, given, offline)
        except ModelError as fault:
            logger.warning("The model did not write: it %s.", fault)
            return offline.model_copy(update={**cost, "note": f"{name} {fault}."})
        return Draft(sentences=_around(own, given, voice, offline), writer=name, **cost)

    return write


def _prompt() -> str:
    """The system prompt, without the version line that is there for people."""
    version, _, prompt = FILE.read_text("utf-8").partition("\n")
    if not re.fullmatch(r"version: \d+", version):
        raise DataError(f"{FILE.name}: the first line says which version it is, as in 'version: 1'.")
    return prompt.strip()


def _chat_model(name: str, settings: Settings) -> BaseChatModel:
    """The configured model. Raises ``SettingsError`` where it cannot be made."""
    # Without a model nobody should wait for these imports.
    from langchain.chat_models import init_chat_model
    from langchain_openai import ChatOpenAI
    from openai import DefaultAsyncHttpxClient, OpenAIError

    key = settings.model_key
    # A retry would be a second call, and might send her words after the answer was given up. A cache would keep them.
    common: dict[str, Any] = {
        "timeout": settings.model_seconds,
        "max_retries": 0,
        "temperature": TEMPERATURE,
        "max_tokens": OUTPUT_TOKENS,
        "disable_streaming": True,
        "cache": False,
    }
    try:
        if settings.model_url:
            return ChatOpenAI(
                model=name,
                base_url=settings.model_url,
                api_key=key or "none",
                openai_proxy=None,
                # Her words go to this server and are not sent on to another one it names.
                http_async_client=DefaultAsyncHttpxClient(follow_redirects=False),
                **common,
            )
        if os.environ.get("LANGSMITH_GATEWAY", "").lower() not in ("", "0", "false", "no"):
            raise SettingsError("LANGSMITH_GATEWAY sends all messages through LangSmith. Unset it to use STEADY_MODEL.")
        if key:
            common["api_key"] = key
        model: BaseChatModel = init_chat_model(name, **common)
        return model
    except (ValueError, ImportError) as error:
        raise SettingsError(
            f"STEADY_MODEL: {name} is no model I can reach. Write it with its provider, as in openai:gpt-4.1-mini, "
            "install that provider's langchain package, or set STEADY_MODEL_URL to a server that has it."
        ) from error
    except OpenAIError as error:
        raise SettingsError(
            "STEADY_MODEL is set, but there is no key for it. Set STEADY_MODEL_KEY or OPENAI_API_KEY, or unset "
            "STEADY_MODEL."
        ) from error


@lru_cache(maxsize=1)
def _loop() -> asyncio.AbstractEventLoop:
    """An event loop in a thread of its own, as only there a running request can be cancelled from outside.

    There is one a process, because langchain shares its connections between models.
    """
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="steady-model", daemon=True).start()
    return loop


# --- what it is told ---


def _given(evidence: Sequence[Evidence], offline: Draft) -> list[Passage]:
    """The passages the model may use: those the offline draft says, then what else was found."""
    said = {cite for sentence in offline.sentences for cite in sentence.cites}
    found = [item.passage for item in evidence]
    return sorted(found, key=lambda passage: passage.id not in said)[:PASSAGES]


def _brief(message: str, given: Sequence[Passage], voice: Voice, offline: Draft, past: Sequence[Turn]) -> str:
    """Tell the model about this turn, but not what earlier replies said: it may be of a step that has closed since."""
    pronouns = PRONOUNS[voice.ex or "they"]
    lines = [f"THE EX is {pronouns.they}/{pronouns.them}."]
    if past:
        lines += ["EARLIER", *map(_earlier, past[-PAST:])]
    lines += ["DECIDED", *_list(said.text for said in _of(offline, "verdict") if not _frames(said, given, voice))]
    lines += ["PASSAGES", *_list(_told(passage, voice) for passage in given)]
    lines += ["ACTION", *_list(sentence.text for sentence in _of(offline, "action"))]
    lines += ["QUESTION", *_list(sentence.text for sentence in _of(offline, "question"))]
    lines += ["MESSAGE", _cut(message, MESSAGE_BYTES)]
    return "\n".join(lines)


def _earlier(turn: Turn) -> str:
    """What she wrote, and the question about her facts that code ended on, which a bare "yes" would answer."""
    asked = [said.text for said in turn.reply.sentences if said.role == "question"] if turn.plan.asks_guard else []
    return f"- {_cut(turn.text, PAST_BYTES)}" + (f" (then asked: {asked[-1]})" if asked else "")


def _told(passage: Passage, voice: Voice) -> str:
    who = "the article says" if passage.source == "article" else "our own rule says"
    caution = f" Always add: {passage.caution}" if passage.caution else ""
    return f"[{passage.id}] {who}: " + render(f"{passage.says} In our words: {passage.coach}{caution}", voice.ex)


def _list(texts: Iterator[str]) -> list[str]:
    return [f"- {text}" for text in texts] or ["- none"]


def _of(draft: Draft, role: Role) -> list[Sentence]:
    return [sentence for sentence in draft.sentences if sentence.role == role]


def _cut(text: str, most: int) -> str:
    """Keep ``most`` bytes of ``text``: its beginning and twice as much of its end, where people come to the point."""
    raw = " ".join(text.split()).encode(errors="ignore")
    if len(raw) <= most:
        return raw.decode()
    head, tail = raw[: most // 3], raw[-(most - most // 3) :]
    return f"{head.decode(errors='ignore')} ... {tail.decode(errors='ignore')}"


# --- the call ---


def _ask(model: BaseChatModel, prompt: str, brief: str, seconds: float, loop: asyncio.AbstractEventLoop) -> BaseMessage:
    """Ask once, and wait ``seconds`` in all. Raises ``ModelError`` that says what went wrong, and nothing else."""
    call = asyncio.run_coroutine_threadsafe(_answer(model, prompt, brief), loop)
    try:
        return call.result(timeout=seconds)
    except TimeoutError:
        raise ModelError(_SLOW) from None
    finally:
        # Read timeouts start anew with every byte; cancelling closes the connection however slowly bytes come in.
        call.cancel()


async def _answer(model: BaseChatModel, prompt: str, brief: str) -> BaseMessage:
    from langsmith import tracing_context

    try:
        # Whatever LANGSMITH_* or the caller's own tracing say: her words go to the model and to nobody else.
        with tracing_context(enabled=False, parent=False):
            return await model.ainvoke([("system", prompt), ("human", brief)], config={"callbacks": []})
    except Exception as error:
        # A server can answer anything, and its error may quote her words.
        raise ModelError(_fault(error)) from None


_SLOW = "took too long to answer"
_FAULTS: tuple[tuple[type[Exception], str], ...] = (
    (ModelTimeoutError, _SLOW),
    (ModelConnectionError, "could not be reached"),
    (ModelAuthenticationError, "did not accept the key"),
    (ModelPermissionDeniedError, "did not accept the key"),
    (ModelNotFoundError, "is not known to the server"),
    (ModelRateLimitError, "is busy or over its quota"),
    (ModelAPIError, "had an error of its own"),
    (ContextOverflowError, "cannot take this much text"),
    (ModelInvalidRequestError, "did not accept the request"),
)


def _fault(error: Exception) -> str:
    """Say what went wrong, in words of ours alone."""
    known = (words for kind, words in _FAULTS if isinstance(error, kind))
    return next(known, "answered with something that is no reply")


def _input_tokens(answer: BaseMessage) -> int:
    usage = getattr(answer, "usage_metadata", None) or {}
    return max(int(usage.get("input_tokens", 0)), 0)


# --- what it says ---


def _read(answer: BaseMessage, plan: Plan, given: Sequence[Passage], offline: Draft) -> list[Sentence]:
    """The model's own sentences, with marks and roles. Raises ``ModelError`` where it sent none."""
    if getattr(answer, "tool_calls", None) or getattr(answer, "invalid_tool_calls", None):
        raise ModelError("wanted to use a tool instead of writing")
    text = _clean(answer.text)
    if len(text.split()) > LONGEST:
        raise ModelError("wrote far too much")
    cut_off = answer.response_metadata.get("finish_reason") == "length"
    found = [_sentence(piece, cites, given, offline) for piece, cites in _pieces(text, cut_off=cut_off)]
    own = _without_repeats(found, offline)
    asked = [sentence for sentence in own if sentence.role == "question"]
    # A bare "yes" next turn answers the question code asked; another question here would turn it into a false witness.
    kept = () if plan.asks_guard or _of(offline, "question") else asked[-1:]
    own = [sentence for sentence in own if sentence.role != "question" or sentence in kept]
    if not own:
        raise ModelError("sent nothing that can be used")
    return own


_THOUGHT = re.compile(
    r"\A.*</(?:think|thinking|reasoning)>|<(?:think|thinking|reasoning)>.*\Z", re.DOTALL | re.IGNORECASE
)
_TAG = re.compile(r"<[|/]?[a-z][^<>\n]{0,40}>|```\w*", re.IGNORECASE)
_LABEL = re.compile(r"\b(?:in our words|always add|the article says|our own rule says): ", re.IGNORECASE)
_EMPHASIS = re.compile(r"\*+|`+|(?<!\w)_+(?=\w)|(?<=\w)_+(?!\w)|__+")


def _clean(text: str) -> str:
    """Plain text: no thoughts, tags, emphasis or invisible characters; lines stay lines."""
    text = unicodedata.normalize("NFKC", text)
    text = "".join(char for char in text if char == "\n" or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co"))
    text = _LABEL.sub("", _TAG.sub(" ", _THOUGHT.sub(" ", text)))
    return re.sub(r"^\s*[*•·+–—]\s+", "- ", text, flags=re.MULTILINE).replace("’", "'").strip()


_BLOCK = re.compile(r"\n\s*\n|\n(?=\s*(?:[->#]|\d{1,2}[.)])\s)")
_LEAD = re.compile(r"^(?:\s|[->]\s|\d{1,2}[.)]\s|(?:assistant|steady|coach|reply|response|answer)\s*:)+", re.IGNORECASE)
_MARKS = r"(?:\[[^\[\]\n]{1,80}\]\s*)+"
_LATE = re.compile(rf"([.!?]+[\"')]*)\s*({_MARKS})")
_SMALL = re.compile(r"(?<!\be\.g)(?<!\bi\.e)(?<!\betc)([.!?])(\s+)([a-z])")
_MARK = re.compile(r"\s*\[([^\[\]\n]{1,80})\]")


def _pieces(text: str, *, cut_off: bool) -> list[tuple[str, tuple[str, ...]]]:
    """Sentences and the ids they are marked with, in order; the last one is left out if it was ``cut_off``."""
    found: list[tuple[str, tuple[str, ...]]] = []
    for block in _BLOCK.split(text):
        if block.lstrip().startswith("#"):
            continue
        plain = " ".join(_LEAD.sub("", _EMPHASIS.sub("", _LEAD.sub("", block))).split())
        # A mark belongs to the sentence it follows, before or after the full stop.
        together = _LATE.sub(lambda match: f" {match[2].strip()}{match[1]} ", plain)
        for piece in sentences(_SMALL.sub(lambda match: match[1] + match[2] + match[3].upper(), together)):
            cites = tuple(dict.fromkeys(cite for marks in _MARK.findall(piece) for cite in _ids(marks)))
            words = _MARK.sub("", piece).strip(' "')
            if re.search(r"\w", words):
                found.append((words, cites))
            elif found:
                found[-1] = (found[-1][0], tuple(dict.fromkeys((*found[-1][1], *cites))))
    if cut_off and found and not found[-1][0].endswith((".", "!", "?")):
        found.pop()
    return [(_ended(words), cites) for words, cites in found if not words.endswith(":")]


def _ids(marks: str) -> list[str]:
    return [cite for cite in re.split(r"[\s,;]+", marks.lower()) if cite and cite not in ("passage-id", "id:", "and")]


def _ended(words: str) -> str:
    return words if words.endswith((".", "!", "?", '."', '!"', '?"')) else f"{words.rstrip(',;')}."


_FEELING = re.compile(
    r"^(?:oh,? )?(?:i'm (?:so |really |very )?(?:sorry|glad)|i hear|(?:that|this) (?:sounds|must be|is|hurts)"
    r"|it (?:sounds|makes sense)|of course (?:it|this|that) hurts|thank you for|missing (?:him|her|them))\b"
)
_LEADS_ON = re.compile(
    r"\b(?:should|could|can|try|need|must|may|will|would|but|because|so that|if|when|and then"
    r"|text|call|write|contact|reach|message)\b"
)


def _sentence(words: str, cites: tuple[str, ...], given: Sequence[Passage], offline: Draft) -> Sentence:
    """Give a sentence its role. Only short words of feeling need no passage; what leads on to more is a claim."""
    for action in _of(offline, "action"):
        if normalise(words) in map(normalise, sentences(action.text)):
            return Sentence(text=words, role="action", cites=action.cites)
    role: Role = "article"
    plain = normalise(words)
    if words.endswith("?"):
        role = "question"
    elif cites:
        role = next((passage.source for passage in given if passage.id == cites[0]), "article")
    elif _FEELING.search(plain) and not _LEADS_ON.search(plain) and len(plain.split()) <= 16:
        role = "feeling"
    return Sentence(text=words, role=role, cites=cites)


def _without_repeats(own: Sequence[Sentence], offline: Draft) -> list[Sentence]:
    """Each sentence once, and none that code says itself."""
    said = {normalise(sentence.text) for role in ("verdict", "resource") for sentence in _of(offline, role)}
    kept = []
    for sentence in own:
        if normalise(sentence.text) not in said:
            said.add(normalise(sentence.text))
            kept.append(sentence)
    return kept


def _around(own: Sequence[Sentence], given: Sequence[Passage], voice: Voice, offline: Draft) -> tuple[Sentence, ...]:
    """Put the model's words, framed as their passages call for, between code's verdicts and what code says last."""
    code = [sentence for sentence in offline.sentences if sentence.role in ("verdict", "resource", "question")]
    code = [sentence for sentence in code if not _frames(sentence, given, voice)]
    said = takewhile(lambda sentence: sentence.role not in ("article", "house"), offline.sentences)
    opening = [sentence for sentence in said if sentence in code and sentence.role == "verdict"]
    closing = [sentence for sentence in code if sentence not in opening]
    return (*opening, *_framed(own, given, voice), *closing)


def _framed(own: Sequence[Sentence], given: Sequence[Passage], voice: Voice) -> Iterator[Sentence]:
    """Say of a house rule that it is ours, and leave no flagged passage bare: its caution follows its last words."""
    ours = next((at for at, sentence in enumerate(own) if sentence.role == "house"), None)
    for at, sentence in enumerate(own):
        if at == ours:
            passage = next(passage for passage in given if passage.id == sentence.cites[0])
            intros = _intros(passage, voice)
            yield Sentence(text=intros[voice.turn % len(intros)], role="verdict", cites=(passage.id,))
        yield sentence
        later = {cite for other in own[at + 1 :] for cite in other.cites}
        for passage in given:
            if passage.id in sentence.cites and passage.id not in later:
                for text in _cautions(passage, voice):
                    yield Sentence(text=text, role="verdict", cites=(passage.id,))


def _intros(passage: Passage, voice: Voice) -> list[str]:
    return [fill(text, {}, voice.ex) for text in phrases()[f"house.{passage.stance}"].any] if passage.stance else []


def _cautions(passage: Passage, voice: Voice) -> list[str]:
    return sentences(fill(passage.caution or "", {}, voice.ex))


def _frames(sentence: Sentence, given: Sequence[Passage], voice: Voice) -> bool:
    """Whether a sentence of code's stands only beside the passage it cites: a caution, or that the rule is ours."""
    cited = [passage for passage in given if passage.id in sentence.cites]
    frames = [text for passage in cited for text in (*_intros(passage, voice), *_cautions(passage, voice))]
    return normalise(sentence.text) in map(normalise, frames)
