"""What the pages say released software has and has not, held against the versions that lab pins.

A failure here after a version was raised means: check the page again, then write the new version into it.
"""

from __future__ import annotations

import re

import pytest
import yaml

from tests.plan.planned import CHECKOUT

QUESTIONS = CHECKOUT / "docs/questions"
PYTHON_SDK = CHECKOUT / "sample_apps/fastapi_otel"


def reference_version(component: str) -> str:
    """The version in the image reference of a component, without `v`."""
    content = yaml.safe_load((CHECKOUT / f"stacks/{component}/component.yaml").read_text(encoding="utf-8"))
    match = re.search(r":v?([\d.]+)@", content["image"]["reference"])
    assert match is not None
    return match[1]


def sdk_version() -> str:
    content = yaml.safe_load((PYTHON_SDK / "component.yaml").read_text(encoding="utf-8"))
    return str(content["image"]["args"]["OTEL_SDK_VERSION"])


def page(name: str) -> str:
    return (QUESTIONS / f"{name}.md").read_text(encoding="utf-8")


def sums(component: str) -> str:
    return (CHECKOUT / f"stacks/{component}/image/go.sum").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "statement"),
    [
        pytest.param("entities", f"Prometheus {reference_version('prometheus')}", id="entities, Prometheus"),
        pytest.param("entities", f"Collector {reference_version('otel-collector')}", id="entities, Collector"),
        pytest.param("entities", f"SDK for Python {sdk_version()}", id="entities, SDK"),
        pytest.param("parquet", f"Prometheus {reference_version('prometheus')}", id="parquet, Prometheus"),
    ],
)
def test_page_is_about_the_pinned_version(name: str, statement: str) -> None:
    assert statement in page(name), f"{name}.md was checked with another version: check it again"


def test_protocol_with_entity_refs_is_that_of_the_pinned_sdk() -> None:
    locked = (PYTHON_SDK / f"requirements/otel-{sdk_version()}.txt").read_text(encoding="utf-8")
    (version,) = set(re.findall(r"^opentelemetry-proto==([\d.]+)", locked, re.MULTILINE))

    assert f"`opentelemetry-proto` {version}" in page("entities")


def test_collector_has_the_experimental_entity_api() -> None:
    assert f"go.opentelemetry.io/collector/pdata/xpdata v{reference_version('otel-collector')} " in sums(
        "otel-collector"
    )


@pytest.mark.parametrize("component", ["prometheus", "otel-collector"])
def test_no_module_reads_parquet(component: str) -> None:
    modules = {line.split()[0] for line in sums(component).splitlines()}

    assert len(modules) > 100
    assert [module for module in modules if "parquet" in module] == []
