"""Targets that are scraped twice: the same address and path in several jobs, or with several sets of labels."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from lab.audit.context import AuditContext
from lab.audit.model import Finding, FindingClass
from lab.audit.registry import CheckDescription, register
from lab.audit.target_inventory import subject_of, without_credentials
from lab.language.counting import count
from lab.why.inventory import Target

_NAME = "duplicate-target"
_SAMPLES = "scrape_samples_post_metric_relabeling"


@register(
    CheckDescription(
        _NAME,
        (FindingClass.COSTLY,),
        "The same address is scraped several times: its series are stored as often, and sums over jobs count it twice.",
        "Let one scrape job keep the target and drop it in the others, or remove its second entry.",
    )
)
def check(context: AuditContext) -> Iterator[Finding]:
    by_url: dict[str, list[Target]] = defaultdict(list)
    order = {job: number for number, job in enumerate(context.system.scrape_configs)}  # of the configuration
    for target in sorted(context.system.targets, key=lambda one: order.get(one.pool, 0)):
        by_url[target.url.lower()].append(target)
    repeated = [targets for targets in by_url.values() if len(targets) > 1]
    samples = _samples(context) if repeated else {}
    for targets in repeated:
        yield _finding(targets, samples)


def _finding(targets: Sequence[Target], samples: dict[tuple[str, str], int]) -> Finding:
    first, *others = targets
    jobs = list(dict.fromkeys(target.pool for target in targets))
    where = f"by the jobs {', '.join(jobs)}" if len(jobs) > 1 else f"by the job {jobs[0]}, with different labels"
    sizes = sorted(samples.get(_labels(target), 0) for target in targets)
    too_many = sum(sizes[:-1])
    stored = f"; {too_many:,} of its series are stored in addition" if too_many else ""
    message = f"{without_credentials(first.url)} is scraped {count(len(targets), 'time')}, {where}{stored}"
    details = tuple(f"as {_format(target)}" for target in targets[:5])
    jobs_to_mend = list(dict.fromkeys(target.pool for target in others))
    fix = (
        f"keep it in {jobs[0]} and drop it in {', '.join(jobs_to_mend)}"
        if len(jobs) > 1
        else f"name it once in {jobs[0]}: relabel_configs can keep one of its entries"
    )
    return Finding(_NAME, FindingClass.COSTLY, subject_of(others[0]), message, details, fix, series=too_many or None)


def _format(target: Target) -> str:
    return ", ".join(f'{name}="{value}"' for name, value in sorted(target.labels.items()))


def _labels(target: Target) -> tuple[str, str]:
    return target.labels.get("job", ""), target.labels.get("instance", "")


def _samples(context: AuditContext) -> dict[tuple[str, str], int]:
    [result] = context.ask.values([_SAMPLES])
    return {
        (sample.labels.get("job", ""), sample.labels.get("instance", "")): int(sample.value or 0)
        for sample in result.samples
    }
