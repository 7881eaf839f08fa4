"""Under an answer: the passages it cites, and why it is this answer."""

from __future__ import annotations

import streamlit as st

from assistant.coach import Coach
from assistant.facts import Fact
from assistant.turn import Turn
from ui.components.words import plain, told

_GUARD = {
    "closed": ":orange[:material/lock:]",
    "unknown": ":gray[:material/help:]",
    "open": ":green[:material/check:]",
}
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def mark(number: int) -> str:
    """``¹`` for passage 1 of an answer."""
    return str(number).translate(_RAISED)


def citations(coach: Coach, turn: Turn, *, expanded: bool) -> None:
    """Show every passage the answer cites, and whether the article says it or a house rule does."""
    if not turn.reply.cites:
        return
    with st.expander("What this rests on", expanded=expanded, type="compact"):
        for number, passage_id in enumerate(turn.reply.cites, start=1):
            passage = coach.library.playbook.get(passage_id)
            if passage is None:
                st.caption(f"{mark(number)} This passage is no longer in the playbook.")
                continue
            source = (
                f":green-badge[from the article] {_lines(*passage.lines)}"
                if passage.lines
                else f":violet-badge[house rule] {passage.rule}"
            )
            st.caption(f"{mark(number)} {source}: {plain(passage.says)}")


def _lines(first: int, last: int) -> str:
    return f"line {first}" if first == last else f"lines {first}-{last}"


def why(coach: Coach, turn: Turn) -> None:
    """Name the writer; show the facts that were used, what every guard said, and what it took."""
    with st.expander(f"Why this answer · {_writer(turn)}", type="compact"):
        st.caption(f"What governs it: **{turn.headline.replace('_', ' ')}**")
        _facts(coach, turn)
        st.markdown("**The guards**")
        order = ("closed", "unknown", "open")
        verdicts = sorted(turn.verdicts, key=lambda verdict: order.index(verdict.state))
        st.caption("  \n".join(f"{_GUARD[verdict.state]} {plain(verdict.because)}" for verdict in verdicts))
        st.markdown("**What it took**")
        st.caption("  \n".join(_making(turn)))


def _writer(turn: Turn) -> str:
    return "written by Steady itself" if turn.reply.writer == "offline" else f"written by {plain(turn.reply.writer)}"


def _facts(coach: Coach, turn: Turn) -> None:
    """List the facts of this message, and those the guards rest on."""
    ledger = coach.ledger
    ids = [fact.id for fact in turn.facts] + [id_ for verdict in turn.verdicts for id_ in verdict.evidence]
    known = {fact.id: fact for fact in (*turn.facts, *ledger.facts)}
    standing = {fact.id for fact in ledger.standing}
    used = [known[id_] for id_ in dict.fromkeys(ids) if id_ in known]
    if used:
        st.markdown("**Your facts it used**")
        st.caption("  \n".join(_line(fact, taken_back=fact.id not in standing) for fact in used))


def _line(fact: Fact, *, taken_back: bool) -> str:
    text = f"{plain(told(fact))} · *“{quoted(fact)}”*"
    return f"~~{text}~~ taken back since" if taken_back else text


def quoted(fact: Fact) -> str:
    """Her words, on one line, safe for Markdown."""
    return plain(" ".join(fact.quote.split()))


def _making(turn: Turn) -> list[str]:
    reply = turn.reply
    lines = [plain(reply.note)] if reply.note else []
    if reply.model_calls:
        lines.append(f"Calls to the model: {reply.model_calls}, with {reply.input_tokens:,} tokens of input.")
    # What was withheld may speak of a locked step, so only the reason is told.
    lines += [f"A sentence was withheld: {plain(withheld.why)}" for withheld in reply.withheld]
    stages = ", ".join(f"{stage} {taken:,.0f}" for stage, taken in reply.timings_ms.items())
    lines.append(f"{sum(reply.timings_ms.values()):,.0f} ms in all: {stages}.")
    return lines
