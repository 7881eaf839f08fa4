"""Her appearances where the ex is: what each was for, whether it came again, and each told once (R14, R26)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from assistant.text import Clause

Draft = dict[str, Any]

_PURPOSE = re.compile(
    r"(?:just |and )*(?:so (?:that )?(?:he|she|they)\b|because (?:he|she|they|i knew)\b|on purpose|deliberately|"
    r"knowing\b|hoping\b|in case\b)"
)
_AGAIN = re.compile(r"(?:and |then )*(?:(?:once|one time) (?:again|more)|again|(?:a )?(?:second|2nd) time)\b")
_ONLINE = re.compile(
    r"\b(?:post|posted|photo|picture|pic|selfie|story|reel|profile|instagram|facebook|tiktok|online|(?:my|own) page)\b"
)
_NAMED = re.compile(r"\b(?:showing[ -]?up|show-?up|appearance|step (?:5|five)|the once|did it)\b")
_NEAR = 120
"""How many letters around an appearance called by its name are read for where it was."""
_DATE = ("on", "earliest", "latest", "precision")


def with_purpose(text: str, parts: Sequence[Clause]) -> Iterator[Clause]:
    """Each clause together with those that say what it was for: "i went to the quiz, on purpose, so he'd see me"."""
    whole: Clause | None = None
    for part, following in pairwise(parts):
        if part.sentence != following.sentence or not part.told or not _PURPOSE.match(following.text):
            whole = None
            continue
        whole = whole or part
        whole = replace(whole, text=text[whole.start : following.start + len(following.text)])
        yield whole


def again(clause: Clause, parts: Sequence[Clause]) -> Clause | None:
    """The clause that says an appearance was repeated: "on monday, and again today"."""
    later = (part for part in parts if part.sentence == clause.sentence and part.start > clause.start)
    return next((part for part in later if part.told and _AGAIN.match(part.text)), None)


def once(drafts: Sequence[Draft], text: str) -> list[Draft]:
    """Leave out what tells an appearance again: two are two only on different days or at different kinds of place."""
    kept: list[Draft] = []
    for draft in drafts:
        same = next((at for at, known in enumerate(kept) if _same(known, draft, text)), None)
        if same is None:
            kept.append(draft)
        else:
            kept[same] = _merged(kept[same], draft, text)
    return [{**draft, "where": "online"} if _planned(draft) and _posted(draft, text) else draft for draft in kept]


def _planned(draft: Draft) -> bool:
    return bool(draft["kind"] == "showing_up" and draft["planned"])


def _named(draft: Draft, text: str) -> bool:
    """Whether it is called by its name, which says nothing of where it was."""
    return bool(_NAMED.search(text[draft["start"] : draft["end"]]))


def _posted(draft: Draft, text: str) -> bool:
    around = text[max(draft["start"] - _NEAR, 0) : draft["end"] + _NEAR]
    return _named(draft, text) and bool(_ONLINE.search(around))


def _same(known: Draft, draft: Draft, text: str) -> bool:
    if not (_planned(known) and _planned(draft)):
        return False
    days = {known.get("on"), draft.get("on")} - {None}
    return len(days) < 2 and (known["where"] == draft["where"] or _named(known, text) or _named(draft, text))


def _merged(known: Draft, draft: Draft, text: str) -> Draft:
    """The one that was described rather than called by its name, with the day of whichever has one."""
    best, other = (draft, known) if _named(known, text) else (known, draft)
    return best if best.get("on") or not other.get("on") else {**best, **{name: other.get(name) for name in _DATE}}
