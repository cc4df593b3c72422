"""A query to a backend and its raw answer. `lab.expectations` decides whether the answer is right."""

from __future__ import annotations

from typing import Any

from lab.language.recorded import Recorded
from lab.queries.query import AnyQuery


class Observation(Recorded):
    """`at`: unix seconds. `answer`: the JSON of the backend, which the query parses; None with `error` when the backend
    rejected the query or could not be reached. `refused`: it rejected the query, so that retrying is useless.
    `cut`: what was left out of the answer, which was judged by all of it.
    """

    query: AnyQuery
    at: float
    answer: Any = None
    error: str = ""
    refused: bool = False
    cut: str = ""
