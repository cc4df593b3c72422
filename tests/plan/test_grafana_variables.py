"""The variables that Grafana fills itself follow Prometheus' scrape interval."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lab.language.problem_collector import ProblemCollector
from lab.plan.grafana_variables import built_in_variables
from lab.plan.model import PlacedFile
from tests.plan.planned import planned


def variables(config: str) -> tuple[dict[str, str], list[str]]:
    problems = ProblemCollector()
    file = PlacedFile("prometheus/prometheus.yml", "/etc/prometheus/prometheus.yml", config, "prometheus.yml")
    service = replace(planned().service("prometheus"), files=(file,))
    return built_in_variables((service,), problems), [str(problem) for problem in problems.problems]


@pytest.mark.parametrize(
    ("config", "interval", "rate_interval", "milliseconds"),
    [
        ("global: {scrape_interval: 2s}\n", "2s", "8s", "2000"),
        ("global: {scrape_interval: 500ms}\n", "500ms", "2s", "500"),
        ("scrape_configs: []\n", "1m", "4m", "60000"),  # Prometheus' default
    ],
)
def test_built_in_variables(config: str, interval: str, rate_interval: str, milliseconds: str) -> None:
    values, problems = variables(config)

    assert problems == []
    assert (values["__interval"], values["__rate_interval"], values["__interval_ms"]) == (
        interval,
        rate_interval,
        milliseconds,
    )
