"""What the Kubernetes API refuses to a Prometheus, from its log."""

from __future__ import annotations

import pytest

from lab.why.dropped_targets import explain_empty_job
from lab.why.forbidden import Forbidden, forbidden_requests
from lab.why.inventory import Inventory

USER = "system:serviceaccount:monitoring:prometheus"
LINE = (
    'time=2026-11-27T22:00:00.000Z level=ERROR source=reflector.go:205 msg="Failed to watch" '
    'component=k8s_client_runtime type=*v1.Node err="failed to list *v1.Node: nodes is forbidden: User '
    f'\\"{USER}\\" cannot list resource \\"nodes\\" in API group \\"\\" at the cluster scope"\n'
)
NODES = Forbidden(USER, "list", "nodes", "")
SLICES = Forbidden(USER, "watch", "endpointslices", "discovery.k8s.io", "shop")


def test_forbidden_requests_once_each() -> None:
    in_namespace = LINE.replace("cannot list", "cannot watch").replace('\\"nodes\\"', '\\"endpointslices\\"')
    in_namespace = in_namespace.replace('group \\"\\"', 'group \\"discovery.k8s.io\\"')
    in_namespace = in_namespace.replace("at the cluster scope", 'in the namespace \\"shop\\"')
    assert forbidden_requests(LINE + in_namespace + LINE) == (NODES, SLICES)


def test_other_lines() -> None:
    assert forbidden_requests('level=ERROR msg="Failed to watch" err="connection refused"\n') == ()


@pytest.mark.parametrize(
    ("role", "lines"),
    [
        (
            "node",
            (
                f"the Kubernetes API refuses the discovery: {USER} may not list nodes in the whole cluster; bind a "
                "ClusterRole to it that has get, list and watch for nodes",
            ),
        ),
        (
            "endpointslice",
            (
                f"the Kubernetes API refuses the discovery: {USER} may not watch endpointslices in the namespace shop; "
                "bind a Role or ClusterRole to it that has get, list and watch for endpointslices (apiGroups: "
                "[discovery.k8s.io])",
            ),
        ),
        ("pod", ()),
    ],
)
def test_explain_empty_job(role: str, lines: tuple[str, ...]) -> None:
    configs = {"cluster": {"kubernetes_sd_configs": [{"role": role}]}}
    inventory = Inventory(
        "prometheus", 0.0, 0.0, {}, pools={"cluster": 0}, scrape_configs=configs, forbidden=(NODES, SLICES)
    )
    assert explain_empty_job("cluster", inventory)[1:] == lines
