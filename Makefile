# `make` lists what there is. Layers of packages go into .venv once each; requirements/ says what is in them.

PYTHON ?= python3
CONFIG ?= data/sample/journey.yaml
REPORT ?= out/report.html

VENV := .venv
BIN := $(VENV)/bin
CORE := $(VENV)/.core
LAYERS := $(addprefix $(VENV)/.layer-,dev pipelines dashboard notebooks objects postgres linking)
PIP := $(BIN)/python -m pip --disable-pip-version-check install -qq --no-compile --no-deps
QUICK := not slow and not browser and not prefect and not real
CHECKS := format lint sql types imports tests

# Packages are installed without bytecode: let Python keep what it compiles, whatever the surroundings say.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test test-all check fix nightly dashboard notebooks bench golden constraints clean programs
.PHONY: $(addprefix check-,$(CHECKS))

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(CORE) ## the sample from raw exports to a report
	@$(BIN)/journeymine run -c $(CONFIG)
	@mkdir -p $(dir $(REPORT))
	@$(BIN)/journeymine report -c $(CONFIG) -o $(REPORT) >/dev/null
	@echo
	@echo "The report:     $(REPORT)"
	@echo "The dashboard:  make dashboard"
	@echo "The notebooks:  make notebooks"
	@echo "Ask in SQL:     $(BIN)/journeymine sql -c $(CONFIG) \"select * from pain_points\""

test: $(LAYERS) programs ## all tests but the slow ones
	@$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder -m "not slow"

test-all: $(LAYERS) programs ## all tests, the slow ones too
	@$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

check: $(LAYERS) ## format, lint, types, import contracts and the quick tests; shows all failures
	@$(MAKE) --no-print-directory --keep-going --jobs=2 --output-sync=target $(addprefix check-,$(CHECKS))

check-format:
	@$(BIN)/ruff format --check --quiet
check-lint:
	@$(BIN)/ruff check --quiet
check-sql:
	@$(BIN)/sqlfmt --check --quiet --no-progressbar sql
check-types:
	@$(BIN)/pyright --project pyproject.toml
check-imports:
	@$(BIN)/lint-imports --no-logo
check-tests:
	@$(BIN)/python -m pytest -q -m "$(QUICK)" tests/spec tests/packaging

fix: $(LAYERS) ## repair format and what else can be repaired
	@$(BIN)/ruff check --fix --quiet || true
	@$(BIN)/ruff format --quiet
	@$(BIN)/sqlfmt --quiet --no-progressbar sql

nightly: $(CORE) $(VENV)/.layer-pipelines ## the night's run as a Prefect flow
	@$(BIN)/python pipelines/nightly.py --config $(CONFIG)

dashboard: $(CORE) $(VENV)/.layer-dashboard ## the live dashboard on this machine
	@$(BIN)/journeymine run -c $(CONFIG)
	@$(BIN)/journeymine dashboard -c $(CONFIG)

notebooks: $(CORE) $(VENV)/.layer-notebooks ## open the notebooks on the sample
	@$(BIN)/journeymine run -c data/sample/journey.yaml
	@$(BIN)/jupyter lab --LabApp.news_url=None \
	  --LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate --LabApp.extension_manager=readonly notebooks

bench: $(CORE) ## time runs, nights and peers; SIZE, READING, QUESTIONS, GROWTH (1e6 …), REPEATS=3, PEERS=none, ONLY, OUTPUT
	@$(BIN)/python -m bench

golden: $(LAYERS) ## write golden files and the written parts of docs/ anew, and show what changed
	@UPDATE_GOLDEN=1 $(BIN)/python -m pytest -q tests/golden
	@$(BIN)/python -m tests.docs.render
	@git --no-pager diff --stat -- tests/golden docs

constraints: ## write requirements/ and constraints.txt anew; UPGRADE=1 takes newer versions
	@$(PYTHON) -m venv .venv-lock
	@.venv-lock/bin/python -m pip --disable-pip-version-check install -qq "pip-tools>=7.6,<8"
	@.venv-lock/bin/python tools/lock.py $(if $(UPGRADE),--upgrade)

clean: ## remove what make and runs have made
	@rm -rf $(VENV) .venv-lock bench/.envs bench/.data .prefect out dist build .hypothesis .import_linter_cache .pytest_cache .ruff_cache
	@find src tests pipelines data bench tools -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

# Chromium for the browser tests, with fonts for Arabic and Polish, and PostgreSQL for the tests of queries, which
# start a server of their own; without them those tests are skipped.
PROGRAMS := chromium fonts-noto-core postgresql
programs:
	@if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && ! dpkg -s $(PROGRAMS) >/dev/null 2>&1; then \
	  echo "Installing $(PROGRAMS) for the tests"; \
	  { apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends \
	    $(PROGRAMS); } >/dev/null 2>&1 || { echo "They could not be installed."; test -z "$$CI"; }; \
	fi

$(CORE): requirements/core.txt pyproject.toml
	@echo "Installing into $(VENV)"
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) --require-hashes -r $<
	@$(PIP) --no-build-isolation -e .
	@touch $@

$(VENV)/.layer-%: requirements/%.txt $(CORE)
	@echo "Installing what $* needs"
	@$(PIP) --require-hashes -r $<
	@touch $@
