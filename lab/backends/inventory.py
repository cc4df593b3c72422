"""Fetches the inventory of a Prometheus (its series, targets and rules) in a few requests, and evaluates queries.

Only the federation endpoint gives the time of the last sample of each series. It leaves out series that have ended;
range queries over the lab's life give the approximate end of those.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from lab.backends.bounds import UNBOUNDED, Bounds
from lab.backends.endpoint import Url
from lab.backends.http import exchange
from lab.backends.scraping import fetch_scraping
from lab.backends.service import Service
from lab.language.json_values import mapping, mappings
from lab.language.promql import quoted
from lab.language.time_scaling.durations import seconds_of
from lab.queries.answer import UNREADABLE, Answer
from lab.queries.prometheus import data_of
from lab.queries.query import Client, Params
from lab.why.evaluation import Evaluate, QueryResult, Sample
from lab.why.forbidden import forbidden_requests
from lab.why.inventory import LOOKBACK_S, AlertingRule, Inventory, Metric, RecordingRule, Series
from lab.why.refused_samples import refused_samples
from lab.why.topology import Topology

NO_TOPOLOGY = Topology()
ALL_SERIES = '{__name__=~".+"}'
SERIES_LIMITS = (20_000, 2_000)  # asked for: the first whose answer is small enough
MAX_LOOKBACK_S = 3600.0  # how far back the end of a series is searched
SEARCH_POINTS = 60  # evaluations in that time
REFINED_ENDS = 4  # the latest ends, which are searched again to the second
# Without this, Prometheus replaces the dots in names by underscores.
_ACCEPT = "text/plain;version=1.0.0;escaping=allow-utf-8"
_LINE = re.compile(r"([a-zA-Z_:][\w:]*)?(?:\{(.*)\})? (\S+) (\d+)")
_LABEL = re.compile(r'(?:([a-zA-Z_]\w*)|"((?:[^"\\]|\\.)*)")(?:="((?:[^"\\]|\\.)*)")?')
_ESCAPES = {"n": "\n", "\\": "\\", '"': '"'}

Key = tuple[tuple[str, str], ...]


def fetch_inventory(
    url: Url,
    service: str,
    started: float,
    asked: float,
    stopped: Mapping[str, str],
    topology: Topology = NO_TOPOLOGY,
    bounds: Bounds = UNBOUNDED,
    log: str = "",
) -> Inventory | str:
    """The inventory at `asked`, or a message when it cannot be fetched.

    Times are unix seconds. `started` is the start of the lab; `stopped`: service -> why it no longer runs; `log`: the
    last lines of Prometheus' own log, which alone names the samples that it refuses, and what it is refused.
    """
    try:
        inventory = _inventory(Service(url, bounds), service, started, asked, stopped, topology)
        if not isinstance(inventory, Inventory):
            return inventory
        return replace(inventory, refused=refused_samples(log), forbidden=forbidden_requests(log))
    except UNREADABLE as error:
        # Other products have Prometheus' API too, some of them only parts of it.
        return f"not an answer of Prometheus: {type(error).__name__} {error}"


def _inventory(
    client: Service, service: str, started: float, asked: float, stopped: Mapping[str, str], topology: Topology
) -> Inventory | str:
    for limit in SERIES_LIMITS:
        listed = _get(client, "series", {"match[]": ALL_SERIES, "limit": limit})
        if not listed.error:
            break
    if listed.error:
        return listed.error
    flags = _get(client, "status/flags").json
    lookback, last = lookback_of(flags), _last_samples(client)
    everything_counts_as_current = last is None
    last = last or {}
    by_name: dict[str, list[tuple[Key, dict[str, str]]]] = defaultdict(list)
    for labels in listed.json:
        name = labels.pop("__name__", "")
        by_name[name].append((series_key(name, labels), labels))
    ended = [name for name, series in by_name.items() if any(key not in last for key, _ in series)]
    earlier = _ends(client, sorted(ended), started, asked) if ended and not everything_counts_as_current else {}
    # Without federation, a series counts as current while its end is within the lookback.
    current = {*last} or {key for key, at in earlier.items() if asked - at <= lookback}
    metrics = {}
    for name, keyed in sorted(by_name.items()):
        series = (
            Series(labels, last.get(key, earlier.get(key)), everything_counts_as_current or key in current)
            for key, labels in keyed
        )
        metrics[name] = Metric(tuple(series), len(keyed))
    scraping = fetch_scraping(client)
    rules, alerts = _rules(client)
    return Inventory(
        service,
        started,
        asked,
        metrics,
        lookback,
        scraping.targets,
        scraping.pools,
        rules,
        alerts,
        dict(stopped),
        dropped=scraping.dropped,
        scrape_configs=scraping.configs,
        topology=topology,
        types=types_in(_get(client, "metadata", {"limit_per_metric": 1}).json),
        features=features_of(flags),
    )


def types_in(metadata: Any) -> dict[str, str]:
    """Metric -> its type, as the targets declare it; empty for pushed metrics without metadata."""
    entries = {name: mappings(listed) for name, listed in mapping(metadata).items()}
    return {name: str(listed[0]["type"]) for name, listed in entries.items() if listed and "type" in listed[0]}


def evaluator(url: Url, at: float, bounds: Bounds = UNBOUNDED) -> Evaluate:
    """A function that evaluates queries, always at `at` (unix seconds)."""

    client = Service(url, bounds)

    def evaluate(query: str) -> QueryResult:
        return query_result(client.get("/api/v1/query", {"query": query, "time": at}))

    return evaluate


def query_result(answer: Answer) -> QueryResult:
    """What an instant query returned. Raises what reading an answer of any shape can raise (`UNREADABLE`)."""
    response = data_of(answer, "result")
    if response.error:
        return QueryResult(error=response.error)
    if response.json["resultType"] in ("scalar", "string"):
        return QueryResult((Sample({}, _number(response.json["result"][1])),))
    return QueryResult(tuple(_sample(series) for series in response.json["result"]))


def _sample(series: Mapping[str, Any]) -> Sample:
    value = _number(series["value"][1]) if "value" in series else None
    times = sorted(float(at) for kind in ("values", "histograms") for at, _ in series.get(kind, ()))
    return Sample(series["metric"], value, tuple(times))


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:  # the value of a string
        return math.nan


def series_key(name: str, labels: Mapping[str, str]) -> Key:
    # Federation adds an empty `instance` to series that have none.
    return (("", name), *sorted((label, value) for label, value in labels.items() if value))


def _last_samples(client: Service) -> dict[Key, float] | None:
    """The time of the last sample of each series that an instant query finds; empty without federation.

    None when the answer cannot be read: of very many series, it is too large.
    """
    params = {"match[]": ALL_SERIES}
    reply = exchange("GET", client.url, "/federate", params=params, accept=_ACCEPT, bounds=client.bounds)
    if isinstance(reply, Answer):
        return None
    return dict(last_samples_in(reply.text)) if reply.status == 200 else {}


def last_samples_in(text: str) -> Iterator[tuple[Key, float]]:
    """Each series in the answer of the federation endpoint, and the time of its sample in unix seconds."""
    for line in text.splitlines():
        if line.startswith("#") or not (parts := _LINE.fullmatch(line)):
            continue
        name, labels = parts[1] or "", {}
        for bare, in_quotes, value in _LABEL.findall(parts[2] or ""):
            if value or bare:
                labels[bare or _unescape(in_quotes)] = _unescape(value)
            else:
                name = _unescape(in_quotes)
        yield series_key(name, labels), int(parts[4]) / 1000


def _unescape(text: str) -> str:
    return re.sub(r"\\(.)", lambda match: _ESCAPES.get(match[1], match[0]), text)


def _ends(client: Service, names: list[str], started: float, asked: float) -> dict[Key, float]:
    """The times of the last samples of series that have ended: to the second for those that ended last."""
    step = max(1.0, math.ceil(min(asked - started, MAX_LOOKBACK_S) / SEARCH_POINTS))
    ends = last_moments(client, names, asked - step * SEARCH_POINTS, asked, step)
    for end in sorted(set(ends.values()), reverse=True)[:REFINED_ENDS] if step > 1 else ():
        finer = last_moments(client, names, end - step + 1, end, 1.0)
        ends |= {key: at for key, at in finer.items() if ends.get(key) == end}
    return ends


def last_moments(client: Client, names: list[str], start: float, end: float, step: float) -> dict[Key, float]:
    """For each series, the last evaluation time with a sample in the step before it."""
    pattern = quoted("|".join(re.escape(name) for name in names))
    query = f"last_over_time({{__name__=~{pattern}}}[{step:.0f}s])"
    response = _get(client, "query_range", {"query": query, "start": start, "end": max(start, end), "step": step})
    moments = {}
    for series in response.json["result"] if not response.error else ():
        labels = dict(series["metric"])
        key = series_key(labels.pop("__name__", ""), labels)
        moments[key] = max(float(at) for kind in ("values", "histograms") for at, _ in series.get(kind, ()))
    return moments


def _rules(client: Service) -> tuple[tuple[RecordingRule, ...], tuple[AlertingRule, ...]]:
    response = _get(client, "rules", key="groups")
    if response.error:
        return (), ()
    rules = [rule for group in response.json["groups"] for rule in group["rules"]]
    recording = (r for r in rules if r["type"] == "recording")
    return (
        tuple(RecordingRule(r["name"], r["query"], r.get("lastError", "")) for r in recording),
        tuple(_alerting(r) for r in rules if r["type"] == "alerting"),
    )


def _alerting(rule: Mapping[str, Any]) -> AlertingRule:
    hold = float(rule.get("duration", 0.0))
    labels = rule.get("labels") or {}
    return AlertingRule(rule["name"], rule["query"], rule.get("state", ""), rule.get("lastError", ""), hold, labels)


def features_of(flags: Any) -> tuple[str, ...] | None:
    """What --enable-feature names."""
    if not isinstance(flags, dict) or "enable-feature" not in flags:
        return None
    return tuple(one.strip() for one in str(flags["enable-feature"]).split(",") if one.strip())


def lookback_of(flags: Any) -> float:
    lookback = flags.get("query.lookback-delta") if isinstance(flags, dict) else None
    return seconds_of(lookback) or LOOKBACK_S


def _get(client: Client, path: str, params: Params | None = None, key: str = "") -> Answer:
    return data_of(client.get(f"/api/v1/{path}", params), key)
