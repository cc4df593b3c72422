from __future__ import annotations

import pytest

from lab.errors import UsageError
from lab.translate.paths import PATHS, world
from tests.plan.planned import FOLDERS
from tests.translate.worlds import HAND, MS, named


def test_world() -> None:
    assert named(HAND).path.name == "scrape"
    assert named(MS).path.name == named(f"{MS}/otlp").path.name == "otlp:UnderscoreEscapingWithSuffixes"
    assert named(f"{MS}/collector-scrape").path.label("job") == "exported_job"


@pytest.mark.parametrize(
    ("reference", "why"),
    [
        ("otel-http", "there is no dialect 'otel-http' in scenarios/dialects"),
        (f"{MS}/scraped", "there is no path 'scraped'; did you mean 'scrape'?"),
        (f"{MS}/x", "there is no path 'x'; known: scrape, otlp:UnderscoreEscapingWithSuffixes"),
    ],
)
def test_world_that_does_not_exist(reference: str, why: str) -> None:
    with pytest.raises(UsageError) as caught:
        world(reference, FOLDERS.dialects())
    assert why in str(caught.value)


def test_bound() -> None:
    bounds = (0.005, 1.0, 10000.0, float("inf"))
    assert [PATHS["scrape"].bound(b) for b in bounds] == ["0.005", "1.0", "10000.0", "+Inf"]
    assert [PATHS["remote-write"].bound(b) for b in bounds] == ["0.005", "1", "10000", "+Inf"]
