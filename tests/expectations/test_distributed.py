"""Targets that several scrapers share: each by exactly one, none left out, none down, evenly."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from lab.expectations.distributed import NOT_SCRAPED, SCRAPED_TWICE, UNEVEN, AllTargets, DistributedExpectation
from lab.language import reasons
from tests.expectations.captured_answers import SETTLED, Case, holds, judged, misses

WHAT = "4 targets, each up and scraped by exactly one of one, other"


def distributed(**more: Any) -> DistributedExpectation:
    return DistributedExpectation.model_validate({"distributed": "api", "over": ("one", "other"), "count": 4, **more})


def share(*scraped: str, dropped: tuple[str, ...] = (), **health: str) -> dict[str, Any]:
    active = [
        {"labels": {"job": "api"}, "health": health.get(name, "up"), "scrapeUrl": f"http://{name}:8000/metrics"}
        for name in scraped
    ]
    return {
        "activeTargets": active,
        "droppedTargets": [{"discoveredLabels": {"__address__": f"{name}:8000"}} for name in dropped],
    }


ONE, OTHER = share("a", "b", dropped=("c", "d")), share("c", "d", dropped=("a", "b"))

CASES = {
    "each by one": Case(distributed(), (ONE, OTHER), holds(WHAT, "4 targets: one 2, other 2")),
    "evenly": Case(
        distributed(spread=0),
        (ONE, OTHER),
        holds(f"{WHAT}, each within 0% of an even share", "4 targets: one 2, other 2"),
    ),
    "unevenly, but allowed": Case(
        distributed(spread=0.5),
        (share("a", "b", "c", dropped=("d",)), share("d", dropped=("a", "b", "c"))),
        holds(f"{WHAT}, each within 50% of an even share", "4 targets: one 3, other 1"),
    ),
    "unevenly": Case(
        distributed(spread=0.4),
        (share("a", "b", "c", dropped=("d",)), share("d", dropped=("a", "b", "c"))),
        misses(
            UNEVEN,
            f"{WHAT}, each within 40% of an even share",
            "one has 3, an even share is 2; other has 1, an even share is 2",
            difference="targets: one 3, other 1",
        ),
    ),
    "by both": Case(
        distributed(),
        (ONE, share("b", "c", "d", dropped=("a",))),
        misses(
            SCRAPED_TWICE,
            WHAT,
            "scraped twice: http://b:8000/metrics by one and other",
            difference="targets: one 2, other 3",
            hint="do all scrapers have the same modulus, and each a number of its own?",
        ),
    ),
    "by none": Case(
        distributed(),
        (ONE, share("d", dropped=("a", "b", "c"))),
        misses(
            NOT_SCRAPED,
            WHAT,
            "scraped by none: c:8000; 3 different targets instead of 4",
            difference="targets: one 2, other 1",
            hint="is there a scraper for each remainder of the modulus?",
        ),
    ),
    "fewer than there are": Case(
        distributed(),
        (share("a"), share("b")),
        misses(reasons.MISSING_SERIES, WHAT, "2 different targets instead of 4", difference="targets: one 1, other 1"),
    ),
    "more than there are": Case(
        distributed(count=3),
        (ONE, OTHER),
        misses(
            reasons.UNEXPECTED_SERIES,
            "3 targets, each up and scraped by exactly one of one, other",
            "4 different targets instead of 3",
            difference="targets: one 2, other 2",
        ),
    ),
    "one is down": Case(
        distributed(),
        (ONE, share("c", "d", dropped=("a", "b"), d="down")),
        misses(
            reasons.TARGET_DOWN,
            WHAT,
            "http://d:8000/metrics is down in other",
            difference="targets: one 2, other 2",
        ),
    ),
    "nothing known": Case(
        distributed(),
        (share(), share()),
        misses(
            reasons.NO_TARGET,
            WHAT,
            "no target",
            hint="no scrape config of one or other has the job_name, or discovery found no target",
        ),
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_judge(case: Case) -> None:
    assert judged(case) == case.judgement


def test_every_scraper_is_asked() -> None:
    assert distributed().queries(SETTLED) == tuple(AllTargets(job="api", ask=name) for name in ("one", "other"))


@pytest.mark.parametrize(
    ("over", "message"), [(("a",), "at least 2"), (("a", "a"), "'over' names a service twice")], ids=["one", "twice"]
)
def test_scrapers_must_be_several(over: tuple[str, ...], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        distributed(over=over)
