"""Targets and scrape configurations as Prometheus' API gives them."""

from __future__ import annotations

import json

import pytest

from lab.backends import scraping
from lab.backends.scraping import fetch_scraping
from lab.backends.service import Service
from lab.queries.answer import Answer

CONFIG = "scrape_configs:\n- job_name: api\n  honor_labels: true\n- job_name: gone\n"
ACTIVE = {
    "discoveredLabels": {"__address__": "api:8000", "job": "api"},
    "labels": {"instance": "api:8000", "job": "api"},
    "scrapePool": "api",
    "scrapeUrl": "http://api:8000/metrics",
    "lastError": "",
    "lastScrapeDuration": 0.0021,
    "health": "up",
    "scrapeInterval": "1m30s",
    "scrapeTimeout": "10s",
}
DROPPED = {"discoveredLabels": {"__address__": "api:8001", "job": "gone"}, "scrapePool": "gone"}


def _answers(**answers: object) -> object:
    def get(client: Service, path: str, key: str) -> Answer:
        answer = answers.get(path.rpartition("/")[2])
        return Answer(error="404") if answer is None else Answer(json=json.loads(json.dumps(answer)))

    return get


def test_fetch_scraping(monkeypatch: pytest.MonkeyPatch) -> None:
    targets = {"activeTargets": [ACTIVE], "droppedTargets": [DROPPED], "droppedTargetCounts": {"api": 0, "gone": 3}}
    answers = _answers(targets=targets, config={"yaml": CONFIG}, scrape_pools={"scrapePools": ["api", "gone"]})
    monkeypatch.setattr(scraping, "_get", answers)
    found = fetch_scraping(Service("http://prometheus"))
    [target] = found.targets
    assert (target.interval, target.timeout, target.took) == (90, 10, 0.0021)
    assert target.discovered["__address__"] == "api:8000"
    assert found.dropped[0].discovered["__address__"] == "api:8001"
    assert found.pools == {"api": 0, "gone": 3}
    assert found.configs["api"]["honor_labels"] is True


def test_fetch_scraping_version_without_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Prometheus 2 lists all dropped targets, without their pool."""
    old = {"activeTargets": [], "droppedTargets": [{"discoveredLabels": DROPPED["discoveredLabels"]}]}
    monkeypatch.setattr(scraping, "_get", _answers(targets=old))
    found = fetch_scraping(Service("http://prometheus"))
    assert found.pools == {"gone": 1}
    assert found.configs == {}
