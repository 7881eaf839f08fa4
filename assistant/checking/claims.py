"""What no reply may say, whoever wrote it, and why (R13, R24, R30-R32, R38, R56; the words rule of the house)."""

from __future__ import annotations

import re

CLAIMS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (why, re.compile(pattern))
    for why, pattern in (
        (
            "It gives odds or a promise.",
            r"\d+ ?(?:%|percent)|\b(?:odds|chances) (?:are|of)|\b(?:guarantee[sd]?|guaranteed)\b|\b(?:he|she|they|your ex)(?:'ll| will| is going to|'s going to| are going to) (?:\w+ )?(?:come back|be back|want you|miss you|regret|"
            r"realis\w+|realiz\w+|fall|love you|forgive)|\b(?:definitely|certainly|surely|undoubtedly|no doubt) (?:\w+ ){0,3}(?:back|work|love|miss)|\bi promise\b|\b(?:always|never fails?) works?\b|\bwill (?:definitely|surely|certainly)\b|\b(?:most |many |all )?(?:exes|couples|people|men|guys|women) (?:\w+ )?(?:come|get|go|return|end up) (?:\w+ )?(?:back|together)",
        ),
        (
            "It leans on studies the article does not have.",
            r"\b(?:stud(?:y|ies)|research(?:ers)?|science|scientists|psychologists?|statistic(?:s|ally)?|surveys?|data|experts (?:agree|say|recommend)|proven|evidence shows)\b(?! (?:the |your )?(?:for|exam))",
        ),
        (
            "It invents an experience.",
            r"\b(?:i've been there|i have been there|been there myself|i went through|i've gone through|when i (?:broke|was dumped|lost|got dumped|split)|my (?:own )?(?:ex|breakup|divorce|boyfriend|girlfriend)\b|as someone who|i know (?:exactly )?how (?:you|it|that) feels?|i remember when|happened to me|my friend)",
        ),
        (
            "It shames.",
            r"\b(?:desperate|pathetic|needy|clingy|crazy|psycho|stupid|idiot|foolish|embarrassing yourself|(?<!wasn't )(?<!isn't )(?<!not )(?<!none of it is )your fault|grow up|get over it|dramatic|hysterical|high[- ]value (?:wo)?m[ae]n|loser)\b",
        ),
        (
            "It makes a diagnosis.",
            r"\b(?:you|he|she|they|your ex) (?:are|is|have|has|suffer|sounds? like|seems?) (?:a |an |from |clearly |probably )*(?:narcissist\w*|bipolar|borderline|bpd|ptsd|depress(?:ion|ed)|anxiety disorder|codependen\w*|avoidant|anxiously attached|sociopath|psychopath|ocd|adhd)\b|\bdiagnos",
        ),
        (
            "It decodes what the ex feels.",
            r"\b(?:means|shows|proves|a (?:clear|sure|good) sign|obviously|clearly) (?:that )?(?:he|she|they|your ex)\b[^.]{0,40}\b(?:love|miss|want|think|care|regret|interest|feel)|\b(?:he|she|they|your ex) (?:still |obviously |clearly |secretly |probably |must )+(?:loves?|miss(?:es)?|wants?|cares?|regrets?|feels?|think)",
        ),
        ("It holds a link that is no reviewed resource.", r"https?://|www\.|\b\w+\.(?:com|org|net)\b"),
        (
            "It speaks as the ex or repeats its instructions.",
            r"\b(?:system prompt|as an ai language model|my instructions|ignore (?:all|previous)|passage id)\b",
        ),
    )
)
"""(why, pattern over normalised text), tried in order."""
