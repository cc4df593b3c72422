from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import pytest

from lab.audit.checks.empty_log_panel import check
from lab.audit.log_streams import stream_selectors
from lab.audit.model import Finding, FindingClass
from lab.why.evaluation import QueryResult
from lab.why.inventory import Inventory
from tests.audit.dashboards import dashboard, findings, panel
from tests.audit.small_system import context

STREAMS = {'{app="shop"}', '{app="shop",level="info"}', '{app=~"shop|cart"}'}
LABELS = {"app": ["shop"], "level": ["info", "warning"], "host": ["web-1"]}


class SmallLoki:
    labels: Mapping[str, list[str]] = LABELS

    def values(self, queries: Sequence[str]) -> list[QueryResult]:
        return [QueryResult() for _ in queries]

    def has_series(self, selectors: Sequence[str], *, since: float | None = None) -> list[bool | str]:
        return [selector in STREAMS for selector in selectors]

    def label_values(self, label: str, selector: str) -> list[str] | str:
        return self.labels.get(label, [])

    def label_names(self, selector: str) -> list[str] | str:
        return sorted(self.labels)

    def inventory(self, metrics: Sequence[str], selectors: Sequence[str] = ()) -> Inventory | str:
        return "none"


class EmptyLoki(SmallLoki):
    labels: Mapping[str, list[str]] = MappingProxyType({})


def only(query: str, loki: SmallLoki | None = None) -> Finding:
    text = dashboard(panel("Logs", query, datasource={"type": "loki", "uid": "loki"}))
    [one] = findings(check(context(dashboards=[text], loki=loki or SmallLoki())))
    return one


@pytest.mark.parametrize(
    ("query", "class_", "message"),
    [
        ('{app="shop"} |= "error"', FindingClass.WORKING, "its streams are there"),
        ('sum(rate({app="shop", level="info"} |~ "{x}" [5m]))', FindingClass.WORKING, "its streams are there"),
        ('{app="Shop"}', FindingClass.BROKEN, 'app="Shop" matches no log stream: app is "shop"'),
        ('{application="shop"}', FindingClass.BROKEN, "no log stream has a label application"),
        ('{hots="web-7"}', FindingClass.BROKEN, "no log stream has a label hots"),
        ('{compose_service=~"cart-.*"}', FindingClass.MISSING, "no log stream has a label compose_service"),
        ('{app="payments"}', FindingClass.MISSING, 'app="payments" matches no log stream'),
        ('{app="shop", level="warning"}', FindingClass.QUIET, "no log stream has"),
        ('{level="error"}', FindingClass.QUIET, 'level="error" matches no log stream'),
    ],
)
def test_class_of_log_panel(query: str, class_: FindingClass, message: str) -> None:
    found = only(query)
    assert found.class_ is class_
    assert message in found.message


def test_no_streams_at_all_are_no_defect_of_the_panel() -> None:
    found = only('{compose_service="cart"}', EmptyLoki())
    assert (found.class_, found.message) == (FindingClass.MISSING, "Loki has no log streams")


def test_stream_selectors() -> None:
    query = 'sum by (app) (rate({app="a", level!~`b|c`} |= "{x=\\"y\\"}" [5m])) / sum(rate({app="a"}[5m])) # {z="z"}'
    assert [one.bare() for one in stream_selectors(query)] == ['{app="a",level!~"b|c"}', '{app="a"}']
