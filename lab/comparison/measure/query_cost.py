"""What a query costs: it is sent several times, and Prometheus itself says how long it ran and how much it read.

Other stores do not say so: there the clock does.
"""

from __future__ import annotations

import statistics
from typing import Any

from lab.backends.http import get
from lab.comparison import measures
from lab.comparison.measure.prom_queries import ROLE, PromQueries
from lab.comparison.measure.results import RepetitionResult
from lab.queries.answer import Answer, reads_answer_of
from lab.queries.prometheus import BACKEND, data_of
from lab.queries.query import Params
from lab.run.clock import Clock
from lab.run.lab import Lab

RUNS = 15
STEP_S = 1.0  # between two evaluations, of which a panel makes some hundred


def measure_query_cost(query: str, lab: Lab, start: float, end: float, result: RepetitionResult) -> None:
    """Asks as a panel does, from `start` to `end` (unix seconds). A query that is refused or returns nothing makes the
    repetition invalid: it would be the cheapest."""
    url = lab.endpoint(ROLE)
    params: Params = {"query": query, "start": start, "end": end, "step": STEP_S, "stats": "all"}
    costs: list[tuple[float, float]] = []
    for _ in range(RUNS):
        answer = Answer(error="no component has the role") if url is None else get(url, "/api/v1/query_range", params)
        data = data_of(answer, "stats")
        if data.error or not data.json["result"]:
            result.invalid_reason = f"the timed query {data.error or 'returned no data'}"
            return
        costs.append(_cost(data.json))
    for measure, values in zip(
        (measures.SIZE_QUERY_TIME, measures.SIZE_QUERY_SAMPLES), zip(*costs, strict=True), strict=True
    ):
        result.add(measure, round(statistics.median(values), 6), "component")


def measure_query_time(query: str, queries: PromQueries, clock: Clock, result: RepetitionResult) -> None:
    """By the clock, with the way to the store and back. A query that returns nothing makes the repetition invalid."""
    times: list[float] = []
    for _ in range(RUNS):
        began = clock.now()
        if queries.value(query) is None:
            result.invalid_reason = "the timed query returned no data"
            return
        times.append(clock.now() - began)
    result.add(measures.QUERY_TIME, round(statistics.median(times), 5), "clock")


@reads_answer_of(BACKEND)
def _cost(data: Any) -> tuple[float, float]:
    """Seconds of execution and samples read, by the statistics of an answer."""
    stats = data["stats"]
    return float(stats["timings"]["execTotalTime"]), float(stats["samples"]["totalQueryableSamples"])
