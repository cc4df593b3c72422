"""The names that the Collector's exporter shows of FastAPI at 0.46b0: what the scenario expects is the table as it was
handed down, kept beside this file. That the running software agrees is the scenario's own to say."""

from __future__ import annotations

from pathlib import Path

from lab.expectations.metrics import MetricsCheck
from lab.plan.model import LabPlan
from lab.plan.requests import Request
from tests.plan.planned import planned

SCENARIO = "otel-collector-scrape"
TABLE = (Path(__file__).parent / "fastapi-otel-0.46b0-series.txt").read_text(encoding="utf-8").split()
NEWEST = Request(variant={"instrumentation": "newest"})


def expected(plan: LabPlan) -> MetricsCheck:
    (names,) = [check.spec for check in plan.checks() if check.name == "only the listed metrics exist"]
    assert isinstance(names, MetricsCheck)
    return names


def test_exactly_the_names_of_the_table_are_expected_of_the_collectors_job() -> None:
    names = expected(planned(SCENARIO))

    assert names.selector == '{job="otel-collector"}'
    assert sorted(names.exactly or ()) == TABLE
    assert len(TABLE) == 33


def test_the_application_is_the_one_the_table_tells_of() -> None:
    plan = planned(SCENARIO)
    api = plan.service("api")
    environment = api.compose["environment"]

    assert api.image.args["OTEL_SDK_VERSION"] == "1.25.0"
    assert api.image.args["OTEL_CONTRIB_VERSION"] == "0.46b0"
    assert environment["HEARTBEAT"] == "off"
    assert "SERVICE_INSTANCE_ID" not in environment
    assert "service.instance.id" not in environment["OTEL_RESOURCE_ATTRIBUTES"]
    assert {request.method for load in plan.loads() for request in load.requests} == {"GET"}


def test_the_newest_instrumentation_has_names_more_and_none_less() -> None:
    newest = expected(planned(SCENARIO, NEWEST)).exactly or ()

    assert set(TABLE) - set(newest) == set()
    assert {name.partition("_")[0] for name in set(newest) - set(TABLE)} == {"cpython", "process"}
    assert len(newest) == 44
