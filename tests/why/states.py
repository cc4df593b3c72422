"""What real labs held and answered, as it was captured. `python -m tests.why.states NAME LAB` captures it anew."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lab.language.dialect import Dialect
from lab.why.answers import Answer, Evaluate, Sample
from lab.why.explaining import explain
from lab.why.inventory import Inventory
from lab.why.recorded import as_detail, dialects_of, from_detail
from tests.why.rows import ROWS

CAPTURED = Path(__file__).with_name("captured")


@dataclass(frozen=True)
class State:
    held: Inventory
    dialects: Mapping[str, Dialect]
    answers: Mapping[str, Any]

    def evaluate(self, query: str) -> Answer:
        """As the backend answered; a query that was never captured is a KeyError."""
        given = self.answers[query]
        if isinstance(given, str):
            return Answer(error=given)
        return Answer(tuple(Sample(labels, value, tuple(times)) for labels, value, times in given))


def state(name: str) -> State:
    given = json.loads((CAPTURED / f"{name}.json").read_text(encoding="utf-8"))
    detail = given["inventory"]
    return State(from_detail("prometheus", detail), dialects_of(detail), given["answers"])


def capture(name: str, lab: str) -> None:
    """Everything that is asked while the queries of this state are explained."""
    from lab.backends.inventory import evaluator, fetch_inventory
    from lab.containers.attach import attach, find
    from lab.containers.engine import connect
    from lab.containers.states import not_running
    from lab.run.clock import Clock
    from lab.settings import from_environment
    from lab.stack.folders import Folders

    engine = connect(from_environment())
    running = attach(engine, lab)
    url = running.endpoint("prometheus", 9090)
    started = next(each.created for each in find(engine) if each.project == running.project)
    stopped = not_running(running.states(), running.on_demand)
    held = fetch_inventory(url, "prometheus", started or 0.0, Clock().now(), stopped)
    assert isinstance(held, Inventory), held
    detail = as_detail(held, Folders((Path.cwd(),), Path.cwd()).dialects())
    recorded = from_detail("prometheus", detail)
    answers: dict[str, Any] = {}
    asked = evaluator(url, held.asked)

    def evaluate(query: str) -> Answer:
        answer = asked(query)
        answers[query] = answer.error or [[each.labels, each.value, each.times] for each in answer.samples]
        return answer

    listening: Evaluate = evaluate
    for query in ROWS[name].values():
        explain(query, recorded, dialects_of(detail), listening)
    text = json.dumps({"inventory": detail, "answers": answers}, indent=1)
    (CAPTURED / f"{name}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    capture(*sys.argv[1:3])
