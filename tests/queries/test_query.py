"""What every query has: a name of its own, a role, and the way back from a record."""

from __future__ import annotations

from typing import Any, Literal

import pytest
from pydantic import ValidationError

from lab.queries.answer import Answer
from lab.queries.http import Page
from lab.queries.prometheus import Exemplars, InstantQuery, RangeQuery
from lab.queries.query import Clients, Description, Query, UnknownQuery
from lab.record.observation import Observation


class BuildInfo(Query):
    """A query that no module of lab.queries has, as a kind of expectation may bring it."""

    kind: Literal["build-info"] = "build-info"
    role = "prometheus"
    of: str

    def send(self, clients: Clients, at: float) -> Answer:
        return clients.role(self.role).get("/api/v1/status/buildinfo")

    def describe(self, zero: float) -> Description:
        return Description("build of", self.of)


def recorded(query: dict[str, Any]) -> Query:
    return Observation.model_validate({"query": query, "at": 1.0}).query


@pytest.mark.parametrize(
    "query",
    [
        InstantQuery(query="up"),
        RangeQuery(query="up", start=1.0, end=2.5, step=0.5),
        Page(service="api", port=80, path="/"),
        BuildInfo(of="prometheus"),
    ],
    ids=lambda query: query.kind,
)
def test_query_survives_a_record(query: Query) -> None:
    text = Observation(query=query, at=1.0).model_dump_json()

    assert Observation.model_validate_json(text).query == query


def test_query_names_are_unique() -> None:
    with pytest.raises(TypeError, match="two queries are called 'instant': InstantQuery and Another"):

        class Another(InstantQuery):
            pass


def test_query_of_another_version_is_kept_and_described() -> None:
    data = {"kind": "wind-speed", "place": "Skagen", "step": 5.0}
    query = recorded(data)

    assert isinstance(query, UnknownQuery)
    assert query.describe(0.0) == (
        "wind-speed (unknown to this version of lab)",
        "place: Skagen, step: 5.0",
    )
    assert Observation(query=query, at=1.0).model_dump(mode="json")["query"] == data


@pytest.mark.parametrize("field", ["color", "start"])
def test_unknown_fields_of_a_known_query_are_refused(field: str) -> None:
    with pytest.raises(ValidationError) as raised:
        recorded({"kind": "instant", "query": "up", field: "1"})
    assert [(error["type"], error["loc"]) for error in raised.value.errors()] == [("extra_forbidden", ("query", field))]


def test_roles_and_services() -> None:
    bare = Exemplars(selector="up", start=0.0, end=1.0)

    assert (bare.roles(), bare.services()) == (("prometheus",), ())
    assert bare.model_copy(update={"label": "trace_id"}).roles() == ("prometheus", "traces")
    page = Page(service="api", port=80, path="/")
    assert (page.roles(), page.services()) == ((), ("api",))
