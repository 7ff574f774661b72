# Everything a person does here. `make help` lists it. Nothing but Python 3.11 or newer is needed beforehand.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
UV_VERSION := 0.13.9
# The newest interpreter that really starts; a version manager's shim that points nowhere does not.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $$p && break; done)
UV := $(BIN)/uv --no-config
UV_FLAGS := --locked --python $(BIN)/python --no-python-downloads --quiet

# Compiled once, not by each of the many processes that the tests start.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run test test-channels lint bench sbom audit pictures install clean

help: ## List these targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | awk -F'\t' '{printf "  make %-13s %s\n", $$1, $$2}'

$(BIN)/uv:
	@test -n "$(PYTHON)" || { echo "Error: no Python 3.11 or newer on PATH – install one, or run: make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "Error: $(PYTHON) cannot make a virtual environment – install its venv module (Debian: apt install python3-venv)" >&2; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

$(VENV)/.run: $(BIN)/uv pyproject.toml uv.lock
	@echo "installing what is locked …"
	@$(UV) sync $(UV_FLAGS) --no-default-groups --inexact --compile-bytecode
	@touch $@

$(VENV)/.dev: $(BIN)/uv pyproject.toml uv.lock
	@echo "installing what is locked, with all that testing and measuring needs …"
	@$(UV) sync $(UV_FLAGS) --inexact --compile-bytecode
	@touch $(VENV)/.run $@

install: $(VENV)/.dev ## Make .venv with everything for running, testing and measuring

run: $(VENV)/.run ## Start the whole service here; SOURCES=file.opml takes real sources
	@exec $(BIN)/syndicator up $(if $(SOURCES),--sources "$(SOURCES)")

BROWSERS := chromium chromium-browser google-chrome

test: install ## Run the whole suite, on real PostgreSQL, Redis and Chromium; ARGS="tests/unit -k feeds" runs a part
	@command -v $(BROWSERS) >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && \
		echo "installing Chromium, for the tests in a browser …" && apt-get update -qq && \
		DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends chromium >/dev/null; } || \
		{ echo "Error: no Chromium on PATH – install it as root: apt-get install chromium" >&2; exit 1; }
	@$(BIN)/python -m pytest -n 3 --dist worksteal $(ARGS)

WORDPRESS := wordpress mariadb-server php-cli php-mysql php-gd

test-channels: install ## Try channels against real servers and stand-ins of others; brings those from npm, PyPI and Debian
	@command -v php mariadbd >/dev/null || { [ "$$(id -u)" = 0 ] && apt-get update -qq && \
		DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $(WORDPRESS) >/dev/null; } || \
		{ echo "Error: no WordPress – install it as root: apt-get install $(WORDPRESS)" >&2; exit 1; }
	@SYNDICATOR_TEST_CHANNELS=1 $(BIN)/python -m pytest -p no:randomly tests/channels $(ARGS)

lint: install ## Check style, types and who imports whom
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: install ## Measure, and compare with peers and limits
	@$(BIN)/python -m benchmarks

sbom: install ## Tell what we depend on: build/sbom.json (CycloneDX) and docs/licences.md
	@$(BIN)/python -m supply sbom

audit: install ## Ask what is known against the packages that are locked; needs PyPI
	@$(UV) sync $(UV_FLAGS) --inexact --group supply
	@$(BIN)/python -m supply audit

pictures: install ## Make the pictures of docs/pictures anew, of the demo newsroom
	@$(BIN)/python -m tests.browser.pictures

clean: ## Remove .venv and caches, not the data
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis build dist
