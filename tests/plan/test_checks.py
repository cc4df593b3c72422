"""What an expectation may refer to, and when its deadline can be met. The messages are in tests/scenario/broken."""

from __future__ import annotations

from pathlib import Path

import pytest

from lab.errors import Problems
from lab.expectations.metrics import MetricsCheck
from lab.expectations.value_check import ValueCheck
from lab.plan.model import LabPlan
from lab.plan.planning import plan
from tests.plan.planned import FOLDERS, SMALL, written

RULES = "groups: [{name: g, rules: [{alert: Down, expr: up == 0, for: 30s}, {alert: Never, expr: up == 0, for: 1w}]}]\n"
WITH_RULES = SMALL.replace("prometheus.yml}}", "prometheus.yml, rules: [r.yml]}}")


def plan_of(folder: Path, text: str, **files: str) -> LabPlan:
    return plan(written(folder, text, {"r.yml": RULES, **files}), FOLDERS)


def problems_of(folder: Path, text: str) -> list[str]:
    try:
        plan_of(folder, text)
    except Problems as problems:
        return [problem.message.partition(";")[0] for problem in problems.problems]
    return []


TOO_SHORT = (
    "alert 'Down' cannot fire before the deadline: its 'for' is 30s (r.yml:1:29), the deadline is {} after the start"
)
NOTIFIED = "  p: {use: prometheus, files: {config: prometheus.yml, rules: [r.yml]}}\n  n: {use: notification_sink}\n"
LOAD = "load: {{name: {name}, to: api, rate: 1/s, for: {time}, mix: {{GET /: 1}}}}"


@pytest.mark.parametrize(
    ("steps", "problem"),
    [
        pytest.param("- {name: a, within: 29s, expect: {x: {alert: Down, goes: [firing]}}}", "29s", id="too short"),
        pytest.param("- {name: a, within: 30s, expect: {x: {alert: Down, goes: [firing]}}}", "", id="just enough"),
        pytest.param(
            "- {name: a, within: 29s, expect: {x: {alert: Down, goes: [pending]}}}", "", id="pending is at once"
        ),
        pytest.param(
            "- {name: a, within: 29s, expect: {x: {alert: Down, stays: inactive, for: 1s}}}", "", id="inactive"
        ),
        pytest.param(
            "- {name: a, within: 29s, expect: {x: {alert: Down, goes: [resolved], within: 31s}}}",
            "",
            id="its own deadline",
        ),
        pytest.param(
            "- {name: a, within: 9s, "
            + LOAD.format(name="l", time="20s")
            + ", expect: {x: {alert: Down, goes: [firing]}}}",
            "29s",
            id="with the load, too short",
        ),
        pytest.param(
            "- {name: a, within: 10s, "
            + LOAD.format(name="l", time="20s")
            + ", expect: {x: {alert: Down, goes: [firing]}}}",
            "",
            id="with the load, enough",
        ),
        pytest.param(
            "- {name: a, within: 25s}\n"
            "  - {name: b, within: 5s, fault: {kill: api}, expect: {x: {alert: Down, goes: [firing]}}}",
            "",
            id="an earlier step may have begun it",
        ),
    ],
)
def test_alert_deadline(steps: str, problem: str, tmp_path: Path) -> None:
    problems = problems_of(tmp_path, f"{WITH_RULES}steps:\n  {steps}\n")

    assert problems == ([TOO_SHORT.format(problem)] if problem else [])


@pytest.mark.parametrize(
    ("expectation", "right"),
    [
        pytest.param("{absent: x, for: 15s, while: up}", True, id="absence, as long as the deadline"),
        pytest.param("{absent: x, for: 16s, while: up}", False, id="absence, longer"),
        pytest.param("{series: up, for: 16s}", False, id="a value that must last"),
        pytest.param("{series: up, for: 16s, within: 20s}", True, id="with a deadline of its own"),
        pytest.param("{alert: Down, stays: inactive, for: 16s}", False, id="inactive"),
    ],
)
def test_window_deadline(expectation: str, right: bool, tmp_path: Path) -> None:
    problems = problems_of(tmp_path, f"{WITH_RULES}steps: [{{name: a, expect: {{x: {expectation}}}}}]\n")

    assert problems == (
        [] if right else ["a deadline that cannot be met: it watches for 16s but must be decided within 15s"]
    )


