"""What Prometheus says about its scrape targets: active and dropped ones, and the configuration of each job."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from lab.backends.loaded_config import loaded_config
from lab.language.time_scaling.durations import seconds_of
from lab.queries.answer import Answer
from lab.queries.prometheus import data_of
from lab.queries.query import Client
from lab.why.inventory import DroppedTarget, Target


@dataclass(frozen=True, slots=True)
class Scraping:
    """`pools`: scrape job -> how many of its targets relabeling dropped; Prometheus lists only some of them. `problem`:
    why the targets are not known; empty when they are."""

    targets: tuple[Target, ...]
    dropped: tuple[DroppedTarget, ...]
    pools: Mapping[str, int]
    configs: Mapping[str, Mapping[str, Any]]
    problem: str = ""


def fetch_scraping(client: Client) -> Scraping:
    configs = _configs(_get(client, "status/config", "yaml"))
    listed = _get(client, "scrape_pools", "scrapePools")
    pools = dict.fromkeys(listed.json["scrapePools"] if not listed.error else configs, 0)
    response = _get(client, "targets", "activeTargets")
    if response.error and not response.refused and pools:
        response = _by_pool(client, pools, response)
    if response.error:
        return Scraping((), (), pools, configs, response.error)
    dropped = tuple(_dropped(target) for target in response.json.get("droppedTargets") or ())
    for one in dropped:
        pools[one.pool] = pools.get(one.pool, 0) + 1
    pools.update(response.json.get("droppedTargetCounts") or {})
    active = tuple(_target(target) for target in response.json["activeTargets"])
    return Scraping(active, dropped, pools, configs)


def _by_pool(client: Client, pools: Iterable[str], whole: Answer) -> Answer:
    """The targets of each job, where all of them together are too large an answer (`whole`). What was dropped is asked
    only of jobs without targets, which it explains."""
    active: list[Any] = []
    dropped: list[Any] = []
    counts: dict[str, int] = {}
    for pool in pools:
        answer = _targets_of(client, pool, "active", "activeTargets")
        if answer.error:
            return whole
        active += answer.json["activeTargets"]
        if not answer.json["activeTargets"]:
            answer = _targets_of(client, pool, "dropped", "droppedTargets")
            dropped += (answer.json or {}).get("droppedTargets") or ()
            counts[pool] = ((answer.json or {}).get("droppedTargetCounts") or {}).get(pool, 0)
    return Answer(json={"activeTargets": active, "droppedTargets": dropped, "droppedTargetCounts": counts})


def _targets_of(client: Client, pool: str, state: str, key: str) -> Answer:
    return data_of(client.get("/api/v1/targets", {"state": state, "scrapePool": pool}), key)


def _target(target: Mapping[str, Any]) -> Target:
    return Target(
        target["scrapePool"],
        target["labels"],
        target["scrapeUrl"],
        target["health"],
        target.get("lastError", ""),
        seconds_of(target.get("scrapeInterval", "")) or 0.0,
        seconds_of(target.get("scrapeTimeout", "")) or 0.0,
        float(target.get("lastScrapeDuration", 0.0)),
        target.get("discoveredLabels") or {},
    )


def _dropped(target: Mapping[str, Any]) -> DroppedTarget:
    """Versions before 3.0 name the job only among the labels."""
    labels = target.get("discoveredLabels") or {}
    return DroppedTarget(str(target.get("scrapePool") or labels.get("job", "")), labels)


def _configs(answer: Answer) -> dict[str, Mapping[str, Any]]:
    if answer.error:
        return {}
    try:
        config = loaded_config(answer.json["yaml"])
    except ValueError:
        return {}
    jobs = config.get("scrape_configs") if isinstance(config, dict) else None
    return {str(job.get("job_name", "")): job for job in jobs or () if isinstance(job, dict)}


def _get(client: Client, path: str, key: str) -> Answer:
    return data_of(client.get(f"/api/v1/{path}"), key)
