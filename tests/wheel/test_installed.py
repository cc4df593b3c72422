"""The built wheel, installed where there is no checkout, brings stacks, scenarios and sample applications along."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
CHECKOUT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bin folder of an environment that holds the wheel and what it depends on."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(CHECKOUT)]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    subprocess.run([sys.executable, "-m", "venv", str(folder / "venv")], check=True)
    pip = [
        str(folder / "venv/bin/python"),
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        str(wheel),
    ]
    subprocess.run(pip, check=True)
    return folder / "venv" / "bin"


def _said(installed: Path, folder: Path, *words: str) -> str:
    done = subprocess.run([installed / words[0], *words[1:]], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_scenarios_are_found_and_in_order(installed: Path, tmp_path: Path) -> None:
    assert "otel-direct" in _said(installed, tmp_path, "lab", "list")
    assert _said(installed, tmp_path, "lab", "check").startswith("OK: ")


def test_a_rendered_folder_carries_the_application(installed: Path, tmp_path: Path) -> None:
    _said(installed, tmp_path, "lab", "render", "prom-pull", "--to", "out")
    for path in ("compose.yaml", "prometheus/prometheus.yml", "load/load.js", "build/fastapi_prometheus/Dockerfile"):
        assert (tmp_path / "out" / path).is_file(), path


def test_the_users_own_scenario_comes_first(installed: Path, tmp_path: Path) -> None:
    mine = tmp_path / "scenarios" / "prom-pull"
    mine.mkdir(parents=True)
    mine.joinpath("scenario.yaml").write_text("title: mine\n")
    done = subprocess.run(
        [installed / "lab", "check", "prom-pull"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "scenarios/prom-pull/scenario.yaml:1:1: missing key 'why' in a scenario" in done.stderr


def test_the_pytest_plugin_is_there(installed: Path, tmp_path: Path) -> None:
    assert "--lab-keep" in _said(installed, tmp_path, "pytest", "--help")


@pytest.mark.engine
def test_the_same_images_serve_a_wheel_and_a_checkout(installed: Path, tmp_path: Path) -> None:
    assert "recipe changed" not in _said(installed, tmp_path, "lab", "images", "list")
