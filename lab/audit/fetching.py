"""Fetches what an audit knows of the audited system before it asks about single queries."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from lab.audit.budget import BudgetedService
from lab.audit.loaded_rules import rules_in
from lab.audit.model import NotAudited
from lab.audit.products import product_of, unreachable
from lab.audit.system import System
from lab.backends.inventory import features_of, lookback_of, query_result, types_in
from lab.backends.scraping import fetch_scraping
from lab.language.json_values import mapping, mappings
from lab.queries.answer import UNREADABLE, Answer
from lab.queries.prometheus import data_of
from lab.queries.query import Params

MAX_METRICS = 10_000  # whose series are counted, the largest first: more of them Prometheus does not tell

Fields = Mapping[str, Any]  # of a System


@dataclass(frozen=True, slots=True)
class _Part:
    """What one API tells. `audits`: what is not audited where a product does not have it."""

    api: str
    audits: str
    fetch: Callable[[BudgetedService, System], Fields | str]  # a text says why it did not answer


def fetch_system(service: BudgetedService) -> tuple[System, tuple[NotAudited, ...]]:
    """The system, and what of it is not known. Raises CannotStart when it does not answer as Prometheus does."""
    at = _its_time(service)
    build, flags = service.budget.each(partial(_get, service), ["status/buildinfo", "status/flags"])
    described, flagged = mapping(build.json), mapping(flags.json)
    system = System(
        service.endpoint.url + service.endpoint.path,
        at,
        product_of(described) if not build.error else _without_build(service),
        frozenset(),
        lookback=lookback_of(flagged),
        version=str(described.get("version", "")),
        features=features_of(flagged),
    )
    known = system
    unknown: list[NotAudited] = []
    results = service.budget.each(lambda part: _fetched(part, service, known), _PARTS)
    for part, result in zip(_PARTS, results, strict=True):
        if isinstance(result, str):
            unknown.append(NotAudited(part.audits, f"{system.product}: {' '.join(result.split())}"))
        else:
            system = replace(system, **result)
    absent = {part.api: part.audits for part, result in zip(_PARTS, results, strict=True) if isinstance(result, str)}
    system = replace(system, absent=absent)
    return system, (*unknown, *_without_jobs(system))


def _without_jobs(system: System) -> Iterator[NotAudited]:
    """Of a system that is asked for targets and has none: series are sent to it, or others scrape for it."""
    if "/api/v1/targets" in system.absent or system.pools:
        return
    if system.targets:
        yield NotAudited("scrape jobs without targets", f"{system.product} does not tell the jobs that scrape for it")
    else:
        yield NotAudited("targets and scrape jobs", f"{system.product} scrapes nothing itself")


def _without_build(service: BudgetedService) -> str:
    """Cortex does not tell its build, and has statistics of a tenant, beside the API of Prometheus."""
    beside = replace(service, endpoint=replace(service.endpoint, path=""))
    statistics = beside.get("/api/v1/user_stats")
    return "cortex" if "numSeries" in mapping(statistics.json) else "unknown"


def _fetched(part: _Part, service: BudgetedService, system: System) -> Fields | str:
    try:
        return part.fetch(service, system)
    except UNREADABLE as error:
        return f"not an answer of Prometheus: {type(error).__name__} {error}"


def _its_time(service: BudgetedService) -> float:
    """The time by the clock of the system, which its samples carry: ours may differ."""
    answer = service.get("/api/v1/query", {"query": "time()"})
    try:
        result = query_result(answer)
        if not result.error and result.samples[0].value:
            return result.samples[0].value
    except UNREADABLE:
        answer = Answer(error="not an answer of Prometheus")
    raise unreachable(service.endpoint, answer.error)


def _metrics(service: BudgetedService, system: System) -> Fields | str:
    answer = _get(service, "label/__name__/values", {"start": system.at - system.lookback, "end": system.at})
    return answer.error or {"metrics": frozenset(map(str, answer.json))}


def _types(service: BudgetedService, system: System) -> Fields | str:
    answer = _get(service, "metadata", {"limit_per_metric": 1})
    return answer.error or {"types": types_in(answer.json)}


def _scraping(service: BudgetedService, system: System) -> Fields | str:
    scraping = fetch_scraping(service)
    if scraping.problem:
        return scraping.problem
    return {
        "targets": scraping.targets,
        "dropped": scraping.dropped,
        "pools": scraping.pools,
        "scrape_configs": scraping.configs,
    }


def _rules(service: BudgetedService, system: System) -> Fields | str:
    """Where thousands of alerts make the answer too large, without them: when each began is then not known."""
    answer = _get(service, "rules", key="groups")
    if answer.error and not answer.refused:
        answer = _get(service, "rules", {"exclude_alerts": "true"}, "groups")
    return answer.error or {"rules": rules_in(answer.json)}


def _alertmanagers(service: BudgetedService, system: System) -> Fields | str:
    answer = _get(service, "alertmanagers", key="activeAlertmanagers")
    return answer.error or {"alertmanagers": len(answer.json["activeAlertmanagers"])}


def _series(service: BudgetedService, system: System) -> Fields | str:
    """`topN` is what VictoriaMetrics calls the limit."""
    answer = _get(service, "status/tsdb", {"limit": MAX_METRICS, "topN": 1000}, "seriesCountByMetricName")
    if answer.error:
        return answer.error
    counted = {one["name"]: int(one["value"]) for one in mappings(answer.json["seriesCountByMetricName"])}
    total = mapping(answer.json.get("headStats")).get("numSeries") or answer.json.get("totalSeries") or 0
    return {"series": counted, "total": int(total) or sum(counted.values())}


_PARTS = (
    _Part("/api/v1/label/__name__/values", "metrics", _metrics),
    _Part("/api/v1/metadata", "types of metrics", _types),
    _Part("/api/v1/targets", "targets and scrape jobs", _scraping),
    _Part("/api/v1/rules", "rules", _rules),
    _Part("/api/v1/alertmanagers", "whether alerts are sent to an Alertmanager", _alertmanagers),
    _Part("/api/v1/status/tsdb", "metrics that cost many series", _series),
)


def _get(service: BudgetedService, path: str, params: Params | None = None, key: str = "") -> Answer:
    return data_of(service.get(f"/api/v1/{path}", params), key)
