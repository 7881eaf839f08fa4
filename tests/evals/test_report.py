"""The table counts what was marked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.report import Row, table, wilson


@pytest.mark.parametrize(
    ("right", "checks", "low", "high"),
    [(8, 10, 0.490, 0.943), (0, 10, 0.0, 0.278), (10, 10, 0.722, 1.0), (50, 100, 0.404, 0.596), (0, 0, 0.0, 1.0)],
)
def test_that_the_interval_is_wilsons(right: int, checks: int, low: float, high: float) -> None:
    assert wilson(right, checks) == pytest.approx((low, high), abs=0.001)


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_that_the_interval_holds_the_share_and_lies_between_0_and_1(counted: tuple[int, int]) -> None:
    right, checks = counted
    low, high = wilson(right, checks)
    assert 0.0 <= low <= right / checks + 1e-9
    assert right / checks - 1e-9 <= high <= 1.0


def test_that_a_row_prints_both_kinds_of_error() -> None:
    head, whole, part, empty = table(
        [
            Row("care", "level", "", 10, 10, 1, 2),
            Row("care", "kinds", "suicide", 3, 4, 0, 0),
            Row("care", "silence", "", 0, 0, 0, 0),
        ]
    ).splitlines()
    assert head.split()[:5] == ["task", "measure", "cases", "checks", "right"]
    assert whole.split() == ["care", "level", "10", "10", "70.0%", "40%", "-", "89%", "1", "2"]
    assert part.split() == ["suicide", "3", "4", "100.0%", "51%", "-", "100%", "0", "0"]
    assert empty.split() == ["care", "silence", "0", "0", "-", "0", "0"]
