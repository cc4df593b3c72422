"""The actions of a step other than a load or a change of files: fault, call, silence, import.

Each runs once, and counts as done when its effect was verified.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field, model_validator

from lab.expectations.patterns import Pattern
from lab.language.quantities import Seconds
from lab.language.strict_model import Strict


class Fault(Strict):
    """One fault injected into one service, or the end of one: exactly one of the keys, with the service's name."""

    kill: str | None = Field(None, description="kills the container (SIGKILL)")
    stop: str | None = Field(None, description="stops the container (SIGTERM, then SIGKILL after its grace period)")
    start: str | None = Field(None, description="starts the container again")
    restart: str | None = Field(None, description="stops the container and starts it again")
    pause: str | None = Field(None, description="freezes all processes of the container")
    unpause: str | None = Field(None, description="resumes the frozen processes")
    disconnect: str | None = Field(
        None, description="disconnects the container from the lab's network: its name no longer resolves"
    )
    connect: str | None = Field(None, description="connects the container to the lab's network again")
    blackhole: str | None = Field(
        None, description="drops all packets to and from the container; it stays connected and its name resolves"
    )
    unblackhole: str | None = Field(None, description="lets packets pass again")

    @model_validator(mode="after")
    def _exactly_one(self) -> Fault:
        if len(self.chosen()) != 1:
            raise ValueError(f"a fault needs exactly one of {', '.join(Fault.model_fields)}")
        return self

    def chosen(self) -> list[tuple[str, str]]:
        """The verb and the service of each key that was given."""
        return [(verb, service) for verb, service in self if verb in Fault.model_fields and service is not None]


class FaultUnderLoad(Fault):
    """A fault injected while a load goes on."""

    after: Seconds = Field(description="how long the load has gone on by then, for example 1s")


class Call(Strict):
    """One HTTP request to a service of the lab: to reload it, to use its admin API, to make an application fail."""

    to: str = Field(description="a service with a port")
    port: str | None = Field(None, description="name of the port. Default: the first port of the service")
    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"] = Field("POST", description="HTTP method. Default: POST")
    path: str = Field(pattern=r"^/.*", description="path and query, for example /-/reload")
    json_: Any = Field(None, alias="json", description="a value sent as JSON. Default: no body")
    body: str | None = Field(None, description="text sent as the body. Default: no body")
    status: int | None = Field(
        None, ge=100, le=599, description="expected status code of the response. Default: any 2xx"
    )
    says: Pattern | None = Field(
        None, description="expected text of the response, or a /regular expression/ found in it. Default: any"
    )

    @model_validator(mode="after")
    def _one_body(self) -> Call:
        if self.json_ is not None and self.body is not None:
            raise ValueError("give either 'json' or 'body', not both")
        return self

    def json_value(self) -> object:
        """What is sent, read as JSON; None without a body and for a body that is not JSON."""
        if self.body is None:
            return self.json_
        try:
            return json.loads(self.body)
        except ValueError:
            return None


class Silence(Strict):
    """A silence created in Alertmanager; it begins at once."""

    matchers: Mapping[str, str] = Field(
        min_length=1, description="label -> value, or a /regular expression/ that matches the whole value"
    )
    for_: Seconds = Field(alias="for", gt=0, description="length of the silence, for example 1m")
    comment: str = Field("made by a scenario", description="comment of the silence. Default: made by a scenario")


class Import(Strict):
    """A dashboard file imported through Grafana's API, as by its import page."""

    dashboard: str = Field(description="a dashboard file of the scenario")
    inputs: Mapping[str, str] = Field(
        default_factory=dict,
        description="name of an entry in the file's __inputs -> uid of a data source, or value of a constant. "
        "Default: none",
    )
