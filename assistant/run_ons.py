"""Where a sentence begins though no mark says so: many people type without full stops."""

from __future__ import annotations

import re
from collections.abc import Iterator

_SUBJECT = r"(?:(?:i|we|he|she|they)(?:'(?:m|ve|s|d|ll|re))?|i(?:m|ve)|(?:he|she)s|they(?:re|ve)|it'?s)"
_KIN = (
    r"(?:(?:best|close|good|old|mutual) )?(?:friends?|bff|bestie|mates?|sister|brother|mom|mum|mother|dad|father|parents|cousin|family|therapist|"
    r"roommate|flatmate|coworker|boss)"
)
_NEXT = re.compile(
    # What begins a sentence of its own where the one before had no full stop.
    rf"(?<=[\w'+]) (?=(?:{_SUBJECT} (?!and (?:i|me)\b)\w"
    r"|(?:(?:our|my|his|her|the) )?(?:very )?last (?:time (?:i|we|he|she|they)\b|(?:talked|spoke|saw|heard|texted|messaged|called)\b|(?!(?:week|weekend|night|month|year|spring|summer|autumn|fall|winter|\w+day)\b)(?:[\w']+ ){1,4}?(?:was|is|were)\b|(?:contact|text|message|call|talk):)"
    rf"|(?:my|his|her|our|their) {_KIN} (?:is|was|has|had|says|said|thinks|told|texted|messaged|called|asked|wants|keeps|knows|saw|got|just)\b"
    r"|been (?:no contact|nc)\b|(?:haven't|havent) \w|(?:(?<=him )|(?<=her )|(?<=them )|(?<=it ))day \d"
    r"|(?:what|how|when|why|where|who) (?:do|does|did|can|could|should|would|will|is|are|am|was|now|many days|long)\b"
    r"|(?:do|does|did|should|shud|can|could|will|would|am|is|are|was) (?:i|he|she|we|they|you|it|this|that|there|21|3 weeks|day)\b"
    r"|(?:maybe|honestly|anyway|please|pls|idk|sorry|any advice|any tips|help)\b))"
)
_TIME = r"(?:(?:on|at|in|the|this|last|next|late|early|about|like|around|exactly|\d+(?:st|nd|rd|th)?|a|an|one|two|three|four|few|couple of|\w+day|days?|weeks?|months?|years?|of|spring|summer|winter|autumn|hours?|nights?|mornings?|evening|ago|later|now|one|tonight|today|then|jan\w*|feb\w*|mar(?:ch)?|apr\w*|may|june?|july?|aug\w*|sept?\w*|oct\w*|nov\w*|dec\w*) ?)+"
_GOES_ON = re.compile(
    # What a sentence does not end with: the words after it belong to it still.
    r"(?:\b(?:when|since|after|because|cause|cuz|coz|cos|bc|that|if|and|&|\+|so|who|whom|whose|but|before|until|till|til|as|why|where|how|what|whatever|"
    r"whenever|wherever|or|nor|then|than|though|tho|although|while|whilst|unless|once|like|except|plus|which|yet|whether|"
    r"do|does|did|has|have|had|is|are|was|were|am|be|can|could|should|would|will|shall|may|might|must|\w+n't|(?:do|did|does|is|was|are|wo|ca|would|could|should|have|has)nt|"
    r"not|never|just|only|even|always|still|also|both|maybe|honestly|actually|anyway|please|sorry|okay|ok|well|yes|no|hi|hey|hello|u|you|i|he|she|they|we|"
    r"i'm|im|i've|ive|he's|hes|she's|shes|they're|we're|it's|its|that's|thats|what's|"
    r"think|thinks|thought|thinking|know|knows|knew|knowing|hope|hopes|hoped|hoping|guess|feel|feels|felt|feeling|said|say|says|saying|swear|swore|wish|"
    r"wishing|believe|believed|realise|realize|realised|realized|realising|realizing|see|saw|seen|hear|heard|mean|means|meant|meaning|remember|promise|promised|understand|"
    r"bet|suppose|supposed|imagine|decide|decided|wonder|wondering|notice|noticed|learned|learnt|figured|admit|admitted|claim|claims|claimed|assume|assumed|"
    r"accept|accepts|accepted|accepting|hate|hated|love|loved|regret|worry|dreamed|dreamt|pray|prayed|explain|explained|pretend|text|texts|texted|wrote|write|messaged|ask|asked|asking|"
    r"sure|glad|sad|happy|scared|afraid|worried|angry|mad|upset|proud|ashamed|aware|lucky|surprised|shocked|relieved|jealous|convinced|certain|"
    r"a|an|the|these|those|my|our|his|her(?= (?:last|no))|their|your|to|of|for|with|at|in|from|about|by|into|every|each|any|some|all|only|very|"
    r"suggested|suggests|proposed|insisted|insists|mentioned|agreed|agree|there|here|case|fault|fact|idea|feeling|chance|proof|everything|anything|something|nothing|everyone|anyone|someone|one|ones|thing|things|way|ways|time|times|moment|reason|second|minute|part|person|people|words)"
    r"|\b(?:the|that|a|an|this|every|last|first|only|any|some|no|all|each|another|these|those|next|same|other|what|which|how many|how much|how long) "
    r"(?!\d|(?:phone|gym|app|internet|contact|weekend|week|month|year|morning|evening|afternoon|\w+day|(?<=last )night)\b)[\w'-]+"
    r"(?: (?!(?:yesterday|today|tonight|ago|now|again|too|anymore|once|twice|though|anyway|back|phone|week|month|year|night|\w+day|died|left)\b)[\w'-]+)?"
    r"|\b(?:tell|tells|told|telling|show|shows|showed|showing|remind|reminded|prove|proves|convince|convinced|promise|promised|ask|asked|let|make|makes|made|text|texted|find|found|finding|figure|turns|turned|point|pointed) (?:\w+ )?(?:me|him|her|them|us|out|to him|to her|to me|know)|\b(?:told|tells?) [\w']+"
    r"|\b(?:so|such|too) (?!much|bad|far\b)(?:\w+ )?\w+"
    rf"|\b(?:and|so|but|then|when|if|because|that) {_TIME})$"
)
_DAY_FIRST = re.compile(rf"[,:(] ?{_TIME}$")
_DONE = re.compile(rf"{_SUBJECT} (?:\w+ly |just |then |even )?(?:\w+ed|got|had|sent|wrote|met|saw|spoke|broke|went|did|told|rang|gave|came|left|ran|slept)\b")
"""A day after a comma belongs to what was done on it: "one thing, on the 16th he wrote"."""
_OPENS = re.compile(
    # A sentence that begins so has its main part still to come.
    r"\W*(?:and |but |so |then )*(?:when|whenever|if|since|after|because|while|until|before|as|once|ever since|by the time|(?:the )?(?:last|first|next|second) time|"
    r"(?:the|that) (?:day|night|moment|week|morning)|every time|each time|last \w+ when)\b"
)
_COMPLETE = re.compile(
    rf"\b(?:{_SUBJECT}|(?:this|that|there)(?= (?:is|was|are|has|will|did|does)\b)|my \w+|our \w+|(?:his|her|their) \w+|ex|no one|nobody|everyone)(?: ?\([^)]*\))? (?:\w+n't |[a-z]+ly |just |only |really |still |never |always |not )?[a-z]+\b"
    r"|^\W*(?:\w+ed|been|got|had|sent|wrote|met|saw|spoke|broke|went|did|told|haven't|havent|didn't|didnt|can't|cant|don't|dont|no contact|nc|(?:the |our |my )?last (?!time|year|night|week|month|spring|summer|winter)\w+:?) \w"
)


_FAR_BACK = 400
"""No sentence is longer, in letters, before its first verb."""


def run_ons(sentence: str) -> Iterator[int]:
    """Where the next sentence begins though no mark says so: "he never replied i feel sick what do i do"."""
    start = 0
    for match in _NEXT.finditer(sentence):
        before = sentence[max(start, match.start() - _FAR_BACK) : match.start()]
        if _GOES_ON.search(before[-60:]) or len(_COMPLETE.findall(before)) <= bool(_OPENS.match(before)):
            continue
        if not (_DAY_FIRST.search(before) and _DONE.match(sentence, match.end())):
            start = match.end()
            yield start
