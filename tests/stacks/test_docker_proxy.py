"""The view of the engine that a lab's own services get: two projects, each sees itself; nothing can be changed."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import yaml

from tests.shell_image import shell_image
from tests.stacks.compose_projects import ROOT, Running, docker, eventually, image, running, service

pytestmark = pytest.mark.engine

TALKING = ["sh", "-c", "n=0; while :; do n=$$((n+1)); echo line $$n; sleep 0.2; done"]


@pytest.fixture(scope="module")
def projects(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Running, Running]]:
    """The API port is published for the test alone; a lab keeps it to its network."""
    folder = tmp_path_factory.mktemp("projects")
    services = {
        "docker-proxy": service("docker-proxy", 2375, 8080),
        "talking": {"image": shell_image(), "init": True, "stop_grace_period": "1s", "command": TALKING},
    }
    with running(folder, services) as one, running(folder, services) as two:
        yield one, two


def ask(lab: Running, path: str, method: str = "GET", **more: Any) -> requests.Response:
    return requests.request(method, lab.url("docker-proxy", 2375) + path, timeout=10, **more)


def projects_in(answer: requests.Response, labels: Callable[[Any], Any] = lambda entry: entry["Labels"]) -> set[str]:
    assert answer.status_code == 200, answer.text
    return {labels(entry)["com.docker.compose.project"] for entry in answer.json()}


def test_proxy_api_port_is_not_published() -> None:
    component = yaml.safe_load((ROOT / "stacks/docker-proxy/component.yaml").read_text())
    assert component["ports"] == {"health": 8080}


@pytest.mark.parametrize(
    "filters",
    [
        {},
        {"filters": '{"label":["com.docker.compose.project"]}'},
        {"filters": '{"status":{"running":true}}', "all": "1"},
    ],
    ids=["none", "list", "object"],
)
@pytest.mark.parametrize("prefix", ["", "/v1.41"])
def test_proxy_lists_own_containers(projects: tuple[Running, Running], filters: Any, prefix: str) -> None:
    for lab in projects:
        answer = ask(lab, f"{prefix}/containers/json", params=filters)
        assert projects_in(answer) == {lab.project} and len(answer.json()) == 2


def test_proxy_filter_for_another_project(projects: tuple[Running, Running]) -> None:
    one, two = projects
    wanted = json.dumps({"label": [f"com.docker.compose.project={two.project}"]})
    assert ask(one, "/containers/json", params={"filters": wanted, "all": 1}).json() == []


def test_proxy_lists_own_networks(projects: tuple[Running, Running]) -> None:
    one, two = projects
    answer = ask(one, "/networks")
    assert projects_in(answer) == {one.project} and len(answer.json()) == 1
    assert ask(one, f"/networks/{one.project}_default").json()["Id"] == answer.json()[0]["Id"]
    for foreign in (f"{two.project}_default", "bridge"):
        missed = ask(one, f"/networks/{foreign}")
        assert (missed.status_code, missed.json()) == (404, {"message": f"network {foreign} not found"})


def test_proxy_hides_containers_of_other_projects(projects: tuple[Running, Running]) -> None:
    one, two = projects
    own, foreign = one.container("talking"), two.container("talking")
    assert ask(one, f"/containers/{own}/json").json()["Id"] == own
    assert ask(one, f"/containers/{own[:12]}/json").json()["Id"] == own
    assert ask(one, f"/containers/{one.project}-talking-1/json").json()["Id"] == own
    for name in (foreign, foreign[:12], f"{two.project}-talking-1", "nobody"):
        for what in ("json", "logs?stdout=1"):
            missed = ask(one, f"/containers/{name}/{what}")
            assert (missed.status_code, missed.json()) == (404, {"message": f"No such container: {name}"})


def test_proxy_follows_logs(projects: tuple[Running, Running]) -> None:
    lab, _ = projects
    path = f"/v1.43/containers/{lab.container('talking')}/logs?follow=1&stdout=1&tail=0"
    gaps, began = [], time.monotonic()
    with ask(lab, path, stream=True) as answer:
        assert answer.headers["Content-Type"] == "application/vnd.docker.multiplexed-stream"
        for chunk in answer.iter_content(chunk_size=None):
            assert b"line " in chunk
            gaps.append(time.monotonic() - began)
            began = time.monotonic()
            if len(gaps) == 5:
                break
    assert max(gaps) < 1.5, gaps  # a line every 0.2 s; buffered, nothing would come before 4 KiB of them


def test_proxy_streams_own_events(projects: tuple[Running, Running]) -> None:
    one, two = projects
    since = time.time()
    with ask(one, f"/events?since={since:.3f}", stream=True) as answer:
        lines = answer.iter_lines(chunk_size=1)
        for lab in (two, one):
            lab.compose("restart", "--timeout=0", "talking")
        # Health checks are events too, any number of them.
        events = [json.loads(next(lines))]
        while events[-1]["Action"] != "kill":
            events.append(json.loads(next(lines)))
    assert {event["Actor"]["Attributes"]["com.docker.compose.project"] for event in events} == {one.project}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/containers/{id}/kill"),
        ("POST", "/containers/{id}/exec"),
        ("POST", "/containers/{id}/attach?stream=1&stdout=1"),
        ("POST", "/containers/create"),
        ("POST", "/images/create?fromImage=x"),
        ("DELETE", "/containers/{id}?force=1"),
        ("PUT", "/containers/{id}/archive?path=/"),
        ("GET", "/containers/{id}/archive?path=/etc"),
        ("GET", "/containers/{id}/attach/ws"),
        ("GET", "/containers/{id}/top"),
        ("GET", "/images/json"),
        ("GET", "/volumes"),
        ("GET", "/containers/{id}/../../secrets"),
    ],
)
def test_proxy_refuses_other_requests(projects: tuple[Running, Running], method: str, path: str) -> None:
    lab, _ = projects
    refused = ask(lab, path.format(id=lab.container("talking")), method)
    assert refused.status_code == 403 and "is refused" in refused.json()["message"]
    assert lab.state("talking")["Running"]


def test_proxy_docker_client_is_read_only(projects: tuple[Running, Running]) -> None:
    lab, _ = projects
    host = f"tcp://{lab.address('docker-proxy', 2375)}"
    names = docker("-H", host, "ps", "--format={{.Names}}").split()
    assert sorted(names) == [f"{lab.project}-docker-proxy-1", f"{lab.project}-talking-1"]
    for arguments in (("exec", names[0], "true"), ("rm", "-f", names[0]), ("stop", names[0])):
        assert "is refused: this view of the engine is read-only" in docker("-H", host, *arguments, check=False)


DISCOVERY = """\
scrape_configs:
  - job_name: docker
    docker_sd_configs: [{host: "tcp://docker-proxy:2375", refresh_interval: 1s}]
    relabel_configs:
      - {source_labels: [__meta_docker_network_name], target_label: network}
