"""The tasks run from end to end, on the first few cases."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from inspect_ai.log import read_eval_log
from inspect_ai.scorer import CORRECT, INCORRECT

from assistant import Library, SteadyError
from evals import tasks
from evals.__main__ import main
from evals.cases import Case
from evals.measures import Mark
from evals.tasks import TASKS, scored, talk

pytestmark = pytest.mark.usefixtures("library")


def test_that_marks_become_a_score() -> None:
    assert scored([Mark(), Mark()]).value == CORRECT
    wrong = scored([Mark(), Mark("too much", "a step wrongly open", "5")])
    assert (wrong.value, wrong.explanation) == (INCORRECT, "a step wrongly open")
    assert wrong.metadata == {
        "marks": [
            {"error": None, "note": "", "of": ""},
            {"error": "too much", "note": "a step wrongly open", "of": "5"},
        ]
    }


def test_that_what_is_not_labelled_is_not_scored() -> None:
    score = scored([])
    assert score.as_float() != score.as_float()
    assert score.reason == "not labelled"


def test_that_a_dataset_keeps_the_cases_with_a_label_and_all_without_a_choice() -> None:
    said = {"why": "", "today": "2026-11-22", "text": "hi"}
    both = [Case.model_validate({"id": "a", **said}), Case.model_validate({"id": "b", "days": None, **said})]
    assert [sample.id for sample in talk(both)] == ["a", "b"]
    chosen = talk(both, "days", "level")
    assert [sample.id for sample in chosen] == ["b"]
    assert chosen[0].metadata_as(Case) == both[1]


def test_that_every_task_runs_with_no_key_and_no_network(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: socket.socket, address: object) -> None:
        raise AssertionError(f"an eval reached for {address}")

    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert main(["--limit", "3", "--log-dir", str(tmp_path)]) == 0
    printed = capsys.readouterr().out
    assert {line.split()[0] for line in printed.splitlines()[1:] if not line.startswith(" ")} == set(TASKS)
    logs = [read_eval_log(str(log)) for log in tmp_path.glob("*.eval")]
    assert {log.eval.task: len(log.samples or ()) for log in logs} == dict.fromkeys(TASKS, 3)


def test_that_one_task_alone_can_be_run_and_its_failures_listed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = Case.model_validate(
        {"id": "wrong", "why": "", "today": "2026-11-22", "text": "day 9 of no contact", "open_steps": [1, 2, 3, 4, 5]}
    )
    monkeypatch.setattr(tasks, "cases", lambda *files: (wrong,))
    assert main(["--task", "guards", "--failures"]) == 0
    table, _, failed = capsys.readouterr().out.partition("\n\n")
    assert [line.split()[0] for line in table.splitlines()] == ["task", "guards", "5"]
    assert failed == ("guards steps wrong too little: wrongly open [], wrongly closed [5]\n    day 9 of no contact\n")


def test_that_a_broken_case_ends_the_run_with_its_name(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*files: str) -> tuple[Case, ...]:
        raise SteadyError("care.yaml: care-001: level: wrong.")

    monkeypatch.setattr(tasks, "cases", broken)
    assert main(["--task", "care"]) == 1
    assert capsys.readouterr().err == "care.yaml: care-001: level: wrong.\n"


def test_that_a_task_nobody_knows_is_refused() -> None:
    with pytest.raises(SystemExit):
        main(["--task", "fortune"])


def test_that_no_model_writes_whatever_the_environment_says(library: Library) -> None:
    assert library.settings.model is None
    assert library.stages.writer is None
