"""Takes stock of what a Prometheus holds, in a handful of requests, and asks it for the value of a query.

Federation is the one API that tells when each series was sampled last. It leaves out those that have ended: about when
that was, queries over the lab's life tell.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from lab.backends.http import exchange
from lab.backends.service import Service
from lab.language.promql import quoted
from lab.language.time_scaling.durations import seconds_of
from lab.queries.answer import Answer, Reply
from lab.queries.prometheus import data
from lab.queries.query import Params
from lab.why.evaluation import Evaluate, QueryResult, Sample
from lab.why.inventory import LOOKBACK_S, Inventory, Metric, RecordingRule, Series, Target

EVERYTHING = '{__name__=~".+"}'
MOST_SERIES = 20_000
LONGEST_S = 3600.0  # how far back the end of a series is looked for
POINTS = 60  # moments of that time
REFINED = 4  # of these moments are looked at more closely
# Without this, names with dots come back with underscores.
_ACCEPT = "text/plain;version=1.0.0;escaping=allow-utf-8"
_LINE = re.compile(r"([a-zA-Z_:][\w:]*)?(?:\{(.*)\})? (\S+) (\d+)")
_LABEL = re.compile(r'(?:([a-zA-Z_]\w*)|"((?:[^"\\]|\\.)*)")(?:="((?:[^"\\]|\\.)*)")?')
_ESCAPES = {"n": "\n", "\\": "\\", '"': '"'}

Key = tuple[tuple[str, str], ...]


def fetch_inventory(
    url: str, service: str, started: float, asked: float, stopped: Mapping[str, str]
) -> Inventory | str:
    """What the backend holds at `asked`; `started` and `stopped` are the lab's. In words, why it cannot be had."""
    try:
        return _stock(url, service, started, asked, stopped)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        # Others speak Prometheus' API too, not all of them all of it.
        return f"this is not what Prometheus answers: {type(error).__name__} {error}"


def _stock(url: str, service: str, started: float, asked: float, stopped: Mapping[str, str]) -> Inventory | str:
    listed = _get(url, "series", {"match[]": EVERYTHING, "limit": MOST_SERIES})
    if listed.error:
        return listed.error
    lookback, last = _lookback(url), _last_samples(url)
    found: dict[str, list[tuple[Key, dict[str, str]]]] = defaultdict(list)
    for labels in listed.json:
        name = labels.pop("__name__", "")
        found[name].append((_key(name, labels), labels))
    ended = [name for name, series in found.items() if any(key not in last for key, _ in series)]
    earlier = _ends(url, sorted(ended), started, asked) if ended else {}
    # Where there is no federation, what ended longest ago is told by the lookback alone.
    there = {*last} or {key for key, at in earlier.items() if asked - at <= lookback}
    metrics = {}
    for name, several in sorted(found.items()):
        series = (Series(labels, last.get(key, earlier.get(key)), key in there) for key, labels in several)
        metrics[name] = Metric(tuple(series), len(several))
    targets, pools = _targets(url)
    rules, alerts = _rules(url)
    return Inventory(service, started, asked, metrics, lookback, targets, pools, rules, alerts, dict(stopped))


def evaluator(url: str, at: float) -> Evaluate:
    """Asks for the value of queries, always at the same moment."""

    def evaluate(query: str) -> QueryResult:
        response = _get(url, "query", {"query": query, "time": at})
        if response.error:
            return QueryResult(error=response.error)
        if response.json["resultType"] in ("scalar", "string"):
            return QueryResult((Sample({}, _number(response.json["result"][1])),))
        return QueryResult(tuple(_sample(series) for series in response.json["result"]))

    return evaluate


def _sample(series: Mapping[str, Any]) -> Sample:
    value = _number(series["value"][1]) if "value" in series else None
    times = sorted(float(at) for kind in ("values", "histograms") for at, _ in series.get(kind, ()))
    return Sample(series["metric"], value, tuple(times))


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:  # of a string
        return math.nan