"""


def test_proxy_prometheus_discovers_own_project(projects: tuple[Running, Running], tmp_path: Path) -> None:
    (tmp_path / "prometheus.yml").write_text(DISCOVERY)
    (tmp_path / "prometheus.yml").chmod(0o644)
    mount = f"{tmp_path}/prometheus.yml:/etc/prometheus/prometheus.yml:ro"
    services = {"docker-proxy": service("docker-proxy"), "prometheus": service("prometheus", 9090, volumes=[mount])}
    with running(tmp_path, services) as lab:
        targets = f"{lab.url('prometheus', 9090)}/api/v1/targets"
        active = eventually(lambda: requests.get(targets, timeout=5).json()["data"]["activeTargets"])
        label = "__meta_docker_container_label_com_docker_compose_project"
        assert {target["discoveredLabels"][label] for target in active} == {lab.project}
        assert {target["labels"]["network"] for target in active} == {f"{lab.project}_default"}


def test_proxy_needs_a_compose_project() -> None:
    socket = "--volume=/var/run/docker.sock:/var/run/docker.sock:ro"
    finished = subprocess.run(
        ["docker", "run", "--rm", socket, image("docker-proxy")],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert finished.returncode == 1
    assert "this container has no label com.docker.compose.project" in finished.stderr


def test_proxy_needs_the_default_hostname(tmp_path: Path) -> None:
    odd = service("docker-proxy", hostname="proxy")
    with running(tmp_path, {"docker-proxy": odd}, wait=False) as lab:
        eventually(lambda: not lab.state("docker-proxy")["Running"])
        assert 'the engine knows no container "proxy"' in lab.compose("logs", "docker-proxy")
