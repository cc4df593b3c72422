"""Operations refused because several series match: the labels of kube-state-metrics and cAdvisor, as in questions about
joins with their info metrics."""

from __future__ import annotations

import pytest

from lab.why.evaluation import QueryResult, evaluate_labels
from lab.why.explain import explain
from lab.why.inventory import Inventory, Metric, Series
from lab.why.parser import parse
from lab.why.text import format_text

POD = {"namespace": "monitoring", "pod": "node-exporter-1"}
ROWS: dict[str, list[dict[str, str]]] = {
    "node_load1": [POD],
    "kube_pod_info": [{**POD, "node": "n1", "uid": "a"}, {**POD, "node": "n1", "uid": "b"}],
    "windows_transmit_bytes": [{"container_id": "docker://1"}],
    "kube_pod_container_info": [{"container": "c1", "pod": "x"}, {"container": "c2", "pod": "y"}],
}
INVENTORY = Inventory(
    "prometheus",
    0.0,
    100.0,
    {name: Metric(tuple(Series(labels, 100.0, True) for labels in rows), len(rows)) for name, rows in ROWS.items()},
)


@pytest.mark.parametrize(
    ("query", "line"),
    [
        pytest.param(
            "node_load1 * on (pod, namespace) group_left (node) kube_pod_info",
            "instead: node_load1 * on (pod, namespace) group_left (node) max by (pod, namespace, node) (kube_pod_info)",
            id="on",
        ),
        pytest.param(
            "node_load1 * ignoring (uid, node) group_left (node) kube_pod_info",
            "instead: node_load1 * ignoring (uid, node) group_left (node) max without (uid) (kube_pod_info)",
            id="ignoring",
        ),
    ],
)
def test_explain_refused_matching_keeps_the_labels_that_were_asked(query: str, line: str) -> None:
    assert line in format_text(explain(query, INVENTORY, {}))


def test_explain_refused_matching_label_that_the_side_does_not_have() -> None:
    """The sentence is Prometheus'."""
    query = "windows_transmit_bytes * on (container_id) group_left (container) kube_pod_container_info"
    refusal = (
        "found duplicate series for the match group {} on the right hand-side of the operation: [...];many-to-many "
        "matching not allowed: matching labels must be unique on one side"
    )

    def evaluate(text: str) -> QueryResult:
        return QueryResult(error=refusal) if "*" in text else evaluate_labels(parse(text), INVENTORY)

    [finding] = explain(query, INVENTORY, {}, evaluate).findings
    assert "right: no series has the label container_id, so it does not distinguish them" in finding.details
    assert not finding.proposals
