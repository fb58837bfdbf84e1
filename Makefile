.DEFAULT_GOAL := help
.PHONY: help run test test-long test-spark bench bench-quick scorecard check lint style types imports format lock runtime development

ARGS ?=
python := .venv/bin/python

help:  ## show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## /  make \1\t/' | expand -t 20

run: runtime  ## start Insight on http://127.0.0.1:8501 (PORT, INSIGHT_HOME)
	@.venv/bin/insight run

test: development  ## run the whole suite (ARGS="-k words" picks)
	@$(python) -m pytest -n 2 --dist loadfile -m "not spark and not long" $(ARGS)

test-long: development  ## the proofs that take many minutes: imports under load, every page and role
	@CI=true $(python) -m pytest -m long tests $(ARGS)

test-spark: development  ## compare Spark with Polars, on a cluster of this machine's own
	@.ci/spark
	@$(python) -m pytest -m spark tests/spark $(ARGS)

bench: development  ## measure everything (half an hour), see docs/speed.md
	@$(python) lab

bench-quick: development  ## the same on small worlds, in two minutes
	@$(python) lab --quick

scorecard: development  ## reliability and security: value, target, PASS or FAIL
	@$(python) lab/scorecard $(ARGS)

check: lint style types imports  ## lint, format check, types, import rules

lint: development  ## ruff check
	@$(python) -m ruff check .

style: development  ## ruff format --check
	@$(python) -m ruff format --check .

types: development  ## mypy --strict
	@$(python) -m mypy

imports: development  ## import-linter
	@.venv/bin/lint-imports

format: development  ## put the code in order
	@$(python) -m ruff check --fix .
	@$(python) -m ruff format .

lock:  ## recompile .lock/ from pyproject.toml
	@.lock/compile

runtime development:
	@.lock/install $@
