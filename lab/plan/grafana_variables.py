"""The values of the dashboard variables that follow Prometheus' scrape interval."""

from __future__ import annotations

from lab.configs.yaml_file import read_config
from lab.errors import Problems
from lab.language.problem_collector import ProblemCollector
from lab.language.promql import seconds_of
from lab.language.quantities import format_duration
from lab.plan.model import ServicePlan
from lab.plan.mounted_files import config_files

SCRAPE_INTERVAL_S = 60.0  # Prometheus' default
RATE_INTERVAL_FACTOR = 4  # scrapes in `$__rate_interval`


def built_in_variables(services: tuple[ServicePlan, ...], problems: ProblemCollector) -> dict[str, str]:
    """Variable -> value, from Prometheus' scrape interval; `__rate_interval` is four of those."""
    interval = SCRAPE_INTERVAL_S
    for service in services:
        for file in service.files:
            if "prometheus" in service.roles and file in config_files(service):
                try:
                    document = read_config(file.text, file.source)
                except Problems as error:
                    problems.extend(error.problems)
                    continue
                settings = document.data.get("global") if isinstance(document.data, dict) else None
                if isinstance(settings, dict) and "scrape_interval" in settings:
                    interval = seconds_of(settings["scrape_interval"]) or interval
    rate = RATE_INTERVAL_FACTOR * interval
    return {
        "__interval": format_duration(interval),
        "__auto": format_duration(interval),
        "__interval_ms": str(round(interval * 1000)),
        "__rate_interval": format_duration(rate),
        "__rate_interval_ms": str(round(rate * 1000)),
    }
