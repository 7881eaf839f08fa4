"""The page: ``streamlit run ui/app.py`` from the folder of the project."""

from __future__ import annotations

import os
import sys
import threading
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

ROOT = str(Path(__file__).resolve().parents[1])
if ROOT not in sys.path:  # Streamlit puts only the folder of this file there
    sys.path.insert(0, ROOT)

import streamlit as st

from assistant.clock import Clock
from assistant.coach import Coach
from assistant.errors import SettingsError, SteadyError
from ui.components.chat import conversation
from ui.components.sidebar import sidebar


def clock() -> Clock | None:
    """The day of ``STEADY_TODAY`` (2026-11-22) in tests and demonstrations, if set. Raises ``SettingsError``."""
    fixed = os.environ.get("STEADY_TODAY")
    if not fixed:
        return None
    try:
        day = date.fromisoformat(fixed)
    except ValueError:
        raise SettingsError("STEADY_TODAY is not a date like 2026-11-22. Change it, or unset it for today.") from None
    return lambda: day


@dataclass
class _Desk:
    """Where the one coach of this process is kept, once it is open."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    coach: Coach | None = None


@st.cache_resource(show_spinner=False)
def _desk() -> _Desk:
    return _Desk()


def open_coach() -> Coach:
    """Return the coach every window shares; the first window opens it, with a progress bar. Raises ``SteadyError``."""
    desk = _desk()
    with desk.lock:
        if desk.coach is None:
            place = st.empty()

            def show(done: int, total: int) -> None:
                place.progress(done / total, "Getting ready. This is needed once, and takes about a minute.")

            desk.coach = Coach.open(progress=show, clock=clock())
            place.empty()
        return desk.coach


def page() -> None:
    """Draw the whole page."""
    st.set_page_config("Steady", page_icon="🌱", layout="centered")
    here = Path(__file__)
    st.html(here.with_name("page.css"))
    st.html(here.with_name("leave.html").read_text("utf-8"), unsafe_allow_javascript=True)
    try:
        coach = open_coach()
        sidebar(coach)
        conversation(coach)
    except SteadyError as error:
        st.error(str(error), icon=":material/error:")
        st.button("Try again")


page()
