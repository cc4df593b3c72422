"""Queries of metadata: what Prometheus answers for a metric that it knows, and for one it does not."""

from __future__ import annotations

import json

import pytest

from lab.queries.metadata import Metadata, MetadataOfTarget, MetricMetadata, TargetMetadata
from lab.record.observation import Observation
from tests.backends.small_backend import Reply
from tests.queries.sending import NOW, observe_reply, requests_of

METRIC = MetricMetadata(metric="up_total")
BY_TARGET = TargetMetadata(metric="up_total", targets='{job="api"}')
COUNTER = {"type": "counter", "unit": "", "help": "Requests."}
OF_API = {"target": {"job": "api"}, **COUNTER}


def success(data: object) -> Reply:
    return Reply(200, json.dumps({"status": "success", "data": data}))


def test_metadata_of_a_metric() -> None:
    answer = observe_reply(success({"up_total": [COUNTER]}), METRIC).answer

    assert MetricMetadata.read(answer) == [Metadata(type="counter", unit="", help="Requests.")]
    assert requests_of(METRIC) == [("/api/v1/metadata", {"metric": ["up_total"]})]


def test_metadata_of_an_unknown_metric() -> None:
    assert observe_reply(success({}), METRIC) == Observation(query=METRIC, at=NOW, answer=[])


def test_metadata_by_target() -> None:
    answer = observe_reply(success([OF_API]), BY_TARGET).answer

    assert TargetMetadata.read(answer) == [
        MetadataOfTarget(type="counter", unit="", help="Requests.", target={"job": "api"})
    ]
    assert requests_of(BY_TARGET) == [
        ("/api/v1/targets/metadata", {"metric": ["up_total"], "match_target": ['{job="api"}']})
    ]


@pytest.mark.parametrize(
    ("reply", "observed"),
    [
        pytest.param(
            Reply(404, '{"status":"error","errorType":"not_found","error":"specified metadata not found"}'),
            {"answer": []},
            id="none is a 404",
        ),
        pytest.param(
            Reply(400, '{"status":"error","errorType":"bad_data","error":"1:2: parse error"}'),
            {"error": "1:2: parse error", "refused": True},
            id="refused",
        ),
        pytest.param(
            Reply(404, "404 page not found"),
            {"error": "URL/api/v1/targets/metadata answered 404: 404 page not found"},
            id="another program",
        ),
    ],
)
def test_metadata_by_target_without_any(reply: Reply, observed: dict[str, object]) -> None:
    assert observe_reply(reply, BY_TARGET) == Observation.model_validate({"query": BY_TARGET, "at": NOW, **observed})
