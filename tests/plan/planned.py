"""Plans for tests: of the scenario that has something of everything, and of small ones written on the spot."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent

from lab.plan.model import LabPlan
from lab.plan.planning import AS_WRITTEN, Request, plan
from lab.record.planned import ScaledValue
from lab.stack.folders import Folders, ScenarioSource

CHECKOUT = Path(__file__).resolve().parents[2]
FOLDERS = Folders((CHECKOUT,), CHECKOUT)
SHOP = "tests/plan/scenarios/shop/shop.yaml"

SMALL = """\
title: small
why: to look at one thing
dialect: prometheus-client
components:
  prometheus: {files: {config: prometheus.yml}}
  api: {use: fastapi_prometheus}
"""
PROMETHEUS = """\
global: {scrape_interval: 1s}
rule_files: [rules/*.yml]
scrape_configs: [{job_name: api, static_configs: [{targets: ["api:8000"]}]}]
"""

LIMITS_OF_OWN_IMAGE = {
    "mem_limit": "1024m",
    "pids_limit": 1024,
    "cap_drop": ["ALL"],
    "cap_add": ["CHOWN", "DAC_OVERRIDE", "FOWNER", "KILL", "NET_BIND_SERVICE", "SETGID", "SETUID"],
    "security_opt": ["no-new-privileges:true"],
}


def planned(name: str = SHOP, request: Request = AS_WRITTEN) -> LabPlan:
    return plan(FOLDERS.scenario(name), FOLDERS, request)


def written(folder: Path, text: str, files: Mapping[str, str]) -> ScenarioSource:
    """A scenario in a folder of its own, called `small` and shown as `s.yaml`."""
    for path, content in {"prometheus.yml": PROMETHEUS, **files}.items():
        file = folder / "small" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8")
    return ScenarioSource("small", folder / "small", "s.yaml", text)


def scaled(file: str, path: str, production: str, lab: str) -> ScaledValue:
    return ScaledValue(file=file, path=path, production=production, lab=lab)


TARGETS = "# who is asked\n- targets: [api:8000]  # the first\n"


def plan_steps(tmp_path: Path, steps: str, more: str = "") -> LabPlan:
    """A scenario of three components with these steps, and two files of targets beside it."""
    folder = tmp_path / "scenarios" / "s"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "targets.yml").write_text(TARGETS)
    (folder / "other.yml").write_text("[]\n")
    (folder / "prometheus.yml").write_text(
        "scrape_configs: [{job_name: api, file_sd_configs: [{files: [targets/*.yml]}]}]\n"
    )
    text = dedent("""\
        title: t
        why: w
        components:
          prometheus: {files: {config: prometheus.yml, targets: [targets.yml]}}
          alertmanager: {}
          api: {use: fastapi_prometheus}
        """)
    text += f"{more}steps:\n{dedent(steps)}"
    return plan(ScenarioSource("s", folder, "s.yaml", text), FOLDERS)
