# The two commands a newcomer needs are `make report` and `make test`. Nothing is installed outside
# this folder. `make PYTHON=python3.12 report` picks another Python.

PYTHON ?= python3
BIN = .venv/bin
READY = @$(PYTHON) scripts/bootstrap.py
# As many at once as there are processors, but no more than memory is likely to hold.
WORKERS = -n auto --maxprocesses 4 --dist worksteal
# Both builders read the pages once, from one folder of what was read.
SPHINX = $(BIN)/python -m sphinx -W --keep-going -n -q -j auto -d docs/_build/doctrees

# One environment is filled by several targets: never at the same time.
.NOTPARALLEL:
.DEFAULT_GOAL := help
.PHONY: help report serve test test-spark check docs looks soak bench clean

# What the caller has active must not leak into the clone's environment.
unexport PYTHONHOME PYTHONPATH VIRTUAL_ENV CONDA_PREFIX
export PYTHONNOUSERSITE = 1

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1\t\2/p' Makefile | expand -t 18

report: ## judge every pledge on the bundled figures; also written to report/
	$(READY)
	@$(BIN)/offtake report --out report/

serve: ## show the pages in a browser, on this machine only
	$(READY) extra:brief extra:export extra:reading extra:web
	@$(BIN)/offtake serve

test: ## run the tests and the examples in docstrings
	$(READY) test
	$(BIN)/python -m pytest $(WORKERS)

test-spark: ## run the tests that need PySpark (about 480 MB) and Java
	$(READY) spark test
	$(BIN)/python -m pytest -m spark

check: ## lint, types, layers, dependencies, spelling, docs and their examples
	$(READY) docs lint release test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy src tests scripts
	$(BIN)/lint-imports
	$(BIN)/deptry .
	$(BIN)/codespell
	$(BIN)/python scripts/refresh_docs.py --check
	$(BIN)/towncrier build --draft --version 0 >/dev/null
	$(SPHINX) -b html docs docs/_build/html
	$(SPHINX) -b doctest docs docs/_build/doctest

docs: ## build the pages into docs/_build/html
	$(READY) docs
	$(SPHINX) -b html docs docs/_build/html

looks: ## renew what the pages are held to look like, once the pictures were looked at
	$(READY) test
	OFFTAKE_RENEW_LOOKS=1 OFFTAKE_SCREENSHOTS=$(CURDIR)/build/screenshots \
		$(BIN)/python -m pytest -q tests/web/test_looks.py
	@git diff --stat -- tests/web/looks.txt
	@echo "The pictures are in build/screenshots."

soak: ## kill an ingest a thousand times; takes about twenty minutes
	$(READY) test
	OFFTAKE_KILLS=1000 $(BIN)/python -m pytest -q tests/ingest/test_kills.py

bench: ## run the benchmarks; each prints a ratio taken in one run
	$(READY) test
	$(BIN)/python benchmarks/run.py

clean: ## remove everything that make made, the environment too
	rm -rf .venv report build dist docs/_build docs/reference/api .mypy_cache .pytest_cache .ruff_cache \
		.hypothesis .import_linter_cache benchmarks/data
	find src tests scripts docs benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
