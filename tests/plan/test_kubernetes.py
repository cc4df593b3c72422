"""The Kubernetes bundle: its services and their wiring, accounts, manifests at the start and in steps."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from lab.errors import Problems
from lab.plan.actions import ManifestPlan
from lab.plan.kubernetes import BUNDLE
from lab.plan.model import LabPlan
from lab.plan.planning import plan
from lab.render.tree import render
from tests.plan.planned import FOLDERS, written

POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: NAME, namespace: shop}\nspec: {containers: []}\n"
HEAD = """\
title: t
why: w
components:
  prometheus: {service_account: monitoring/prom}
"""
STEPS = """\
steps:
  - name: s
    expect: {up: {series: up}}
"""


def planned(folder: Path, text: str, **files: str) -> LabPlan:
    names = {name.replace("__", "/") + ".yaml": content for name, content in files.items()}
    return plan(written(folder, dedent(text), names), FOLDERS)


def test_bundle_is_added_under_fixed_names(tmp_path: Path) -> None:
    lab = planned(tmp_path, HEAD + "kubernetes: {nodes: 2}\n" + STEPS)
    assert tuple(service.name for service in lab.services) == ("prometheus", *BUNDLE)
    assert lab.role("kubernetes") == lab.service("kubectl")
    assert lab.cluster is not None
    assert [manifest.title for manifest in lab.cluster.objects] == ["Node node-0", "Node node-1"]


def test_account_is_what_a_pod_would_have(tmp_path: Path) -> None:
    lab = planned(tmp_path, HEAD + "kubernetes: {}\n" + STEPS)
    prometheus, pki = lab.service("prometheus"), lab.service("kubernetes-pki")
    mount = "account-prometheus:/var/run/secrets/kubernetes.io/serviceaccount:ro"
    assert mount in prometheus.compose["volumes"]
    assert prometheus.compose["environment"]["KUBERNETES_SERVICE_HOST"] == "kubernetes.default.svc"
    assert pki.compose["environment"]["ACCOUNTS"] == "prometheus=monitoring/prom"
    assert "account-prometheus:/accounts/prometheus" in pki.compose["volumes"]
    assert prometheus.volumes["account-prometheus"]["driver_opts"]["type"] == "tmpfs"


def test_what_uses_the_api_starts_after_it(tmp_path: Path) -> None:
    lab = planned(tmp_path, HEAD + "kubernetes: {}\n" + STEPS)
    after = [service.name for service in lab.services if service.starts_after]
    assert after == ["prometheus", "kwok"]
    compose = render(lab).texts["compose.yaml"]
    assert compose.count("condition: service_healthy") == 2 + 5  # the two, and those that need the certificates


def test_a_rendered_folder_says_in_which_order_to_start(tmp_path: Path) -> None:
    lab = planned(
        tmp_path,
        HEAD + "kubernetes: {apply: [a.yaml, b.yaml]}\n" + STEPS,
        a=POD.replace("NAME", "a"),
        b="apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n",
    )
    header = render(lab).texts["compose.yaml"].split("\n\n")[0].splitlines()
    assert header[2:5] == [
        "# docker compose up -d --wait kubernetes-pki etcd kube-apiserver kube-controller-manager kube-scheduler "
        "kubectl",
        "# docker compose exec kubectl /bin/kubectl apply --server-side --filename=/nodes.yaml "
        "--filename=/manifests/b.yaml --filename=/manifests/a.yaml",
        "# docker compose up -d --wait",
    ]


def test_manifests_at_the_start_and_in_steps(tmp_path: Path) -> None:
    steps = """\
    kubernetes: {nodes: 0, apply: [manifests/]}
    steps:
      - name: changed
        change: [{in: manifests/a.yaml, set: {metadata.name: b}}]
      - name: applied
        apply: [manifests/a.yaml]
      - name: deleted
        delete: [later.yaml]
        expect: {up: {series: up}}
    """
    lab = planned(tmp_path, HEAD + dedent(steps), manifests__a=POD.replace("NAME", "a"), later=POD.replace("NAME", "c"))
    assert lab.cluster is not None
    assert [manifest.title for manifest in lab.cluster.objects] == ["Pod shop/a"]
    _, applied, deleted = (step.action for step in lab.steps)
    assert isinstance(applied, ManifestPlan)
    assert isinstance(deleted, ManifestPlan)
    assert (applied.verb, [manifest.title for manifest in applied.objects]) == ("apply", ["Pod shop/b"])
    assert (deleted.verb, [manifest.title for manifest in deleted.objects]) == ("delete", ["Pod shop/c"])
    assert {file.target for file in lab.service("kubectl").files} == {"/manifests/a.yaml", "/manifests/later.yaml"}


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ("", "s.yaml:4:16: this needs a Kubernetes API; add 'kubernetes: {}' to the scenario"),
        ("kubernetes: {apply: [none.yaml]}\n", "s.yaml:5:22: there is no file 'none.yaml' in the scenario's folder"),
        ("kubernetes: {apply: [none/*.yaml]}\n", "s.yaml:5:22: no manifest matches 'none/*.yaml'"),
        ("kubernetes: {apply: [bad.yaml]}\n", "bad.yaml:1:1: this object has no apiVersion and no metadata.name"),
        ("kubernetes: {apply: [a.yaml, b.yaml]}\n", "b.yaml:1:1: Pod shop/a is there already"),
    ],
)
def test_problems_have_their_places(tmp_path: Path, more: str, message: str) -> None:
    pod = POD.replace("NAME", "a")
    with pytest.raises(Problems) as caught:
        planned(tmp_path, HEAD + more + STEPS, bad="kind: Pod\n", a=pod, b=pod)
    assert message in caught.value.message


def test_digest_does_not_depend_on_the_folder(tmp_path: Path) -> None:
    text = HEAD + "kubernetes: {apply: [a.yaml]}\n" + STEPS
    one, two = (planned(tmp_path / name, text, a=POD.replace("NAME", "a")) for name in ("one", "two"))
    assert one.digest == two.digest
