"""Which of several services of one role answers an expectation."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from lab.backends.endpoint import Endpoint
from lab.errors import Problems
from lab.plan.model import LabPlan, is_agent
from lab.plan.planning import plan
from tests.plan.planned import FOLDERS, written
from tests.run.fake_lab import FakeProject, lab_of

COMPONENTS = """\
title: two
why: to know which one is asked
components:
  prometheus: {files: {config: prometheus.yml}}
  replica: {use: prometheus, files: {config: prometheus.yml}}
  agent: {use: prometheus, files: {config: prometheus.yml}, flags: [--agent]}
  api: {use: fastapi_prometheus}
"""
STEPS = "steps: [{{name: s, expect: {{x: {{{expectation}}}}}}}]\n"
UP = "series: up, any: == 1"
AMBIGUOUS = (
    "prometheus and replica both answer PromQL: which one is asked? add 'ask: prometheus' here, or to the scenario for "
    "all expectations that name none"
)


def plan_of(folder: Path, expectation: str, more: str = "") -> LabPlan:
    return plan(written(folder, COMPONENTS + more + STEPS.format(expectation=expectation), {}), FOLDERS)


@pytest.mark.parametrize(
    ("expectation", "more", "asked"),
    [
        pytest.param(f"{UP}, ask: replica", "", {"prometheus": "replica"}, id="its own"),
        pytest.param(UP, "ask: replica\n", {"prometheus": "replica"}, id="the scenario's"),
        pytest.param(UP, "ask: [api, replica]\n", {"prometheus": "replica"}, id="the scenario's for this role"),
        pytest.param(
            f"{UP}, ask: prometheus", "ask: replica\n", {"prometheus": "prometheus"}, id="its own before the scenario's"
        ),
        pytest.param("answers: api, path: /ready", "", {}, id="a service by name"),
    ],
)
def test_services_asked(expectation: str, more: str, asked: dict[str, str], tmp_path: Path) -> None:
    (check,) = plan_of(tmp_path, expectation, more).checks()

    assert check.ask == asked


@pytest.mark.parametrize(
    ("expectation", "more", "message"),
    [
        pytest.param(UP, "", AMBIGUOUS, id="which one"),
        pytest.param(f"{UP}, ask: replca", "", "there is no service 'replca'; did you mean 'replica'?", id="unknown"),
        pytest.param(
            f"{UP}, ask: api", "", "'api' does not answer PromQL; ask prometheus or replica", id="another role"
        ),
        pytest.param(
            f"{UP}, ask: agent",
            "",
            "'agent' does not answer PromQL: it runs in agent mode, which has no query API; ask prometheus or replica",
            id="agent",
        ),
        pytest.param(
            "answers: api, path: /ready, ask: replica",
            "",
            "'ask' has no effect here: this kind names the services that it asks; leave it out",
            id="a kind that names its service",
        ),
        pytest.param(
            UP, "ask: replca\n", "there is no service 'replca'; did you mean 'replica'?", id="in the scenario"
        ),
        pytest.param(
            UP,
            "ask: [replica, prometheus]\n",
            "'replica' and 'prometheus' have the same role 'prometheus'; name one of them",
            id="two of one role in the scenario",
        ),
    ],
)
def test_services_asked_problems(expectation: str, more: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(Problems) as problems:
        plan_of(tmp_path, expectation, more)

    assert message in [problem.message for problem in problems.value.problems]


def test_role_that_nothing_but_an_agent_has(tmp_path: Path) -> None:
    text = COMPONENTS.replace("  prometheus: {files: {config: prometheus.yml}}\n", "")
    text = text.replace("  replica: {use: prometheus, files: {config: prometheus.yml}}\n", "")
    with pytest.raises(Problems, match="no component provides the role 'prometheus'"):
        plan(written(tmp_path, text + STEPS.format(expectation=UP), {}), FOLDERS)


def test_role_of_a_plan(tmp_path: Path) -> None:
    lab = plan_of(tmp_path, UP, "ask: replica\n")
    roles = [lab.role("prometheus", asked) for asked in ("", "prometheus", "agent", "api")]

    assert [service.name for service in roles if service] == ["replica", "prometheus", "replica", "replica"]


VIEWS = """\
title: one store
why: to ask it as each of its tenants
components:
  store:
    image: example/store:1
    ports: {http: 8080}
    ready: {port: http}
    roles: {prometheus: {port: http, path: /prometheus}}
    views:
      team-a: {headers: {X-Scope-OrgID: team-a}}
      raw: {params: {dedup: "false"}}
"""


@pytest.mark.parametrize(
    ("expectation", "asked"),
    [
        pytest.param(f"{UP}, ask: raw", {"prometheus": "raw"}, id="a view"),
        pytest.param(UP, {"prometheus": "team-a"}, id="the scenario's"),
        pytest.param("same: up, in: [team-a, raw, store]", {}, id="several views of one service"),
    ],
)
def test_views_are_asked_like_services(expectation: str, asked: dict[str, str], tmp_path: Path) -> None:
    text = VIEWS + "ask: team-a\n" + STEPS.format(expectation=expectation)
    (check,) = plan(written(tmp_path, text, {}), FOLDERS).checks()

    assert check.ask == asked


@pytest.mark.parametrize(
    ("more", "expectation", "message"),
    [
        pytest.param(
            "",
            UP,
            "store, team-a and raw answer PromQL: which one is asked? add 'ask: store' here, or to the scenario for "
            "all expectations that name none",
            id="which one",
        ),
        pytest.param("", f"{UP}, ask: tem-a", "there is no service 'tem-a'; did you mean 'team-a'?", id="unknown"),
        pytest.param(
            "ask: [team-a, raw]\n",
            UP,
            "'team-a' and 'raw' have the same role 'prometheus'; name one of them",
            id="two",
        ),
    ],
)
def test_views_problems(more: str, expectation: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(Problems) as problems:
        plan(written(tmp_path, VIEWS + more + STEPS.format(expectation=expectation), {}), FOLDERS)

    assert message in [problem.message for problem in problems.value.problems]


def test_views_need_names_of_their_own(tmp_path: Path) -> None:
    text = VIEWS.replace("      raw:", "      store:") + STEPS.format(expectation=UP)
    with pytest.raises(Problems, match="the view 'store' of 'store' has the name of a service or of another view"):
        plan(written(tmp_path, text, {}), FOLDERS)


def test_view_that_changes_nothing(tmp_path: Path) -> None:
    text = VIEWS.replace('{params: {dedup: "false"}}', "{}") + STEPS.format(expectation=UP)
    with pytest.raises(Problems, match="a view needs 'headers' or 'params'"):
        plan(written(tmp_path, text, {}), FOLDERS)


def test_endpoint_of_a_view(tmp_path: Path) -> None:
    lab = plan(written(tmp_path, VIEWS + "ask: team-a\n" + STEPS.format(expectation=UP), {}), FOLDERS)
    fake = FakeProject()
    fake.services = ("store",)
    running = lab_of(lab, fake)

    store = Endpoint("http://127.0.0.1:8080", "/prometheus")
    assert running.endpoint("prometheus", "store") == store
    assert running.endpoint("prometheus") == replace(store, headers={"X-Scope-OrgID": "team-a"})
    assert running.endpoint("prometheus", "raw") == replace(store, params={"dedup": "false"})


@pytest.mark.parametrize(
    ("command", "agent"),
    [(["--agent"], True), (["--agent=true"], True), (["--agent=false"], False), (["--enable-feature=agent"], False)],
)
def test_is_agent(command: list[str], agent: bool) -> None:
    assert is_agent({"command": command}) is agent
