"""Screening: what is found, what is left alone, and what becomes a fact."""

from __future__ import annotations

from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.facts import FACT
from assistant.patterns import Pattern
from assistant.screening.screen import phrases, screen
from assistant.turn import Finding

KINDS = {
    "suicide", "suicide_retracted", "despair", "self_harm", "suicide_other", "abuse_by_ex", "abuse_by_user",
    "pursuit_by_user", "pursuit_by_ex", "legal_bar", "asked_to_stop", "block_workaround", "minor",
    "deception", "drunk", "panicking",
}  # fmt: skip
MAIN = KINDS - {"despair"}


def _is(finding: Finding, pattern: Pattern) -> bool:
    """Whether the finding could come from the pattern: same kind, and the same fact as far as the pattern fixes it."""
    if finding.kind != pattern.kind or (finding.fact is None) != (pattern.fact is None):
        return False
    groups = {name for probe in pattern.probes for name in probe.regex.groupindex}
    fixed = (pattern.fact or {}).items() <= (finding.fact or {}).items()
    return fixed and (not groups or not groups.isdisjoint(finding.fact or {}))


@pytest.mark.parametrize(
    ("pattern", "sentence"), [pytest.param(p, s, id=f"{p.id}: {s}") for p in phrases() for s in p.finds]
)
def test_that_a_pattern_finds_its_sentence(pattern: Pattern, sentence: str) -> None:
    assert any(_is(finding, pattern) for finding in screen(sentence).findings)


@pytest.mark.parametrize(
    ("pattern", "sentence"), [pytest.param(p, s, id=f"{p.id}: {s}") for p in phrases() for s in p.ignores]
)
def test_that_a_pattern_leaves_its_counterexample_alone(pattern: Pattern, sentence: str) -> None:
    assert not any(_is(finding, pattern) for finding in screen(sentence).findings)


def test_that_every_pattern_has_a_known_kind_and_enough_examples() -> None:
    assert {pattern.kind for pattern in phrases()} == KINDS
    thin = [p.id for p in phrases() if p.kind in MAIN and (len(p.finds) < 5 or len(p.ignores) < 5)]
    assert thin == []


@pytest.mark.parametrize("pattern", [p for p in phrases() if p.fact], ids=lambda pattern: pattern.id)
def test_that_what_is_found_makes_a_valid_fact(pattern: Pattern) -> None:
    findings = [f for sentence in pattern.finds for f in screen(sentence).findings if f.fact]
    assert findings
    for finding in findings:
        FACT.validate_python({**(finding.fact or {}), "id": "f1", "message_id": "m1", "quote": finding.quote})


@pytest.mark.parametrize(
    "message",
    [
        "this is killing me", "dying to see him", "i'd die for pizza", "he ghosted me", "should i shoot my shot",
        "i'm gonna kill it at work tomorrow", "he's dead to me", "i could kill him lol", "my phone died",
        "i don't want to live with the regret", "i can't do this anymore", "he pushed me away", "it hit me that he's gone",
        "he beat me at mini golf", "i cut him off", "i'm 22 days in", "he wants space", "i keep checking his instagram",
        "we work in the same office", "i saw him at the gym by chance", "he blocked me", "i can't live without him",
        "i'm pregnant, do i tell him", "i used to be suicidal years ago", "he moved on and i have to as well",
    ],
)  # fmt: skip
def test_that_ordinary_heartbreak_raises_no_alarm(message: str) -> None:
    assert screen(message).level == "none"


@pytest.mark.parametrize(
    ("message", "kinds"),
    [
        ('he said "i will kill myself"', ["suicide_other"]),
        ("him: i'll kill myself if you block me", ["suicide_other"]),
        ('i told him "i want to die"', ["suicide"]),
        ("he told me to kill myself", ["abuse_by_ex"]),
        ('he texted "i will kill you"', ["abuse_by_ex"]),
        ('my mom said "i want to die"', ["suicide_other"]),
        ('"leave me alone" he wrote', ["asked_to_stop"]),
        ('i told him "leave me alone"', []),
    ],
)
def test_that_it_matters_who_said_it(message: str, kinds: list[str]) -> None:
    assert screen(message).kinds == kinds


@pytest.mark.parametrize(
    ("message", "fact"),
    [
        ("there's a restraining order against me", {"kind": "boundary", "what": "court_order", "against": "user"}),
        ("i got a restraining order against him", {"kind": "boundary", "what": "court_order", "against": "ex"}),
        ('i told him "leave me alone"', {"kind": "boundary", "what": "asked_to_stop", "against": "ex"}),
        ("he hit me", {"kind": "abuse", "by": "ex", "what": "violence"}),
        ("i hit him", {"kind": "abuse", "by": "user", "what": "violence"}),
        ("i put an airtag in his car", {"kind": "pursuit", "by": "user", "what": "tracking"}),
        ("he put an airtag in my car", {"kind": "pursuit", "by": "ex", "what": "tracking"}),
    ],
)
def test_that_the_side_is_kept(message: str, fact: dict[str, str]) -> None:
    assert [finding.fact for finding in screen(message).findings] == [fact]


