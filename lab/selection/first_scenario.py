"""Writes the first scenario of a Compose project: what can be said of it without knowing what it is for.

Every target is up, every rule is evaluated, and one alert lives once: a service is stopped that a rule of the kind
`up == 0` watches. Comments say what to change.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lab.configs.rule_files import read_rule_file, written_rules
from lab.language.json_values import mapping, mappings
from lab.language.quantities import format_duration
from lab.language.time_scaling.durations import seconds_of
from lab.language.time_scaling.text import durations_in
from lab.plan.model import LabPlan, PlacedFile, ServicePlan
from lab.plan.mounted_files import config_of, dashboard_files, rule_files
from lab.selection.compose_projects import ComposeProjectChoice

_SCRAPE_S = 60.0  # Prometheus' own default
_DOWN = re.compile(r"up\s*(?:\{(?P<matchers>[^}]*)\})?\s*==\s*0")
_JOB = re.compile(r"job\s*(?P<how>=~|=)\s*[\"'](?P<job>[^\"']*)[\"']")
_SLACK_S = 30.0  # for what an alert needs besides its 'for': a scrape, an evaluation, a busy machine


@dataclass(frozen=True, slots=True)
class Watched:
    """A service whose end makes an alert fire: by which job it is scraped."""

    service: str
    job: str
    alert: str
    for_: float


def first_scenario(
    plan: LabPlan, choice: ComposeProjectChoice, compose_files: tuple[str, ...], path_of: Callable[[str], str]
) -> str:
    """`compose_files`, from the scenario's folder; `path_of`: the path from there to a file, by that in messages."""
    prometheus = plan.role("prometheus")
    assert prometheus is not None
    jobs = dict(_jobs(prometheus))
    ratio = _ratio(prometheus)
    watched = _watched(plan, prometheus, jobs)
    parts = [
        _head(plan, choice, compose_files, path_of),
        _components(plan),
        _scale(plan, prometheus, ratio, path_of),
        "steps:\n",
        _well(jobs, tuple(dict.fromkeys(_rules(prometheus)))),
        *(
            f"      # the panels of {name} have data: {{panels: {_json(name)}}}\n"
            for name in _dashboards(plan, path_of)
        ),
        *([_alert_life(watched, ratio, plan)] if watched else [_NO_ALERT]),
    ]
    return "".join(parts)


def _head(plan: LabPlan, choice: ComposeProjectChoice, files: tuple[str, ...], path_of: Callable[[str], str]) -> str:
    env_files = tuple(map(path_of, choice.env_files))
    more = {"profiles": choice.profiles, "env_file": env_files, "without": choice.without}
    given = {key: list(values) for key, values in more.items() if values}
    names: Any = list(files) if len(files) > 1 else files[0]
    compose = _json({"files": list(files), **given}) if given else _json(names)
    return (
        f"# Written by lab init. It says what must be true of {plan.title}, whose files stay as they are.\n"
        "#   lab run FOLDER          start it as a lab, check, take it down\n"
        "#   lab run FOLDER --mutants    once you have added mutants: defects that must be noticed\n"
        f"title: {_json(f'{plan.title} is well')}\n"
        "why: every target is scraped, every rule is evaluated\n\n"
        f"compose: {compose}\n\n"
    )


def _components(plan: LabPlan) -> str:
    if plan.role("alertmanager") is None:
        return ""
    return (
        "# Receives what Slack, PagerDuty and others would be sent: receivers stay as they are, and nobody is paged.\n"
        "components:\n  notifications: {use: notification_sink}\n\n"
    )


def _scale(plan: LabPlan, prometheus: ServicePlan, ratio: float, path_of: Callable[[str], str]) -> str:
    """Every duration of the configurations and rules, shortened by the same ratio, so that what fits together goes on
    doing so."""
    if ratio <= 1:
        return ""
    found = config_of(prometheus)
    files = {file.source: file for file in rule_files(prometheus)}
    if found is not None:
        files = {found[0].source: found[0], **files}
    for service in plan.services:
        config = config_of(service) if "alertmanager" in service.roles else None
        if config is not None:
            files[config[0].source] = config[0]
    entries = [entry for file in files.values() if (entry := _scaled_file(file, prometheus, ratio, path_of))]
    comment = (
        f"# A lab does not wait: each duration is divided by {ratio:g}, to whole seconds. The files keep theirs.\n"
    )
    return f"{comment}scale:\n{''.join(entries)}\n" if entries else ""


def _scaled_file(file: PlacedFile, prometheus: ServicePlan, ratio: float, path_of: Callable[[str], str]) -> str:
    times = {written: _short(milliseconds, ratio) for milliseconds, written in durations_in(file.text, file.source)}
    added = _missing_intervals(file, prometheus)
    if not times and not added:
        return ""
    listed = ", ".join(f"{written}: {short}" for written, short in times.items())
    lines = [f"  - in: {_json(path_of(file.source))}\n"]
    lines += [f"    times: {{{listed}}}\n"] if times else []
    lines += [f"    add: {_json(added)}\n"] if added else []
    return "".join(lines)


def _missing_intervals(file: PlacedFile, prometheus: ServicePlan) -> Mapping[str, Any]:
    """Intervals that the configuration leaves to their defaults of a minute."""
    found = config_of(prometheus)
    if found is None or found[0].source != file.source:
        return {}
    data = mapping(found[1].data)
    if "global" not in data:
        return {"global": {"scrape_interval": "1s", "evaluation_interval": "1s"}}
    missing = {"scrape_interval", "evaluation_interval"} - mapping(data["global"]).keys()
    return {f"global.{key}": "1s" for key in sorted(missing)}


