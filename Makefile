# Two commands: `make run` and `make test`. The others are for whoever changes the code.
PY ?= python3
PYTHON := .venv/bin/python
BOOTSTRAP = command -v $(firstword $(PY)) >/dev/null || { echo "newsroom: There is no $(PY) here;" \
	"install Python 3.11 or newer, or name the one you have, as in: make run PY=python3.12" >&2; \
	exit 1; }; $(PY) newsroom/bootstrap.py
LOCK := --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header

.PHONY: run test check audit bench judge lock messages

run: ## the newsroom on http://127.0.0.1:8000; HOST, PORT, DATA_DIR, DATABASE_URL change it
	@$(BOOTSTRAP)
	@exec $(PYTHON) manage.py serve

test: ## the whole suite, on SQLite and then on PostgreSQL
	@$(BOOTSTRAP) --dev
	@echo "SQLite:"; TEST_DATABASE=sqlite $(PYTHON) -m pytest -n auto --dist worksteal
	@echo "PostgreSQL:"; TEST_DATABASE=postgres $(PYTHON) -m pytest -n auto --dist worksteal $(ON_POSTGRES)

check: ## style, migrations, deployment settings, translations
	@$(BOOTSTRAP) --dev
	@$(PYTHON) -m ruff check --quiet .
	@$(PYTHON) -m ruff format --check --quiet .
	@find templates -name '*.html' | xargs -r .venv/bin/djade --check --target-version 5.2
	@$(PYTHON) -m djhtml --check --tabwidth 2 templates
	@$(PYTHON) manage.py makemigrations --settings tests.settings --check --dry-run
	@$(PYTHON) -m tests.deployment
	@$(PYTHON) -m tests.messages
	@echo "Style, migrations, deployment settings and translations are in order."

audit: ## every page's looks, links, Nu HTML checker, Lighthouse; needs node, Java, Chromium
	@$(BOOTSTRAP) --dev
	@EVERY_LOOK=1 CI=true $(PYTHON) -m pytest -q tests/browser/test_every_page.py
	@$(PYTHON) -m tests.audit

bench: ## the benchmarks, A beside B
	@$(BOOTSTRAP) --dev
	@$(PYTHON) -m tests.benchmarks

judge: ## how good words, search and related pieces are, over judged ones
	@$(BOOTSTRAP) --dev
	@$(PYTHON) -m tests.judged

lock: ## the locked lists of packages, anew
	@$(BOOTSTRAP) --dev
	@$(PYTHON) -m uv pip compile $(LOCK) pyproject.toml --output-file requirements.txt
	@$(PYTHON) -m uv pip compile $(LOCK) --constraint requirements.txt pyproject.toml --group dev \
		--output-file requirements-dev.txt

messages: ## translations: gathered from code and templates, then compiled
	@$(BOOTSTRAP) --dev
	@$(PYTHON) -m tests.messages --write
