"""What takes her more than one clause to say: a question she answers herself, and the last word of several.

"Have I accepted it? No." "It's over and I know it is." "What made it fail: we stopped talking."
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.understanding.answers import level_of
from assistant.understanding.telling import Draft, Reading, told

_HE = r"(?:he|she|they|my ex)"
QUESTIONS: dict[str, str] = {
    "what made it fail": r"(?:what|why)(?: do i think)? (?:(?:made|caused|let|broke|ended|killed|ruined) (?:it|us|this|things|everything|the relationship|our relationship|our marriage)(?: (?:to )?(?:fail|end|go wrong|break|collapse|not work))?|(?:it|we|us|things|the relationship|our relationship) (?:failed|ended|broke up|didn't work|went wrong)|went wrong)",
    "who was responsible": r"who(?:'s| was| is)? (?:largely |mostly |really |more )*(?:responsible|to blame|at fault)(?: for (?:it|that|the breakup))?|whose fault (?:it was|was it|it is|is it)",
    "what have you learned": r"what (?:did i|have i|i(?:'ve| have)?) (?:really )?learn(?:ed|t)?(?: from (?:it|this|that|him|her|us))?",
    "what can you do better": r"what (?:(?:can|could|should|would) i|i (?:can|could|should|would)|i'd) (?:do|have done) (?:better|differently)(?: next time)?",
    "what can the ex do better": rf"what (?:(?:can|could|should|would) {_HE}|{_HE} (?:can|could|should|would)) (?:do|have done) (?:better|differently)",
    "does the ex want you back": rf"(?:do|does|if|whether) {_HE} (?:still |even |really )*wants? me(?: back)?",
    "what does the ex want in life": rf"what (?:do|does)? ?{_HE} wants? (?:in|from|out of) (?:his |her |their )?life(?: right now| now)?",
    "what should the new relationship be like": r"what (?:do i|i|i'd|would i) (?:want|like) (?:the|this|our|a|my) (?:new |next )?relationship to (?:be|look|feel)(?: like)?",
}
"""The article's own questions (L43-54), as people repeat them."""
_REPEATED = {
    name: re.compile(rf"\b(?:{words})(?: [a-z]+)?\s*(?:\?+|:|=|->|-\s|\.\.+)\s*(?P<text>\S[^\n]{{0,300}})")
    for name, words in QUESTIONS.items()
}
_NO_ANSWER = re.compile(
    r"^(?:please|help|any (?:idea|thoughts)|should|can|could|what|why|how|when|who|where|do|does|is|are|am|will|would)\b"
)
_YES_OR_NO = "does the ex want you back"

_OF_ACCEPTANCE = re.compile(
    r"\b(?:(?:have|do|did) i (?:{adv}|ever )*accept(?:ed)?|(?<!\w )accepted)(?: (?:it|that|this|the (?:breakup|end)|(?:that )?it's over|that it is over))?(?: (?:yet|though|now|really))*\s*(?:\?+|\.\.+|:)\s*(?P<text>[^\n]+)".replace(
        "{adv}", "(?:really|truly|fully|actually|completely|honestly) "
    )
)
_OF_WISH = re.compile(
    r"\bdo i (?:(?:even|really|still|actually|truly|honestly) )*want (?:him|her|them|my ex|us|this)(?: back)?(?: (?:though|now|anymore))*\s*(?:\?+|\.\.+|:)\s*(?P<text>[^\n]+)"
)
_DECLARED = re.compile(
    r"\b(?:it's|it is|we're|we are) (?:(?:really|truly|all|just|now) )*(?:over|done|finished)(?: (?:between us|for good|now))?(?:[,.!]+ (?:(?:it's |we're )?(?:really|truly|so|fully) (?:over|done)[,.!]+ )?i know (?:that|it|this) now|[,.]? and (?:i know (?:that )?(?:it is|it's (?:over|done|finished)|we are|that)|(?:that's|i'm) (?:\w+ )?(?:ok|okay|fine|alright|at peace)(?: (?:with|about) (?:it|that|this))?))(?: (?:now|honestly|too|lol|really|actually))*(?=\s*(?:[,.!;\n]|$|and\b))"
)
_DISOWNED = re.compile(
    r"\bit's over\b[^\n]{0,60}?\bi (?:don't|didn't|can't) (?:(?:really|even|actually) )*(?:believe|mean|feel) (?:a (?:word|bit) of )?(?:it|that|this)\b"
)
_NOT_HERS = re.compile(
    r"\b(?:if|whether|until|when|think|thought|thinks|wish|say|says|said (?!it)|pretend\w*|believe|feels like|as if|not|n't|told me|tells me|he|she|they|mum|mom|friends?)\b[^.!?\n]*$"
)
_DENIED = re.compile(r"(?:\bnot|n't|\bnever)(?: (?:just|only|really|even|that))*\s*$")


def declared(reading: Reading) -> list[Draft]:
    """What she tells of herself and the ex by patterns and over several clauses, with only her last word where she turns."""
    return _last_word([*told(reading), *_across(reading.text)], reading.text)


def _across(text: str) -> Iterator[Draft]:
    for name, repeated in _REPEATED.items():
        match = repeated.search(text)
        if match and _answers(name, match["text"]):
            end = match.end("text") - (len(match["text"]) - len(match["text"].rstrip()))
            yield {
                "kind": "answer",
                "question": name,
                "text": match["text"].strip(),
                "start": match.start(),
                "end": end,
            }
    for kind, question in (("acceptance", _OF_ACCEPTANCE), ("wish", _OF_WISH)):
        for match in question.finditer(text):
            level = level_of(match["text"])
            if level:
                level_ = "unsure" if kind == "wish" and level == "partial" else level
                start = match.start("text")
                end = start + len(re.split(r"[.!?\n]", match["text"], maxsplit=1)[0])
                yield {"kind": kind, "level": level_, "start": match.start(), "end": max(end, start + 1)}
    if match := _DISOWNED.search(text):
        yield {"kind": "acceptance", "level": "no", "start": match.start(), "end": match.end()}
    for match in _DECLARED.finditer(text):
        if not _NOT_HERS.search(text[: match.start()]):
            yield {"kind": "acceptance", "level": "yes", "start": match.start(), "end": match.end()}


def _answers(name: str, reply: str) -> bool:
    """Whether what follows one of the article's questions answers it; most who ask whether he wants them back want to know."""
    if _NO_ANSWER.match(reply) or reply.rstrip().endswith("?"):
        return False
    return level_of(reply) is not None if name == _YES_OR_NO else True


def _last_word(drafts: Sequence[Draft], text: str) -> list[Draft]:
    """Of acceptance and of the wish the last thing she says holds; a motive that she denies is none."""
    last: dict[str, Draft] = {}
    for draft in sorted(drafts, key=lambda draft: int(draft["start"])):
        if draft["kind"] in ("acceptance", "wish"):
            last[draft["kind"]] = draft
    return [draft for draft in drafts if _holds(draft, last, text)]


def _holds(draft: Draft, last: dict[str, Draft], text: str) -> bool:
    if draft["kind"] == "motive":
        return not _DENIED.search(text[: draft["start"]])
    newest = last.get(draft["kind"])
    return newest is None or draft["level"] == newest["level"]
