# make demo     from nothing to a judged run of otel-direct, and where its report is
# make fast     what needs no engine, in three minutes: static checks and the quick tests
# make test     what a change must pass: static checks, all tests, every scenario, the mutants that the change touches
#               and a share of the others (LAB_SINCE=revision, LAB_SHARE=percent)
# make mutants  every mutant of every scenario
# make docs     the documentation as a site, in site/
# make bench    how fast lab is, as ratios
# make pins     renews pinned packages (by hash) and images (by digest); needs a package index and a registry
# make engine   only a Docker Engine that answers

LAB := .venv/bin/lab
PYTHON := .venv/bin/python
LAB_SHARE ?= 10

# From Python 3.12 on coverage can be measured at almost no cost.
SYSMON = $(shell $(PYTHON) -c 'import sys; print("sysmon" if sys.version_info >= (3, 12) else "ctrace")')

.PHONY: demo fast test mutants static quick unit scenarios selected docs bench engine python images pins clean ssh-server

demo: engine python
	$(LAB) run otel-direct
	@echo
	@echo "next: . .venv/bin/activate, then lab list"

fast: static quick

test: engine static unit scenarios selected

static: python
	$(PYTHON) -m ruff check lab tests sample_apps docs/generate
	$(PYTHON) -m ruff format --check lab tests sample_apps docs/generate
	$(PYTHON) -m mypy
	.venv/bin/lint-imports
	$(LAB) check

quick: python
	$(PYTHON) -m pytest tests -n 2 -q -m "not engine and not acceptance and not slow"

unit: engine python images ssh-server
	COVERAGE_CORE=$(SYSMON) $(PYTHON) -m pytest tests -n 3 --cov=lab --cov-report=
	@echo "coverage of lab: $$($(PYTHON) -m coverage report --format=total)% of its lines"

scenarios: engine python images
	$(PYTHON) -m pytest scenarios -n 3 --lab-mutants=none

selected: engine python images
	$(PYTHON) -m pytest scenarios -n auto -m mutant --lab-mutants=selected --lab-share=$(LAB_SHARE)

mutants: engine python images
	$(PYTHON) -m pytest scenarios -n auto -m mutant

docs: python
	$(PYTHON) -m mkdocs build --strict

bench: engine python images
	$(PYTHON) -m tests.benchmarks

engine:
	@lab/bootstrap/engine.sh

python:
	@lab/bootstrap/python.sh

pins:
	@lab/bootstrap/pins.sh

ssh-server:
	@tests/ssh_server.sh

images: engine python
	$(LAB) images get

clean:
	-$(LAB) down --all
	rm -rf .venv lab-runs dist site .coverage
