"""The speed table: ``make bench``. Medians and spread of this machine, now; shared machines are noisy."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from assistant import Coach, Library, Settings, Store

MESSAGES = (
    "He broke up with me on the 3rd and i havent talked to him since. Can I text him just to say hi",
    "i miss her so much today, i keep looking at our pictures",
    "Why should I even go no contact, won't they forget me",
    "she texted me last night and i didnt answer, what does it mean",
    "is it normal that i cry every morning before work",
    "what do i do if i see him at the gym",
)
TODAY = date(2026, 11, 22)
WARM = 5
ROUNDS = 60


def main() -> None:
    """Measure and print, one line a figure, each beside its goal."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data=Path(folder), model=None)
        start = time.perf_counter()
        library = Library(settings)
        build = time.perf_counter() - start
        coach = Coach(library, Store(settings.database_url))
        turns, embeddings = _turns(coach, library)
        coach.close()
        _row("warm offline turn", turns, "p50 <= 20 ms, p95 <= 40 ms")
        _row("  of which the embedding's forward pass", embeddings, "the floor")
        print(f"{'index build, models loaded':42} {build:8.1f} s    <= 15 s")
        cold = [_timed(lambda: _ask(folder)) for _ in range(3)]
        spread = f"{min(cold):.1f} to {max(cold):.1f}"
        print(f"{'steady ask from cold':42} {statistics.median(cold):8.1f} s    <= 4 s   ({spread})")
        print(f"{'resident memory after the turns':42} {_resident():8.0f} MB   the page: <= 600 MB, see steady doctor")


def _turns(coach: Coach, library: Library) -> tuple[list[float], list[float]]:
    turns, embeddings = [], []
    for number in range(WARM + ROUNDS):
        message = MESSAGES[number % len(MESSAGES)]
        turn = _timed(lambda message=message: coach.reply(message, TODAY))  # type: ignore[misc]
        # The turn's own vector is still known; a space more makes it another text of the same length.
        embedding = _timed(lambda message=message: library.embedding([message + " "]))  # type: ignore[misc]
        if number >= WARM:
            turns.append(turn * 1000)
            embeddings.append(embedding * 1000)
    return turns, embeddings


def _timed(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def _ask(folder: str) -> None:
    environment = {**os.environ, "STEADY_DATA": folder}
    environment.pop("STEADY_MODEL", None)
    subprocess.run(
        [sys.executable, "-m", "assistant.cli", "ask", MESSAGES[0]],
        env=environment,
        check=True,
        stdout=subprocess.DEVNULL,
    )


def _row(name: str, figures: list[float], goal: str) -> None:
    ordered = sorted(figures)
    p95 = ordered[int(len(ordered) * 0.95) - 1]
    print(f"{name:42} p50 {statistics.median(ordered):6.1f} ms  p95 {p95:6.1f} ms    {goal}")


def _resident() -> float:
    status = Path("/proc/self/status")
    if not status.exists():
        return 0.0
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    main()
