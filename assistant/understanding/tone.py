"""How she sounds: one tone a message, heard from her words and from the states she is in."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.facts import Fact
from assistant.turn import Tone

_TONES: tuple[tuple[Tone, re.Pattern[str]], ...] = (
    ("panicking", re.compile(r"\b(?:panic\w*|freaking out|can'?t breathe|shaking|anxiety attack|losing it|spiral\w*)\b")),
    ("angry", re.compile(r"\b(?:angry|furious|pissed|hate (?:him|her|them)|so mad|rage|bastard|asshole|screw (?:him|her|them)|fuck (?:him|her|them))\b")),
    ("numb", re.compile(r"\b(?:numb|empty|feel nothing|hollow)\b")),
    ("sad", re.compile(r"\b(?:cry\w*|cried|miss|misses|missing|heart ?broken|hurts?|hurting|sad|depress\w*|lonely|alone|devastated|broken|pain\w*|ache|aching|sobbing|tears|struggling|destroyed|miserable|awful|can'?t (?:sleep|eat|stop))\b")),
    ("hopeful", re.compile(r"\b(?:excited|hopeful|happy|proud|better (?:now|today)|good news|feeling (?:good|great|better))\b")),
)  # fmt: skip


def tone(text: str, facts: Sequence[Fact]) -> Tone:
    """How she sounds; drink and panic outrank the rest, because they change how long an answer may be (R53)."""
    states = {fact.what for fact in facts if fact.kind == "state"}
    if "drunk" in states:
        return "drunk"
    if "panicking" in states:
        return "panicking"
    return next((tone for tone, pattern in _TONES if pattern.search(text)), "plain")
