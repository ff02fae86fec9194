# Everything runs from .venv, which the targets make and keep up to date by themselves.
# Paths are relative, so that the folder may have a space in its name.

PYTHON ?= python3
BIN := .venv/bin
PLAYER := course_builder/player
EXTRAS := service,scale,dev,browser
# One more than processors: while a browser or a database is waited for, another works.
PYTEST_WORKERS ?= $(shell expr $$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1) + 1)

.DEFAULT_GOAL := help
.PHONY: help install run test coverage check fix browser peers screenshots bench audit sure chromium pango
.DELETE_ON_ERROR:

# npm and what it starts look for node here; so do the tests for our own commands.
export PATH := $(CURDIR)/.venv/bin:$(PATH)
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export NPM_CONFIG_UPDATE_NOTIFIER := false

help: ## Show this list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z]+:.*## / {printf "make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: .venv/.packages .venv/.player .venv/.control-documents ## Everything a developer needs, into .venv

run: install ## Build the courses, start the service and the practice LMS, print the addresses
	$(BIN)/course-builder build courses --target scorm12 --target web --out dist
	$(BIN)/lti-service publish courses
	$(BIN)/lti-service run --sandbox

test: install chromium pango ## The whole suite, browser and player tests included
	$(BIN)/pytest -n $(PYTEST_WORKERS) --dist loadfile --no-loadscope-reorder
	$(BIN)/npm --prefix $(PLAYER) test

coverage: install chromium pango ## What the suite runs through, line by line; takes half as long again
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest -n $(PYTEST_WORKERS) --dist loadfile --no-loadscope-reorder
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

check: install ## Lint, format, types, architecture
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/npm --prefix $(PLAYER) run types

fix: install ## Format and mend what can be mended automatically
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/python -m tests.project.reference

browser: install chromium ## Only the browser tests
	$(BIN)/pytest -m browser

peers: install chromium ## Against a second LTI platform, and the Moodle at MOODLE_URL
	$(BIN)/pytest -m peer

screenshots: install chromium ## The pictures of the README; Moodle's where MOODLE_URL names one
	SCREENSHOTS=1 $(BIN)/pytest -m browser $(addprefix tests/browser/service/,test_registration.py test_deep_linking.py)
	test -z "$$MOODLE_URL" || SCREENSHOTS=1 $(BIN)/pytest -m peer tests/peers/test_moodle.py -k "invitation or several"

bench: install chromium ## Ratios against floors, measured in one run
	$(BIN)/python -m tests.benchmarks.check
	$(BIN)/python -m tests.benchmarks.build
	$(BIN)/python -m tests.benchmarks.explore
	$(BIN)/python -m tests.benchmarks.launch
	$(BIN)/python -m tests.benchmarks.scores
	$(BIN)/python -m tests.benchmarks.load
	$(BIN)/python -m tests.benchmarks.province
	$(BIN)/python -m tests.benchmarks.moodle

audit: install ## Known weaknesses of the pinned packages; needs the network
	$(BIN)/python -m tests.project.audit

sure: check test ## What must pass before a merge

# ---- what they stand on ------------------------------------------------------------

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Python 3.11 or newer is needed, and '$(PYTHON)' is not that. Name one: make PYTHON=python3.12 …" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  .ci/debian-install "Python's venv is needed for the virtual environment" python3-venv
	$(PYTHON) -m venv .venv

.venv/.packages: pyproject.toml constraints.txt .ci/link-node | .venv/bin/python
	@echo "Installing the Python packages into .venv (about a minute or two)"
	$(BIN)/python -m pip install --quiet --constraint constraints.txt hatchling editables
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --no-build-isolation --editable '.[$(EXTRAS)]'
	.ci/link-node .venv/bin
	@touch $@

.venv/.player: $(PLAYER)/package.json .venv/.packages
	$(BIN)/npm --prefix $(PLAYER) install --no-package-lock --no-audit --no-fund --fetch-retries=1 || { \
	  echo "The player's packages could not be fetched with npm. Is there a network? Behind a proxy with a certificate of its own, name that in NODE_EXTRA_CA_CERTS." >&2; exit 1; }
	@touch $@

.venv/.control-documents: course_builder/targets/control_documents.py .venv/.packages
	$(BIN)/python -m course_builder.targets.control_documents
	@touch $@

chromium:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || \
	  .ci/debian-install "Chromium is needed for the browser tests" chromium

pango: install
	@$(BIN)/python -c 'import weasyprint' 2>/dev/null || \
	  .ci/debian-install "Pango is needed for transcripts as PDF" libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core
