from __future__ import annotations

from pathlib import Path

from lab.export.left_out import missing_keys, reason_left_out
from lab.export.model import Limitation
from tests.export.exported import OWN_IMAGE, exported, kinds, plan_of, service_of, shipped


def test_a_service_with_the_docker_socket_is_left_out() -> None:
    result = shipped("docker-sd")
    first, second = result.limitations

    assert first == Limitation(
        "docker-proxy",
        "is left out",
        "it mounts /var/run/docker.sock of the host read-only",
        "find targets by kubernetes_sd_configs or ServiceMonitors, and read logs with an agent on each node; "
        "containerd has no Docker socket",
    )
    assert (second.service, second.what) == ("prometheus", "cannot reach docker-proxy:2375")
    assert not [name for name in kinds(result) if "docker-proxy" in name]


def test_services_of_the_host_are_left_out_with_what_to_use_instead(tmp_path: Path) -> None:
    planned = plan_of(tmp_path, "docker-proxy: {}\ncadvisor: {}\nnode: {use: node-exporter}")
    fixes = {service.name: found.fix for service in planned.services if (found := reason_left_out(service))}

    assert fixes["cadvisor"] == "scrape /metrics/cadvisor of the kubelets: cAdvisor is a part of them"
    assert fixes["node"] == "run it on each node as a DaemonSet, for example by the chart prometheus-node-exporter"


def test_network_faults_are_left_out() -> None:
    result = shipped("ways-to-fail")
    assert [item.service for item in result.limitations] == ["blackhole-api", "unblackhole-api"]
    assert "which only the engine of the lab can arrange" in result.limitations[0].why


def test_keys_that_a_pod_has_not(tmp_path: Path) -> None:
    service = service_of(
        tmp_path, "{init: true, stop_signal: SIGINT, ulimits: {nofile: 10}, pids_limit: 10, labels: {a/b/c: x}}"
    )
    assert [(item.what, item.lost) for item in missing_keys(service)] == [
        ("is without 'init'", False),
        ("is without 'stop_signal'", False),
        ("is without 'ulimits'", False),
        ("is without its process limit of 10", False),
        ("is without the label 'a/b/c'", True),
    ]


def test_a_usual_service_misses_nothing(tmp_path: Path) -> None:
    service = service_of(tmp_path, "{restart: always, stop_grace_period: 5s, hostname: shop, platform: linux/amd64}")
    assert list(missing_keys(service)) == []


def test_a_name_that_no_service_may_have(tmp_path: Path) -> None:
    planned = plan_of(
        tmp_path,
        f"""
        My_Api: {{image: '{OWN_IMAGE}', ports: {{http: 80}}}}
        other: {{image: '{OWN_IMAGE}', env: {{API: "http://My_Api:80/"}}}}
        """,
    )
    (said,) = exported(planned).limitations
    assert (said.service, said.what, said.lost) == ("My_Api", "is called my-api", True)
    assert said.fix == "rename the component to my-api; other would not find it"
