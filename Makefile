# Every target first brings what it needs of `setup`; done once, that costs next to nothing.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PY := .venv/bin/python
SETUP_INPUTS := .ci/setup.sh .ci/packages requirements-dev.lock
MINUTES ?= 20
SEED ?= 1
# Empty is as good as not set: whatever the shell asks for, compiled code is kept. Each of some hundred children
# of the tests would compile all of wallctl anew, and each worker all tests. (`make red` wants none, and says so.)
export PYTHONDONTWRITEBYTECODE :=

.NOTPARALLEL:
.PHONY: help setup demo test lint format bench faults red soak sixty fuzz translations lock

help:
	@echo 'make setup         Debian packages, .venv, pinned Python packages'
	@echo 'make demo          the sample city on this machine'
	@echo 'make test          lint and all tests but the long ones; what the build machine runs'
	@echo 'make lint          ruff, formatter in check mode, mypy'
	@echo 'make format        let the formatter write'
	@echo 'make bench         the benchmark table, beside mpv and GStreamer'
	@echo 'make faults        the promises under faults, and all other long tests, full length'
	@echo 'make red           proves that the fault tests can fail'
	@echo 'make soak          a wall under load, layouts, kills and faults: what grows (MINUTES=$(MINUTES))'
	@echo 'make sixty         60 random faults on a real wall: each named rightly and in time (SEED=$(SEED))'
	@echo 'make fuzz          looks for new examples, ten times as many, for every property'
	@echo 'make translations  the desk'"'"'s word lists'
	@echo 'make lock          pin anew what pyproject.toml asks for'

.venv/.ready-python: $(SETUP_INPUTS)
	@STAMP=$@ .ci/setup.sh python

.venv/.ready-test: .venv/.ready-python
	@STAMP=$@ .ci/setup.sh qt screen fonts city ime

.venv/.ready-bench: .venv/.ready-test
	@STAMP=$@ .ci/setup.sh bench

setup: .venv/.ready-test
	@echo 'setup: ready; next: .venv/bin/wallctl doctor'

lint: .venv/.ready-python
	@.venv/bin/ruff check -q .
	@.venv/bin/ruff format -q --check .
	@.venv/bin/mypy --no-error-summary

format: .venv/.ready-python
	@.venv/bin/ruff format .
	@.venv/bin/ruff check --fix .

test: .venv/.ready-test lint
	@.ci/test.sh $(PY)

demo: .venv/.ready-test
	@$(PY) -m wallctl demo

faults: .venv/.ready-test
	@$(PY) -m pytest tests/faults
	@$(PY) -m pytest -m slow --ignore=tests/faults

red: .venv/.ready-test
	@$(PY) -m tests.faults.red

bench: .venv/.ready-bench
	@$(PY) -m tests.bench

soak: .venv/.ready-test
	@$(PY) -m tests.soak --minutes $(MINUTES)

sixty: .venv/.ready-test
	@$(PY) -m tests.soak.faults --count 60 --seed $(SEED)

PROPERTIES = $(shell grep -rlE '^from hypothesis import' --include='test_*.py' tests)
fuzz: .venv/.ready-test
	@$(PY) -m pytest -m 'not slow' -n 2 --timeout=1200 --hypothesis-profile=search $(PROPERTIES)

translations: .venv/.ready-test
	@$(PY) -m wallctl.controller.translations

# A tool of its own, in a folder of its own: nothing else needs it.
lock: .venv/.ready-python
	@test -x .venv/lock-tool/bin/uv || { $(PY) -m venv .venv/lock-tool && .venv/lock-tool/bin/python -m pip install -q uv; }
	@for args in '-o requirements.lock' '-o requirements-dev.lock -c requirements.lock --extra dev'; do \
	    .venv/lock-tool/bin/uv pip compile -q --generate-hashes --no-emit-index-url --no-header --no-annotate \
	        --python-version 3.11 pyproject.toml $$args || exit 1; done
