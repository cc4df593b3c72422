# make demo    from nothing to a judged run of otel-direct, and where its report is
# make test    everything that must hold: static checks, tests, every scenario with its mutants
# make bench   how fast lab is, as ratios
# make engine  only a Docker Engine that answers

LAB := .venv/bin/lab
PYTHON := .venv/bin/python

.PHONY: demo test static unit scenarios bench engine python images clean

demo: engine python
	$(LAB) run otel-direct
	@echo
	@echo "next: . .venv/bin/activate, then lab list"

test: engine static unit scenarios

static: python
	$(PYTHON) -m ruff check lab tests sample_apps
	$(PYTHON) -m ruff format --check lab tests sample_apps
	$(PYTHON) -m mypy
	.venv/bin/lint-imports
	$(LAB) check

unit: engine python images
	$(PYTHON) -m pytest tests -n 3

scenarios: engine python images
	$(PYTHON) -m pytest scenarios -n 2 -m "not mutant"
	$(PYTHON) -m pytest scenarios -n 4 -m mutant

bench: engine python images
	$(PYTHON) -m tests.benchmarks

engine:
	@lab/bootstrap/engine.sh

python:
	@lab/bootstrap/python.sh

images: engine python
	$(LAB) images get

clean:
	-$(LAB) down --all
	rm -rf .venv lab-runs dist
