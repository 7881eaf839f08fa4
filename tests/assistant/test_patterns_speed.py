"""Finding by the words of a clause gives what trying every expression gives, at a cost linear in the text."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from statistics import median
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant import patterns as module
from assistant import probes
from assistant.patterns import Match, Pattern, find
from assistant.screening.screen import phrases
from assistant.spelling import respell
from assistant.text import Clause, clauses, mask_quotes, normalise
from assistant.understanding.telling import patterns

_ALL = (*patterns(), *phrases())
_SENTENCES = [sentence for pattern in _ALL for sentence in (*pattern.finds, *pattern.ignores)]


def _plain(patterns: Sequence[Pattern], clauses: Sequence[Clause]) -> Iterator[Match]:
    """What ``find`` must give, in the plainest way."""
    for pattern in patterns:
        for clause in clauses:
            if not pattern.fits(clause) or (pattern.exception and pattern.exception.regex.search(clause.text)):
                continue
            match = next(filter(None, (probe.regex.search(clause.text) for probe in pattern.probes)), None)
            if match:
                groups = {name: value for name, value in match.groupdict().items() if value}
                yield Match(pattern, clause, clause.start + match.start(), clause.start + match.end(), groups)


def _text(sentences: Sequence[str]) -> str:
    return respell(mask_quotes(normalise(". ".join(sentences)))).text


def _parts(text: str) -> list[Clause]:
    """The clauses, then the text as a whole, which screening searches too."""
    parts = clauses(text)
    return [*parts, Clause(text, 0, 0, question=False, supposed=False, others=False, earlier=False)]


@pytest.mark.parametrize("size", [1, 12])
def test_that_every_sentence_of_every_pattern_is_found_the_plain_way(size: int) -> None:
    for start in range(0, len(_SENTENCES), size):
        text = _text(_SENTENCES[start : start + size])
        parts = _parts(text) if size > 1 else clauses(text)
        assert list(find(_ALL, text, parts)) == list(_plain(_ALL, parts)), text


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(_SENTENCES), max_size=15), st.sampled_from(["told", "own", "others"]))
def test_that_sentences_one_after_another_are_found_the_plain_way(sentences: list[str], sort: str) -> None:
    text = _text(sentences)
    flags = {"supposed": sort == "own", "others": sort == "others", "question": False, "earlier": False}
    parts = [replace(part, **flags) for part in _parts(text)]
    assert list(find(_ALL, text, parts)) == list(_plain(_ALL, parts))


_SIGNS = (
    *((r"\b", ""), ("^", ""), ("$", ""), (r"\B", ""), ("(?<!a )", ""), (r"(?<=\bb)", ""), (r"\.", "."), ("", "")),
    *(
        (r"\w", "a"),
        (r"\w+", "abc"),
        (r"\W*", " "),
        (r"\d", "1"),
        (r"\s", "\n"),
        (".", "b"),
        (".*", "a b"),
        (r"a\Bb", "ab"),
    ),
    *(("[ab]", "a"), ("[^a]", "b"), ("[a-c]", "c"), ("[ '-]", "'"), (r"[\w']+", "he's"), ("[a-z]", "x")),
    *(
        ("ab?", "a"),
        ("ab{,2}", "a"),
        ("ba{2}", "baa"),
        ("(?:ab|b|)", "b"),
        ("(?:he |my ex)", "he "),
        ("(?: a)*", " a a"),
    ),
    *(
        ("{HIM}", "him"),
        ("{HIM}", "my ex"),
        ("{ADV}", "just"),
        ("{I}", "i just "),
        ("{EXDID}", "he's"),
        ("{NOT}", "n't"),
    ),
)
_WORDS = tuple((text, text) for text in ("a", "b", "ab", "abc ", " b", " a", "b ", "he's", "he", " ", " ", "-", "1"))
_TIMES = (
    ("?", 0),
    ("??", 1),
    ("*", 0),
    ("*", 2),
    ("+", 1),
    ("+?", 2),
    ("{0,2}", 0),
    ("{2}", 2),
    ("{1,}", 2),
    ("{,2}", 0),
)


def _made(chance: random.Random, depth: int) -> tuple[str, str]:
    """An expression, and a text that it often matches."""
    sort = chance.choice(("sign", "word", "row", "row", "either", "times", "times", "named", "ahead"))
    if depth == 0 or sort in ("sign", "word"):
        return chance.choice(_SIGNS if sort == "sign" else _WORDS)
    parts = [_made(chance, depth - 1) for _ in range(chance.randint(2, 4))]
    expression, text = chance.choice(parts)
    if sort == "row":
        return "".join(part for part, _ in parts), "".join(text for _, text in parts)
    if sort == "either":
        return f"(?:{'|'.join(part for part, _ in parts)})", text
    if sort == "times":
        times, count = chance.choice(_TIMES)
        # Repetitions of repetitions take for ever.
        return f"(?:{expression}){'?' if set('*+{') & set(expression) else times}", text * count
    return (f"({expression})", text) if sort == "named" else (f"(?{chance.choice('=!')}{expression})", "")


@pytest.mark.parametrize(("long", "many"), [(probes.LONG, probes._MANY), (0, 1), (0, 3)])
def test_that_any_expression_is_found_the_plain_way(long: int, many: int) -> None:
    chance = random.Random(long + many)
    matched = 0
    with patch.object(module, "LONG", long), patch.object(probes, "_MANY", many):
        for _ in range(2_000):
            made = [_made(chance, 3) for _ in range(3)]
            first, *others = [expression for expression, _ in made]
            some = [
                Pattern(id="one", any=(first, *others), finds=("a",)),
                Pattern(id="two", any=tuple(others), unless=(first,), finds=("a",)),
            ]
            told = [
                Clause(f"{before}{text}{after}", 0, 0, question=False, supposed=False, others=False, earlier=False)
                for _, text in made
                for before, after in (("", ""), ("a ", " b"), ("x", "'a"))
            ]
            found = list(find(some, "", told))
            assert found == list(_plain(some, told)), [pattern.any for pattern in some]
            matched += len(found)
    assert matched > 5_000


@pytest.mark.parametrize(
    "expression", ["(?i)he", r"(\w)\1", r"\x61", "a(?#b)c", "(?>ab|a)b", r"[\--a]b", r"(?s:a.b)", "]a", "a{b"]
)
def test_that_rare_syntax_is_found_too(expression: str) -> None:
    pattern = Pattern(id="rare", any=(expression,), finds=("a",))
    texts = ["HE said", "aab", "ac", "abb", "_b", "a\nb", "]a", "a{b", "x"]
    told = [Clause(text, 0, 0, question=False, supposed=False, others=False, earlier=False) for text in texts]
    found = list(find([pattern], "", told))
    assert found and found == list(_plain([pattern], told))


def test_that_a_list_and_a_part_of_the_patterns_will_do() -> None:
    text = _text(_SENTENCES[:40])
    parts = _parts(text)
    for some in (_ALL, list(_ALL), _ALL[::3], [], list(reversed(_ALL))):
        assert list(find(some, text, parts)) == list(_plain(some, parts))


def test_that_almost_every_expression_needs_a_word() -> None:
    probes = [probe for pattern in _ALL for probe in pattern.probes]
    assert sum(not probe.needs for probe in probes) <= len(probes) / 50


def _seconds(count: int) -> tuple[float, str, list[Clause]]:
    """The median time to search a text of so many words, and the text with its parts."""
    words = " ".join(random.Random(count).choices(_SENTENCES, k=count)).split()[:count]
    text = _text([" ".join(words[at : at + 9]) for at in range(0, count, 9)])
    parts = _parts(text)
    list(find(_ALL, text, parts))
    return median(_timed(lambda: list(find(_ALL, text, parts))) for _ in range(5)), text, parts


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def test_that_the_cost_grows_with_the_length_and_no_faster() -> None:
    (little, *_), (much, *_) = _seconds(1_500), _seconds(6_000)
    assert much < 4 * little * 2.5


def test_that_few_expressions_are_tried() -> None:
    """In one of three pairs at least: whatever else the machine does slows one side of a pair or the other."""
    _, text, parts = _seconds(1_500)
    pairs = [
        (_timed(lambda: list(find(_ALL, text, parts))), _timed(lambda: list(_plain(_ALL, parts)))) for _ in range(3)
    ]
    assert max(plain / fast for fast, plain in pairs) > 3
