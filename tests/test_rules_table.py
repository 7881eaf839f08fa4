"""docs/rules.md is no mere prose: every place, passage and test it names is there, and no rule is left out."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge.playbook import Playbook

ROOT = Path(__file__).parents[1]
TABLE = ROOT / "docs" / "rules.md"
RULES = [f"R{number:02}" for number in range(1, 61)]


@dataclass(frozen=True)
class Row:
    """One rule; places and tests are ``path::name``."""

    rule: str
    asks: str
    kept: tuple[str, ...]
    said: tuple[str, ...]
    tested: tuple[str, ...]


def rows(text: str) -> Iterator[Row]:
    """The rows of the table; raises ``ValueError`` naming a line that has not five cells."""
    for line in text.splitlines():
        if not line.startswith("| R"):
            continue
        cells = [cell.strip() for cell in line.strip("| ").split(" | ")]
        if len(cells) != 5:
            raise ValueError(f"{TABLE.name}: five cells are needed, not {len(cells)}: {line}")
        if cells[0] == "Rule":
            continue
        kept, said, tested = (tuple(re.findall(r"`([^`]+)`", cell)) for cell in cells[2:])
        yield Row(cells[0], cells[1], kept, said, tested)


ROWS = tuple(rows(TABLE.read_text("utf-8")))


@cache
def names(path: str) -> frozenset[str]:
    """What a file defines: functions, classes, methods and constants, or a YAML file's keys, ids and kinds."""
    content = (ROOT / path).read_text("utf-8")
    found = _entries(content) if path.endswith((".yaml", ".yml")) else _defined(ast.parse(content).body)
    return frozenset(found)


def _defined(body: list[ast.stmt], owner: str = "") -> Iterator[str]:
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield owner + node.name
            if isinstance(node, ast.ClassDef):
                yield from _defined(node.body, f"{node.name}.")
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        )
        yield from (owner + target.id for target in targets if isinstance(target, ast.Name))


def _entries(content: str) -> Iterator[str]:
    data: Any = yaml.safe_load(content)
    if isinstance(data, dict):
        yield from map(str, data)
    else:
        yield from (str(entry[key]) for entry in data for key in ("id", "kind") if key in entry)


def broken(row: Row, playbook: Playbook) -> list[str]:
    """What a row names that is not there, and what it leaves out."""
    found = [] if row.asks else ["does not say what it asks"]
    for field in ("kept", "said", "tested"):
        found += [] if getattr(row, field) else [f"has nothing under {field}"]
    for place in (*row.kept, *row.tested):
        path, _, name = place.partition("::")
        if not (ROOT / path).is_file():
            found.append(f"{path} does not exist")
        elif name.replace("::", ".") not in names(path):
            found.append(f"{path} has no {name or 'name given'}")
    found += [f"there is no passage {passage}" for passage in row.said if playbook.get(passage) is None]
    found += [f"{place} is no test" for place in row.tested if not re.search(r"/test_\w+\.py::(?:\w+::)?test_", place)]
    return found


def test_that_every_rule_has_one_row_in_order() -> None:
    assert [row.rule for row in ROWS] == RULES


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.rule)
def test_that_what_a_row_names_is_there(row: Row, playbook: Playbook) -> None:
    assert broken(row, playbook) == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.rule)
def test_that_every_house_passage_stands_with_its_rule(row: Row, playbook: Playbook) -> None:
    ours = {passage.id for passage in playbook.rule(row.rule)}
    assert ours == {passage for passage in row.said if passage.startswith("house.")}


@pytest.mark.parametrize(
    "change",
    [
        {"asks": ""}, {"kept": ()}, {"said": ()}, {"tested": ()},
        {"kept": ("assistant/journey/nowhere.py::took_part",)}, {"kept": ("assistant/journey/journey.py::nothing",)},
        {"kept": ("assistant/journey/journey.py",)}, {"kept": ("assistant/planning/plans.yaml::nothing",)},
        {"kept": ("assistant/screening/phrases.yaml::nothing",)}, {"said": ("house.nothing",)},
        {"tested": ("tests/test_nowhere.py::test_that",)}, {"tested": ("tests/test_rules_table.py::test_that_nothing",)},
        {"tested": ("tests/test_rules_table.py::broken",)},
    ],
    ids=str,
)  # fmt: skip
def test_that_a_broken_row_is_noticed(change: dict[str, Any], playbook: Playbook) -> None:
    assert len(broken(replace(ROWS[0], **change), playbook)) == 1


def test_that_a_row_with_a_missing_cell_is_named() -> None:
    with pytest.raises(ValueError, match="five cells"):
        list(rows("| R01 | asks | `kept` | `said` |"))


def test_that_names_are_read_from_code_and_from_yaml() -> None:
    assert {"Playbook", "Playbook.step", "playbook", "FOLDER"} <= names("knowledge/playbook.py")
    assert {"reserved", "crisis"} <= names("assistant/planning/plans.yaml")
    assert {"suicide.active", "suicide"} <= names("assistant/screening/phrases.yaml")
