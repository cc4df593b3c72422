"""What a backend was asked and what it answered, as raw as it came. Whether it is right is for `lab.expectations`."""

from __future__ import annotations

from typing import Any

from lab.language.recorded import Recorded
from lab.queries.query import AnyQuery


class Observation(Recorded):
    """`answer` is the backend's own JSON, or None with `error` when it refused or could not be reached.

    The query says what shape `answer` has, and reads it. `refused`: the backend answered and will say the same again
    (a bad query); asking again is of no use.
    """

    query: AnyQuery
    at: float
    answer: Any = None
    error: str = ""
    refused: bool = False
