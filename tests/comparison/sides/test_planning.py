"""The sides of a comparison as plans: what is measured, beside what the scenario is as written."""

from __future__ import annotations

from pathlib import Path

import pytest

from lab.comparison.config import Comparison
from lab.comparison.sides.planning import SidePlan, every_side, side_plan, sizes_of
from lab.expectations.value_check import ValueCheck
from lab.plan.actions import LoadPlan, RequestPlan
from lab.plan.planning import plan
from lab.scenario.reading import read_model
from lab.stack.folders import ComparisonSource, Folders
from tests.plan.planned import CHECKOUT, FOLDERS, PROMETHEUS, SMALL

LINKED = """\
    path: scraped
    links: {metrics: [prometheus, api]}
    noticed: up == 0
    proves: {it scrapes: {link: metrics, by: prometheus, request: GET /metrics}}
"""
LOAD = """\
load: {name: shopping, to: api, rate: 50/s, for: 5s, mix: {GET /api/slow: 9, GET /api/boom: 1}}
steady: {}
"""
WAITING = """\
steps:
  - {name: look, expect: {counted: {series: up}}}
  - name: wait
    within: 30s
    wait:
      zero: {meaning: request count, where: {job: api}, every: "== 0", exactly: 5}
      there: {targets: api}
    expect: {names: {metrics: up, exactly: names.txt}}
"""


def sides(folder: Path, scenario: str, of_side: str = "", more: str = LOAD) -> tuple[SidePlan, ...]:
    """Two sides of the same scenario; `of_side` is what the second says besides."""
    for path, text in {
        "small/scenario.yaml": scenario,
        "small/prometheus.yml": PROMETHEUS,
        "small/names.txt": "up",
    }.items():
        (folder / "scenarios" / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / "scenarios" / path).write_text(text, encoding="utf-8")
    side = f"    scenario: small\n{LINKED}"
    text = f"title: t\nwhy: w\nsides:\n  first:\n{side}  other:\n{side}{of_side}{more}"
    comparison, document = read_model(text, "c.yaml", Comparison)
    source = ComparisonSource("c", folder / "scenarios" / "c", "c.yaml", text)
    folders = Folders((folder, CHECKOUT), folder)
    return every_side(comparison, document, source, folders, sizes=sizes_of(comparison))


def ours(name: str, side: str) -> SidePlan:
    source = FOLDERS.comparison(name)
    comparison, document = read_model(source.text, source.shown, Comparison)
    return side_plan(comparison, document, source, side, FOLDERS)


def test_a_side_is_the_scenario_with_other_steps() -> None:
    push = ours("pull-vs-push", "push")

    assert [service.name for service in push.plan.services] == ["prometheus", "api", "load-shopping", "wire-api"]
    assert [step.name for step in push.plan.steps] == ["before the first request", "load"]
    assert push.load == push.plan.loads()[0]
    assert push.load is not None and (push.load.name, push.load.asked) == ("shopping", 250)
    assert push.event == RequestPlan("POST", "/api/orders", "/api/orders", "", "{}")
    assert set(push.plan.networks) == {"link-metrics", "door-api", "door-prometheus"}
    assert push.plan.service("prometheus").compose["command"][-1] == "--query.lookback-delta=5s"
    assert "alerting" not in push.plan.service("prometheus").files[0].text
    assert push.dialect is not None and push.size is None


def test_the_scenario_as_written_is_beside_it() -> None:
    assert ours("pull-vs-push", "push").written == plan(FOLDERS.scenario("otel-direct"), FOLDERS)


def test_what_the_scenario_awaits_is_awaited_where_the_scenario_says_it(tmp_path: Path) -> None:
    first, _ = sides(tmp_path, SMALL + WAITING)
    wait = first.plan.steps[0].wait

    assert [(check.name, str(check.place), check.within) for check in wait] == [
        ("zero", "scenarios/small/scenario.yaml:12:7", 30.0),
        ("there", "scenarios/small/scenario.yaml:13:7", 30.0),
    ]
    assert isinstance(wait[0].spec, ValueCheck) and wait[0].spec.exactly == 5
    assert str(first.plan.steps[1].place) == "c.yaml:16:1"
    assert first.plan.steps[1].expect == ()


def test_a_scenario_that_awaits_nothing_is_awaited_at_0(tmp_path: Path) -> None:
    first, _ = sides(tmp_path, SMALL + "steps: [{name: look}]\n")
    (check,) = first.plan.steps[0].wait

    assert check.name == "every label set starts at 0"
    assert isinstance(check.spec, ValueCheck) and check.spec.query == "http_requests_total"


