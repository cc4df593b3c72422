"""The inventories and query results of real labs, as captured.

`python -m tests.why.captured_labs NAME LAB SCENARIO` captures them again.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lab.language.dialect import Dialect
from lab.why.evaluation import QueryResult, Sample
from lab.why.explain import explain
from lab.why.inventory import Inventory
from lab.why.serialization import dialects_of, from_detail, to_detail
from tests.why.queries import QUERIES

CAPTURED = Path(__file__).with_name("captured")


@dataclass(frozen=True)
class CapturedLab:
    inventory: Inventory
    dialects: Mapping[str, Dialect]
    results: Mapping[str, Any]

    def evaluate(self, query: str) -> QueryResult:
        """As the backend answered; a query that was not captured is a KeyError."""
        result = self.results[query]
        if isinstance(result, str):
            return QueryResult(error=result)
        return QueryResult(tuple(Sample(labels, value, tuple(times)) for labels, value, times in result))


def captured_lab(name: str) -> CapturedLab:
    captured = json.loads((CAPTURED / f"{name}.json").read_text(encoding="utf-8"))
    detail = captured["inventory"]
    return CapturedLab(from_detail("prometheus", detail), dialects_of(detail), captured["answers"])


def capture(name: str, lab: str, scenario: str) -> None:
    """Captures every query that is evaluated while the queries of this lab are explained."""
    from lab.backends.inventory import evaluator, fetch_inventory
    from lab.containers.attach import attach, find
    from lab.containers.engine import connect
    from lab.containers.states import not_running
    from lab.run.clock import Clock
    from lab.settings import from_environment
    from lab.stack.folders import Folders
    from lab.why.planned_topology import planned_topology
    from tests.plan.planned import planned

    engine = connect(from_environment())
    running = attach(engine, lab)
    url = running.endpoint("prometheus", 9090)
    started = next(summary.created for summary in find(engine) if summary.project == running.project)
    stopped = not_running(running.states(), running.on_demand)
    topology = planned_topology(planned(scenario))
    inventory = fetch_inventory(url, "prometheus", started or 0.0, Clock().now(), stopped, topology)
    assert isinstance(inventory, Inventory), inventory
    detail = to_detail(inventory, Folders((Path.cwd(),), Path.cwd()).dialects())
    results: dict[str, Any] = {}
    evaluate = evaluator(url, inventory.taken_at)

    def evaluate_and_keep(query: str) -> QueryResult:
        result = evaluate(query)
        results[query] = result.error or [[sample.labels, sample.value, sample.times] for sample in result.samples]
        return result

    for query in QUERIES[name].values():
        explain(query, from_detail("prometheus", detail), dialects_of(detail), evaluate_and_keep)
    text = json.dumps({"inventory": detail, "answers": results}, indent=1)
    (CAPTURED / f"{name}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    capture(*sys.argv[1:4])
