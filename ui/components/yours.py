"""What is hers: where her words go, a copy of all of it, and the end of all of it."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

import streamlit as st

from assistant.coach import Coach
from assistant.errors import SteadyError
from assistant.settings import Settings


def destination(settings: Settings) -> str:
    """Say where her words go."""
    readers = []
    if settings.model:
        host = urlsplit(settings.model_url).hostname if settings.model_url else None
        readers.append(f"the model {settings.model}" + (f" at {host}" if host else ""))
    if settings.embedding_model or settings.embedding_url:
        host = urlsplit(settings.embedding_url).hostname if settings.embedding_url else None
        readers.append(f"the embedding service at {host}" if host else "the embedding service")
    kept = "the database you chose" if settings.database else "this machine"
    if readers:
        return f"What you write is kept in {kept}, and sent to {' and '.join(readers)}."
    return f"What you write stays on {kept}." if kept == "this machine" else f"What you write goes to {kept}."


def yours(coach: Coach) -> None:
    """Draw the two buttons."""
    st.subheader("Your words", anchor=False)
    st.caption(destination(coach.library.settings))
    with st.container(horizontal=True):
        st.download_button(
            "Download",
            data=lambda: json.dumps(coach.export(), ensure_ascii=False, indent=1),
            file_name="steady.json",
            mime="application/json",
            icon=":material/download:",
            on_click="ignore",
        )
        if st.button("Erase", icon=":material/delete:"):
            _erase(coach)


@st.dialog("Erase everything?")
def _erase(coach: Coach) -> None:
    st.write("Every message, every note and the day count are deleted for good. Nobody can bring them back.")
    with st.container(horizontal=True):
        if st.button("Erase everything", type="primary"):
            try:
                coach.erase()
            except SteadyError as error:
                st.error(str(error))
                return
            st.session_state.clear()
            st.rerun()
        if st.button("Keep it"):
            st.rerun()
