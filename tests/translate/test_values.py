from __future__ import annotations

import pytest

from lab.translate import values
from lab.translate.paths import PATHS
from lab.translate.values import Condition, Untranslatable

SCRAPE, PUSH = PATHS["scrape"], PATHS["remote-write"]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (("=", "5xx"), ("=~", "5..")),
        (("!=", "5xx"), ("!~", "5..")),
        (("=~", "[45].+"), ("=~", "4..|5..")),
        (("!~", "2xx|3xx"), ("!~", "2..|3..")),
    ],
)
def test_codes_of_classes(condition: Condition, expected: Condition) -> None:
    assert values.codes_of_classes(condition) == expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (("=~", "5.."), ("=", "5xx")),
        (("!~", "5.."), ("!=", "5xx")),
        (("=~", "[45][0-9]{2}"), ("=~", "4xx|5xx")),
        (("=~", "5.*"), ("=", "5xx")),
    ],
)
def test_classes_of_codes(condition: Condition, expected: Condition) -> None:
    assert values.classes_of_codes(condition) == expected


@pytest.mark.parametrize("condition", [("=", "500"), ("=~", "50."), ("=~", ".*"), ("=", "5xx"), ("=~", "(")])
def test_classes_of_codes_that_are_none(condition: Condition) -> None:
    with pytest.raises(Untranslatable):
        values.classes_of_codes(condition)


def test_route() -> None:
    assert values.route(("=", "none"), "none", "") == ("=", "")
    assert values.route(("!=", "none"), "none", "unmatched") == ("!=", "unmatched")
    assert values.route(("=~", "/api/.*"), "none", "") == ("=~", "/api/.*")
    assert values.route(("=~", "$path"), "none", "") == ("=~", "$path")
    with pytest.raises(Untranslatable, match="'none' here, no label there"):
        values.route(("=~", ".+"), "none", "")


def test_bound() -> None:
    bounds, others = (0.1, 0.5, 1.0), (100.0, 500.0, 1000.0)
    assert values.bound(("=", "1"), 1000, bounds, others, SCRAPE, PUSH) == ("=", "1000")
    assert values.bound(("=", "500"), 0.001, others, bounds, PUSH, SCRAPE) == ("=", "0.5")
    assert values.bound(("=", "1000"), 0.001, others, bounds, PUSH, SCRAPE) == ("=", "1.0")
    assert values.bound(("!~", "0.1|1.0"), 1000, bounds, others, SCRAPE, SCRAPE) == ("!~", r"100\.0|1000\.0")
    with pytest.raises(Untranslatable, match="no bucket ends at 200 there: they end at 100, 500, 1000"):
        values.bound(("=", "0.2"), 1000, bounds, others, SCRAPE, PUSH)
    with pytest.raises(Untranslatable, match="is no number"):
        values.bound(("=", "fast"), 1000, bounds, others, SCRAPE, PUSH)
    with pytest.raises(Untranslatable, match="matches no bucket"):
        values.bound(("=~", "7"), 1000, bounds, others, SCRAPE, PUSH)
