"""The sides of a comparison as plans: what is measured, beside what the scenario is as written."""

from __future__ import annotations

from pathlib import Path

import pytest

from lab.comparison.config import Comparison
from lab.comparison.reading import read_comparison
from lab.comparison.sides.planning import ComparisonFile, SidePlan, plan_side, plan_sides, sizes_of
from lab.errors import Problems
from lab.expectations.value_check import ValueCheck
from lab.plan.actions import LoadPlan, RequestPlan
from lab.plan.planning import plan
from lab.scenario.reading import read_model
from lab.stack.folders import ComparisonSource, Folders
from tests.plan.planned import CHECKOUT, FOLDERS, PROMETHEUS, SMALL

LINKED = """\
    transport: pull
    network_links: {metrics: [prometheus, api]}
    detection_query: up == 0
    wire_checks: {it scrapes: {link: metrics, client: prometheus, request: GET /metrics}}
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
    file = comparison_file(text, folder / "scenarios" / "c")
    return plan_sides(file, Folders((folder, CHECKOUT), folder), sizes=sizes_of(file.comparison))


def comparison_file(text: str, folder: Path) -> ComparisonFile:
    comparison, document = read_model(text, "c.yaml", Comparison)
    return ComparisonFile(comparison, document, ComparisonSource("c", folder, "c.yaml", text))


def ours(name: str, side: str) -> SidePlan:
    return plan_side(read_comparison(FOLDERS.comparison(name)), side, FOLDERS)


def test_plan_side_replaces_the_steps() -> None:
    push = ours("pull-vs-push", "push")

    assert [service.name for service in push.plan.services] == ["prometheus", "api", "load-shopping", "tap-api"]
    assert [step.name for step in push.plan.steps] == ["before the first request", "load"]
    assert push.load == push.plan.loads()[0]
    assert push.load is not None and (push.load.name, push.load.asked) == ("shopping", 250)
    assert push.event == RequestPlan("POST", "/api/orders", "/api/orders", "", "{}")
    assert set(push.plan.networks) == {"link-metrics", "door-api", "door-prometheus"}
    assert push.plan.service("prometheus").compose["command"][-1] == "--query.lookback-delta=5s"
    assert "alerting" not in push.plan.service("prometheus").files[0].text
    assert push.dialect is not None and push.size is None


def test_plan_side_as_written() -> None:
    assert ours("pull-vs-push", "push").as_written == plan(FOLDERS.scenario("otel-direct"), FOLDERS)


def test_plan_side_keeps_the_places_of_waits(tmp_path: Path) -> None:
    first, _ = sides(tmp_path, SMALL + WAITING)
    wait = first.plan.steps[0].wait

    assert [(check.name, str(check.place), check.within) for check in wait] == [
        ("zero", "scenarios/small/scenario.yaml:12:7", 30.0),
        ("there", "scenarios/small/scenario.yaml:13:7", 30.0),
    ]
    assert isinstance(wait[0].spec, ValueCheck) and wait[0].spec.exactly == 5
    assert str(first.plan.steps[1].place) == "c.yaml:16:1"
    assert first.plan.steps[1].expect == ()


def test_plan_side_waits_for_zero(tmp_path: Path) -> None:
    first, _ = sides(tmp_path, SMALL + "steps: [{name: look}]\n")
    (check,) = first.plan.steps[0].wait

    assert check.name == "every label set starts at 0"
    assert isinstance(check.spec, ValueCheck) and check.spec.query == "http_requests_total"


def test_plan_side_patches_the_load(tmp_path: Path) -> None:
    more = SMALL.replace("  api:", "  shop:") + WAITING.replace("targets: api", "targets: shop")
    patch = '    patch: [{set: {"steps[load].load.to": shop}}]\n'
    side = f"    scenario: small\n{LINKED.replace('api]', 'shop]')}{patch}"
    (tmp_path / "scenarios" / "small").mkdir(parents=True)
    (tmp_path / "scenarios" / "small" / "scenario.yaml").write_text(more)
    (tmp_path / "scenarios" / "small" / "prometheus.yml").write_text(PROMETHEUS)
    (tmp_path / "scenarios" / "small" / "names.txt").write_text("up")
    text = f"title: t\nwhy: w\nsides:\n  first:\n{side}  other:\n{side}{LOAD}"

    first = plan_side(comparison_file(text, tmp_path), "first", Folders((tmp_path, CHECKOUT), tmp_path))

    assert first.load is not None and first.load.service == "shop"


def test_plan_sides_patch_of_one_side(tmp_path: Path) -> None:
    patch = '    patch: [{set: {"steps[before the first request].wait.zero.exactly": 3}}]\n'

    first, other = sides(tmp_path, SMALL + WAITING, patch)
    checks = [side.plan.steps[0].wait[0].spec for side in (first, other)]

    assert [check.exactly for check in checks if isinstance(check, ValueCheck)] == [5, 3]
    assert first.plan.digest != other.plan.digest
    assert first.as_written == other.as_written


def test_plan_side_ignores_scaling_of_replaced_steps(tmp_path: Path) -> None:
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
        pytest.param(
            "service: {cpu_shares: 2}", "components.api.service.cpu_shares", 3, id="a number where one stands"
        ),
    ],
)
def test_plan_side_size_has_the_type_it_replaces(written: str, value: str, expected: object, tmp_path: Path) -> None:
    scenario = SMALL.replace("use: fastapi_prometheus", f"use: fastapi_prometheus, {written}") + WAITING
    planned = sides(tmp_path, scenario, more=f"{LOAD}sizes: {{parameter: {value}, steps: [3]}}\n")

    assert [(side.name, side.size) for side in planned] == [
        ("first", None),
        ("other", None),
        ("first", 3),
        ("other", 3),
    ]
    compose = planned[2].plan.service("api").compose
    assert {**compose.get("environment", {}), **compose}[value.rpartition(".")[2]] == expected


@pytest.mark.parametrize(
    ("scenario", "message"),
    [
        ("small[slow]", ""),
        ("small[*]", ""),
        ("small[fast]", "small has no variant 'fast'; known: slow; its variants: slow"),
    ],
)
def test_plan_side_of_a_variant(tmp_path: Path, scenario: str, message: str) -> None:
    variants = "variants:\n  scraping:\n    slow: [{in: prometheus.yml, set: {global.scrape_interval: 3s}}]\n"
    sides(tmp_path, SMALL + WAITING + variants)
    side = f"    scenario: {scenario}\n{LINKED}"
    folders = Folders((tmp_path, CHECKOUT), tmp_path)
    text = f"title: t\nwhy: w\nsides:\n  first:\n{side}  other:\n{side}{LOAD}"
    file = comparison_file(text, tmp_path)

    if message:
        with pytest.raises(Problems, match=message):
            plan_side(file, "first", folders)
        return
    made = plan_side(file, "first", folders)
    assert made.as_written.name == "small[slow]"
    assert "scrape_interval: 3s" in made.plan.service("prometheus").files[0].text


def test_plan_sides_images() -> None:
    file = read_comparison(FOLDERS.comparison("pull-vs-push"))

    pull, _, push = plan_sides(file, FOLDERS, images={"push": {"prometheus": "prom:1"}})

    assert pull.plan.service("prometheus").image.override is None
    assert push.plan.service("prometheus").image.override == "prom:1"
    assert push.as_written.service("prometheus").image.override == "prom:1"


def test_plan_side_relative_scenario(tmp_path: Path) -> None:
    sides(tmp_path, SMALL + WAITING)
    folder = tmp_path / "scenarios"
    side = f"    scenario: ../small\n{LINKED}"
    text = f"title: t\nwhy: w\nsides:\n  first:\n{side}  other:\n{side}{LOAD}"
    (folder / "elsewhere").mkdir()

    plan_of_side = plan_side(comparison_file(text, folder / "elsewhere"), "first", Folders((CHECKOUT,), CHECKOUT))

    assert plan_of_side.plan.scenario == "small"
    assert isinstance(plan_of_side.plan.steps[1].action, LoadPlan)
