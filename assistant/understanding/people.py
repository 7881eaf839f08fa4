"""Who is there: pronouns, heard from how she speaks of the ex and of herself. Never guessed from a name."""

from __future__ import annotations

import re

from assistant.facts import Person, PronounSet
from assistant.journey.ledger import Ledger

_HE = re.compile(
    r"\b(?:he|him|his|himself|hes|he's|hed|he'd|(?:ex[ -]?|my )(?:boyfriend|bf|husband|hubby|fiance)|ex ?bf)\b"
)
_SHE = re.compile(r"\b(?:she|her|hers|herself|shes|she's|(?:ex[ -]?|my )(?:girlfriend|gf|wife|fiancee)|ex ?gf)\b")
_THEY = re.compile(
    r"\b(?:my ex|partner|ex)\b.{0,60}?\b(?P<they>they|them|theirs?|they're|theyre|themself)\b|^(?P<first>they|them)\b"
)
_HE_NOUN = re.compile(r"\b(?:(?:ex[ -]?|my )(?:boyfriend|bf|husband|hubby|fiance)|ex ?bf)\b")
_SHE_NOUN = re.compile(r"\b(?:(?:ex[ -]?|my )(?:girlfriend|gf|wife|fiancee)|ex ?gf)\b")
_OTHER = re.compile(
    r"\b(?:my|his|her|their|a|the|some|another|other|new) (?:new )?(?:best )?"
    r"(?:friend|sister|mom|mum|mother|daughter|son|brother|dad|father|therapist|boss|girl|guy|woman|man|gf|girlfriend|bf|boyfriend|cousin|roommate|wife|husband)\b"
)
_KIND = r"(?:(?:\d\d ?(?:yo|y/o|year old)?|gay|bi|bisexual|trans|straight|queer|cis|single|divorced|young|older|old|grown|lonely|black|white|asian|simple|normal|shy|proud|pan) )*"
_MAN = r"(?:man|guy|dude|male|boy|lad|bloke|dad|father|gentleman|widower|husband|trans ?man)"
_WOMAN = r"(?:woman|girl|female|lady|lesbian|mum|mom|mother|widow|wife|gal|trans ?woman)"
_THEY_SELF = r"(?:non-?binary|enby|nb|genderqueer|agender|genderfluid)"
_TAIL = r"(?! ?(?:friend|problem|talk|code|night|trouble|group|scout|who (?:he|she|they)|(?:he|she|they) |for (?:him|her)|of (?:his|her)|in (?:his|her) life|you))"


def _own(noun: str, tag: str, pronouns: str, other: str) -> str:
    """Ways to say what one is: told outright, before "here", in figures and letters, as the ex's ex, by pronouns."""
    return (
        rf"\b(?:i'?m|i am)(?: (?:just|only|also|literally|still|actually))* (?:an? )?{_KIND}(?:{noun})\b{_TAIL}"
        rf"|\bas (?:an? )(?:{_KIND})(?:{noun})\b|^(?:hi |hey |so |ok |just |another |\W)*(?:an? )?{_KIND}(?:{noun}) (?:here|speaking|in (?:his|her|my) )"
        rf"|^{_KIND}(?:{noun})(?: \d\d|,? \d\d ?(?:yo|y/o|years)?)?\W*$"
        rf"|(?:^|\b(?:i|me|i'm|i am|myself)[ (\[]*)(?:{tag}\d\d|\d\d ?[/ ]?{tag})\b"
        rf"|\bi ?\([^)\n]{{0,12}}{pronouns}[^)\n]{{0,6}}\)"
        rf"|\b(?:my|and mine) pronouns(?: are|:)? {pronouns}|^\W*{pronouns}(?: pronouns)?(?: here)?\W*$|\bi(?:'m| use| go by|'ve used) (?:\w+ )?{pronouns}\b"
        rf"|\bi(?:'m| am) (?:his|her|their) (?:ex[ -]?|former )?(?:{other})\b"
    )


_I_AM: dict[PronounSet, str] = {
    "he": _own(_MAN, "m", r"he(?:/him)?(?:/his)?\b", "boyfriend|husband|bf|baby daddy"),
    "she": _own(_WOMAN, "f", r"she(?:/her)?(?:/hers)?\b", "girlfriend|wife|gf|baby mama"),
    "they": _own(_THEY_SELF, "nb", r"they(?:/them)?\b", "enby"),
}
_ALIKE = re.compile(
    r"\b(?:my|the) (?:ex|ex's)(?:'s|s|'s)? (?:pronouns? (?:are|is)|is|was) (?:also )?(?:an? )?(?P<what>[\w/-]+)\b.{0,20}?\b(?:so am i|me too|and so am i|as am i|mine too|same (?:here|as me)|like me)\b"
)
_WORDS: dict[PronounSet, re.Pattern[str]] = {
    "he": re.compile(rf"{_MAN}|he|he/him"),
    "she": re.compile(rf"{_WOMAN}|she|she/her"),
    "they": re.compile(rf"{_THEY_SELF}|they|they/them"),
}
_EX_SELF: tuple[tuple[PronounSet, str, str], ...] = (
    ("he", _MAN, r"he(?:/him)?\b"),
    ("she", _WOMAN, r"she(?:/her)?\b"),
    ("they", _THEY_SELF, r"they(?:/them)?\b"),
)
_TOLD_EX: dict[PronounSet, re.Pattern[str]] = {
    pronouns: re.compile(
        rf"\b(?:my|the) ex(?:'s|es)? (?:is|was|'s) (?:also )?(?:an? )?{_KIND}(?:{noun})\b|\b(?:my )?(?:ex'?s|exes|his|her|their) pronouns(?: are|:)? {said}"
    )
    for pronouns, noun, said in _EX_SELF
}
_SELF = {pronouns: re.compile(pattern, re.M) for pronouns, pattern in _I_AM.items()}


def ex_pronouns(text: str) -> tuple[PronounSet, int, int] | None:
    """The pronouns she uses for the ex in normalised ``text``, with the span that shows it.

    What she says outright decides, then a word that names the ex; otherwise the pronoun she uses most, and a tie decides
    nothing.
    """
    for pronouns, pattern in _TOLD_EX.items():
        if told := pattern.search(text):
            return pronouns, told.start(), told.end()
    if noun := _HE_NOUN.search(text):
        return "he", noun.start(), noun.end()
    if noun := _SHE_NOUN.search(text):
        return "she", noun.start(), noun.end()
    hidden = _OTHER.sub(lambda match: " " * len(match[0]), text)
    he, she = list(_HE.finditer(hidden)), list(_SHE.finditer(hidden))
    if len(he) != len(she):
        first = (he if len(he) > len(she) else she)[0]
        return "he" if len(he) > len(she) else "she", first.start(), first.end()
    if not he and (they := _THEY.search(text)):
        group = "they" if they["they"] else "first"
        return "they", they.start(group), they.end(group)
    return None


def own_pronouns(text: str) -> tuple[PronounSet, int, int] | None:
    """Her own pronouns, where she says who she is."""
    if alike := _ALIKE.search(text):
        for pronouns, words in _WORDS.items():
            if words.fullmatch(alike["what"]):
                return pronouns, alike.start(), alike.end()
    for pronouns, pattern in reversed(_SELF.items()):
        if match := pattern.search(text):
            return pronouns, match.start(), match.end()
    return None


def known_ex(ledger: Ledger) -> PronounSet | None:
    """The ex's pronouns as last heard."""
    return next((fact.ex_pronouns for fact in reversed(ledger.of(Person)) if fact.ex_pronouns), None)
