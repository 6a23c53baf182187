# Everything starts here: `make demo` and `make test` set up what they need, by themselves, on a fresh Debian 12.
SHELL := /bin/sh
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
# The first Python that is new enough. Looked up when used: the system step may have installed it.
PYTHON ?= $(shell for p in python3.11 python3 python3.12 python3.13; do \
	$$p -c 'import sys; raise SystemExit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo $$p; break; }; done)
OUT ?= demo-out
ARGS ?=

.PHONY: help
help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1 \t\2/p' Makefile | expand -t 16

.PHONY: demo
demo: setup ## one visit with all stations: on the screen if there is one, else pictures in demo-out/
	$(BIN)/tinghao demo --out $(OUT) $(ARGS)

.PHONY: test
test: setup browser ## all tests, in several processes; ARGS="-k kiosk" for some, "-n0" in one process
	$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder $(ARGS)

.PHONY: lint
lint: setup ## form, types, floors between the rooms, QML
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python .ci/qml_lint.py

.PHONY: format
format: setup ## bring every Python file into form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

.PHONY: bench
bench: setup ## measure against the yardsticks of the same run
	$(BIN)/python -m benchmarks $(ARGS)

.PHONY: lock
lock: setup ## choose library versions anew: ARGS=--upgrade for the newest
	CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras \
		--no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-emit-options \
		--extra dev --extra voice --output-file requirements.lock $(ARGS) pyproject.toml

.PHONY: clean
clean: ## remove everything that was made, the environment too
	rm -rf $(VENV) $(OUT) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache \
		.schemathesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# --- Set-up: each step leaves a stamp, so that the second time takes no time -------------------------------------------
.PHONY: setup system browser
setup: $(VENV)/.installed

system:
	@PYTHON="$(PYTHON)" .ci/system-packages

browser:
	@PYTHON="$(PYTHON)" .ci/system-packages --if-possible chromium

$(VENV)/.made: | system
	@test -n "$(PYTHON)" || { echo "set-up: Python 3.11 or newer is needed and was not found" >&2; exit 1; }
	@echo "set-up: making $(VENV) with $(PYTHON)"
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.locked: requirements.lock $(VENV)/.made
	@echo "set-up: installing the libraries of requirements.lock, a minute or two"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.installed: pyproject.toml $(VENV)/.locked
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@
