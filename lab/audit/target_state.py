"""Whether the job that a selector names is there, and its targets are up."""

from __future__ import annotations

from lab.audit.spelling import same_sender
from lab.audit.system import System
from lab.audit.target_inventory import without_credentials
from lab.language.counting import count
from lab.why.expression import Matcher, Selector
from lab.why.inventory import Target
from lab.why.mismatch import format_few
from lab.why.targets import format_target

_MAX_TARGETS = 3
MissingJob = tuple[str, tuple[str, ...], Matcher | None, Matcher | None]


def jobs_of(matcher: Matcher, system: System) -> list[str]:
    """The jobs, of the configuration or of targets, that a matcher of `job` accepts."""
    return [job for job in known_jobs(system) if matcher.accepts(job)]


def not_scraped_yet(matcher: Matcher, system: System) -> bool:
    """Whether a target of the jobs that a matcher of `job` accepts was never scraped, so that its metrics may come."""
    jobs = jobs_of(matcher, system)
    return any(target.job in jobs and target.health == "unknown" for target in system.targets)


def known_jobs(system: System) -> list[str]:
    return sorted({*system.pools, *system.scrape_configs, *(target.job for target in system.targets)})


def missing_job(selector: Selector, system: System, *, with_samples: bool) -> MissingJob | None:
    """Message, details, and where the job's name is misspelt the matcher and the one that is meant; None where the job
    is there with a target that is up, or where jobs are not known. `with_samples`: whether the metric has series of
    other jobs, which may be the ones that are meant."""
    matchers = [m for m in selector.labelled if m.label == "job" and m.op in ("=", "=~") and not m.accepts("")]
    if not matchers or not known_jobs(system):
        return None
    matcher = matchers[0]
    jobs = jobs_of(matcher, system)
    if not jobs:
        return _no_such_job(matcher, system) if not with_samples else None
    targets = [target for target in system.targets if target.job in jobs and _fits(target, selector)]
    if targets and all(target.health == "down" for target in targets):
        return _all_down(jobs, targets)
    if not targets and not any(target.job in jobs for target in system.targets):
        dropped = sum(system.pools.get(job, 0) for job in jobs)
        details = (f"relabeling dropped {count(dropped, 'target')} of it",) if dropped else ()
        return f"job {format_few(jobs)} has no target", details, None, None
    return None


def _no_such_job(matcher: Matcher, system: System) -> MissingJob:
    known = known_jobs(system)
    near = same_sender(matcher.value, known) if matcher.op == "=" else ""
    message = f"no scrape job is called {matcher.value}" if matcher.op == "=" else f"no scrape job matches {matcher}"
    return message, (f"the jobs are: {format_few(known)}",), matcher, Matcher("job", "=", near) if near else None


def _all_down(jobs: list[str], targets: list[Target]) -> MissingJob:
    whole = (
        "its target is down" if len(targets) == 1 else f"all {len(targets)} targets of job {format_few(jobs)} are down"
    )
    details = tuple(described(one) for one in targets[:_MAX_TARGETS])
    return whole, details, None, None


def described(target: Target) -> str:
    return without_credentials(format_target(target.url, target.health, target.error))


def _fits(target: Target, selector: Selector) -> bool:
    """By the labels that a target has; what a series has besides is not known."""
    return all(m.accepts(target.labels[m.label]) for m in selector.labelled if m.label in target.labels)
