"""What is asked of a backend and what it said, as raw as it came. Whether it is right is for `lab.judge`."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field


class Recorded(BaseModel):
    """A frozen value that goes into run.json and can be read back from it."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True, ser_json_inf_nan="strings")


class InstantQuery(Recorded):
    """The value of a PromQL query now."""

    ask: Literal["instant"] = "instant"
    query: str


class RangeQuery(Recorded):
    """The values of a PromQL query from `start` to `end` (unix seconds), every `step` seconds."""

    ask: Literal["range"] = "range"
    query: str
    start: float
    end: float
    step: float


class MetricNames(Recorded):
    """The metric names a selector has had since `start` (unix seconds)."""

    ask: Literal["names"] = "names"
    selector: str
    start: float


class Targets(Recorded):
    """The active targets of a scrape job."""

    ask: Literal["targets"] = "targets"
    job: str


class Rules(Recorded):
    """The loaded alerting rules."""

    ask: Literal["rules"] = "rules"


class Received(Recorded):
    """The notifications that arrived since `since` (unix seconds)."""

    ask: Literal["received"] = "received"
    since: float


Ask: TypeAlias = Annotated[
    InstantQuery | RangeQuery | MetricNames | Targets | Rules | Received, Field(discriminator="ask")
]


class Observation(Recorded):
    """`answer` is the backend's own JSON, or None with `error` when it refused or could not be reached.

    Shapes of `answer`: instant and range: the `data` of the Prometheus HTTP API (`resultType`, `result`); names: a
    list of words; targets: a list of active targets of the targets API; rules: a list of alerting rules of the rules
    API; received: a list of {"at", "receiver", "body"} with the webhook's body verbatim. `refused` tells that the
    backend answered and will say the same again (a bad query), and that asking again is of no use.
    """

    ask: Ask
    at: float
    answer: Any = None
    error: str = ""
    refused: bool = False