def test_that_both_ages_are_noted_and_only_the_young_one_is_an_alarm() -> None:
    findings = screen("I (16F) got dumped by my ex (24M)").findings
    assert [(f.kind, f.level, f.fact) for f in findings] == [
        ("minor", "caution", {"kind": "person", "age": 16}),
        ("person", "none", {"kind": "person", "ex_age": 24}),
    ]


def test_that_a_plan_is_named_but_is_no_fact() -> None:
    (finding,) = screen("im gonna go to his house").findings
    assert (finding.kind, finding.level, finding.fact) == ("pursuit_by_user", "caution", None)


def test_that_a_crisis_in_the_same_message_outweighs_a_retraction() -> None:
    assert screen("i'm not going to hurt myself. but i want to die").kinds == ["suicide"]


def test_that_the_gravest_level_counts_and_kinds_come_in_order() -> None:
    screening = screen("i'm 15. he hit me. i want to die")
    assert screening.kinds == ["minor", "abuse_by_ex", "suicide"]
    assert screening.level == "crisis"


def test_that_a_thing_said_twice_is_found_once() -> None:
    assert len(screen("i want to die. i just want to die").findings) == 1


@given(
    st.text(max_size=200)
    | st.lists(st.sampled_from([s for p in phrases() for s in p.finds]), max_size=4).map("\n“".join)
)
def test_that_every_quote_is_a_part_of_the_message(message: str) -> None:
    assert all(finding.quote and finding.quote in message for finding in screen(message).findings)


@given(st.sampled_from([s for p in phrases() for s in p.finds]))
def test_that_case_and_curly_apostrophes_change_nothing(sentence: str) -> None:
    assert screen(sentence.replace("'", "’").upper()).kinds == screen(sentence).kinds


@pytest.mark.parametrize(
    "message",
    [
        "he choked me when i tried to leave", "i said no and he hit me", "i couldn't breathe, he was strangling me",
        "he smashed my phone so i couldnt call anyone", "locked me in the bathroom", "my wages went in his account",
        "i had to show him my phone every night", "said hed kill the dog if i left", "he has videos of me n says hell post them",
    ],
)  # fmt: skip
def test_that_harm_is_heard_however_it_is_told(message: str) -> None:
    assert "abuse_by_ex" in screen(message).kinds


@pytest.mark.parametrize(
    ("message", "what"),
    [
        ("made a burner insta to watch his stories", "fake_account"),
        ("still logged into her icloud", "account_access"),
        ("drove past her flat four times this week", "turning_up"),
        ("15 messages since thursday, unanswered", "many_messages"),
        ("stuck a gps tracker on his car", "tracking"),
        ("i texted him from my sisters phone because hes blocked me", "other"),
    ],
)
def test_that_her_own_pursuit_is_heard_without_an_i(message: str, what: str) -> None:
    facts = [finding.fact for finding in screen(message).findings]
    assert {"kind": "pursuit", "by": "user", "what": what} in facts


@pytest.mark.parametrize(
    "message",
    [
        "she slapped a we-should-talk on me", "my ex before this one used to hit me", "the news hit me like a truck",
        "i broke my phone", "what would you do if he hit me", "should i drive past his house", "he kicked me to the curb",
        "i threw his hoodie in the bin", "we exchanged 100 texts", "she locked me out of our netflix",
    ],
)  # fmt: skip
def test_that_idioms_others_and_questions_are_no_harm(message: str) -> None:
    assert not [finding for finding in screen(message).findings if finding.fact]


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("nobody would have to worry about me any more", "suicide"),
        ("i cut my arms again last night after he left", "self_harm"),
        ("he sits in his car outside my work again today", "pursuit_by_ex"),
        ("there were 61 missed calls from him again today", "pursuit_by_ex"),
        ("i wait across the road from her gym most evenings", "pursuit_by_user"),
        ("his icloud is still open on my ipad so at night i read what he writes", "pursuit_by_user"),
        ("she'll only come if she thinks im ill, so im going to tell her i have cancer", "deception"),
        ("he says he'll jump if i dont come back", "suicide_other"),
    ],
)
def test_that_what_is_told_quietly_is_heard(message: str, kind: str) -> None:
    assert kind in screen(message).kinds


@pytest.mark.parametrize(
    "message",
    [
        "i am so done with this week, i want it to be over", "we ran out of milk and i cried in the aisle",
        "i took my tablets and slept ten hours", "my brother works for the police", "i want to sleep until spring",
        "she asked me to write less often", "i cut my hair again last night after he left", "11 missed calls from work today",
        "i wait across the road from my gym until it opens",
        "i rang him yesterday", "i bumped into her two days ago", "i visited my ex on monday", "i cut off my ex",
    ],
)  # fmt: skip
def test_that_the_same_words_about_something_else_raise_no_alarm(message: str) -> None:
    assert screen(message).level == "none"


def test_that_a_long_message_takes_no_longer_than_its_length() -> None:
    told = "he never said no to me and i would always go to the house when he was there and i "

    def seconds(times: int) -> float:
        start = perf_counter()
        screen(told * times)
        return perf_counter() - start

    seconds(1)
    assert seconds(80) < 25 * max(seconds(8), 0.01)
