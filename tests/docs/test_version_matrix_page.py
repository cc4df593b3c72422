"""The table of the page about versions has the variants of the scenario, and in each row the names of its file."""

from __future__ import annotations

import re

import pytest

from docs.generate.result_pages import metric_names
from docs.generate.site import VERSION_FILES
from lab.expectations.labels import LabelsExpectation
from lab.plan.requests import Request
from lab.scenario.reading import load
from tests.docs.pages import DOCS
from tests.plan.planned import FOLDERS, planned

PAGE = (DOCS / "questions" / "version-matrix.md").read_text(encoding="utf-8")
ROWS = {
    cells[0].strip(" `"): cells
    for line in PAGE.splitlines()
    if line.startswith("| `") and (cells := line.strip("|").split("|"))
}


def histograms(variant: str) -> set[str]:
    names = metric_names(VERSION_FILES[variant])
    return {name.removesuffix("_bucket") for name in names if name.startswith("http_") and name.endswith("_bucket")}


def test_a_row_for_each_variant() -> None:
    scenario, _ = load(FOLDERS.scenario("version-matrix").text, "version-matrix")
    assert list(ROWS) == list(VERSION_FILES) == list(scenario.variants["instrumentation"])


@pytest.mark.parametrize("variant", VERSION_FILES)
def test_metrics_of_a_row(variant: str) -> None:
    duration, sizes = ROWS[variant][2:4]
    assert set(re.findall(r"`(http_\w+)`", duration + sizes)) == histograms(variant)
    assert all("_duration_" in name for name in re.findall(r"`(http_\w+)`", duration))
    assert "http_server_active_requests" in metric_names(VERSION_FILES[variant])


@pytest.mark.parametrize(("variant", "word"), [("0.42b0", "Old"), ("0.66b2", "Old"), ("stable", "Stable")])
def test_labels_of_the_conventions(variant: str, word: str) -> None:
    plan = planned("version-matrix", Request(variant={"instrumentation": variant}))
    (check,) = [check.spec for check in plan.checks() if check.name == "the labels are those of the version"]
    assert isinstance(check, LabelsExpectation)
    named = re.search(rf"{word}: ((?:`\w+`,?\s+)*`\w+`)", PAGE)
    assert named is not None
    assert {*re.findall(r"`(\w+)`", named[1]), "job"} == set(check.every.exactly or ())


def test_newer_system_metrics_are_added_and_none_goes() -> None:
    old, new = (set(metric_names(VERSION_FILES[variant])) for variant in ("0.46b0", "0.66b2"))
    assert old - new == set()
    assert {name.partition("_")[0] for name in new - old} == {"process", "cpython"}
