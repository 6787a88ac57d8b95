# Ponte. `make run` serves the demonstration, `make test` runs every test.
# Each sets up by itself what it needs.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
PORT ?= 8000
export PORT
# Modules are compiled once, not by every process.
unexport PYTHONDONTWRITEBYTECODE

BIN := .venv/bin
UV := $(BIN)/uv
PONTE := $(BIN)/ponte
INSTALL := $(UV) pip install --quiet --python $(BIN)/python --require-hashes
SOURCES := $(shell find ponte/static ponte/regions/data ponte/regions/map.py ponte/locale -type f -not -name '*.mo' 2>/dev/null)
MESSAGES := --no-location --no-wrap --no-obsolete
# Tests of texts, roles and benchmarks, and of what the demonstration says (that it loads and goes is
# asked): they ask nothing of a database that others do not.
SAME_ON_ALL := $(addprefix --ignore=tests/,permissions bench test_house.py test_translations.py \
  $(patsubst %,demo/test_%.py,accounts choices claims fits journeys stages transfers))
SAY = @printf '\033[1m%s\033[0m\n'

.PHONY: help
help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

.PHONY: run
run: setup ## set everything up, load the demonstration, serve on 127.0.0.1:$(PORT)
	$(SAY) "Bringing database, demonstration and search index up to date"
	@$(PONTE) prepare --demonstration
	@$(PONTE) serve --port $(PORT) --with-indexer

.PHONY: serve
serve: setup ## the production server alone (run `ponte prepare` before it and `ponte indexer` beside it)
	@$(PONTE) serve --port $(PORT)

.PHONY: test
test: setup-dev ## every test and check, browser and PDF included
	@scripts/system-packages chromium pango gettext
	@scripts/check
	$(BIN)/pytest -n 2 --dist loadgroup

.PHONY: test-postgres
test-postgres: setup-dev ## the tests that ask a database, but for the browser's, on a PostgreSQL of its own
	@scripts/system-packages postgresql pango gettext
	@scripts/with-postgres $(BIN)/pytest -n 2 --dist loadgroup -m "database and not browser" $(SAME_ON_ALL)

.PHONY: check
check: setup-dev ## lint, types, import contracts, migrations: everything quick
	@scripts/check

.PHONY: setup
setup: .venv/.ponte node_modules/.ponte build/.ponte

.PHONY: setup-dev
setup-dev: setup .venv/.ponte-dev

.PHONY: lock
lock: .venv/.uv ## compile requirements*.in anew
	@for name in requirements requirements-dev requirements-tools requirements-node; do \
	  $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	    --no-emit-index-url --no-emit-find-links --no-header $$name.in -o $$name.txt; done

.PHONY: messages
messages: setup ## bring the message catalogues up to date with the code (needs gettext)
	cd ponte && ../$(BIN)/python -m django makemessages --all $(MESSAGES)

.PHONY: clean
clean: ## remove what set-up made; keeps data/
	rm -rf .venv node_modules build

# What set-up makes. Each stamp is older than what it was made from only when stale.

.venv/.uv: requirements-tools.txt
	@command -v $(PYTHON) >/dev/null || { echo "Ponte needs Python 3.11 or newer: $(PYTHON) was not found."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Ponte needs Python 3.11 or newer; this is $$($(PYTHON) --version). Try: make run PYTHON=python3.11"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
	  { echo "Python's venv module is missing. On Debian or Ubuntu: apt install python3-venv"; exit 1; }
	$(SAY) "Making .venv"
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-tools.txt
	@touch $@

.venv/.ponte: .venv/.uv requirements.txt
	$(SAY) "Installing Python packages"
	@$(INSTALL) -r requirements.txt
	@echo "$(CURDIR)" > "$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/ponte.pth"
	@printf '#!%s/$(BIN)/python\nfrom ponte.__main__ import main\n\nmain()\n' "$(CURDIR)" > $(PONTE)
	@chmod +x $(PONTE)
	@touch $@

.venv/.ponte-dev: .venv/.ponte requirements-dev.txt
	$(SAY) "Installing the packages that tests and checks need"
	@$(INSTALL) -r requirements-dev.txt
	@touch $@

node_modules/.ponte: .venv/.uv package.json package-lock.json
	@command -v npm >/dev/null || { \
	  printf '\033[1m%s\033[0m\n' "No npm here: taking Node into .venv"; \
	  $(INSTALL) -r requirements-node.txt; }
	$(SAY) "Installing front-end packages"
	@PATH="$$PATH:$(CURDIR)/$(BIN)" npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

build/.ponte: .venv/.ponte node_modules/.ponte scripts/vendor.py $(SOURCES)
	$(SAY) "Building the front end"
	@mkdir -p build/static
	@$(BIN)/python scripts/vendor.py
	@$(BIN)/python scripts/compile_messages.py
	@$(PONTE) build_map
	@$(PONTE) collectstatic --noinput --clear --verbosity 0
	@scripts/system-packages --tell pango
	@touch $@
