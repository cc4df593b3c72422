"""What a step may do to a running lab besides sending load or changing a file: fault, call, silence, import.

Each is done once, and only told as done when it was seen to be done.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field, model_validator

from lab.expectations.patterns import Pattern
from lab.language.quantities import Seconds
from lab.language.strict_model import Strict


class Fault(Strict):
    """One thing done to one service through the Engine API."""

    kill: str | None = None
    stop: str | None = None
    start: str | None = None
    restart: str | None = None
    pause: str | None = None
    unpause: str | None = None
    disconnect: str | None = Field(None, description="takes it off the lab's network: its name no longer resolves")
    connect: str | None = Field(None, description="puts it back on")
    blackhole: str | None = Field(None, description="connected, but silent: its packets go nowhere, both ways")
    unblackhole: str | None = None

    @model_validator(mode="after")
    def _one(self) -> Fault:
        if len(self.chosen()) != 1:
            raise ValueError(f"exactly one of {', '.join(type(self).model_fields)}")
        return self

    def chosen(self) -> list[tuple[str, str]]:
        return [(verb, service) for verb, service in self if service is not None]


class Call(Strict):
    """One HTTP request to a service of the lab: to reload it, to use its admin API, to tell an application to fail."""

    to: str = Field(description="a service with a port")
    port: str | None = Field(None, description="name of the port; the service's first when not given")
    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"] = "POST"
    path: str = Field(pattern=r"^/.*")
    json_: Any = Field(None, alias="json", description="sent as the body, as JSON")
    body: str | None = Field(None, description="sent as the body, as it stands")
    status: int | None = Field(None, description="what it must answer; any 2xx when not given")
    says: Pattern | None = Field(None, description="what the answer's text must be, or /regular expression/ in it")

    @model_validator(mode="after")
    def _one_body(self) -> Call:
        if self.json_ is not None and self.body is not None:
            raise ValueError("give either 'json' or 'body', not both")
        return self


class Silence(Strict):
    """A silence in Alertmanager, from now on."""

    matchers: Mapping[str, str] = Field(
        min_length=1, description="label = value, or /regular expression/ for all of it"
    )
    for_: Seconds = Field(alias="for", gt=0)
    comment: str = "made by a scenario"


class Import(Strict):
    """A dashboard file imported through Grafana's API, as its import page would."""

    dashboard: str = Field(description="a dashboard file of the scenario")
    inputs: Mapping[str, str] = Field(
        default_factory=dict, description="the file's __inputs by name -> uid of a data source, or value of a constant"
    )
