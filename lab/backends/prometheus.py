"""Reads Prometheus' HTTP API (v1, as of 3.15). Answers are its own JSON, unchanged."""

from __future__ import annotations

from typing import Any

from lab.backends import jaeger
from lab.backends.http import Answer, get
from lab.record.observation import Exemplars, InstantQuery, MetricNames, RangeQuery, Targets

MOST_OPENED = 100  # traces looked up for one answer: each is a request of its own


def instant(url: str, ask: InstantQuery, at: float) -> Answer:
    return data(get(f"{url}/api/v1/query", {"query": ask.query, "time": at}))


def range_(url: str, ask: RangeQuery) -> Answer:
    params: dict[str, str | float | list[str]] = {
        "query": ask.query,
        "start": ask.start,
        "end": max(ask.end, ask.start),
        "step": ask.step,
    }
    return data(get(f"{url}/api/v1/query_range", params))


def metric_names(url: str, ask: MetricNames, at: float) -> Answer:
    params: dict[str, str | float | list[str]] = {"match[]": ask.selector, "start": ask.start, "end": at}
    return data(get(f"{url}/api/v1/label/__name__/values", params))


def targets(url: str, ask: Targets) -> Answer:
    found = data(get(f"{url}/api/v1/targets", {"state": "active", "scrapePool": ask.job}), "activeTargets")
    return found if found.error else Answer(json=found.json["activeTargets"])


def rules(url: str) -> Answer:
    found = data(get(f"{url}/api/v1/rules", {"type": "alert"}), "groups")
    if found.error:
        return found
    listed: list[Any] = [rule for group in found.json["groups"] for rule in group["rules"]]
    return Answer(json=listed)


def scrape_pools(url: str) -> Answer:
    found = data(get(f"{url}/api/v1/scrape_pools"), "scrapePools")
    return found if found.error else Answer(json=found.json["scrapePools"])


def exemplars(url: str, ask: Exemplars, traces_url: str | None) -> Answer:
    """With a label to go by, also whether the traces that the exemplars name can be opened, the first of them."""
    params: dict[str, str | float | list[str]] = {
        "query": ask.selector,
        "start": ask.start,
        "end": max(ask.end, ask.start),
    }
    found = data(get(f"{url}/api/v1/query_exemplars", params))
    if found.error:
        return found
    if not isinstance(found.json, list):
        return Answer(error=f"this is not what Prometheus answers: {str(found.json)[:200]}")
    opened: dict[str, bool] = {}
    if ask.label and traces_url is None:
        return Answer(error="no service of this lab plays the role 'traces', or it is not running")
    if ask.label and traces_url is not None:
        named = (one["labels"].get(ask.label) for series in found.json for one in series["exemplars"])
        for trace in tuple(dict.fromkeys(trace for trace in named if trace))[:MOST_OPENED]:
            answer = jaeger.opens(traces_url, trace)
            if answer.error:
                return answer
            opened[trace] = answer.json
    return Answer(json={"series": found.json, "opened": opened})


def data(answer: Answer, holding: str = "") -> Answer:
    """The `data` of an answer, with the key `holding` in it. Whatever else listens on that port does not speak so."""
    if answer.error:
        return answer
    data = answer.json.get("data") if isinstance(answer.json, dict) else None
    if data is None or (holding and holding not in data):
        return Answer(error=f"this is not what Prometheus answers: {str(answer.json)[:200]}")
    return Answer(json=data)
