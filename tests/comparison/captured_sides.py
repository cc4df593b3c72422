"""What the Prometheus of three real labs held after 320 requests, 40 a second, of which each eighth fails and each
eighth takes 0.2 s; and what it answered to the questions then. Some of their metrics are left out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from lab.comparison.portability.portability import SideView, Written, application, written_for
from lab.plan.actions import LoadPlan, RequestPlan
from lab.plan.planning import plan
from lab.record.event import LoadCount, LoadTruth
from lab.why.serialization import from_detail
from tests.plan.planned import FOLDERS

CAPTURED = Path(__file__).with_name("captured")
DIALECTS = {
    "prom-pull": "prometheus-client",
    "otel-direct": "otel-http-ms",
    "otel-collector-scrape": "otel-http-ms",
}
ITEM = RequestPlan("GET", "/api/items/{id}", "/api/items/{id}", "", None)
SLOW = RequestPlan("GET", "/api/slow", "/api/slow", "?seconds=0.2", None)
BOOM = RequestPlan("GET", "/api/boom", "/api/boom", "", None)
LOAD = LoadPlan("shopping", "api", 8000, 40.0, 8.0, (ITEM, SLOW, BOOM), (0, 0, 2, 0, 1, 0, 0, 0))


@dataclass(frozen=True)
class Captured:
    load: LoadTruth
    asked: float
    answers: dict[str, float]
    view: SideView


def captured(scenario: str, *written: Written) -> Captured:
    given = json.loads((CAPTURED / f"{scenario}.json").read_text(encoding="utf-8"))
    held = from_detail("prometheus", given["inventory"])
    view = SideView(FOLDERS.dialect(DIALECTS[scenario]), held, application(held, "api"), written)
    counts = (
        LoadCount(method="GET", route="/api/items/{id}", status="200", count=240),
        LoadCount(method="GET", route="/api/slow", status="200", count=40),
        LoadCount(method="GET", route="/api/boom", status="500", count=40),
    )
    times = {key: given["load"][key] for key in ("started", "ended")}
    load = LoadTruth(name="shopping", asked=320, sent=320, dropped=0, counts=counts, **times)
    return Captured(load, given["asked"], given["answers"], view)


def written(scenario: str) -> tuple[Written, ...]:
    return written_for(plan(FOLDERS.scenario(scenario), FOLDERS))
