from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge.errors import PlaybookError
from knowledge.playbook import GUARD_NAMES, Passage, Playbook, main
from knowledge.pronouns import render

NEVER_SAID = (
    r"desperat\w*", r"crazy", r"pathetic", r"insane", r"needy", r"clingy", r"girls?", r"girlfriend\w*", r"boyfriend\w*",
    r"wom[ae]n", r"lad(?:y|ies)", r"m[ae]n", r"guys?", r"per ?cent\w*", r"\d+ ?%", r"research\w*", r"studies show",
    r"experts agree", r"temporary", r"i've been there", r"journey", r"believe me", r"trust me",
)  # fmt: skip
"""Shaming words, claims nobody can make, and words that take the reader for one gender."""
ONLY_DENIED = (r"guarante\w*", r"promis\w*", r"odds", r"stud(?:y|ies)", r"proven", r"definitely", r"always works")
"""Words that may be said only in a sentence that denies them ("nobody can promise this")."""
EXCEPTIONS = {("faq.high-value", "women")}
"""Said to take the article's word back: it speaks to women, and goes for anyone."""

DENIAL = re.compile(r"\b(?:no|not|never|nobody|nothing|none|neither|cannot|without)\b|n't\b", re.I)
STEPS_5_AND_6 = set(GUARD_NAMES) - {"not_yet_shown_up", "showed_up_once", "well_received"}


def spoken(passage: Passage) -> list[str]:
    """What the coach may say of a passage, sentence by sentence, to someone whose ex is a they."""
    lines = " ".join(render(line, "they") for line in (passage.coach, passage.action, passage.caution) if line)
    return re.split(r"(?<=[.?]) ", lines)


def test_that_the_playbook_is_complete(playbook: Playbook) -> None:
    names = [section.section for section in playbook.sections]
    assert sorted(names) == sorted([*(f"step-{n}" for n in range(1, 7)), "note", "faq", "house-rules"])
    assert [playbook.step(n).section for n in range(1, 7)] == [f"step-{n}" for n in range(1, 7)]
    assert len(list(playbook)) >= 150
    assert len([passage for passage in playbook if passage.source == "article"]) >= 150


def test_that_every_house_rule_has_a_passage(playbook: Playbook) -> None:
    rules = {passage.rule for passage in playbook if passage.rule}
    assert rules == {f"R{number:02}" for number in range(1, 61)}
    for rule in rules:
        assert playbook.rule(rule) == [passage for passage in playbook if passage.rule == rule]


def test_that_house_rules_are_ours_and_the_rest_is_the_articles(playbook: Playbook) -> None:
    for section in playbook.sections:
        for passage in section.passages:
            ours = section.section == "house-rules"
            assert passage.source == ("house" if ours else "article"), passage.id
            assert (passage.lines is None) == ours, passage.id
            assert passage.id.startswith(
                {"house-rules": "house.", "note": "note.", "faq": "faq."}.get(section.section, f"s{section.step}.")
            )


def test_that_the_steps_declare_what_opens_them(playbook: Playbook) -> None:
    for number in range(1, 5):
        assert playbook.step(number).needs == ("no_crisis",)
    assert set(playbook.step(5).needs) == {*STEPS_5_AND_6, "not_yet_shown_up"}
    assert set(playbook.step(6).needs) == {*STEPS_5_AND_6, "showed_up_once", "well_received"}


def test_that_what_may_be_shown_of_a_locked_step_tells_nobody_to_do_it(playbook: Playbook) -> None:
    for number in (5, 6):
        for passage in playbook.step(number).passages:
            assert passage.step in (None, number), passage.id
            assert passage.step or passage.kind not in ("do", "example"), passage.id


def test_that_no_section_outside_the_steps_belongs_to_a_step(playbook: Playbook) -> None:
    for section in playbook.sections:
        assert section.step == (int(section.section[-1]) if section.section.startswith("step-") else None)
        for passage in section.passages:
            assert section.step or passage.step in (None, 5, 6), passage.id


def test_that_passages_are_found_by_id(playbook: Playbook) -> None:
    assert all(playbook.get(passage.id) is passage for passage in playbook)
    assert playbook.get("s2.nothing-of-that-name") is None