def _key(name: str, labels: Mapping[str, str]) -> Key:
    # Federation gives every series an `instance`, if an empty one.
    return (("", name), *sorted((label, value) for label, value in labels.items() if value))


def _last_samples(url: str) -> dict[Key, float]:
    """When each series that an instant query finds was sampled last; nothing where there is no federation."""
    reply = exchange("GET", f"{url}/federate", params={"match[]": EVERYTHING}, accept=_ACCEPT)
    if isinstance(reply, Reply) and reply.status == 200:
        return dict(federated(reply.text))
    return {}


def federated(text: str) -> Iterator[tuple[Key, float]]:
    for line in text.splitlines():
        if line.startswith("#") or not (parts := _LINE.fullmatch(line)):
            continue
        name, labels = parts[1] or "", {}
        for bare, within, value in _LABEL.findall(parts[2] or ""):
            if value or bare:
                labels[bare or _unescaped(within)] = _unescaped(value)
            else:
                name = _unescaped(within)
        yield _key(name, labels), int(parts[4]) / 1000


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", lambda found: _ESCAPES.get(found[1], found[0]), text)


def _ends(url: str, names: list[str], started: float, asked: float) -> dict[Key, float]:
    """When series that are not found any more had their last sample: to the second for those that ended last."""
    step = max(1.0, math.ceil(min(asked - started, LONGEST_S) / POINTS))
    ends = _last_moments(url, names, asked - step * POINTS, asked, step)
    for end in sorted(set(ends.values()), reverse=True)[:REFINED] if step > 1 else ():
        finer = _last_moments(url, names, end - step + 1, end, 1.0)
        ends |= {key: at for key, at in finer.items() if ends.get(key) == end}
    return ends


def _last_moments(url: str, names: list[str], start: float, end: float, step: float) -> dict[Key, float]:
    """The last of these moments in whose step before it each series has a sample."""
    which = quoted("|".join(re.escape(name) for name in names))
    query = f"last_over_time({{__name__=~{which}}}[{step:.0f}s])"
    response = _get(url, "query_range", {"query": query, "start": start, "end": max(start, end), "step": step})
    moments = {}
    for series in response.json["result"] if not response.error else ():
        labels = dict(series["metric"])
        key = _key(labels.pop("__name__", ""), labels)
        moments[key] = max(float(at) for kind in ("values", "histograms") for at, _ in series.get(kind, ()))
    return moments


def _targets(url: str) -> tuple[tuple[Target, ...], dict[str, int]]:
    response = _get(url, "targets", {"state": "active"}, "activeTargets")
    listed = _get(url, "scrape_pools", holding="scrapePools")
    pools = dict.fromkeys(listed.json["scrapePools"], 0) if not listed.error else {}
    if response.error:
        return (), pools
    for pool, number in (response.json.get("droppedTargetCounts") or {}).items():
        pools[pool] = number
    return tuple(_target(target) for target in response.json["activeTargets"]), pools


def _target(given: Mapping[str, Any]) -> Target:
    interval = seconds_of(given.get("scrapeInterval", "")) or 0.0
    health, error = given["health"], given.get("lastError", "")
    return Target(given["scrapePool"], given["labels"], given["scrapeUrl"], health, error, interval)


def _rules(url: str) -> tuple[tuple[RecordingRule, ...], tuple[str, ...]]:
    response = _get(url, "rules", holding="groups")
    if response.error:
        return (), ()
    rules = [rule for group in response.json["groups"] for rule in group["rules"]]
    recording = (r for r in rules if r["type"] == "recording")
    return (
        tuple(RecordingRule(r["name"], r["query"], r.get("lastError", "")) for r in recording),
        tuple(dict.fromkeys(r["name"] for r in rules if r["type"] == "alerting")),
    )


def _lookback(url: str) -> float:
    flags = _get(url, "status/flags").json
    given = flags.get("query.lookback-delta") if isinstance(flags, dict) else None
    return seconds_of(given) or LOOKBACK_S


def _get(url: str, path: str, params: Params | None = None, holding: str = "") -> Answer:
    return data(Service(url).get(f"/api/v1/{path}", params), holding)
