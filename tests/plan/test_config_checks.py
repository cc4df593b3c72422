"""Configurations are checked before anything starts, with the names in them that expectations refer to."""

from __future__ import annotations

from pathlib import Path

import pytest

from lab.errors import Problems
from lab.plan.planning import plan
from tests.plan.planned import FOLDERS, written

HEAD = "title: t\nwhy: w\ncomponents:\n"
ROUTE = "route: {receiver: team-a}\nreceivers: [{name: team-a}, {name: team-b}]\n"
RULES = "groups: [{name: g, rules: [{alert: Down, expr: up == 0}]}]\n"
LOOK = "steps: [{name: look}]\n"
ROUTED = """\
  prometheus: {files: {rules: [r.yml]}}
  alertmanager: {files: {config: a.yml}}
  notifications: {use: notification_sink}
steps: [{name: look, CHANGEexpect: {it arrives: EXPECTATION}}]
"""


def problems(folder: Path, text: str, files: dict[str, str]) -> list[str]:
    try:
        plan(written(folder, HEAD + text, {"r.yml": RULES, "a.yml": ROUTE, **files}), FOLDERS)
    except Problems as error:
        return [str(problem) for problem in error.problems]
    return []


@pytest.mark.parametrize(
    ("expectation", "messages"),
    [
        ("{routed: Down, to: team-a}", []),
        (
            "{routed: Down, to: team-Zzz}",
            ["s.yaml:7:58: Alertmanager's configuration has no receiver 'team-Zzz'; did you mean 'team-b'?"],
        ),
        (
            "{routed: Down, not_to: [team-b, team-c], for: 1s}",
            ["s.yaml:7:75: Alertmanager's configuration has no receiver 'team-c'; did you mean 'team-b'?"],
        ),
        (
            "{notified: Down, receiver: ops, within: 1m}",
            ["s.yaml:7:60: Alertmanager's configuration has no receiver 'ops'; known: team-a, team-b"],
        ),
    ],
)
def test_receivers_are_known(expectation: str, messages: list[str], tmp_path: Path) -> None:
    text = ROUTED.replace("EXPECTATION", expectation).replace("CHANGE", "")

    assert problems(tmp_path, text, {}) == messages


def test_receivers_are_not_known_when_a_step_changes_the_configuration(tmp_path: Path) -> None:
    change = "change: [{in: a.yml, set: {'receivers[team-b].name': ops}}], "
    text = ROUTED.replace("EXPECTATION", "{routed: Down, to: ops}").replace("CHANGE", change)

    assert problems(tmp_path, text, {}) == []


@pytest.mark.parametrize(
    ("component", "files", "message"),
    [
        (
            "prometheus: {files: {config: c}}",
            {"c": "global: {scrap_interval: 5s}\n"},
            "c:1:10: Prometheus has no key 'scrap_interval' in 'global'; did you mean 'scrape_interval'?",
        ),
        (
            "alertmanager: {files: {config: c}}",
            {"c": "route: {receiver: a}\n"},
            "c:1:9: there is no receiver 'a'",
        ),
        (
            "otel-collector: {files: {config: [c, d]}}",
            {"c": "extensions: {health_check: {endpoint: '0.0.0.0:13133'}}\nservice: {extensions: [health_check]}\n"}
            | {"d": "service: {pipelines: {traces: {receivers: [otlp], exporters: [debug]}}}\n"},
            "d:1:44: 'otlp' is not defined in 'receivers' or 'connectors'",
        ),
        ("prometheus: {files: {config: c}}", {"c": "global: [\n"}, "c:2:1: not YAML: "),
        (
            "prometheus: {files: {rules: [alert.rules]}}",
            {"alert.rules": "gruops: []\n"},
            "alert.rules:1:1: Prometheus has no key 'gruops' in a rule file; did you mean 'groups'?",
        ),
    ],
)
def test_check_configs(component: str, files: dict[str, str], message: str, tmp_path: Path) -> None:
    assert message in "\n".join(problems(tmp_path, f"  {component}\n{LOOK}", files))


def test_check_configs_reads_merge_keys_as_the_program_does(tmp_path: Path) -> None:
    config = "scrape_configs:\n  - &b {job_name: a, scrape_interval: 5s}\n  - {<<: *b, job_name: b}\n"

    assert problems(tmp_path, f"  prometheus: {{files: {{config: c.yml}}}}\n{LOOK}", {"c.yml": config}) == []


def test_further_files_of_a_slot_are_named_by_flags(tmp_path: Path) -> None:
    text = HEAD + "  otel-collector: {files: {config: [a/base.yaml, b/base.yaml]}}\n" + LOOK
    base = "receivers: {otlp: }\nexporters: {debug: }\nextensions: {health_check: {endpoint: '0.0.0.0:13133'}}\n"
    more = "service: {extensions: [health_check], pipelines: {traces: {receivers: [otlp], exporters: [debug]}}}\n"
    lab = plan(written(tmp_path, text, {"a/base.yaml": base, "b/base.yaml": more}), FOLDERS)
    service = lab.service("otel-collector")

    assert [file.target for file in service.files] == [
        "/etc/otelcol-contrib/config.yaml",
        "/etc/otelcol-contrib/b/base.yaml",
    ]
    assert service.compose["command"] == [
        "--config",
        "/etc/otelcol-contrib/config.yaml",
        "--config",
        "/etc/otelcol-contrib/b/base.yaml",
    ]


SLOW_RULES = "groups: [{name: g, interval: 30s, rules: [{alert: Down, expr: up == 0}]}]\n"
QUICK_ROUTE = "route: {receiver: team-a, group_wait: 0s}\nreceivers: [{name: team-a}]\n"
SLOW_CONFIG = "global: {evaluation_interval: 1m}\nrule_files: [rules/*.yml]\n"
IN_TIME = """\
  prometheus: {files: {config: p.yml, rules: [r.yml]}}
  alertmanager: {files: {config: a.yml}}
  notifications: {use: notification_sink}
steps: [{name: look, expect: {it arrives: EXPECTATION}}]
"""


@pytest.mark.parametrize(
    ("expectation", "files", "message"),
    [
        ("{alert: Down, goes: [firing], within: 10s}", {"r.yml": SLOW_RULES}, "evaluated every 30s"),
        ("{alert: Down, goes: [firing], within: 10s}", {"p.yml": SLOW_CONFIG}, "evaluated every 1m"),
        ("{alert: Down, goes: [firing], within: 10s}", {}, ""),
        ("{notified: Down, within: 10s}", {"a.yml": ROUTE}, "the shortest group_wait is 30s"),
        ("{notified: Down, within: 10s}", {}, ""),
    ],
)
def test_intervals_and_group_waits_are_held_against_deadlines(
    expectation: str, files: dict[str, str], message: str, tmp_path: Path
) -> None:
    quick = {"p.yml": SLOW_CONFIG.replace("1m", "1s"), "a.yml": QUICK_ROUTE}
    told = problems(tmp_path, IN_TIME.replace("EXPECTATION", expectation), {**quick, **files})
    assert [message in text for text in told] == ([True] if message else []), told
