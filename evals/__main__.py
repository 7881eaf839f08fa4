"""Run the evals: ``python -m evals [--task NAME] [--limit N] [--failures] [--log-dir FOLDER]``. No key, no network."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence

from inspect_ai import eval as run_tasks
from inspect_ai.log import EvalLog

from assistant import SteadyError
from evals.report import failures, rows, table
from evals.tasks import TASKS


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the tasks and print the table; return 1 when one of them could not be run."""
    parser = argparse.ArgumentParser(prog="python -m evals", description="Measure Steady on its labelled cases.")
    parser.add_argument("--task", action="append", choices=TASKS, help="only this one; may be given more than once")
    parser.add_argument("--limit", type=int, metavar="N", help="only the first N cases of each")
    parser.add_argument("--failures", action="store_true", help="list every check that failed")
    parser.add_argument("--log-dir", metavar="FOLDER", help="keep Inspect's logs here, to be read with: inspect view")
    chosen = parser.parse_args(arguments)
    try:
        # Inspect reads samples from the log when they are asked for, so the report is written while the folder stands.
        with tempfile.TemporaryDirectory() as folder:
            logs = run(chosen.task or list(TASKS), chosen.log_dir or folder, chosen.limit)
            print(table(rows(logs)))
            if chosen.failures:
                print("", *failures(logs), sep="\n")
    except SteadyError as error:
        print(error, file=sys.stderr)
        return 1
    broken = [log for log in logs if log.status != "success"]
    for log in broken:
        print(f"{log.eval.task}: {log.error.message if log.error else log.status}", file=sys.stderr)
    return 1 if broken else 0


def run(names: Sequence[str], log_dir: str, limit: int | None = None) -> list[EvalLog]:
    """Run the tasks of these names, each on its first ``limit`` cases."""
    made = [TASKS[name]() for name in names]
    return run_tasks(
        made, model="mockllm/model", limit=limit, log_dir=log_dir, display="none", log_level="error", ctl_server=False
    )


if __name__ == "__main__":
    raise SystemExit(main())
