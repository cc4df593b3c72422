from __future__ import annotations

from dataclasses import replace

import pytest

from lab.doctor import Row, can_start, diagnose
from lab.engine_address import EngineAddress
from lab.engine_facts import EngineFacts
from lab.errors import Place, Problem
from lab.images.host_facts import HostFacts
from lab.images.listing import ImageState
from lab.images.registry import Reachability

GIB = 1024**3
ENGINE = EngineFacts(
    version="26.1.5+dfsg1",
    compose="2.26.1",
    buildx="0.13.1",
    memory_bytes=16 * GIB,
    cpus=2,
    name="here",
    root_dir="/var/lib/docker",
    cgroup="2",
    cgroup_driver="systemd",
    limits_memory=True,
    own_route=False,
    docker_desktop=False,
    rootless=False,
)
HUB = Reachability("registry-1.docker.io", True)
NO_HUB = Reachability("registry-1.docker.io", False, "name or service not known")
K6 = ImageState("k6", "grafana/k6:1.8.1@sha256:1", "present", True, "grafana/k6:1.8.1", "sha256:1", "1.8.1", GIB)
NO_GRAFANA = ImageState("grafana", "grafana/grafana:12.4.0", "missing", False)
OLD_API = ImageState("api", "", "built, recipe changed", True)
BUILDX = "github.com/docker/buildx 0.13.1+ds1 0.13.1+ds1-3"
WELL = HostFacts(ENGINE, "", "2.26.1-4", BUILDX, "", (HUB,), (K6,), 8 * GIB, 40 * GIB)


def test_diagnose_a_host_that_has_everything() -> None:
    assert [(row.name, row.state, row.detail) for row in diagnose(WELL, labs=0)] == [
        ("engine", "ok", "Docker Engine 26.1.5+dfsg1, 2 CPUs"),
        ("compose", "ok", "2.26.1-4"),
        ("buildx", "ok", "0.13.1+ds1"),
        ("memory", "ok", "8.0 GiB free of 16.0 GiB"),
        ("disk", "ok", "40.0 GiB free for /var/lib/docker"),
        ("cgroup", "ok", "v2, systemd"),
        ("registry", "ok", "registry-1.docker.io reachable"),
        ("labs", "ok", "none running, none left over"),
        ("images", "ok", "1 of 1 present, 1.0 GiB"),
        ("digests", "ok", "every official image is pinned to its digest"),
    ]
    assert can_start(diagnose(WELL, labs=0))


BY_SSH = replace(WELL, address=EngineAddress("ssh://me@build-3"), answer_s=0.3, free_memory=None, free_disk=None)


def test_diagnose_an_engine_of_another_machine() -> None:
    rows = {row.name: (row.state, row.detail) for row in diagnose(BY_SSH, labs=0)}
    assert rows["engine"] == ("ok", "Docker Engine 26.1.5+dfsg1, 2 CPUs, on another machine: here")
    assert rows["connection"] == ("ok", "ssh://me@build-3; a docker command takes 0.3 s")
    assert rows["memory"] == ("ok", "16.0 GiB")
    assert rows["disk"] == ("ok", "/var/lib/docker is not on this host, so its free space is unknown")


def by_tcp(*, tls: bool) -> HostFacts:
    return replace(BY_SSH, address=EngineAddress("tcp://build-3:2376", tls=tls))


@pytest.mark.parametrize(
    ("facts", "name", "state"),
    [
        (replace(BY_SSH, engine=replace(ENGINE, version="25.0.3")), "engine", "fail"),
        (replace(BY_SSH, compose="2.25.0"), "compose", "fail"),
        (replace(BY_SSH, answer_s=1.2), "connection", "warn"),
        (by_tcp(tls=False), "connection", "warn"),
        (by_tcp(tls=True), "connection", "ok"),
    ],
    ids=["old engine", "old Compose", "slow", "open to all", "TLS"],
)
def test_what_an_engine_of_another_machine_needs(facts: HostFacts, name: str, state: str) -> None:
    assert {row.name: row.state for row in diagnose(facts, labs=0)}[name] == state


