"""Mutants, variants and changes from the command line: each may change what came before it."""

from __future__ import annotations

from pathlib import Path

import pytest

from lab.errors import Problems, UsageError
from lab.expectations.absent import AbsenceExpectation
from lab.expectations.value_check import ValueCheck
from lab.language import reasons
from lab.language.patch.model import Patch
from lab.plan.model import CheckPlan, EarlyFailure, LabPlan, PortPlan
from lab.plan.planning import plan
from lab.plan.requests import Request, with_mutant_deadlines
from lab.record.planned import MutantPlan
from lab.scenario.model import Mutant
from lab.selection.options import parse_sets
from tests.plan.planned import FOLDERS, SMALL, planned, written

SLOW = {"scraping": "slow"}
MUTANT = "scraped too seldom"
SET = parse_sets(["prometheus.yml:global.scrape_interval=7s"])


def interval(made: LabPlan) -> str:
    text = made.service("prometheus").files[0].text
    return text.partition("scrape_interval: ")[2].split()[0]


@pytest.mark.parametrize(
    ("request_", "used"),
    [
        pytest.param(Request(), "1s", id="scale changes the production value"),
        pytest.param(Request(variant=SLOW), "3s", id="a variant changes the scaled value"),
        pytest.param(Request(mutant=MUTANT, variant=SLOW), "9s", id="a mutant changes the variant's"),
        pytest.param(Request(mutant=MUTANT, variant=SLOW, sets=SET), "7s", id="the command line has the last word"),
        pytest.param(Request(sets=SET), "7s", id="without a mutant too"),
    ],
)
def test_patches_of_precedence(request_: Request, used: str) -> None:
    made = planned(request=request_)

    assert interval(made) == used
    # Only what scaling did is shown as scaled.
    assert [(row.production, row.lab) for row in made.scaled] == [("15s", "1s"), ("2m", "2s"), ("[5m]", "[4s]")]


@pytest.mark.parametrize(
    ("request_", "label"),
    [
        pytest.param(Request(), "shop", id="as written"),
        pytest.param(Request(variant=SLOW), "shop[slow]", id="variant"),
        pytest.param(Request(mutant=MUTANT), "shop (mutant: scraped too seldom)", id="mutant"),
        pytest.param(Request(mutant=MUTANT, variant=SLOW), "shop[slow] (mutant: scraped too seldom)", id="both"),
    ],
)
def test_plan_label(request_: Request, label: str) -> None:
    assert planned(request=request_).label == label


OF_SLOW = """\
steps: [{name: look, expect: {x: {series: up}}}]
variants: {scraping: {slow: [{set: {title: slow}}], fast: [{set: {title: fast}}]}}
mutants: {off: {variant: {VARIANT}, patch: [{set: {why: o}}], fails: {x: no_series}}}
"""


def test_a_mutant_of_a_variant(tmp_path: Path) -> None:
    source = written(tmp_path, SMALL + OF_SLOW.replace("VARIANT", "scraping: slow"), {})

    made = plan(source, FOLDERS, Request(mutant="off"))
    assert (made.variant, made.title) == ({"scraping": "slow"}, "slow")
    assert plan(source, FOLDERS, Request(mutant="off", variant=SLOW)) == made
    with pytest.raises(UsageError, match="the mutant 'off' is one of scraping=slow, not of scraping=fast"):
        plan(source, FOLDERS, Request(mutant="off", variant={"scraping": "fast"}))


