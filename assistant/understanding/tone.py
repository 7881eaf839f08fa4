"""How she sounds: one tone a message, heard from her words and from the states she is in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import cast

from assistant.facts import Fact
from assistant.learned.classifier import Guess
from assistant.patterns import Pattern, find, load_patterns
from assistant.text import clauses
from assistant.turn import Tone

FILE = Path(__file__).with_name("tone.yaml")
_FROWN = re.compile(r":['’]?-?\(|;_;|\bt_t\b")


@lru_cache(maxsize=1)
def patterns() -> tuple[Pattern, ...]:
    """What each tone sounds like, in order of precedence."""
    return load_patterns(FILE)


SURE = 0.8
"""How sure it must sound where no word tells the tone."""
NOT_BY_SOUND = ("drunk", "panicking")
"""What changes how long an answer may be (R53) her words must tell: a misspelt message sounds drunk."""


def tone(text: str, facts: Sequence[Fact], sounds: Guess) -> Tone:
    """How she sounds; drink and panic outrank the rest, because they change how long an answer may be (R53).

    Of the others the one heard in most clauses wins. A laugh is heard only where nothing else is: many laugh as they weep.
    Where no word tells it, ``sounds`` does, the message as what is learned hears it.
    """
    states = {fact.what for fact in facts if fact.kind == "state"}
    if "drunk" in states:
        return "drunk"
    text = _FROWN.sub(" 😢 ", text)  # a bracket would end the clause
    heard = Counter(str(match.pattern.kind) for match in find(patterns(), text, clauses(text)))
    if "panicking" in states or heard["panicking"]:
        return "panicking"
    serious = {name: times for name, times in heard.items() if name != "joking"} or heard
    order = [str(pattern.kind) for pattern in patterns()]
    unspoken = sounds.label if sounds.sure >= SURE and sounds.label not in NOT_BY_SOUND else "plain"
    strongest = max(serious, key=lambda name: (serious[name], -order.index(name)), default=unspoken)
    return cast(Tone, strongest)
