"""The model of a load: requests at a constant rate, with a mix in a fixed order."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from lab.language.one_line import OneLine
from lab.language.quantities import PerSecond, Seconds
from lab.language.strict_model import Strict
from lab.scenario.actions import FaultUnderLoad


class MixEntry(Strict):
    """One request of a load's mix."""

    weight: int = Field(
        ge=1, le=1_000, description="share of this request: its weight divided by the sum of all weights"
    )
    query: Mapping[str, str | Annotated[tuple[str, ...], Field(min_length=1, max_length=20)]] = Field(
        default_factory=dict,
        description="query parameter -> value, or a list whose values the requests take in turns. Default: none",
    )
    body: Any = Field(None, description="a value sent as JSON. Default: {} for POST, PUT and PATCH, else no body")
    route: str | None = Field(
        None, description="the route label that the application gives this request. Default: the path as it is"
    )

    @model_validator(mode="after")
    def _one_list(self) -> MixEntry:
        lists = [name for name, value in self.query.items() if isinstance(value, tuple)]
        if len(lists) > 1:
            raise ValueError(f"only one query parameter may have a list of values, not {' and '.join(lists)}")
        return self

    def queries(self) -> tuple[Mapping[str, str], ...]:
        """The query parameters of the requests that this entry sends in turns."""
        turns = next((value for value in self.query.values() if isinstance(value, tuple)), ("",))
        return tuple(
            {name: turn if isinstance(value, tuple) else value for name, value in self.query.items()} for turn in turns
        )


_REQUEST = re.compile(r"(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) /[^?\s]*")


def _request(key: str) -> str:
    if not _REQUEST.fullmatch(key):
        raise ValueError(
            f"{key!r} is not a request; write method and path, for example 'GET /api/items/{{id}}', and put query "
            "parameters into 'query'"
        )
    return key


def _mix_entry(value: Any) -> Any:
    """`GET /x: 8` is short for `GET /x: {weight: 8}`."""
    return {"weight": value} if isinstance(value, int) and not isinstance(value, bool) else value


_Weighted = Annotated[MixEntry, BeforeValidator(_mix_entry, json_schema_input_type=int | MixEntry)]


MAX_CYCLE = 1_000  # the sum of the weights: after as many requests the order begins again
MAX_TURNS = 10_000  # the same with lists of query parameters


def turns(mix: Mapping[str, MixEntry]) -> int:
    """After how many cycles of the weights every list of values is back at its first one."""
    return math.lcm(
        *(len(queries) // math.gcd(len(queries), e.weight) for e in mix.values() if (queries := e.queries()))
    )


def _bounded_cycle(mix: Mapping[str, MixEntry]) -> Mapping[str, MixEntry]:
    total = sum(entry.weight for entry in mix.values())
    if total > MAX_CYCLE:
        raise ValueError(f"the weights of a mix sum up to at most {MAX_CYCLE:,}, not {total:,}; divide them all")
    if total * turns(mix) > MAX_TURNS:
        raise ValueError(
            f"with its lists of values a mix begins again after at most {MAX_TURNS:,} requests, not "
            f"{total * turns(mix):,}; give the lists the same length"
        )
    return mix


class Load(Strict):
    """Requests at a constant arrival rate, with the mix in a fixed order, so that the counts are known in advance."""

    name: OneLine = Field(description="name of the load, for example 'shopping'; a load sent twice needs two names")
    to: str = Field(description="a service with a port; requests go to its first one")
    rate: PerSecond = Field(description="arrival rate, for example 50/s")
    for_: Seconds = Field(alias="for", gt=0, le=600, description="how long requests are sent, at most 10m")
    mix: Annotated[Mapping[Annotated[str, AfterValidator(_request)], _Weighted], AfterValidator(_bounded_cycle)] = (
        Field(
            min_length=1,
            max_length=100,
            description="method and path, for example 'GET /api/items/{id}' -> weight, or a mapping",
        )
    )
    meanwhile: FaultUnderLoad | None = Field(
        None,
        description="a fault injected while requests are sent, for example {kill: prometheus, after: 1s}. "
        "Default: none",
    )

    @model_validator(mode="after")
    def _fault_before_its_end(self) -> Load:
        if self.meanwhile is not None and self.meanwhile.after >= self.for_:
            raise ValueError("'meanwhile' comes while the load goes on: its 'after' must be less than 'for'")
        return self
