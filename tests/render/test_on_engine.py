"""Compose, Prometheus and Alertmanager accept the rendered folders."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from python_on_whales import DockerClient

from lab.errors import ImageUnavailable
from lab.images.resolve import resolve_images
from lab.plan.model import LabPlan, ServicePlan
from lab.plan.planning import Request, plan
from lab.render.tree import render
from lab.run.tree_on_disk import write_tree
from lab.scenario.reading import load
from lab.settings import from_environment
from tests.plan.planned import FOLDERS, SHOP, planned

pytestmark = pytest.mark.engine

# A mutant may inject what promtool refuses; Prometheus itself loads it, and drops the target.
REFUSED = {"blackbox (mutant: exporter address not set)": '"http://api:8000/api/items/1" is not a valid hostname'}


def all_plans() -> list[LabPlan]:
    """Every scenario as it is, and every variant and mutant that has a configuration of its own."""
    plans = []
    for name in (*FOLDERS.scenario_names(), SHOP):
        source = FOLDERS.scenario(name)
        plans.append(plan(source, FOLDERS))
        scenario = load(source.text, source.display_path)[0]
        requests = [Request(mutant=mutant) for mutant in scenario.mutants]
        requests += [Request(variant={axis: value}) for axis, values in scenario.variants.items() for value in values]
        plans += (plan(source, FOLDERS, request) for request in requests)
    return plans


def configurations(role: str) -> list[object]:
    """Each different configuration of the services that play `role`, named after the first plan that has it.

    Without those of other programs that can be asked in its place, as Thanos and Cortex can.
    """
    by_content: dict[tuple[str, ...], object] = {}
    for lab_plan in all_plans():
        service = lab_plan.role(role)
        if service is not None and service.component == role and service.files:
            content = tuple(file.text for file in service.files)
            by_content.setdefault(content, pytest.param(service, REFUSED.get(lab_plan.label, ""), id=lab_plan.label))
    return list(by_content.values())


@pytest.fixture
def run_in_image(tmp_path: Path) -> Callable[..., str]:
    """Runs a program of a service's image on that service's files, mounted where Compose mounts them."""

    def run_in_image(service: ServicePlan, program: str, *arguments: str, refused: str = "") -> str:
        tree = write_files(service, tmp_path / "tree")
        mounts = [f"--volume={tree / file.path}:{file.target}:ro" for file in service.files]
        command = ["docker", "run", "--rm", "--network=none", *mounts, f"--entrypoint={program}"]
        ran = subprocess.run(
            [*command, image_of(service), *arguments], capture_output=True, text=True, timeout=60, check=False
        )
        assert (ran.returncode == 0) == (not refused), ran.stdout + ran.stderr
        return ran.stdout + ran.stderr

    return run_in_image


IMAGES: dict[str, str] = {}


def image_of(service: ServicePlan) -> str:
    """Resolved once for each component: that takes a second."""
    if service.component not in IMAGES:
        (outcome,) = resolve_images((service.image,), DockerClient(), from_environment(), lambda _: None)
        if isinstance(outcome, ImageUnavailable):
            pytest.skip(outcome.message)
        IMAGES[service.component] = outcome.reference_used
    return IMAGES[service.component]


def write_files(service: ServicePlan, folder: Path) -> Path:
    for file in service.files:
        (folder / file.path).parent.mkdir(parents=True, exist_ok=True)
        (folder / file.path).write_text(file.text, encoding="utf-8")
        (folder / file.path).chmod(0o644)
    return folder


@pytest.mark.parametrize(("service", "refused"), configurations("prometheus"))
def test_promtool_accepts_rendered_config(service: ServicePlan, refused: str, run_in_image: Callable[..., str]) -> None:
    config = next(file.target for file in service.files if file.target.endswith("prometheus.yml"))
    rules = [file.target for file in service.files if "/rules/" in file.target]

    assert (refused or "SUCCESS") in run_in_image(service, "promtool", "check", "config", config, refused=refused)
    if rules:
        assert "SUCCESS" in run_in_image(service, "promtool", "check", "rules", *rules)


@pytest.mark.parametrize(("service", "refused"), configurations("alertmanager"))
def test_amtool_accepts_rendered_configuration(
    service: ServicePlan, refused: str, run_in_image: Callable[..., str]
) -> None:
    config = service.files[0].target
    assert (refused or "SUCCESS") in run_in_image(service, "amtool", "check-config", config, refused=refused)


def composed(folder: Path, *arguments: str) -> str:
    ran = subprocess.run(
        ["docker", "compose", "--project-directory", str(folder), "--profile", "load", "config", *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stderr == ""
    return ran.stdout


@pytest.mark.parametrize("name", FOLDERS.scenario_names())
def test_compose_accepts_rendered_folder(name: str, tmp_path: Path) -> None:
    write_tree(render(planned(name)), tmp_path / "tree")

    composed(tmp_path / "tree", "-q")


def test_compose_keeps_dollars(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("b", "the host's own")
    monkeypatch.setenv("shop", "the host's own")
    write_tree(render(planned()), tmp_path / "tree")

    services = json.loads(composed(tmp_path / "tree", "--format=json"))["services"]

    # Compose prints `$$` for a `$` that stays one.
    assert services["api"]["environment"]["TOKEN"] == "a$$b"
    assert services["prometheus"]["command"][-1] == "--web.page-title=$$shop"
    assert services["cache"]["environment"]["MODE"] == "fast"
