"""From the events of a run to its record."""

from pathlib import Path

from lab.language import reasons
from lab.plan.model import LabPlan
from lab.record.event import Event, LoadDone, Phase, RunEnded
from lab.record.planned import MutantPlan, ScaledValue
from lab.record.run_record import Measurement
from lab.run.records import run_record
from lab.settings import Settings
from tests.expectations.captured_answers import TRUTH
from tests.record.example_record import EVERYTHING

SETTINGS = Settings(Path("/p"), Path("/p"), Path("/s"), Path("/r"), python="3.11.2")
PLAN = LabPlan(
    scenario="prom-pull",
    title="Prometheus scrapes",
    why="the classic",
    services=(),
    steps=(),
    scaled=(ScaledValue("rules/http.yml", "for", "2m", "2s"),),
    digest="5b1f09c2",
    mutant=MutantPlan("metric renamed", {"it is notified": reasons.NOT_DELIVERED}, ("it is drawn",)),
    variant={"protocol": "grpc"},
    variant_name="grpc",
)


def test_a_record_says_what_was_planned_and_what_happened() -> None:
    record = run_record(PLAN, EVERYTHING, None, SETTINGS, 100.0, 110.0)
    assert (record.scenario, record.label) == ("prom-pull", "prom-pull[grpc] (mutant: metric renamed)")
    assert (record.started, record.ended, record.exit_code) == (100.0, 110.0, 1)
    assert record.scaled == (ScaledValue(file="rules/http.yml", path="for", production="2m", lab="2s"),)
    assert record.mutant == MutantPlan(
        name="metric renamed", fails={"it is notified": reasons.NOT_DELIVERED}, may_fail=("it is drawn",)
    )
    assert (record.versions.engine, record.versions.python) == ("", "3.11.2")


def test_what_was_awaited_is_left_out() -> None:
    record = run_record(PLAN, EVERYTHING, None, SETTINGS, 100.0, 110.0)
    assert record.events == tuple(event for event in EVERYTHING if event.event != "waiting")


def test_phases_and_loads_are_measured() -> None:
    events: tuple[Event, ...] = (
        Phase(at_ms=2, name="images"),
        Phase(at_ms=30, name="images", ms=28),
        LoadDone(at_ms=6000, truth=TRUTH),
        LoadDone(at_ms=7000, truth=TRUTH.model_copy(update={"sent": 0})),
        LoadDone(at_ms=8000, truth=TRUTH.model_copy(update={"ended": TRUTH.started})),
        RunEnded(at_ms=9000, exit_code=0),
    )
    assert run_record(PLAN, events, None, SETTINGS, 100.0, 110.0).measurements == (
        Measurement(name="time.images", value=28, unit="ms", source="clock"),
        Measurement(name="load.rate", value=59.952, unit="1/s", source="component", of="shopping"),
        Measurement(name="load.rate", value=0.0, unit="1/s", source="component", of="shopping"),
    )


def test_a_run_without_an_end_was_interrupted() -> None:
    record = run_record(PLAN, EVERYTHING[:-1], None, SETTINGS, 100.0, 110.0)
    assert (record.exit_code, record.passed) == (130, False)
