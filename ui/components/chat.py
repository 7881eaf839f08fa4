"""The conversation: what was said, the box to write in, and the reply as it comes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Literal

import streamlit as st

from assistant.coach import Coach
from assistant.errors import SteadyError
from assistant.turn import Reply, Role, Sentence, Turn
from ui.components.why import citations, mark, why
from ui.components.words import plain
from ui.components.yours import destination

EXAMPLES = (
    "He broke up with me on the 3rd and I haven't talked to him since. Can I text him just to say hi?",
    "I texted her last night. Did I ruin everything?",
    "He keeps liking my photos. What does it mean?",
    "I can't stop crying. What do I do today?",
)
PAGE = 20
"""How many turns are drawn at first, and how many more with each "Show earlier"."""
WORD_SECONDS = 0.01

Shape = Literal["opening", "body", "action", "question", "resource"]
_SHAPES: dict[Role, Shape] = {
    "feeling": "opening",
    "verdict": "opening",
    "article": "body",
    "house": "body",
    "action": "action",
    "question": "question",
    "resource": "resource",
}

Write = Callable[[str], object]
"""Puts Markdown on the page, at once or word by word."""


def conversation(coach: Coach) -> None:
    """Draw the conversation and take the next message. Raises ``SteadyError`` when the store cannot be read."""
    shown = st.session_state.setdefault("shown", PAGE)
    turns = coach.turns(last=shown + 1)
    message = _message()
    _header(coach, empty=not turns and not message)
    if len(turns) > shown and st.button("Show earlier messages", type="tertiary", icon=":material/history:"):
        st.session_state.shown = shown + PAGE
        st.rerun()
    for turn in turns[-shown:]:
        _turn(coach, turn, newest=turn is turns[-1] and not message)
    if problem := st.session_state.pop("problem", None):
        st.error(problem, icon=":material/error:")
    if message:
        _answer(coach, message)


def _message() -> str | None:
    """What she sends now, from the box or an example; a message that could not be taken is put back into the box."""
    if unsent := st.session_state.pop("unsent", None):
        st.session_state.message = unsent
    written = st.chat_input("Tell me what happened", key="message", submit_mode="disable")
    return written or st.session_state.pop("example", None)


def _header(coach: Coach, *, empty: bool) -> None:
    st.header("Steady", anchor=False)
    st.caption(f"I am an AI, not a therapist. {destination(coach.library.settings)}")
    if not empty:
        return
    st.markdown(
        "Hello. This is a place to put what happened, as it comes and at any hour. I remember what you tell me, keep "
        "count of the days, and say what the next step is, and what can wait."
    )
    st.caption("You could begin like this, or in your own words:")
    for example in EXAMPLES:
        st.button(example, on_click=_pick, args=(example,), width="stretch")


def _pick(example: str) -> None:
    st.session_state.example = example


def _turn(coach: Coach, turn: Turn, *, newest: bool) -> None:
    _hers(turn.text)
    with st.chat_message("assistant", avatar=":material/spa:"):
        _reply(turn.reply, st.markdown)
        citations(coach, turn, expanded=newest)
        why(coach, turn)


def _hers(message: str) -> None:
    with st.chat_message("user", avatar=":material/person:"):
        st.text(message)


def _answer(coach: Coach, message: str) -> None:
    """Draw her message, then the reply as it comes; what could not be taken goes back into the box."""
    st.session_state.unsent = message
    _hers(message)
    with st.chat_message("assistant", avatar=":material/spa:"):
        try:
            with st.spinner("Reading what you wrote"):
                reply = coach.reply(message).reply
                del st.session_state["unsent"]
        except SteadyError as error:
            st.session_state.problem = str(error)
        else:
            _reply(reply, _stream)
    st.rerun()


def _reply(reply: Reply, write: Write) -> None:
    """Draw a reply in paragraphs; helplines stand out, and are never made to wait."""
    numbers = {passage_id: number for number, passage_id in enumerate(reply.cites, start=1)}
    for shape, group in groupby(reply.sentences, key=lambda sentence: _SHAPES[sentence.role]):
        sentences = list(group)
        match shape:
            case "resource":
                st.info("\n\n".join(f"**{plain(sentence.text)}**" for sentence in sentences), icon=":material/call:")
            case "action":
                write(f":green[:material/task_alt:] **One thing for today:** {_prose(sentences, numbers)}")
            case _:
                write(_prose(sentences, numbers))


def _prose(sentences: list[Sentence], numbers: dict[str, int]) -> str:
    """Join sentences, each run that rests on the same passages followed by their numbers."""
    runs = [(cites, list(run)) for cites, run in groupby(sentences, key=lambda sentence: sentence.cites)]
    return " ".join(
        " ".join(plain(sentence.text) for sentence in run) + " ".join(mark(numbers[cite]) for cite in cites)
        for cites, run in runs
    )


def _stream(text: str) -> None:
    st.write_stream(_words(text))


def _words(text: str) -> Iterator[str]:
    for word in text.split(" "):
        yield f"{word} "
        time.sleep(WORD_SECONDS)
