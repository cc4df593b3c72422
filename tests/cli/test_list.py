from __future__ import annotations

import pytest

from lab.cli.list import comparison_table, print_tables
from tests.plan.planned import FOLDERS


def test_print_tables_names_every_scenario_and_comparison(capsys: pytest.CaptureFixture[str]) -> None:
    print_tables(FOLDERS)

    output = capsys.readouterr().out
    assert output.splitlines()[0].split() == ["scenario", "what", "it", "shows", "components", "mutants", "expects"]
    assert "\n  [0.46b0] " in output
    assert all(name in output for name in (*FOLDERS.scenario_names(), *FOLDERS.comparison_names()))


def test_comparison_table() -> None:
    lines = comparison_table(FOLDERS).splitlines()

    assert lines[:2] == ["| comparison | what it compares | sides | measures |", "|---|---|---|---|"]
    assert [line.split("]")[0].removeprefix("| [") for line in lines[2:]] == list(FOLDERS.comparison_names())
    assert (
        "| [pull-vs-push](pull-vs-push/comparison.yaml) | Prometheus scrapes, or the application pushes OTLP "
        "| pull (prom-pull), otel-pull (otel-pull), push (otel-direct) | 5 steady, 3 with faults |"
    ) in lines
