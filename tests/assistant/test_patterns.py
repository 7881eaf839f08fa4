"""Every pattern finds what it says it finds, ignores what it says it ignores, and makes a valid fact."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import pytest
from pydantic import ValidationError

import assistant
from assistant.errors import DataError
from assistant.facts import FACT
from assistant.patterns import Match, Pattern, find, load_patterns
from assistant.probes import Probe
from assistant.screening.screen import phrases, screen
from assistant.spelling import respell
from assistant.text import clauses, mask_quotes, normalise

_HOME = Path(assistant.__file__).parent
_UNDERSTOOD = [
    (file.stem, pattern)
    for file in sorted((_HOME / "understanding" / "patterns").glob("*.yaml"))
    for pattern in load_patterns(file)
]
_SCREENED = [("phrases", pattern) for pattern in phrases()]
_ALL = _UNDERSTOOD + _SCREENED


def _cases(patterns: Sequence[tuple[str, Pattern]], field: Literal["finds", "ignores"]) -> list[Any]:
    return [
        pytest.param(pattern, sentence, id=f"{stem}:{pattern.id}-{number}")
        for stem, pattern in patterns
        for number, sentence in enumerate(getattr(pattern, field))
    ]


def _found(pattern: Pattern, sentence: str) -> list[Match]:
    text = respell(mask_quotes(normalise(sentence))).text
    return list(find([pattern], text, clauses(text)))


def _alarms(sentence: str) -> set[tuple[str, str, str]]:
    return {(finding.kind, finding.level, str(finding.fact)) for finding in screen(sentence).findings}


def _alarm(pattern: Pattern) -> tuple[str, str, str]:
    return (pattern.kind or pattern.id, pattern.level or "none", str(pattern.fact))


@pytest.mark.parametrize(("pattern", "sentence"), _cases(_UNDERSTOOD, "finds"))
def test_that_a_pattern_finds_its_own_sentence(pattern: Pattern, sentence: str) -> None:
    assert _found(pattern, sentence)


@pytest.mark.parametrize(("pattern", "sentence"), _cases(_UNDERSTOOD, "ignores"))
def test_that_a_pattern_ignores_what_it_must_not_find(pattern: Pattern, sentence: str) -> None:
    assert not _found(pattern, sentence)


@pytest.mark.parametrize(("pattern", "sentence"), _cases(_SCREENED, "finds"))
def test_that_screening_finds_the_sentence_of_its_phrase(pattern: Pattern, sentence: str) -> None:
    assert pattern.kind in {finding.kind for finding in screen(sentence).findings}


@pytest.mark.parametrize(("pattern", "sentence"), _cases(_SCREENED, "ignores"))
def test_that_screening_ignores_what_its_phrase_must_not_find(pattern: Pattern, sentence: str) -> None:
    assert _alarm(pattern) not in _alarms(sentence)


@pytest.mark.parametrize(("pattern", "sentence"), _cases(_UNDERSTOOD, "finds"))
def test_that_a_match_lies_inside_the_message(pattern: Pattern, sentence: str) -> None:
    for match in _found(pattern, sentence):
        assert 0 <= match.start < match.end


def test_that_no_two_patterns_share_an_id() -> None:
    assert [name for name, count in Counter(pattern.id for _, pattern in _ALL).items() if count > 1] == []


@pytest.mark.parametrize("pattern", [pattern for _, pattern in _ALL], ids=lambda pattern: pattern.id)
def test_that_the_fact_of_a_pattern_is_valid(pattern: Pattern) -> None:
    if pattern.fact is None:
        assert pattern.kind, "a pattern notes a fact or raises an alarm"
        return
    named = {name for probe in pattern.probes for name in probe.regex.groupindex}
    try:
        FACT.validate_python({**pattern.fact, "id": "f1", "quote": "her words", "message_id": "m1"})
    except ValidationError as error:
        left_out = [problem["type"] == "missing" and problem["loc"][-1] in named for problem in error.errors()]
        assert all(left_out), error


def test_that_only_the_fields_of_its_fact_are_named_in_an_expression() -> None:
    fields = {"kind", "what", "often", "age", "ex_age", "days"}
    named = {name for _, pattern in _ALL for probe in pattern.probes for name in probe.regex.groupindex}
    assert named <= fields


def test_that_how_often_she_looks_is_kept_in_her_words() -> None:
    (pattern,) = [pattern for _, pattern in _ALL if pattern.id == "checking.pages"]
    (match, *_) = _found(pattern, "i check his insta like 20 times a day")
    assert match.groups == {"often": "like 20 times a day"}


def test_that_a_broken_entry_is_named_with_its_file(tmp_path: Path) -> None:
    file = tmp_path / "broken.yaml"
    file.write_text('- id: half\n  any: ["open"]\n', encoding="utf-8")
    with pytest.raises(DataError, match=r"broken\.yaml: half"):
        load_patterns(file)


def test_that_a_broken_expression_is_named() -> None:
    with pytest.raises(DataError, match=r"\(open"):
        assert Probe("(open").regex


@pytest.mark.parametrize("pattern", [pytest.param(pattern, id=pattern.id) for _, pattern in _ALL])
def test_that_every_expression_compiles(pattern: Pattern) -> None:
    for probe in (*pattern.probes, *filter(None, [pattern.exception])):
        assert probe.regex.pattern