def test_that_no_two_passages_answer_the_same_question(playbook: Playbook) -> None:
    asked = Counter(ask.casefold().strip(" ?.") for passage in playbook for ask in passage.asks)
    assert [ask for ask, times in asked.items() if times > 1] == []


def test_that_the_coach_is_brief(playbook: Playbook) -> None:
    for passage in playbook:
        assert 10 <= len(render(passage.coach, "they").split()) <= 60, passage.id
        for line in filter(None, (passage.action, passage.caution)):
            assert 4 <= len(line.split()) <= 40, (passage.id, line)


def test_that_the_coach_neither_shouts_nor_dashes(playbook: Playbook) -> None:
    for passage in playbook:
        for sentence in spoken(passage):
            assert not re.search(r"[!—–\U0001F300-\U0001FAFF]", sentence), (passage.id, sentence)


@pytest.mark.parametrize("word", NEVER_SAID)
def test_that_the_coach_never_says(playbook: Playbook, word: str) -> None:
    said = re.compile(rf"(?<!\w)(?:{word})(?!\w)", re.I)
    for passage in playbook:
        for sentence in spoken(passage):
            found = [hit for hit in said.findall(sentence) if (passage.id, hit.lower()) not in EXCEPTIONS]
            assert not found, (passage.id, sentence)


@pytest.mark.parametrize("word", ONLY_DENIED)
def test_that_the_coach_says_it_only_to_deny_it(playbook: Playbook, word: str) -> None:
    for passage in playbook:
        for sentence in spoken(passage):
            if re.search(rf"\b(?:{word})\b", sentence, re.I):
                assert DENIAL.search(sentence), (passage.id, sentence)


def test_that_a_house_rule_leaves_its_lead_in_to_the_writer(playbook: Playbook) -> None:
    for passage in playbook:
        if passage.rule:
            assert not re.search(r"house rule|article (?:does|did)(?:n't| not) cover", passage.coach, re.I), passage.id


def test_that_the_fingerprint_follows_every_byte(part_of_playbook: Callable[[str, int], Path]) -> None:
    folder = part_of_playbook("note.yaml", 3)
    before = Playbook.load(folder).fingerprint
    assert Playbook.load(folder).fingerprint == before
    with (folder / "note.yaml").open("a", encoding="utf-8") as file:
        file.write("# a remark\n")
    assert Playbook.load(folder).fingerprint != before


def test_that_the_command_line_prints_every_section(playbook: Playbook, capsys: pytest.CaptureFixture[str]) -> None:
    assert main() == 0
    printed = capsys.readouterr().out
    for section in playbook.sections:
        assert re.search(rf"^{section.section} +{len(section.passages)} passages", printed, re.M)


# -------------------- broken data refuses to start


def passage(**changes: Any) -> dict[str, Any]:
    """A sound passage as it stands in YAML, with ``changes``; ``None`` leaves a key out."""
    sound: dict[str, Any] = {
        "id": "s2.sound",
        "kind": "do",
        "lines": [99, 105],
        "says": "The article asks for a while without contact.",
        "asks": ["one", "two", "three", "four", "five"],
        "coach": "Give it a while, and let {ex.them} be.",
    }
    return {key: value for key, value in (sound | changes).items() if value is not None}


def write(folder: Path, passages: list[Any], name: str = "step-2.yaml", **changes: Any) -> Path:
    """Write one section to ``folder``."""
    section = {"section": "step-2", "step": 2, "title": "Space", "purpose": "Room to breathe.", "needs": []}
    (folder / name).write_text(yaml.safe_dump(section | changes | {"passages": passages}), encoding="utf-8")
    return folder


def test_that_the_sound_passage_of_these_tests_is_sound(tmp_path: Path) -> None:
    (found,) = Playbook.load(write(tmp_path, [passage()]))
    assert (found.id, found.step, found.section, found.source) == ("s2.sound", 2, "step-2", "article")


def test_that_a_passage_may_leave_its_step(tmp_path: Path) -> None:
    freed = {**passage(), "step": None}
    assert next(iter(Playbook.load(write(tmp_path, [freed])))).step is None


