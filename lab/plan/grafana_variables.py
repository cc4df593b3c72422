"""The values of the dashboard variables that Grafana sets itself."""

from __future__ import annotations

from lab.errors import Problems
from lab.language.problem_collector import ProblemCollector
from lab.language.promql import seconds_of
from lab.language.quantities import format_duration
from lab.language.strict_yaml import read
from lab.plan.model import ServicePlan


def built_in_variables(services: tuple[ServicePlan, ...], problems: ProblemCollector) -> dict[str, str]:
    """Variable -> value, from Prometheus' scrape interval; `__rate_interval` is four of those."""
    interval = 1.0
    for service in services:
        for file in service.files:
            if "prometheus" in service.roles and file.target.endswith("prometheus.yml"):
                try:
                    document = read(file.text, file.source)
                except Problems as error:
                    problems.extend(error.problems)
                    continue
                settings = document.data.get("global") if isinstance(document.data, dict) else None
                if isinstance(settings, dict) and "scrape_interval" in settings:
                    scrape_interval = seconds_of(settings["scrape_interval"])
                    if not scrape_interval:
                        place = document.place(("global", "scrape_interval"))
                        message = f"{settings['scrape_interval']!r} is not a duration; write for example 15s"
                        problems.wrong(place, message)
                    interval = scrape_interval or interval
    return {
        "__interval": format_duration(interval),
        "__auto": format_duration(interval),
        "__interval_ms": str(round(interval * 1000)),
        "__rate_interval": format_duration(4 * interval),
        "__range": "1m",
        "__range_s": "60",
        "__range_ms": "60000",
    }
