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
_I_AM: dict[PronounSet, str] = {
    "he": r"i'?m (?:a |an? \d\d ?(?:yo |year old )?)?(?:gay |bi |trans |straight )?(?:man|guy|dude|male|boy)\b|as a (?:man|guy)\b|\b(?:m\d\d|\d\dm)\b|my pronouns are he",
    "she": r"i'?m (?:a |an? \d\d ?(?:yo |year old )?)?(?:gay |bi |trans |straight )?(?:woman|girl|female|lady|lesbian)\b|as a (?:woman|girl)\b|\b(?:f\d\d|\d\df)\b|my pronouns are she",
    "they": r"i'?m (?:non-?binary|enby|nb|genderqueer|agender)\b|my pronouns are they|i use they",
}
_SELF = {pronouns: re.compile(pattern) for pronouns, pattern in _I_AM.items()}


def ex_pronouns(text: str) -> tuple[PronounSet, int, int] | None:
    """The pronouns she uses for the ex in normalised ``text``, with the span that shows it.

    A word that names the ex decides; otherwise the pronoun she uses most, and a tie decides nothing.
    """
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
    for pronouns, pattern in _SELF.items():
        if match := pattern.search(text):
            return pronouns, match.start(), match.end()
    return None


def known_ex(ledger: Ledger) -> PronounSet | None:
    """The ex's pronouns as last heard."""
    return next((fact.ex_pronouns for fact in reversed(ledger.of(Person)) if fact.ex_pronouns), None)
