"""Metrics that no rule and no dashboard reads, the one with the most series first, with the rule that drops each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lab.audit.context import AuditContext
from lab.audit.model import Finding, FindingClass, NotAudited, Subject
from lab.audit.reads import reads_of
from lab.audit.registry import CheckDescription, register
from lab.audit.system import System
from lab.language.promql import quoted, selector

_NAME = "unread-metric"
MOST = 20  # findings: what comes after them costs little
MIN_SERIES = 50
MIN_SHARE = 0.01  # of all series; a metric with very many is reported whatever its share is
MANY_SERIES = 1000
# What Prometheus adds by itself cannot be dropped, and ALERTS is made by alerting rules.
_OWN = ("up", "ALERTS", "ALERTS_FOR_STATE", "target_info")
_OWN_PREFIX = "scrape_"


@register(
    CheckDescription(
        _NAME,
        (FindingClass.COSTLY,),
        "No rule and no dashboard of this audit reads a metric that has many series.",
        "Drop it by `metric_relabel_configs`, unless an autoscaler, a federating Prometheus or people read it.",
    )
)
def check(context: AuditContext) -> Iterator[Finding | NotAudited]:
    system = context.system
    if not system.series:
        return
    if not context.dashboards:
        yield NotAudited("metrics that nothing reads", "no dashboards were given: --dashboards or --grafana")
        return
    if "/api/v1/rules" in system.absent:
        yield NotAudited("metrics that nothing reads", "the rules are not known")
        return
    reads = reads_of(context)
    recorded = {rule.name for rule in system.rules if rule.kind == "recording"}
    unread = [
        (number, name)
        for name, number in system.series.items()
        if number >= MIN_SERIES and name not in _OWN and not name.startswith(_OWN_PREFIX) and not reads.metric(name)
    ]
    unread.sort(key=lambda one: (-one[0], one[1]))
    total = system.total or sum(system.series.values())
    costly = [(number, name) for number, name in unread if number >= MANY_SERIES or number >= MIN_SHARE * total]
    for number, name in costly[:MOST]:
        jobs = context.ask.label_values("job", selector(name, {}))
        yield _finding(name, number, total, [] if isinstance(jobs, str) else jobs, system, name in recorded)


def _finding(name: str, number: int, total: int, jobs: Sequence[str], system: System, recorded: bool) -> Finding:
    message = f"no rule and no dashboard reads it: {number:,} series, {number / max(total, 1):.1%} of all"
    details = (f"from {', '.join(jobs[:5])}{' ...' if len(jobs) > 5 else ''}",) if jobs else ()
    fix = "remove its recording rule" if recorded else _fix(name, jobs, system)
    return Finding(_NAME, FindingClass.COSTLY, Subject("metric", name), message, details, fix, series=number)


def _fix(name: str, jobs: Sequence[str], system: System) -> str:
    scraped = [job for job in jobs if job in system.pools]
    if not scraped:
        return "if nothing else reads it, drop it where it is sent: write_relabel_configs, or a filter of the Collector"
    rule = f"{{source_labels: [__name__], regex: {quoted(name)}, action: drop}}"
    where = f"scrape job {scraped[0]}" if len(scraped) == 1 else f"the scrape jobs {', '.join(scraped[:5])}"
    return f"if nothing else reads it, add to metric_relabel_configs of {where}: - {rule}"