@pytest.mark.parametrize(
    ("changes", "hint"),
    [
        ({"needs": ["no_such_guard"]}, "needs.0"),
        ({"lines": None}, "lines"),
        ({"lines": [105, 99]}, r"\[105, 99\].*1\.\.312"),
        ({"lines": [0, 4]}, r"\[0, 4\]"),
        ({"lines": [310, 313]}, r"\[310, 313\]"),
        ({"lines": [99]}, "lines"),
        ({"lines": "99-105"}, "lines"),
        ({"rule": "R05", "stance": "silent"}, "not both"),
        ({"lines": None, "rule": "R05"}, "stance"),
        ({"stance": "silent"}, "stance"),
        ({"coach": "Leave {ex.thm} in peace for now."}, r"slot \{ex\.thm\}"),
        ({"action": "Write to {user.name} instead."}, r"slot \{user\.name\}"),
        ({"flags": ["overclaim"], "caution": "{they} may not."}, r"slot \{they\}"),
        ({"coach": "Leave {ex.them in peace for now."}, "slot"),
        ({"flags": ["overclaim"]}, "caution"),
        ({"caution": "This may not hold for you."}, "caution"),
        ({"flags": ["bold"], "caution": "This may not hold for you."}, "flags.0"),
        ({"kind": "advice"}, "kind"),
        ({"step": 7}, "step"),
        ({"asks": ["one", "two", "three", "four"]}, "asks"),
        ({"asks": [str(n) for n in range(11)]}, "asks"),
        ({"coach": None}, "coach"),
        ({"says": ""}, "says"),
        ({"advice": "Call."}, "advice"),
    ],
)
def test_that_a_broken_passage_refuses_to_start(tmp_path: Path, changes: dict[str, Any], hint: str) -> None:
    broken = passage(id="s2.broken", **changes)
    with pytest.raises(PlaybookError, match=rf"^step-2\.yaml: passage s2\.broken:.*{hint}"):
        Playbook.load(write(tmp_path, [passage(), broken]))


def test_that_a_passage_without_an_id_is_named_by_its_place(tmp_path: Path) -> None:
    with pytest.raises(PlaybookError, match=r"^step-2\.yaml: passage #1: id"):
        Playbook.load(write(tmp_path, [passage(), passage(id=None)]))


def test_that_an_id_used_twice_names_both_files(tmp_path: Path) -> None:
    write(tmp_path, [passage()])
    write(tmp_path, [passage()], name="step-3.yaml", section="step-3", step=3)
    with pytest.raises(PlaybookError, match=r"^step-2\.yaml, step-3\.yaml: passage s2\.sound:"):
        Playbook.load(tmp_path)


def test_that_an_id_used_twice_in_a_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PlaybookError, match=r"^step-2\.yaml: passage s2\.sound:"):
        Playbook.load(write(tmp_path, [passage(), passage()]))


@pytest.mark.parametrize(
    ("changes", "hint"),
    [
        ({"needs": ["no_such_guard"]}, "needs"),
        ({"step": 7}, "step"),
        ({"title": ""}, "title"),
        ({"remark": "a key nobody reads"}, "remark"),
        ({"structure": [{"lines": [64, 64]}]}, "structure.0.why"),
    ],
)
def test_that_a_broken_section_refuses_to_start(tmp_path: Path, changes: dict[str, Any], hint: str) -> None:
    with pytest.raises(PlaybookError, match=rf"^step-2\.yaml:.*{hint}"):
        Playbook.load(write(tmp_path, [passage()], **changes))


@pytest.mark.parametrize(
    "content",
    [
        b"section: [unclosed",
        b"section: step-2\n\tstep: 2\n",
        b"passages: \xff\xfe\n",
        b"",
        b"just a sentence\n",
        b"- a\n- list\n",
        b"section: step-2\npassages: none\n",
        b"section: step-2\npassages: [s2.one]\n",
        b"section: step-2\nstep: 2\ntitle: Space\npurpose: Room.\nneeds: []\npassages: []\n",
    ],
)
def test_that_a_file_that_is_no_section_refuses_to_start(tmp_path: Path, content: bytes) -> None:
    write(tmp_path, [passage()])
    (tmp_path / "step-3.yaml").write_bytes(content)
    with pytest.raises(PlaybookError, match=r"^step-3\.yaml:"):
        Playbook.load(tmp_path)


def test_that_an_empty_folder_refuses_to_start_and_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(PlaybookError, match="Reinstall"):
        Playbook.load(tmp_path)
    with pytest.raises(PlaybookError, match="Reinstall"):
        Playbook.load(tmp_path / "missing")
