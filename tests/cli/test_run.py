"""Which plans `lab run` runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from lab.cli.main import app
from lab.errors import ExitCode, UsageError
from lab.kubernetes.cluster import ClusterChoice
from lab.run.batch import RunOptions
from tests.plan.planned import CHECKOUT, SHOP

SELDOM = "shop (mutant: scraped too seldom)"
NOTHING = "shop (mutant: nothing is scraped)"


@pytest.fixture
def labels(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """The labels of the plans that would run."""
    planned: list[str] = []

    def run_plans(plans: Any, *_: object) -> ExitCode:
        planned.extend(plan.label for plan in plans)
        return ExitCode.PASSED

    monkeypatch.chdir(CHECKOUT)
    monkeypatch.setenv("LAB_STATE", str(tmp_path))
    monkeypatch.setattr("lab.run.batch.run_plans", run_plans)
    return planned


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ([], ["shop"]),
        (["--mutants"], [NOTHING, SELDOM]),
        (["--mutant", "scraped too seldom"], [SELDOM]),
        (["--mutant", "scraped too seldom", "--mutant", "nothing is scraped"], [SELDOM, NOTHING]),
        (["--mutant", "scraped too seldom", "--mutant", "scraped too seldom"], [SELDOM]),
    ],
)
def test_run_mutants(options: list[str], expected: list[str], labels: list[str]) -> None:
    result = CliRunner().invoke(app, ["run", SHOP, *options])
    assert (result.exit_code, labels) == (0, expected)


def test_run_each_mutant_of_each_variant(labels: list[str]) -> None:
    options = ["--mutant", "scraped too seldom", "--mutant", "nothing is scraped", "--repeat", "2"]
    CliRunner().invoke(app, ["run", f"{SHOP}[slow]", *options])
    assert labels == 2 * ["shop[slow] (mutant: scraped too seldom)", "shop[slow] (mutant: nothing is scraped)"]


def test_run_in_a_cluster(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    chosen: list[Any] = []

    def run_plans(plans: Any, settings: Any, options: RunOptions) -> ExitCode:
        chosen.append(options.cluster)
        return ExitCode.PASSED

    monkeypatch.chdir(CHECKOUT)
    monkeypatch.setenv("LAB_STATE", str(tmp_path))
    monkeypatch.setattr("lab.run.batch.run_plans", run_plans)
    result = CliRunner().invoke(
        app, ["run", SHOP, "--on", "kubernetes", "--context", "staging", "--registry", "r.example/"]
    )
    assert (result.exit_code, chosen) == (0, [ClusterChoice("staging", "", "r.example")])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--mutant", "scraped too seldom", "--mutants"], "--mutants runs all of them; give it or --mutant NAME"),
        (["--on", "kubernetes"], "--on kubernetes needs --context NAME"),
        (["--context", "staging"], "--context, --namespace and --registry are for --on kubernetes"),
        (["--on", "kubernetes", "--context", "staging", "-j", "2"], "labs in a cluster run one after the other"),
        (
            ["--on", "kubernetes", "--context", "staging", "--namespace", "Shop"],
            "'Shop' cannot be the name of a namespace",
        ),
        (
            ["--mutant", "scraped too seldom", "--mutant", "nothing is scrapd"],
            "has no mutant 'nothing is scrapd'; did you mean 'nothing is scraped'?",
        ),
    ],
)
def test_run_refuses(options: list[str], message: str, labels: list[str]) -> None:
    result = CliRunner().invoke(app, ["run", SHOP, *options])
    assert isinstance(result.exception, UsageError)
    assert message in result.exception.message
    assert labels == []
