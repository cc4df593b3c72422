"""The series of three real labs' Prometheus after 320 requests, 40 a second, of which one in eight fails and one in
eight takes 0.2 s; and its answers to the questions then. Some metrics are left out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from lab.comparison.portability.queries import WrittenQuery, written_queries
from lab.comparison.portability.side_view import SideView, app_labels
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


def captured(scenario: str, *queries: WrittenQuery) -> Captured:
    given = json.loads((CAPTURED / f"{scenario}.json").read_text(encoding="utf-8"))
    inventory = from_detail("prometheus", given["inventory"])
    view = SideView(FOLDERS.dialect(DIALECTS[scenario]), inventory, app_labels(inventory, "api"), queries)
    counts = (
        LoadCount(method="GET", route="/api/items/{id}", status="200", count=240),
        LoadCount(method="GET", route="/api/slow", status="200", count=40),
        LoadCount(method="GET", route="/api/boom", status="500", count=40),
    )
    times = {key: given["load"][key] for key in ("started", "ended")}
    load = LoadTruth(name="shopping", asked=320, sent=320, dropped=0, counts=counts, **times)
    return Captured(load, given["asked"], given["answers"], view)


def queries_of(scenario: str) -> tuple[WrittenQuery, ...]:
    return written_queries(plan(FOLDERS.scenario(scenario), FOLDERS))