def _short(milliseconds: int, ratio: float) -> str:
    return f"{max(1, round(milliseconds / 1000 / ratio))}s" if milliseconds >= 1000 else f"{milliseconds}ms"


def _ratio(prometheus: ServicePlan) -> float:
    """Such that a scrape interval becomes a second."""
    found = config_of(prometheus)
    given = mapping(mapping(found[1].data).get("global")).get("scrape_interval") if found else None
    return max(1.0, seconds_of(given) or _SCRAPE_S) if given else _SCRAPE_S


def _jobs(prometheus: ServicePlan) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each job with its static targets."""
    found = config_of(prometheus)
    for job in mappings(mapping(found[1].data).get("scrape_configs")) if found else ():
        targets = [str(one) for group in mappings(job.get("static_configs")) for one in group.get("targets") or ()]
        if isinstance(job.get("job_name"), str):
            yield job["job_name"], tuple(targets)


def _dashboards(plan: LabPlan, path_of: Callable[[str], str]) -> tuple[str, ...]:
    found = (path_of(file.source) for service in plan.services for file in dashboard_files(service))
    return tuple(dict.fromkeys(found))


def _rules(prometheus: ServicePlan) -> Iterator[str]:
    for file in rule_files(prometheus):
        yield from (rule.name for rule in written_rules(file.text, file.source))


def _watched(plan: LabPlan, prometheus: ServicePlan, jobs: Mapping[str, tuple[str, ...]]) -> Watched | None:
    """The first service that an alert says is down, and that is not Prometheus itself."""
    for file in rule_files(prometheus):
        waits = {one.name: one.for_ for one in read_rule_file(file.text, file.source, None).alerts}
        for rule in written_rules(file.text, file.source):
            match = _DOWN.fullmatch(rule.query.strip()) if rule.alert else None
            for job, targets in jobs.items() if match else ():
                service = _service_at(targets, plan, prometheus)
                if service and match and _selects(match["matchers"] or "", job):
                    return Watched(service, job, rule.name, seconds_of(waits.get(rule.name)) or 0.0)
    return None


def _selects(matchers: str, job: str) -> bool:
    """Whether matchers of `up` are for this job; other labels than the job's are left alone."""
    if not matchers.strip():
        return True
    found = _JOB.fullmatch(matchers.strip().rstrip(","))
    if found is None:
        return False
    return found["job"] == job if found["how"] == "=" else job in found["job"].split("|")


def _service_at(targets: tuple[str, ...], plan: LabPlan, prometheus: ServicePlan) -> str:
    """The service of the project that is a job's only target."""
    hosts = {target.rpartition(":")[0] or target for target in targets}
    if len(hosts) != 1:
        return ""
    for service in plan.services:
        names = mapping(mapping(service.compose.get("networks")).get("default")).get("aliases") or ()
        if service != prometheus and service.of_compose_file and hosts <= {service.name, *names}:
            return service.name
    return ""


def _well(jobs: Mapping[str, Any], rules: tuple[str, ...]) -> str:
    lines = [
        "  # A target that is down, or a rule that Prometheus cannot evaluate, is named by the run.\n",
        "  - name: everything is well\n    within: 60s\n    expect:\n",
    ]
    lines += [f"      {_json(f'{job} is scraped')}: {{targets: {_json(job)}, are: up}}\n" for job in jobs]
    lines += [f"      {_json(f'the rule {rule} is evaluated')}: {{rule: {_json(rule)}}}\n" for rule in rules]
    return "".join(lines)


def _alert_life(watched: Watched, ratio: float, plan: LabPlan) -> str:
    within = format_duration(round(max(1.0, watched.for_ / ratio)) + _SLACK_S)
    labels = f"labels: {{job: {_json(watched.job)}}}"
    name = _json(watched.alert)
    lines = [
        f"\n  # One alert from its cause to its end. 'kill', 'pause' and 'blackhole' are other causes.\n"
        f"  - name: {_json(f'{watched.service} stops')}\n    fault: {{stop: {watched.service}}}\n    within: {within}\n"
        f"    expect:\n      {_json(f'{watched.alert} fires')}: {{alert: {name}, goes: [firing], {labels}}}\n"
    ]
    if plan.role("alertmanager") is not None:
        lines.append("      # Name the receiver that must be told:\n")
        lines.append(f"      # somebody is told: {{routed: {name}, to: RECEIVER}}\n")
    lines.append(
        f"  - name: {_json(f'{watched.service} is back')}\n    fault: {{start: {watched.service}}}\n"
        f"    within: {within}\n"
        f"    expect:\n      {_json(f'{watched.job} is scraped again')}: {{targets: {_json(watched.job)}, are: up}}\n"
    )
    return "".join(lines)


_NO_ALERT = (
    "\n  # No rule of the kind 'up == 0' watches a service that can be stopped. To see an alert fire, add a step:\n"
    "  # - name: its cause\n  #   fault: {stop: SERVICE}\n  #   expect:\n"
    "  #     it fires: {alert: NAME, goes: [pending, firing]}\n"
)


def _json(value: Any) -> str:
    """YAML that is quoted only where it must be."""
    if isinstance(value, str) and re.fullmatch(
        r"[A-Za-z][A-Za-z0-9_./-]*( [A-Za-z0-9_./,-]+)*|\.\.?/[A-Za-z0-9_./-]+", value
    ):
        return value
    return json.dumps(value, ensure_ascii=False)
