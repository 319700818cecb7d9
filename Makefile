# The two commands are `make run` and `make test`; `make` alone lists all.
.DEFAULT_GOAL := help
.PHONY: help run test lint bench messages golden clean
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do command -v $$p >/dev/null && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' && echo $$p && break; done)
PY := .venv/bin/python

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 12

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed (with venv and pip)."; exit 1; }
	@$(PYTHON) -m venv .venv

install: .venv/bin/python
	@$(PY) scripts/install.py requirements.txt

install-dev: .venv/bin/python
	@$(PY) scripts/install.py requirements-dev.txt
.PHONY: install install-dev

run: install ## the portal, the admin and the API on http://127.0.0.1:8000 (HOST, PORT, DATA_DIR, DATABASE_URL)
	@exec $(PY) scripts/serve.py

test: install-dev ## every test, on SQLite and PostgreSQL, in the browser, in a stranger's site, under storm
	@exec $(PY) scripts/test.py

lint: install-dev ## ruff and its format, the one-way imports, templates, migrations
	@exec $(PY) scripts/test.py lint

bench: install-dev ## what the chain, an import and an item page cost, beside plain Wagtail
	@exec $(PY) -m bench

messages: install-dev ## collect the messages of every room and compile the catalogues (needs gettext)
	@exec $(PY) scripts/messages.py

golden: install-dev ## write what the golden files are compared with anew, after looking at the change
	@exec env GOLDEN=write $(PY) -m pytest tests/house/test_golden.py -q

clean: ## forget what was built and cached here, but no data
	@rm -rf .pytest_cache .ruff_cache .import_linter_cache build dist *.egg-info test-results
	@find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +
