"""The macros that every expression over her words may use: the ex, her own acts, the words one leaves in or out."""

from __future__ import annotations

import re

_EX_NOUN = (
    r"(?:my|the|your) (?:now )?ex(?:[ -]?(?:boyfriend|bf|girlfriend|gf|husband|wife|fiance|fiancee|partner|bff))?|ex|"
    r"my (?:bf|boyfriend|gf|girlfriend|husband|hubby|wife|partner|fiancee?|man|guy)"
    r"(?: of (?:almost |over |about )?[\w.]+ (?:years?|yrs?|months?))?"
)
_ADVERB = (
    r"(?:just|already|then|finally|also|actually|accidentally|stupidly|literally|only|really|sorta|kinda|kind of|def|totally|"
    r"of course|so|even|basically|drunkenly|again|suddenly|randomly|recently|still|obviously|kindly|once|apparently|immediately|always|both)"
)
MACROS = {
    "EX": rf"(?:he|she|they|{_EX_NOUN})",
    "HIM": rf"(?:him|her|them|{_EX_NOUN})",
    "HIS": rf"(?:his|her|their|(?:{_EX_NOUN})'?s)",
    "ADV": _ADVERB,
    # "i texted", "i've already texted", and a clause that leaves the "i" out: "texted him last night"
    "I": rf"(?:(?:^|\bi(?:'ve|ve| have| had|'d| did)? )(?:(?:and|but|then|so|ok|okay|omg|ugh|well|yes|yeah|no|sorry|lol|like|because|bc) )*"
    rf"(?:{_ADVERB} )*(?:(?:went|caved|gave in|broke down|slipped|got drunk|cracked|messed up|broke nc|broke no contact) and )?(?:{_ADVERB} )*)",
    # "he", "he has just", "he's finally"
    "EXDID": rf"\b(?:he|she|they|{_EX_NOUN})(?:'s|'ve|s| has| have| had| did)?(?: {_ADVERB})*",
    "IAM": r"(?:\bi'?m|\bi am|^im|\bi was|\bi feel|\bi felt|\bi'?ve been|^feeling|\bfeeling)(?: (?:so|just|really|very|kinda|still|such|feeling|only|sort of|kind of|a bit|literally))*",
    "NOT": r"(?:not|never|n't|nt|no longer|cannot)",
}
_MACRO = re.compile(r"\{([A-Z]+)\}")


def expand(expression: str) -> str:
    """Fill the macros of an expression."""
    return _MACRO.sub(lambda match: f"(?:{MACROS[match[1]]})", expression)
