"""The page about push and scrape names exactly the metrics by which the two scenarios differ."""

from __future__ import annotations

import re

import pytest

from docs.generate.result_pages import metric_names
from docs.generate.site import SCENARIOS
from tests.docs.pages import DOCS

PUSHED = set(metric_names(SCENARIOS / "otel-direct" / "names.txt"))
SCRAPED = set(metric_names(SCENARIOS / "otel-pull" / "names.txt"))
PAGE = (DOCS / "questions" / "push-or-scrape-the-same-sdk.md").read_text(encoding="utf-8")
WITHOUT_RATIO = {name.removesuffix("_ratio") for name in PUSHED - SCRAPED}
SCRAPE = {name for name in SCRAPED if name == "up" or name.startswith("scrape_")}


@pytest.mark.parametrize(
    ("begins", "names"),
    [
        ("The ten names in addition:", SCRAPED - PUSHED - WITHOUT_RATIO - SCRAPE),
        ("The five without `_ratio`:", WITHOUT_RATIO),
        ("The scrape:", SCRAPE),
    ],
)
def test_names_that_differ(begins: str, names: set[str]) -> None:
    paragraph = PAGE[PAGE.index(begins) + len(begins) :].partition("\n\n")[0]
    assert set(re.findall(r"`(\w+)`", paragraph)) == names
    assert {"ten": 10, "five": 5}.get(begins.split()[1], len(names)) == len(names)


def test_every_pushed_name_is_scraped_but_for_ratios() -> None:
    assert WITHOUT_RATIO <= SCRAPED
    assert f"{len(PUSHED & SCRAPED)} metric names are the same" in PAGE
