"""From a load's mix to the fixed order in which its requests are sent."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from urllib.parse import urlencode

from lab.plan.actions import LoadPlan, RequestPlan
from lab.scenario.model import Load, MixEntry

# A line break is never inside a JSON text, so this finds lists of numbers only.
_CYCLE = re.compile(r"\[\n([\d,\s]+)\]")


def request_plan(key: str, entry: MixEntry) -> RequestPlan:
    """`key` is `METHOD /path`, as the model has checked."""
    method, _, route = key.partition(" ")
    body = entry.body
    if body is None and method in ("POST", "PUT", "PATCH"):
        body = {}
    query = f"?{urlencode(entry.query)}" if entry.query else ""
    return RequestPlan(method, entry.route or route, route, query, None if body is None else json.dumps(body))


def interleaved(weights: Sequence[int]) -> tuple[int, ...]:
    """A cycle in which entry i stands `weights[i]` times, spread evenly, so that any stretch has nearly the mix."""
    total = sum(weights)
    credit = [0] * len(weights)
    order = []
    for _ in range(total):
        for index, weight in enumerate(weights):
            credit[index] += weight
        chosen = max(range(len(weights)), key=lambda index: (credit[index], -index))
        credit[chosen] -= total
        order.append(chosen)
    return tuple(order)


def load_plan(load: Load, port: int) -> LoadPlan:
    requests = tuple(request_plan(key, entry) for key, entry in load.mix.items())
    order = interleaved([entry.weight for entry in load.mix.values()])
    return LoadPlan(load.name, load.to, port, load.rate, load.for_, requests, order)


def loads_file(loads: Sequence[LoadPlan]) -> str:
    """What the generator reads: every load by its name. `users` is how many may wait for an answer at
    once: those of two seconds."""
    content = {
        load.name: {
            "url": f"http://{load.service}:{load.port}",
            "rate": load.rate,
            "seconds": load.seconds,
            "users": min(200, max(10, round(2 * load.rate))),
            "order": load.order,
            "requests": [{"method": r.method, "path": r.path, "query": r.query, "body": r.body} for r in load.requests],
        }
        for load in loads
    }
    return _CYCLE.sub(lambda found: f"[{' '.join(found[1].split())}]", json.dumps(content, indent=2)) + "\n"
