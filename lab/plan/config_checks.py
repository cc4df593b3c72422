"""Checks the configurations of a lab's programs as those programs read them, before anything starts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from functools import partial
from itertools import islice

from lab.configs import alertmanager, collector, logs, prometheus
from lab.configs.promql_features import ALL_FEATURES, enabled_features, query_error
from lab.configs.rule_files import read_rule_file
from lab.configs.yaml_file import read_config
from lab.errors import MAX_PROBLEMS, Problem, Problems
from lab.language.alert_rules import AlertRule
from lab.language.json_values import mapping
from lab.language.problem_collector import ProblemCollector
from lab.language.strict_yaml import Document
from lab.plan.files import PlacedPatch
from lab.plan.model import ServicePlan
from lab.plan.mounted_files import config_files, config_of, rule_files, unread_files

_Check = Callable[[tuple[Document, ...]], Iterator[Problem]]
# Role -> what the program of that role would refuse in its configuration.
_BY_ROLE: Mapping[str, _Check] = {
    "prometheus": lambda documents: prometheus.problems(documents[0]),
    "alertmanager": lambda documents: alertmanager.problems(documents[0]),
    "collector": collector.problems,
    "loki": lambda documents: logs.loki_problems(documents[0]),
    "promtail": lambda documents: logs.promtail_problems(documents[0]),
}


def check_configs(services: tuple[ServicePlan, ...], problems: ProblemCollector, *, all_read: bool) -> None:
    """Reports what a program would refuse in its configuration; with `all_read` also mounted files it does not read."""
    for service in services:
        for role, check in _BY_ROLE.items():
            files = config_files(service)
            if role not in service.roles or not files:
                continue
            try:
                documents = tuple(read_config(file.text, file.source) for file in files)
            except Problems as error:
                problems.extend(error.problems)
                continue
            with problems.scope("config", service.name):
                problems.extend(islice(check(documents), MAX_PROBLEMS))
        if all_read and not problems.is_broken("config", service.name):
            problems.extend(unread_files(service))


def alert_rules(
    services: tuple[ServicePlan, ...],
    display_path: Callable[[str], str],
    patches: tuple[PlacedPatch, ...],
    problems: ProblemCollector,
) -> Mapping[str, tuple[AlertRule, ...]]:
    """The alerting rules of every service that takes rule files, by name. Reports the problems of all rules."""
    if problems.is_broken("file") or problems.is_broken("component"):
        problems.mark_broken("alert rules")
    alerts: dict[str, tuple[AlertRule, ...]] = {}
    patched = {display_path(placed.patch.in_) for placed in patches if placed.patch.in_ is not None}
    for service in services:
        for file in service.files if "kubernetes" in service.roles else ():
            # Those of PrometheusRules. What is wrong with them is for the operator to say.
            for rule in read_rule_file(file.text, file.source, None).alerts:
                alerts[rule.name] = (*alerts.get(rule.name, ()), rule)
        features = enabled_features(map(str, service.compose.get("command") or ()))
        for file in rule_files(service):
            parses = None if "loki" in service.roles else partial(query_error, features=features)
            read = read_rule_file(file.text, file.source, parses)
            for rule in read.alerts:
                alerts[rule.name] = (*alerts.get(rule.name, ()), _evaluated(rule, service))
            note = " (after patches)" if file.source in patched else ""
            with problems.scope("alert rules"):
                problems.extend(Problem(problem.place, problem.message + note) for problem in read.problems)
    return alerts


def promql_features(services: tuple[ServicePlan, ...]) -> frozenset[str]:
    """The feature flags of all Prometheus servers; all that PromQL depends on where there is no Prometheus."""
    servers = [service for service in services if "prometheus" in service.roles]
    flags = (enabled_features(map(str, service.compose.get("command") or ())) for service in servers)
    return frozenset().union(*flags) if servers else ALL_FEATURES


def _evaluated(rule: AlertRule, service: ServicePlan) -> AlertRule:
    """The rule with the interval of the configuration when its group has none."""
    config = config_of(service) if not rule.interval and "prometheus" in service.roles else None
    if config is None:
        return rule
    interval = mapping(mapping(config[1].data).get("global")).get("evaluation_interval")
    return replace(rule, interval=interval) if isinstance(interval, str) else rule


def grouping(services: tuple[ServicePlan, ...], changed: Collection[str]) -> tuple[str, str] | None:
    """The shortest group_wait and group_interval of Alertmanager's routes; None as for `receivers`."""
    configs = [config_of(service) for service in services if "alertmanager" in service.roles]
    known = [config[1] for config in configs if config is not None and config[0].source not in changed]
    return alertmanager.shortest_grouping(known[0]) if len(configs) == 1 and known else None


def receivers(services: tuple[ServicePlan, ...], changed: Collection[str]) -> tuple[str, ...] | None:
    """The receivers of Alertmanager; None when they cannot be told, or a step changes its file (one of `changed`)."""
    names: list[str] = []
    for service in services:
        if "alertmanager" not in service.roles:
            continue
        config = config_of(service)
        if config is None or config[0].source in changed:
            return None
        names += alertmanager.receiver_names(config[1])
    return tuple(names) or None