def test_a_side_may_call_the_application_otherwise(tmp_path: Path) -> None:
    more = SMALL.replace("  api:", "  shop:") + WAITING.replace("targets: api", "targets: shop")
    patch = '    patch: [{set: {"steps[load].load.to": shop}}]\n'
    side = f"    scenario: small\n{LINKED.replace('api]', 'shop]')}{patch}"
    (tmp_path / "scenarios" / "small").mkdir(parents=True)
    (tmp_path / "scenarios" / "small" / "scenario.yaml").write_text(more)
    (tmp_path / "scenarios" / "small" / "prometheus.yml").write_text(PROMETHEUS)
    (tmp_path / "scenarios" / "small" / "names.txt").write_text("up")
    text = f"title: t\nwhy: w\nsides:\n  first:\n{side}  other:\n{side}{LOAD}"
    comparison, document = read_model(text, "c.yaml", Comparison)

    found = side_plan(
        comparison,
        document,
        ComparisonSource("c", tmp_path, "c.yaml", text),
        "first",
        Folders((tmp_path, CHECKOUT), tmp_path),
    )

    assert found.load is not None and found.load.service == "shop"


def test_the_first_difference_is_only_in_the_second_side(tmp_path: Path) -> None:
    patch = '    patch: [{set: {"steps[before the first request].wait.zero.exactly": 3}}]\n'

    first, other = sides(tmp_path, SMALL + WAITING, patch)
    found = [side.plan.steps[0].wait[0].spec for side in (first, other)]

    assert [check.exactly for check in found if isinstance(check, ValueCheck)] == [5, 3]
    assert first.plan.digest != other.plan.digest
    assert first.written == other.written


def test_scaling_of_what_is_left_out_does_not_stand_in_the_way(tmp_path: Path) -> None:
    scaled = """\
scale:
  - set: {"steps[look].within": 3s, components.prometheus.flags: [--short]}
  - {in: names.txt, file: names.txt}
  - {in: prometheus.yml, times: {1s: 2s}}
"""
    first, _ = sides(tmp_path, SMALL + WAITING + scaled)

    assert first.plan.service("prometheus").compose["command"][-1] == "--short"
    assert "scrape_interval: 2s" in first.plan.service("prometheus").files[0].text
    assert [(row.file, row.path, row.lab) for row in first.plan.scaled] == [
        ("scenario.yaml", "components.prometheus.flags", '["--short"]'),
        ("prometheus.yml", "global.scrape_interval", "2s"),
    ]


@pytest.mark.parametrize(
    ("written", "value", "expected"),
    [
        pytest.param('env: {N: "1"}', "components.api.env.N", "3", id="text in an environment"),
        pytest.param("env: {}", "components.api.env.N", "3", id="nothing yet"),
        pytest.param("service: {scale: 1}", "components.api.service.scale", 3, id="a number where one stands"),
    ],
)
def test_a_size_is_spelled_as_what_it_replaces(written: str, value: str, expected: object, tmp_path: Path) -> None:
    scenario = SMALL.replace("use: fastapi_prometheus", f"use: fastapi_prometheus, {written}") + WAITING
    found = sides(tmp_path, scenario, more=f"{LOAD}sizes: {{of: {value}, steps: [3]}}\n")

    assert [(side.name, side.size) for side in found] == [("first", None), ("other", None), ("first", 3), ("other", 3)]
    compose = found[2].plan.service("api").compose
    assert {**compose.get("environment", {}), **compose}[value.rpartition(".")[2]] == expected


def test_images_are_those_that_are_wished_for() -> None:
    source = FOLDERS.comparison("pull-vs-push")
    comparison, document = read_model(source.text, source.shown, Comparison)

    pull, push = every_side(comparison, document, source, FOLDERS, images={"push": {"prometheus": "prom:1"}})

    assert pull.plan.service("prometheus").image.override is None
    assert push.plan.service("prometheus").image.override == "prom:1"
    assert push.written.service("prometheus").image.override == "prom:1"


def test_a_scenario_beside_the_comparison(tmp_path: Path) -> None:
    sides(tmp_path, SMALL + WAITING)
    folder = tmp_path / "scenarios"
    side = f"    scenario: ../small\n{LINKED}"
    text = f"title: t\nwhy: w\nsides:\n  first:\n{side}  other:\n{side}{LOAD}"
    comparison, document = read_model(text, "c.yaml", Comparison)
    (folder / "elsewhere").mkdir()
    source = ComparisonSource("c", folder / "elsewhere", "c.yaml", text)

    found = side_plan(comparison, document, source, "first", Folders((CHECKOUT,), CHECKOUT))

    assert found.plan.scenario == "small"
    assert isinstance(found.plan.steps[1].action, LoadPlan)