@pytest.mark.parametrize(
    ("expectation", "right"),
    [
        pytest.param('{series: "up[5m]"}', True, id="at least one"),
        pytest.param('{series: "up[5m]", exactly: 2}', True, id="an exact number"),
        pytest.param('{series: "up[5m]", every: "== 1"}', False, id="a value of every one"),
        pytest.param('{series: "up[5m]", any: "== 1"}', False, id="a value of any one"),
        pytest.param('{series: "up[5m]", for: 1s}', False, id="at many moments"),
        pytest.param('{labels: "up[5m]", every: {have: [job]}}', False, id="of another kind"),
    ],
)
def test_series_of_a_range(expectation: str, right: bool, tmp_path: Path) -> None:
    problems = problems_of(tmp_path, f"{SMALL}steps: [{{name: a, expect: {{x: {expectation}}}}}]\n")

    assert problems == ([] if right else ["PromQL does not parse: a range has no single value"])


def test_load_of_a_condition(tmp_path: Path) -> None:
    expectation = "{meaning: request count, every: equals the load}"
    steps = [
        "{name: a, " + LOAD.format(name="one", time="1s") + ", throughout: {1: X}, expect: {2: X}}",
        "{name: b, wait: {3: X}, expect: {4: X}}",
        "{name: c, " + LOAD.format(name="two", time="1s") + ", wait: {5: X}, expect: {6: X}}",
    ]
    text = "steps:\n" + "".join(f"  - {step.replace('X', expectation)}\n" for step in steps)

    loads = {
        check.name: check.spec.load
        for check in plan_of(tmp_path, SMALL + text).checks()
        if isinstance(check.spec, ValueCheck)
    }

    assert loads == {"1": "one", "2": "one", "3": "one", "4": "one", "5": "one", "6": "two"}


def test_names_of_a_list_or_a_file(tmp_path: Path) -> None:
    text = SMALL + "steps: [{name: a, expect: {x: {metrics: up, exactly: n.txt, at_least: [b, c], none_of: []}}}]\n"

    (check,) = plan_of(tmp_path, text, **{"n.txt": "# names\na_total\n\n  b # why\n"}).checks()

    assert isinstance(check.spec, MetricsCheck)
    assert (check.spec.exactly, check.spec.at_least, check.spec.none_of) == (("a_total", "b"), ("b", "c"), ())


def test_alerts_of_a_template(tmp_path: Path) -> None:
    rules = "groups: [{name: g, rules: [{alert: Busy, expr: \"[[ metric('request count') ]] > 1\"}]}]\n"
    text = SMALL.replace("prometheus.yml}}", "prometheus.yml, rules: [b.yml.j2]}}")
    text += "steps: [{name: a, expect: {x: {alert: Busy, goes: [firing]}}}]\n"

    plan_ = plan_of(tmp_path, text, **{"b.yml.j2": rules})

    assert [file.path for file in plan_.service("prometheus").files] == [
        "prometheus/prometheus.yml",
        "prometheus/b.yml",
    ]
    assert "http_requests_total > 1" in plan_.service("prometheus").files[1].text


@pytest.mark.parametrize(
    ("components", "expectation", "message"),
    [
        pytest.param(
            "  api: {use: fastapi_prometheus}\n",
            "{targets: api}",
            "no component provides the role 'prometheus'",
            id="no Prometheus",
        ),
        pytest.param(
            "  p: {image: 'prom/prometheus:v3', ports: {http: 9090}, roles: {prometheus: http}}\n",
            "{targets: api}",
            "",
            id="the user's own image has the role",
        ),
        pytest.param(
            NOTIFIED,
            "{routed: Down, not_to: [team], for: 2s}",
            "no component provides the role 'alertmanager'",
            id="no notification needs Alertmanager as its control",
        ),
        pytest.param(
            NOTIFIED, "{routed: Down, to: team, not_to: [boss], for: 2s}", "", id="a notification is a control"
        ),
    ],
)
def test_roles_must_be_provided(components: str, expectation: str, message: str, tmp_path: Path) -> None:
    text = f"title: t\nwhy: w\ncomponents:\n{components}steps: [{{name: a, expect: {{x: {expectation}}}}}]\n"

    assert problems_of(tmp_path, text) == ([message] if message else [])


def test_window_throughout_an_action(tmp_path: Path) -> None:
    step = "{name: a, fault: {kill: api}, throughout: {x: {series: up, for: 1s}}}"

    assert problems_of(tmp_path, f"{SMALL}steps: [{step}]\n") == [
        "an expectation with a window cannot be checked throughout an action"
    ]
