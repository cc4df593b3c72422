"""Targets that will be down soon: scrapes that nearly take their timeout, and jobs that nearly reach a limit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from lab.audit.context import AuditContext
from lab.audit.model import Finding, FindingClass, Subject
from lab.audit.registry import CheckDescription, register
from lab.audit.target_inventory import subject_of
from lab.language.quantities import format_duration
from lab.why.evaluation import QueryResult
from lab.why.inventory import Target

SLOW, LIMIT = "slow-target", "scrape-limit"
NEAR = 0.8  # of the timeout or limit
_DURATION = "quantile_over_time(0.9, scrape_duration_seconds[1h])"
_SAMPLES = "max_over_time(scrape_samples_post_metric_relabeling[1h])"


@register(
    CheckDescription(
        SLOW,
        (FindingClass.COSTLY,),
        "Scrapes of a target take nearly as long as `scrape_timeout` allows: soon it will be down now and then.",
        "Make the target faster, expose less, or raise `scrape_timeout`, which may be at most `scrape_interval`.",
    ),
    CheckDescription(
        LIMIT,
        (FindingClass.COSTLY,),
        "A scrape job is near its `sample_limit` or `target_limit`, beyond which nothing of it is stored.",
        "Raise the limit, or drop samples by `metric_relabel_configs` and targets by `relabel_configs`.",
    ),
)
def check(context: AuditContext) -> Iterator[Finding]:
    up = [target for target in context.system.targets if target.health == "up"]
    limited = {
        job: limit for job, config in context.system.scrape_configs.items() if (limit := _limit(config, "sample"))
    }
    if not up:
        return
    durations, *samples = context.ask.values([_DURATION, _SAMPLES] if limited else [_DURATION])
    took, sizes = _by_target(durations), _by_target(samples[0]) if samples else {}
    for target in up:
        key = _key(target.labels)
        if target.timeout and took.get(key, 0.0) >= NEAR * target.timeout:
            yield _slow(target, took[key])
        limit = limited.get(target.pool, 0)
        if limit and sizes.get(key, 0.0) >= NEAR * limit:
            yield _near_sample_limit(target, int(sizes[key]), limit)
    yield from _near_target_limit(context)


def _slow(target: Target, took: float) -> Finding:
    message = (
        f"one in ten of its scrapes takes {took:.2f} s or longer, and scrape_timeout is "
        f"{format_duration(target.timeout)}: soon it will be down now and then"
    )
    fix = "make the target faster, expose less, or raise scrape_timeout, which may be at most scrape_interval"
    return Finding(SLOW, FindingClass.COSTLY, subject_of(target), message, fix=fix, query=_DURATION)


def _near_sample_limit(target: Target, size: int, limit: int) -> Finding:
    message = (
        f"it has {size:,} samples, and sample_limit of {target.pool} is {limit:,}: beyond it, nothing of it is stored"
    )
    fix = f"raise sample_limit of {target.pool}, or drop samples by metric_relabel_configs"
    return Finding(LIMIT, FindingClass.COSTLY, subject_of(target), message, fix=fix, series=size)


def _near_target_limit(context: AuditContext) -> Iterator[Finding]:
    for job, config in context.system.scrape_configs.items():
        number = sum(target.pool == job for target in context.system.targets)
        limit = _limit(config, "target")
        if limit and NEAR * limit <= number <= limit:
            message = f"it has {number:,} targets, and target_limit is {limit:,}: beyond it, none of them is scraped"
            fix = "raise target_limit, or keep fewer targets by relabel_configs"
            yield Finding(LIMIT, FindingClass.COSTLY, Subject("scrape job", job), message, fix=fix)


def _limit(config: Mapping[str, Any], of: str) -> int:
    limit = config.get(f"{of}_limit")
    return limit if isinstance(limit, int) else 0


def _by_target(result: QueryResult) -> dict[tuple[str, str], float]:
    return {_key(sample.labels): sample.value or 0.0 for sample in result.samples}


def _key(labels: Mapping[str, str]) -> tuple[str, str]:
    return labels.get("job", ""), labels.get("instance", "")
