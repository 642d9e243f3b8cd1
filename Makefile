# Each target sets itself up: a machine with Python 3.11 or newer is enough.
# make demo ONCE=1 runs to the end quickly; make test ARGS='tests/unit -k signing' runs a part.

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
ARGS ?=
JOBS ?= $(if $(ARGS),0,2)
PART ?= list

.PHONY: setup demo run test check generate services services-stop lock bench clean help

help:
	@echo "make demo            outlets, receiver and alerts on this machine, about a minute (ONCE=1: quickly)"
	@echo "make run             the real thing, with the sources of config/"
	@echo "make test            the tests, some minutes; those that need services skip without them (ARGS=… for a part)"
	@echo "make test ALL=1      the slow ones too, as CI runs them (JOBS=4: more processes side by side than two)"
	@echo "make check           lint, format, types, import rules, generated files, locks"
	@echo "make generate        write what is generated from the code: schemas, docs/kafka, docs/settings.md, docs/commands.md"
	@echo "make services        install and start PostgreSQL, Kafka and Chromium for the full tests (Debian)"
	@echo "make services-stop   end them"
	@echo "make bench PART=…    measure a part beside what a user would pick instead"
	@echo "make lock            write the lock files anew after a change of dependencies"

setup: $(READY)

# Every package is pinned by hash; the project itself is built with the pinned setuptools.
$(READY): requirements-dev.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "onrecord needs Python 3.11 or newer; PYTHON=python3.12 make … picks another"; exit 1; }
	@echo "setting up .venv (a minute or two, once) …"
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(READY)

demo: $(READY)
	@$(BIN)/onrecord demo $(if $(ONCE),--once)

run: $(READY)
	@$(BIN)/onrecord run

# Two processes side by side (JOBS=0: one), a file's tests together: many tests wait for a server, and each has its own
# database, topics and ports. The slow tests (kills, fuzzing, whole corpora, every page in Chromium) take as long again as all the others.
test: $(READY)
	@$(BIN)/python -m pytest -n $(JOBS) --dist loadfile $(if $(ALL)$(ONRECORD_REQUIRE_SERVICES),,-m "not slow") $(ARGS)

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/onrecord config schema --check
	$(BIN)/onrecord config settings --check
	$(BIN)/onrecord config commands --check
	$(BIN)/onrecord config messages --check
	$(BIN)/onrecord config check
	$(BIN)/python scripts/check_locks.py

generate: $(READY)
	@$(BIN)/onrecord config schema
	@$(BIN)/onrecord config settings
	@$(BIN)/onrecord config commands
	@$(BIN)/onrecord config messages

services:
	@ONRECORD_SERVICES_FSYNC=off scripts/services start

services-stop:
	@scripts/services stop

bench: $(READY)
	@$(BIN)/onrecord bench $(PART)

# uv resolves for all platforms at once. It is only needed here, so it lives apart from the environment.
LOCK := .venv-lock/bin/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-annotate --quiet
lock: .venv-lock/bin/uv
	$(LOCK) -o requirements.lock
	$(LOCK) --all-extras --group dev -o requirements-dev.lock

.venv-lock/bin/uv:
	@$(PYTHON) -m venv .venv-lock
	@.venv-lock/bin/python -m pip install --quiet --disable-pip-version-check uv

clean:
	rm -rf .venv .venv-lock build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
