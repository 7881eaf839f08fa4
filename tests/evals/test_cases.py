"""The labelled cases are whole, and a broken one says where."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from evals.cases import Case, CaseError, cases, everything, queries
from knowledge.playbook import Playbook

GOOD = """
- id: one
  today: "2026-11-22"
  text: "day 9"
  why: "a streak"
  days: 9
  facts: [{kind: streak, days: 9}]
"""


def _files(folder: Path, **texts: str) -> Path:
    for name, text in texts.items():
        (folder / f"{name}.yaml").write_text(text, "utf-8")
    return folder


def test_that_every_case_that_ships_is_valid() -> None:
    shipped = everything()
    assert len(shipped) == len(cases("messages")) + len(cases("care")) + len(cases("conversations")) + len(queries())
    assert len({case.id for case in shipped}) == len(shipped)


def test_that_every_accepted_passage_is_in_the_playbook(playbook: Playbook) -> None:
    unknown = [(query.id, id_) for query in queries() for id_ in query.accept if playbook.get(id_) is None]
    assert unknown == []


def test_that_a_case_is_read_with_its_labels(tmp_path: Path) -> None:
    (case,) = cases("care", folder=_files(tmp_path, care=GOOD))
    (said,) = case.turns
    assert (case.id, said.text, said.today, said.days) == ("one", "day 9", date(2026, 11, 22), 9)
    assert said.facts == ({"kind": "streak", "days": 9},)


def test_that_a_label_left_out_is_not_one_that_says_unknown() -> None:
    left_out = Case.model_validate({"id": "a", "why": "", "text": "hi", "today": "2026-11-22"})
    unknown = Case.model_validate({"id": "b", "why": "", "text": "hi", "today": "2026-11-22", "days": None})
    assert not left_out.labelled("days", "facts")
    assert unknown.labelled("days")
    assert not unknown.labelled("facts")


def test_that_the_days_of_facts_are_dates_and_pronouns_may_be_written_as_people_write_them(tmp_path: Path) -> None:
    facts = '[{kind: breakup, "on": "2026-11-01"}, {kind: person, pronouns: they/them}]'
    (case,) = cases("care", folder=_files(tmp_path, care=GOOD.replace("[{kind: streak, days: 9}]", facts)))
    assert case.turns[0].facts == (
        {"kind": "breakup", "on": date(2026, 11, 1)},
        {"kind": "person", "pronouns": "they"},
    )


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('today: "2026-11-22"', "today: soon", "care.yaml: one: today: "),
        ("days: 9\n", "days: nine\n", "care.yaml: one: days: "),
        ("days: 9\n", "dayz: 9\n", "care.yaml: one: dayz: "),
        ("days: 9\n", "headline: no_such\n", "care.yaml: one: headline: "),
        ("days: 9\n", "open_steps: [1, 7]\n", "care.yaml: one: open_steps: steps are numbered 1 to 6"),
        ("kind: streak", "kind: strike", "care.yaml: one: facts: a fact has a kind"),
        ("{kind: streak, days: 9}", "{kind: wish, level: maybe}", "care.yaml: one: facts: wish.level: "),
        ("{kind: streak, days: 9}", "{kind: breakup, on: 2026-11-01}", 'care.yaml: one: facts: breakup has no field True (quote "on")'),
        ('text: "day 9"', "note: none", "care.yaml: one: text: Field required"),
        ("- id: one\n ", "-", "care.yaml: care-001: id: Field required"),
    ],
)  # fmt: skip
def test_that_a_malformed_case_is_named_by_file_case_and_field(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in GOOD
    with pytest.raises(CaseError) as error:
        cases("care", folder=_files(tmp_path, care=GOOD.replace(old, new)))
    assert str(error.value).startswith(said)


def test_that_a_malformed_turn_is_named_by_its_place(tmp_path: Path) -> None:
    text = '- id: two\n  why: ""\n  turns:\n    - {text: hi, today: "2026-11-22"}\n    - {text: hi, today: never}\n'
    with pytest.raises(CaseError, match=r"^conversations\.yaml: two: turns\.1\.today: "):
        cases("conversations", folder=_files(tmp_path, conversations=text))


def test_that_a_malformed_query_is_named_by_its_place(tmp_path: Path) -> None:
    text = "- {query: why, accept: [], why: x}\n- {query: why, accept: s2.minimum, why: x}\n"
    with pytest.raises(CaseError, match=r"^retrieval\.yaml: retrieval-002: accept: "):
        queries(_files(tmp_path, retrieval=text))


@pytest.mark.parametrize("text", [GOOD + GOOD, "", "one: two", "- just words", "- [", None])
def test_that_a_file_that_is_no_list_of_cases_is_named(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        _files(tmp_path, care=text)
    with pytest.raises(CaseError, match=r"^care\.yaml: "):
        cases("care", folder=tmp_path)


def test_that_the_cases_and_measures_load_without_inspect() -> None:
    code = "import sys, evals.cases, evals.measures; sys.exit('inspect_ai' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
