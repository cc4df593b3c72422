from __future__ import annotations

from lab.export.cluster_run import cluster_problems
from lab.plan.planning import plan
from tests.export.exported import exported
from tests.plan.planned import FOLDERS


def problems(scenario: str) -> list[str]:
    planned = plan(FOLDERS.scenario(scenario), FOLDERS)
    return [str(problem) for problem in cluster_problems(planned, exported(planned))]


def test_loads_and_expectations_can_be_judged_in_a_cluster() -> None:
    judged = ("slo", "traces", "name-map", "native-histograms")  # docs/export.md names them
    assert {name: found for name in judged if (found := problems(name))} == {}


def test_faults_are_refused_with_their_place_and_the_reason() -> None:
    (kill,) = [text for text in problems("prom-pull") if " kill " in text]
    assert kill.startswith("scenarios/prom-pull/scenario.yaml:")
    assert "cannot kill api in a cluster: a pod that ends is replaced at once" in kill
    assert any("cannot kill prometheus-a in a cluster" in text for text in problems("ha-pair"))  # under load
    cut = problems("ways-to-fail")
    assert any("cannot blackhole api in a cluster: only the Docker Engine of a lab does that" in text for text in cut)
    assert not any("blackhole-api is left out" in text for text in cut)  # the step says it


def test_what_is_not_exported_is_refused() -> None:
    assert any("containerd has no Docker socket" in text for text in problems("docker-sd"))
    assert any("alertmanager-files, key alertmanager.yml" in text for text in problems("receivers"))