@pytest.mark.parametrize(
    ("variant", "message"),
    [
        ("scraping: slo", "the scenario has no variant 'slo'; did you mean 'slow'?"),
        ("scrapign: slow", "the scenario has no variant 'scrapign'; did you mean 'scraping'?"),
    ],
)
def test_a_mutant_of_no_variant(variant: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(Problems) as caught:
        plan(written(tmp_path, SMALL + OF_SLOW.replace("VARIANT", variant), {}), FOLDERS, Request(mutant="off"))
    (problem,) = caught.value.problems
    assert problem.message == message and problem.place.line > 1


def test_with_mutant_deadlines() -> None:
    made = planned(request=Request(mutant="nothing is scraped"))

    assert made.mutant == MutantPlan(
        "nothing is scraped", {"the api is there": reasons.NO_TARGET}, ("all are counted",)
    )
    assert made.service("api").compose["environment"]["TOKEN"] == "none"
    assert "scrape_configs:\n  []\n" in made.service("prometheus").files[0].text
    assert {check.name: check.miss for check in made.checks() if check.miss} == {
        "the api is there": EarlyFailure(2.0, reasons.NO_TARGET),
        "all are counted": EarlyFailure(2.0, None),
    }
    assert [check.within for check in made.checks()] == [check.within for check in planned().checks()]


def test_with_mutant_deadlines_keeps_windows() -> None:
    step = planned().steps[1]
    watching = ValueCheck("up", None, None, None, for_=3.0)
    checks = (step.expect[0], CheckPlan("x", "series", step.place, watching, 10.0), *planned().steps[0].expect[:1])
    step = type(step)(step.name, step.place, step.action, checks, (), ())

    misses = {check.name: reasons.NO_SERIES for check in checks}
    patient = Mutant(patch=(Patch(set={"title": "broken"}),), fails=misses)

    assert isinstance(checks[0].spec, AbsenceExpectation)
    hasty = patient.model_copy(update={"within": 1.0})
    assert [check.miss and check.miss.within for check in with_mutant_deadlines(step, hasty).wait] == [4.0, 3.0, 1.0]
    assert with_mutant_deadlines(step, patient) == step


def test_patches_of_sets() -> None:
    made = planned(request=Request(sets=parse_sets(["components.api.env.HEARTBEAT=off", "steps[it dies].within=9s"])))

    assert made.service("api").compose["environment"]["HEARTBEAT"] == "off"
    assert made.steps[1].expect[0].within == 9.0


@pytest.mark.parametrize(
    ("request_", "error", "message"),
    [
        pytest.param(
            Request(mutant="nothing is scrapped"),
            UsageError,
            "tests/plan/scenarios/shop/shop.yaml has no mutant 'nothing is scrapped'; "
            "did you mean 'nothing is scraped'?",
            id="mutant",
        ),
        pytest.param(
            Request(variant={"scrape": "slow"}),
            UsageError,
            "tests/plan/scenarios/shop/shop.yaml has no variant scrape=slow; did you mean 'scraping'?",
            id="axis",
        ),
        pytest.param(
            Request(variant={"scraping": "fast"}),
            UsageError,
            "tests/plan/scenarios/shop/shop.yaml has no variant scraping=fast; known: slow",
            id="value",
        ),
        pytest.param(
            Request(ports={"db": 5432}),
            UsageError,
            "--port db: there is no such service or port; known: prometheus, api, cache",
            id="port of no service",
        ),
        pytest.param(
            Request(ports={"cache.http": 5432}),
            UsageError,
            "--port cache.http: there is no such service or port; did you mean 'cache'?",
            id="port of no name",
        ),
        pytest.param(
            Request(images={"alertmanager": "x:1"}),
            UsageError,
            "--image alertmanager: there is no such component in this scenario; "
            "known: prometheus, api, cache, fastapi_prometheus, k6",
            id="image",
        ),
        pytest.param(
            Request(sets=parse_sets(["components.apj.env.X=1"])),
            Problems,
            "--set components.apj.env.X: components.apj: there is no key 'apj'; did you mean 'api'?",
            id="set that points to nothing",
        ),
        pytest.param(
            Request(sets=parse_sets(["prometheus.yaml:global.x=1"])),
            Problems,
            "--set global.x: this patches 'prometheus.yaml', which the scenario does not use; "
            "did you mean 'prometheus.yml'?",
            id="set in a file not used",
        ),
    ],
)
def test_request_of_unknown_form(request_: Request, error: type[Exception], message: str) -> None:
    with pytest.raises(error) as caught:
        planned(request=request_)
    assert str(caught.value) == message


def test_request_ports_and_images() -> None:
    overrides = Request(
        ports={"prometheus": 9091, "cache.admin": 8002},
        images={"fastapi_prometheus": "shop:1", "cache": "valkey:8", "k6": "k6:1"},
    )

    made = planned(request=overrides)

    assert {service.name: service.ports for service in made.services} == {
        "prometheus": (PortPlan("http", 9090, 9091),),
        "api": (PortPlan("http", 8000),),
        "cache": (PortPlan("redis", 6379), PortPlan("admin", 8001, 8002)),
        "load-rush-hour": (),
    }
    assert {service.name: service.image.override for service in made.services} == {
        "prometheus": None,
        "api": "shop:1",
        "cache": "valkey:8",
        "load-rush-hour": "k6:1",
    }


def test_variant_may_lack_expectations_of_mutants(tmp_path: Path) -> None:
    text = (
        SMALL
        + """\
steps:
  - {name: look, expect: {there: {targets: api}, counted: {series: up}}}
variants:
  less: {yes: [{remove: ["steps[look].expect.counted"]}]}
mutants:
  off: {patch: [{in: prometheus.yml, set: {scrape_configs: []}}], fails: {counted: no_series}}
  less: {patch: [{remove: ["steps[look].expect.counted"]}], fails: {counted: no_series}}
"""
    )
    source = written(tmp_path, text, {})

    assert [check.name for check in plan(source, FOLDERS, Request(variant={"less": "yes"})).checks()] == ["there"]
    assert plan(source, FOLDERS, Request(mutant="off")).mutant is not None
    with pytest.raises(Problems, match=r"s.yaml:13:69: there is no expectation 'counted'; known: there"):
        plan(source, FOLDERS, Request(mutant="less"))