@pytest.mark.parametrize(
    ("facts", "name", "state", "detail"),
    [
        pytest.param(
            replace(WELL, engine=None, engine_error="Cannot connect to the Docker daemon"),
            "engine",
            "fail",
            "Cannot connect to the Docker daemon",
            id="no engine",
        ),
        pytest.param(
            replace(WELL, engine=replace(ENGINE, version="20.10.24")),
            "engine",
            "warn",
            "Docker Engine 20.10.24, 2 CPUs: older than 25; readiness is detected later",
            id="old engine",
        ),
        pytest.param(
            replace(WELL, compose=""), "compose", "fail", "'docker compose' is not installed", id="no Compose"
        ),
        pytest.param(replace(WELL, compose="v2.23.3"), "compose", "fail", "v2.23.3 is too old", id="old Compose"),
        pytest.param(
            replace(WELL, buildx=""),
            "buildx",
            "fail",
            "'docker buildx' is not installed: images that cannot be pulled cannot be built",
            id="no buildx",
        ),
        pytest.param(
            replace(WELL, free_memory=GIB),
            "memory",
            "warn",
            "1.0 GiB free of 16.0 GiB; below 2 GiB builds may fail",
            id="little memory",
        ),
        pytest.param(replace(WELL, free_memory=None), "memory", "ok", "16.0 GiB", id="elsewhere"),
        pytest.param(
            replace(WELL, free_disk=GIB // 2),
            "disk",
            "fail",
            "0.5 GiB free for /var/lib/docker; a lab needs 1 GiB",
            id="full disk",
        ),
        pytest.param(
            replace(WELL, engine=replace(ENGINE, limits_memory=False)),
            "cgroup",
            "warn",
            "v2, systemd: memory limits have no effect, so one service can use up all memory",
            id="no memory limits",
        ),
        pytest.param(
            replace(WELL, registries=(NO_HUB,)),
            "registry",
            "warn",
            "registry-1.docker.io: name or service not known; missing images are built by their recipes",
            id="no registry, but recipes",
        ),
        pytest.param(
            replace(WELL, registries=(NO_HUB,), images=(K6, NO_GRAFANA)),
            "registry",
            "warn",
            "registry-1.docker.io: name or service not known; not available: grafana",
            id="no registry, and no recipe",
        ),
        pytest.param(
            replace(WELL, registries=(NO_HUB,), engine=replace(ENGINE, own_route=True)),
            "registry",
            "ok",
            "the engine uses its own proxy or mirror; only a pull shows whether it works",
            id="proxied engine",
        ),
        pytest.param(
            replace(WELL, images=(K6, NO_GRAFANA, OLD_API)),
            "images",
            "warn",
            "1 of 3 present, 1.0 GiB; recipe changed: api; missing: grafana",
            id="images to come",
        ),
    ],
)
def test_diagnose_a_problem_with_its_remedy(facts: HostFacts, name: str, state: str, detail: str) -> None:
    row = {row.name: row for row in diagnose(facts, labs=0)}[name]
    assert (row.state, row.detail, bool(row.remedy)) == (state, detail, state != "ok")


def test_diagnose_leftovers() -> None:
    assert Row("labs", "ok", "none running, none left over") in diagnose(WELL, labs=0)
    (row,) = [row for row in diagnose(WELL, labs=2) if row.name == "labs"]
    assert (row.state, row.detail) == ("warn", "2 labs on this engine, running or left over")


def test_diagnose_without_an_engine() -> None:
    rows = diagnose(replace(WELL, engine=None, engine_error="", images=()), labs=0)
    assert [row.name for row in rows] == ["engine", "compose", "buildx", "registry"]
    assert not can_start(rows)


MIRROR = "mirror.example:5000"
REACHED = Reachability(MIRROR, reachable=True)
NOT_REACHED = Reachability(MIRROR, reachable=False, why="connection refused")
HUB_REACHED = Reachability("registry-1.docker.io", reachable=True)


@pytest.mark.parametrize(
    ("mirror", "registries", "state", "detail"),
    [
        (f"{MIRROR}/hub", (REACHED, NO_HUB), "ok", f"{MIRROR} reachable (LAB_REGISTRY_MIRROR)"),
        (
            f"{MIRROR}/hub",
            (NOT_REACHED, HUB_REACHED),
            "warn",
            f"{MIRROR}: connection refused; images come from the registries behind the mirror",
        ),
        (
            "mirror",
            (NO_HUB,),
            "warn",
            "LAB_REGISTRY_MIRROR=mirror: Docker reads this as a name on Docker Hub, not as a registry",
        ),
    ],
)
def test_diagnose_a_mirror(mirror: str, registries: tuple[Reachability, ...], state: str, detail: str) -> None:
    facts = replace(WELL, mirror=mirror, registries=registries)
    row = {row.name: row for row in diagnose(facts, labs=0)}["registry"]
    assert (row.state, row.detail) == (state, detail)


def test_diagnose_images_without_a_digest() -> None:
    row = next(row for row in diagnose(replace(WELL, images=(K6, NO_GRAFANA)), labs=0) if row.name == "digests")

    assert (row.state, row.detail) == ("warn", "not pinned to a digest, so a moved tag would be pulled: grafana")
    assert "make pins" in row.remedy


def test_diagnose_what_built_images_lack() -> None:
    lack = Problem(Place("prometheus.yml", 3, 5), "ec2_sd_configs is missing in an image that lab builds; x:1 has it")

    row = next(row for row in diagnose(WELL, 0, (lack, lack)) if row.name == "built images")

    assert (row.state, row.detail) == ("warn", f"{lack}, and 1 more: lab check lists them")


@pytest.mark.parametrize(("ahead", "how"), [(90.04, "90.0 s ahead of"), (-2.5, "2.5 s behind")])
def test_diagnose_an_engine_with_another_time(ahead: float, how: str) -> None:
    facts = replace(WELL, engine=replace(ENGINE, clock_ahead_s=ahead))
    row = {row.name: row for row in diagnose(facts, labs=0)}["clock"]
    assert (row.state, row.detail) == (
        "warn",
        f"the engine's clock is {how} this machine's; runs use the engine's",
    )
