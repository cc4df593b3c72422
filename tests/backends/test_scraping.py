"""Targets and scrape configurations as Prometheus' API gives them."""

from __future__ import annotations

import json

import pytest

from lab.backends import http, scraping
from lab.backends.scraping import fetch_scraping
from lab.backends.service import Service
from lab.queries.answer import Answer
from tests.audit.small_prometheus import SmallPrometheus

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


def test_fetch_scraping_of_more_targets_than_one_answer_may_have(monkeypatch: pytest.MonkeyPatch) -> None:
    """Then each job is asked for, and for what was dropped only where it has no target."""
    listed = {"activeTargets": [{**ACTIVE, "lastError": "x" * 2000}], "droppedTargets": []}
    gone = {"activeTargets": [], "droppedTargets": [DROPPED], "droppedTargetCounts": {"api": 9, "gone": 3}}
    monkeypatch.setattr(http, "MAX_BYTES", 4000)

    class Prometheus(SmallPrometheus):
        def _answer(self, path: str, params: dict[str, list[str]]) -> tuple[int, object]:
            if path != "targets":
                return super()._answer(path, params)
            by_pool = {"api": listed, "gone": gone}
            whole = {"activeTargets": listed["activeTargets"] * 3}
            data = by_pool[params["scrapePool"][0]] if "scrapePool" in params else whole
            return 200, {"status": "success", "data": data}

    with Prometheus({"scrape_pools": {"scrapePools": ["api", "gone"]}}) as prometheus:
        found = fetch_scraping(Service(prometheus.bare))
    assert [target.pool for target in found.targets] == ["api"]
    assert (found.pools, found.problem) == ({"api": 0, "gone": 3}, "")
    assert [one.discovered["__address__"] for one in found.dropped] == ["api:8001"]
    asked = [
        (params.get("scrapePool"), params.get("state")) for _, path, params in prometheus.asked if "targets" in path
    ]
    assert asked == [(None, None), (["api"], ["active"]), (["gone"], ["active"]), (["gone"], ["dropped"])]


def test_fetch_scraping_without_targets() -> None:
    with SmallPrometheus({"scrape_pools": {"scrapePools": ["api"]}, "targets": 404}) as prometheus:
        found = fetch_scraping(Service(prometheus.bare))
    assert "answered 404" in found.problem
    assert found.pools == {"api": 0}
