"""The sidebar: the count, the six steps, what was noted, and what is hers."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from assistant.coach import Coach
from assistant.errors import SteadyError
from assistant.facts import Fact
from assistant.journey.guards import Verdict, first_unmet
from assistant.journey.journey import Journey
from ui.components.why import quoted
from ui.components.words import long, plain, told
from ui.components.yours import yours

STEPS = range(1, 7)

State = Literal["done", "open", "locked"]
_BADGES: dict[State, str] = {
    "done": ":green-badge[done]",
    "open": ":blue-badge[open]",
    "locked": ":gray-badge[locked]",
}


def sidebar(coach: Coach) -> None:
    """Draw the sidebar. Raises ``SteadyError`` when the store cannot be read."""
    journey, verdicts = coach.journey(), coach.verdicts()
    with st.sidebar:
        _count(journey, verdicts)
        _steps(coach, journey, verdicts)
        _notes(coach)
        yours(coach)


def _count(journey: Journey, verdicts: tuple[Verdict, ...]) -> None:
    count = journey.no_contact
    st.subheader("No contact", anchor=False)
    if count.days is None or count.since is None or count.opens_on is None:
        ask = next(verdict.ask for verdict in verdicts if verdict.guard == "no_contact_complete")
        st.caption(f"Not known yet. {ask or ''}")
        return
    complete = count.state == "complete"
    text = f"**{count.days}** days, {count.needed} needed" if complete else f"**{count.days}** of {count.needed} days"
    st.progress(min(count.days / count.needed, 1.0), text=text)
    since = f"Since {long(count.since)}. Complete {'since' if complete else 'on'} {long(count.opens_on)}."
    st.caption(since + (f" Longest so far: {count.best_days} days." if count.best_days > count.days else ""))


def _steps(coach: Coach, journey: Journey, verdicts: tuple[Verdict, ...]) -> None:
    st.subheader("Six steps", anchor=False)
    book, steps_open = coach.library.playbook, coach.open_steps()
    said = None
    for number in STEPS:
        unmet = first_unmet(book, number, verdicts)
        state: State = "done" if number in journey.done else "open" if number in steps_open else "locked"
        lines = [f"{number}\\. {plain(book.step(number).title)}"]
        # Steps that wait for the same thing say so once.
        if state == "locked" and unmet and unmet.because != said:
            said = unmet.because
            lines.append(f":small[:gray[{plain(said)}{_earliest(unmet)}]]")
        with st.container(horizontal=True, wrap=False):
            st.markdown("  \n".join(lines), width="stretch")
            st.markdown(_BADGES[state], width="content")


def _earliest(verdict: Verdict) -> str:
    return f" {long(verdict.opens_on)} at the earliest." if verdict.opens_on else ""


def _notes(coach: Coach) -> None:
    """What was noted from the last message, and below it everything else that stands."""
    notes = coach.notes()
    last = coach.turns(last=1)
    newest = [note for note in notes if last and note.message_id == last[0].id]
    older = [note for note in notes if note not in newest]
    st.subheader("Noted this time", anchor=False)
    if not newest:
        st.caption(
            "Nothing new from your last message." if last else "What you tell me will be listed here, in your words."
        )
    for note in newest:
        _note(coach, note)
    if older:
        with st.expander(f"Noted before ({len(older)})", type="compact"):
            for note in reversed(older):
                _note(coach, note)


def _note(coach: Coach, note: Fact) -> None:
    with st.container(horizontal=True, vertical_alignment="center", wrap=False):
        st.markdown(f"*“{quoted(note)}”*  \n:small[:gray[{plain(told(note))}]]", width="stretch")
        st.button("Undo", key=f"undo-{note.id}", type="tertiary", on_click=_undo, args=(coach, note.id))


def _undo(coach: Coach, fact_id: str) -> None:
    try:
        coach.undo(fact_id)
    except SteadyError as error:
        st.session_state.problem = str(error)
