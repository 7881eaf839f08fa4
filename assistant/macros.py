"""The macros that every expression over her words may use: the ex, her own acts, the words one leaves in or out."""

from __future__ import annotations

import re

_EX_NOUN = (
    r"(?:my|the|your) (?:now )?ex(?:[ -]?(?:boyfriend|bf|girlfriend|gf|husband|wife|fiance|fiancee|partner|bff))?|ex|"
    r"my former (?:partner|boyfriend|girlfriend|husband|wife|fiancee?|spouse)|my (?:bf|boyfriend|gf|girlfriend|husband|hubby|wife|partner|fiancee?|man|guy)"
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
    "EXDID": rf"\b(?:he|she|they|{_EX_NOUN})(?:'s|'ve|'d|s| has| have| had| did)?(?: {_ADVERB})*",
    "IAM": r"(?:\bi'?m|\bi am|^im|\bi was|\bi feel|\bi felt|\bi'?ve been|^feeling|\bfeeling)(?: (?:so|just|really|very|kinda|still|such|feeling|only|sort of|kind of|a bit|literally))*",
    "NOT": r"(?:not|never|n't|nt|no longer|cannot)",
    # "he", "my ex then just", "used to", before what was done to her
    "EXDOES": rf"(?:\b(?:(?:he|she|they|{_EX_NOUN}))(?:'d|'s|'ll|'ve)?(?: (?!(?:i|i'\w+|it|it's|but|never|not|almost|nearly|mum|mom|dad|"
    rf"brother|sister|friend|mate|boss|father|mother)\b)[\w']+){{0,6}}? |^(?:and |then |or |once |just |even |also |always |"
    rf"literally |actually |ever )*|\b(?:who|used to|would|tried to|tries to|threatened to|threatens to|started|kept|keeps|liked to|"
    rf"loved to|going to|gonna)(?: \w+)? )",
    # "i", "i have just", "and then i", before what she did
    "IDO": r"(?:\bi(?:'ve|'m| have| am| had| was| just| then| also| even| did)?(?: (?!(?:he|she|they|want|wanted|wish|could|would|should|"
    r"might|can|not|never|nearly|almost|hope|think|need|saw)\b)[\w']+){0,5}? |^(?:and |then |so |just |ok |yes |literally |again |"
    r"also |even |been |ugh |been |yeah )*|\b(?:and|then|so) (?:i )?)",
    # where the ex lives, works or goes
    "EXPLACE": rf"(?:(?:(?:(?:his|her|their|(?:{_EX_NOUN})'?s))|my exes) (?:new |old )?(?:\w+'?s? ){{0,2}}?(?:house|home|place|apartment|apt|"
    rf"flat|door|doorstep|doorbell|dorm|building|street|road|block|neighbou?rhood|work|workplace|office|job|shop|store|gym|school|"
    rf"class|lectures?|uni|university|college|campus|car|church|parents'?|mums?'?s?|moms?'?s?|family'?s?|sister'?s|brother'?s|"
    rf"best friend'?s|friend'?s|bar|station|bus stop|stop|window|garden|yard|driveway|hotel|salon|restaurant|cafe|football|training|"
    rf"shift|yoga)\b)",
    # "texting", "turning up": every way of reaching someone
    "REACHING": r"(?:text\w*|contact\w*|messag\w*|call\w*|writ\w+|reach\w* out|bother\w*|email\w*|harass\w*|dm\w*|chas\w+|ring\w*|phon\w+|"
    r"follow\w*|stalk\w*|com(?:e|ing) (?:round|near|over|to|by|back)|show\w* up|speak\w* to|talk\w* to|try\w* to (?:talk|contact|"
    r"reach|get|win|call|meet|see)|pester\w*|annoy\w*|hassl\w*|beg\w*|push\w*|trying)",
    # asked, wished or feared, so not done
    "MIGHT": r"\b(?:should|can|could|would|may|might|shall|will|do) i\b|(?<!so )\bi(?: could| would| might| should| may)\b|\bi'd (?!see|"
    r"know|bump|run|be able|meet|catch)|\b(?:almost|nearly|tempted|thinking (?:of|about)|thought (?:of|about)|considering|about to|"
    r"want to|wanna|wanted to|going to|gonna|planning|dream\w*|nightmare|wish|imagine|what if|if i|need to|have to|hope to|urge|"
    r"hypothetical\w*|is it (?:\w+ )?(?:ok|okay|bad|creepy|weird|wrong|stalking) (?:to|if)|how (?:do|can) i|let me|would it|"
    r"resist\w*)\b",
    # every way of putting something to someone
    "SAYS": r"(?:said|says|told me|tells me|texted|replied|wrote|messaged|goes|was like|answered|responded|screamed|yelled|shouted|snapped|"
    r"sent me|made it clear|was clear|emailed|asked me|begged me|warned me|wants|saying|announced)",
}
_MACRO = re.compile(r"\{([A-Z]+)\}")


def expand(expression: str) -> str:
    """Fill the macros of an expression."""
    return _MACRO.sub(lambda match: f"(?:{MACROS[match[1]]})", expression)
