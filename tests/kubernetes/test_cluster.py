from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from lab.errors import CannotStart, LabError, Problems
from lab.kubernetes import cluster, remembered
from lab.kubernetes.cluster import Cluster, ClusterChoice, remove_left
from lab.kubernetes.remembered import RememberedLab
from lab.plan.planning import plan
from lab.settings import Settings
from tests.kubernetes.fake_kubectl import calls, fake_kubectl
from tests.plan.planned import FOLDERS

PROJECT = "lab-prom-pull-0a1b2c"
PLAN = plan(FOLDERS.scenario("prom-pull"), FOLDERS)
SELECTOR = f"--selector=app.kubernetes.io/managed-by=lab,lab/run={PROJECT}"
# A cluster in which the namespace goes some time after it was deleted.
NAMESPACES = """case $1 in create) touch $folder/there ;; delete) touch $folder/deleted ;;
get) [ -e $folder/there ] && echo namespace/x; [ -e $folder/deleted ] && rm -f $folder/there; true ;; esac"""


def cluster_of(folder: Path, script: str = "cat > $folder/stdin", **choice: Any) -> Cluster:
    kubectl = fake_kubectl(folder, script)
    return Cluster(kubectl, ClusterChoice("test", registry="r.example", **choice), folder, "https://c", "v1.36.3")


def begun(one: Cluster) -> None:
    one.create(PLAN, one.export(PLAN, PROJECT), PROJECT)


def test_everything_carries_the_label_of_the_lab(tmp_path: Path) -> None:
    one = cluster_of(tmp_path)
    begun(one)
    one.apply(one.export(PLAN, PROJECT), PROJECT)
    folder = tmp_path / "clusters" / PROJECT / "export"
    assert f'"name": "{PROJECT}"' in (tmp_path / "stdin").read_text() or calls(tmp_path)[0] == "create --filename=-"
    assert f"lab/run: {PROJECT}" in (folder / "kustomization.yaml").read_text()
    assert not (folder / "namespace.yaml").exists()  # it is made before, and must not be there
    assert calls(tmp_path)[1] == f"apply --server-side --kustomize={folder}"


def test_a_lab_is_removed_by_its_label_and_forgotten_when_it_has_gone(tmp_path: Path) -> None:
    one = cluster_of(tmp_path, NAMESPACES)
    begun(one)
    one.remove(PROJECT)
    look = f"get namespaces {SELECTOR} --output=name"
    assert calls(tmp_path)[1:] == [look, f"delete namespaces {SELECTOR} --wait=false", look, look]
    assert remembered.all_known(tmp_path) == ()
    one.remove(PROJECT)
    assert len(calls(tmp_path)) == 5


def test_a_namespace_whose_creation_was_cut_short_is_looked_for_again(tmp_path: Path) -> None:
    late = "[ $1 = create ] && { (sleep 0.5; touch $folder/there) > /dev/null 2>&1 & exit 1; }\n" + NAMESPACES
    one = cluster_of(tmp_path, late)
    with pytest.raises(LabError):
        begun(one)
    one.remove(PROJECT)
    assert f"delete namespaces {SELECTOR} --wait=false" in calls(tmp_path)
    assert not (tmp_path / "there").exists()


def test_a_namespace_that_does_not_go_is_still_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "GONE_S", 0.1)
    one = cluster_of(tmp_path, "[ $1 = get ] && echo namespace/x; true")
    remembered.remember(tmp_path, RememberedLab(PROJECT, "prom-pull", "test", "https://c", "ns", created=True))
    with pytest.raises(LabError, match=r"namespace ns is still there after 0\.1 s"):
        one.remove(PROJECT)
    assert [lab.project for lab in remembered.all_known(tmp_path)] == [PROJECT]


def test_a_namespace_of_others_is_not_used(tmp_path: Path) -> None:
    exists = "echo 'Error from server (AlreadyExists): namespaces \"shop\" already exists' >&2; exit 1"
    with pytest.raises(CannotStart, match="there is a namespace shop already, and lab uses none that it has not made"):
        begun(cluster_of(tmp_path, exists, namespace="shop"))


def test_missing_rights_are_named_before_anything_is_applied(tmp_path: Path) -> None:
    denied = "grep -c SelfSubject | xargs seq 1 | sed 's/.*/true/; 1s/true/false/'"
    quiet = replace(PLAN, steps=PLAN.steps[:1])  # a later one kills a service
    with pytest.raises(CannotStart, match="may not do in the cluster what lab needs: create namespaces; nothing was"):
        cluster_of(tmp_path, denied).check([quiet])
    assert len(calls(tmp_path)) == 1


def test_what_a_cluster_cannot_do_is_refused_without_asking_it(tmp_path: Path) -> None:
    with pytest.raises(Problems, match=r"scenario\.yaml:\d+:\d+: step .* cannot kill api in a cluster"):
        cluster_of(tmp_path).check([PLAN])
    assert not (tmp_path / "calls").exists()


@pytest.mark.parametrize(
    ("script", "message"),
    [
        ("echo -n https://another", "the context test leads to https://another now, and the lab is in https://c"),
        ("echo 'error: cannot locate context test' >&2; exit 1", "kubectl has no usable context 'test'"),
    ],
)
def test_a_left_lab_is_not_looked_for_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, message: str
) -> None:
    fake_kubectl(tmp_path, script)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    left = RememberedLab(PROJECT, "prom-pull", "test", "https://c", "ns", created=True)
    remembered.remember(tmp_path, left)
    with pytest.raises(LabError, match=message) as caught:
        remove_left(left, Settings(tmp_path, tmp_path, tmp_path, tmp_path))
    assert "set KUBECONFIG as it was for the run; if the cluster is gone, remove " in caught.value.remedy
    assert remembered.all_known(tmp_path) == (left,)
