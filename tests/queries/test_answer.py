"""An answer of an unexpected shape is reported as one, whatever is wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from lab.queries.alertmanager import AlertmanagerAlerts
from lab.queries.answer import UnexpectedAnswer
from lab.queries.grafana import GrafanaDashboard, GrafanaDatasource, GrafanaQuery
from lab.queries.http import Page
from lab.queries.loki import LogLines
from lab.queries.notifications import Received
from lab.queries.prometheus import Exemplars, MetricNames, Rules, ScrapePools, Targets
from lab.queries.series import points_of, series_of
from lab.queries.traces import Traces

READERS: dict[str, Callable[[Any], Any]] = {
    "series": series_of,
    "points": points_of,
    "metric names": MetricNames.read,
    "targets": Targets.read,
    "scrape pools": ScrapePools.read,
    "rules": Rules.read,
    "exemplars": Exemplars.read,
    "lines": LogLines.read,
    "traces": Traces.read,
    "held alerts": AlertmanagerAlerts.read,
    "webhooks": Received.read_webhooks,
    "messages": lambda answer: Received.read_messages("slack", answer),
    "page": Page.read,
    "data source": GrafanaDatasource.read,
    "frames": GrafanaQuery.has_data,
}


@pytest.mark.parametrize("read", READERS.values(), ids=READERS)
@pytest.mark.parametrize("answer", [None, 7, [7], [None], {"result": 7, "frames": 7}], ids=repr)
def test_another_shape_is_an_unexpected_answer(read: Callable[[Any], Any], answer: Any) -> None:
    with pytest.raises(UnexpectedAnswer, match="unexpected answer of "):
        read(answer)


@pytest.mark.parametrize(
    ("read", "answer", "message"),
    [
        pytest.param(
            Targets.read,
            [{"labels": {}, "scrapeUrl": "http://api"}],
            "unexpected answer of Prometheus: health: field required in [{'labels': {}, 'scrapeUrl': 'http://api'}]",
            id="a key is missing below",
        ),
        pytest.param(
            series_of,
            {"resultType": "vector", "result": [{"value": [1, "2"]}]},
            "unexpected answer of the query API: no key 'metric' in "
            "{'resultType': 'vector', 'result': [{'value': [1, '2']}]}",
            id="a key is missing",
        ),
        pytest.param(
            series_of,
            {"resultType": "string", "result": [1, "hello"]},
            "unexpected answer of the query API: could not convert string to float: 'hello' in "
            "{'resultType': 'string', 'result': [1, 'hello']}",
            id="a text instead of a number",
        ),
        pytest.param(
            GrafanaDashboard.read,
            ["x"],
            "unexpected answer of Grafana: not a mapping in ['x']",
            id="a list instead of a mapping",
        ),
    ],
)
def test_the_message_says_what_is_wrong(read: Callable[[Any], Any], answer: Any, message: str) -> None:
    with pytest.raises(UnexpectedAnswer) as raised:
        read(answer)
    assert str(raised.value) == message
