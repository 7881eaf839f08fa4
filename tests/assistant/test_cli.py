from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.cli import app, page_command
from assistant.memory.store import Store

COMMANDS = ("ask", "chat", "replay", "check", "retrieve", "weigh", "index", "doctor", "export", "erase")
LINE = '{"id": 1, "today": "2026-11-22", "turns": ["i texted him on november 3"]}\n'


@pytest.fixture
def home(library, data, tmp_path, monkeypatch):
    """A data folder of this test's own that shares the built index; returns it."""
    for name in [name for name in os.environ if name.startswith("STEADY_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("STEADY_DATA", str(data))
    monkeypatch.setenv("STEADY_DATABASE", f"sqlite:///{tmp_path / 'steady.db'}")
    return tmp_path


@pytest.fixture
def steady(home):
    """Run the command line in this process."""

    def run(*words: str, typed: str | bytes | None = None):
        return CliRunner().invoke(app, list(words), input=typed)

    return run


def kept(home: Path) -> list[str]:
    store = Store(f"sqlite:///{home / 'steady.db'}")
    texts = [turn.text for turn in store.turns()]
    store.close()
    return texts


@pytest.mark.parametrize("command", COMMANDS)
def test_that_every_command_has_help_with_an_example(steady, command):
    result = steady(command, "--help")
    assert result.exit_code == 0
    assert "Example:" in result.stdout


def test_that_the_overview_names_every_command_and_the_port(steady):
    shown = steady("--help").stdout
    assert all(command in shown for command in COMMANDS)
    assert "8501" in shown


def test_that_the_page_listens_on_this_machine_alone_and_sends_nothing_home():
    command = page_command(Path("/x/app.py"), 8600)
    assert command[:5] == [sys.executable, "-m", "streamlit", "run", "/x/app.py"]
    options = dict(zip(command[5::2], command[6::2], strict=True))
    assert options == {
        "--server.address": "127.0.0.1",
        "--server.port": "8600",
        "--browser.gatherUsageStats": "false",
    }


class TestAsk:
    def test_that_an_answer_comes_with_its_passages_and_its_writer_and_is_kept(self, steady, home):
        result = steady("ask", "i texted him on november 3, should i text him again?", "--today", "2026-11-22")
        assert result.exit_code == 0, result.output
        assert "19 of 21" in result.stdout
        assert "[s2.minimum] the article, lines" in result.stdout
        assert "written by: offline" in result.stdout
        assert kept(home) == ["i texted him on november 3, should i text him again?"]

    def test_that_the_next_answer_knows_the_last(self, steady):
        steady("ask", "i texted him on november 3", "--today", "2026-11-22")
        assert "20 of 21" in steady("ask", "should i text him?", "--today", "2026-11-23").stdout

    def test_that_a_message_too_long_is_told_and_not_kept(self, steady, home):
        result = steady("ask", "x" * 20_001)
        assert result.exit_code == 1
        assert "send it in two parts" in result.stderr
        assert result.stdout == ""
        assert kept(home) == []


class TestChat:
    def test_that_it_talks_notes_and_counts_until_quit(self, steady, home):
        result = steady("chat", typed="he blocked me\n\ni texted him today\nquit\nnever read\n")
        assert result.exit_code == 0, result.output
        assert 'noted: boundary: "he blocked me"' in result.stdout
        assert "count: day 0 of 21 without contact, step 5 not before " in result.stdout
        assert kept(home) == ["he blocked me", "i texted him today"]

    def test_that_the_end_of_input_ends_it(self, steady, home):
        result = steady("chat", typed="hello\n")
        assert result.exit_code == 0
        assert "Take care of yourself." in result.stdout
        assert kept(home) == ["hello"]


class TestJsonLines:
    def test_that_results_go_out_in_order_and_bad_lines_to_standard_error(self, steady):
        result = steady("replay", typed=LINE + "oops\n\n" + LINE.replace('"id": 1', '"id": "b"'))
        assert result.exit_code == 1
        assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == [1, "b"]
        assert result.stderr.startswith("line 2: Invalid JSON")

    def test_that_a_file_is_read_as_well(self, steady, home):
        file = home / "lines.jsonl"
        file.write_text('{"id": 1, "query": "what counts as contact", "k": 3}\n')
        result = steady("retrieve", str(file))
        assert (result.exit_code, result.stderr) == (0, "")
        assert len(json.loads(result.stdout)["passages"]) == 3

    def test_that_a_file_that_is_not_there_is_named(self, steady):
        result = steady("replay", "nowhere.jsonl")
        assert result.exit_code == 2
        assert "nowhere.jsonl" in result.stderr

    @pytest.mark.parametrize(
        ("command", "more"),
        [("replay", {}), ("check", {"draft": "I hear you."}), ("weigh", {"message": "hi"}), ("retrieve", {"query": "hi"})],
    )
    def test_that_the_persons_own_store_is_not_even_opened(self, steady, home, command, more):
        result = steady(command, typed=json.dumps({**json.loads(LINE), **more}))
        assert result.exit_code == 0, result.output
        assert not (home / "steady.db").exists()

    def test_that_no_model_writes_when_it_is_switched_off(self, steady, monkeypatch):
        monkeypatch.setenv("STEADY_MODEL", "some-model")
        monkeypatch.setenv("STEADY_MODEL_URL", "http://127.0.0.1:9/v1")
        (turn,) = json.loads(steady("replay", "--model", "none", typed=LINE).stdout)["turns"]
        assert (turn["reply"]["writer"], turn["reply"]["model_calls"]) == ("offline", 0)

    def test_that_a_file_with_no_lines_prints_nothing(self, steady):
        result = steady("replay", typed="")
        assert (result.exit_code, result.stdout) == (0, "")


class TestExport:
    def test_that_everything_comes_out_as_json(self, steady):
        steady("ask", "he blocked me 💔")
        held = json.loads(steady("export").stdout)
        assert [turn["text"] for turn in held["turns"]] == ["he blocked me 💔"]
        assert "boundary" in {fact["kind"] for fact in held["facts"]}

    def test_that_a_file_is_for_her_eyes_and_is_not_written_over_unasked(self, steady, home):
        out = home / "mine.json"
        assert steady("export", "--out", str(out)).exit_code == 0
        assert stat.S_IMODE(out.stat().st_mode) == 0o600
        out.write_text("something else")
        refused = steady("export", "--out", str(out))
        assert refused.exit_code == 1
        assert "--force" in refused.stderr
        assert out.read_text() == "something else"
        assert steady("export", "--out", str(out), "--force").exit_code == 0
        assert json.loads(out.read_text())["turns"] == []

    def test_that_a_folder_that_is_not_there_is_told(self, steady, home):
        result = steady("export", "--out", str(home / "nowhere" / "mine.json"))
        assert result.exit_code == 1
        assert "cannot be written" in result.stderr


class TestErase:
    @pytest.mark.parametrize(("words", "typed", "left"), [((), "n\n", 1), ((), "", 1), ((), "y\n", 0), (("--yes",), None, 0)])
    def test_that_it_asks_first(self, steady, home, words, typed, left):
        steady("ask", "he blocked me")
        result = steady("erase", *words, typed=typed)
        assert len(kept(home)) == left
        assert result.exit_code == (1 if left else 0)

    def test_that_it_works_with_a_broken_index(self, steady, home, monkeypatch):
        steady("ask", "he blocked me")
        monkeypatch.setenv("STEADY_CHROMA", "http://127.0.0.1:9")
        assert steady("ask", "hi").exit_code == 1
        assert steady("erase", "--yes").exit_code == 0
        assert kept(home) == []


def test_that_index_says_where_how_many_and_how_long(steady, data, library):
    result = steady("index")
    assert result.exit_code == 0, result.output
    assert str(data / "index") in result.stdout
    assert f"{sum(1 for _ in library.playbook)} passages" in result.stdout
    assert " s\n" in result.stdout


class TestDoctor:
    def test_that_a_whole_house_is_well(self, steady, data):
        result = steady("doctor")
        assert result.exit_code == 0, result.output
        for found in ("chromadb ", "checksum holds", "is whole", "offline; no model", str(data)):
            assert found in result.stdout

    def test_that_a_model_that_does_not_answer_is_named_and_not_essential(self, steady, monkeypatch):
        monkeypatch.setenv("STEADY_MODEL", "some-model")
        monkeypatch.setenv("STEADY_MODEL_URL", "http://127.0.0.1:9/v1")
        result = steady("doctor")
        assert result.exit_code == 0
        assert "some-model at http://127.0.0.1:9/v1 does not answer" in result.stdout

    def test_that_a_damaged_store_is_essential(self, steady, home):
        (home / "steady.db").write_bytes(b"no database " * 1000)
        result = steady("doctor")
        assert result.exit_code == 1
        assert "BROKEN  store" in result.stdout

    def test_that_a_setting_that_cannot_be_used_is_named(self, steady, monkeypatch):
        monkeypatch.setenv("STEADY_MODEL_SECONDS", "soon")
        result = steady("doctor")
        assert result.exit_code == 1
        assert "STEADY_MODEL_SECONDS" in result.stdout


def test_that_a_wrong_setting_is_told_in_one_line(steady, monkeypatch):
    monkeypatch.setenv("STEADY_DATES", "ymd")
    result = steady("ask", "hi")
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1
    assert "STEADY_DATES" in result.stderr


def test_that_it_runs_as_a_process_and_streams_line_by_line(home, root):
    command = [sys.executable, "-m", "assistant.cli", "replay"]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as process:
        process.stdin.write(LINE)
        process.stdin.flush()
        # The answer to the first line comes while standard input is still open.
        (turn,) = json.loads(process.stdout.readline())["turns"]
        out, complaints = process.communicate("nonsense\n" + LINE.replace("today", "ignored"), timeout=120)
    assert turn["journey"]["no_contact"]["days"] == 19
    (later,) = json.loads(out)["turns"]
    assert later["today"] >= date(2026, 1, 1).isoformat()
    assert complaints == "line 2: Invalid JSON: expected ident at line 1 column 2\n"
    assert process.returncode == 1
