"""Plans the loads of a scenario: the requests, and the fixed order in which the generator sends them."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import lru_cache
from urllib.parse import urlencode

from lab.language.problem_collector import ProblemCollector
from lab.language.strict_yaml import Document
from lab.language.suggestions import did_you_mean
from lab.plan.actions import LoadPlan, RequestPlan
from lab.plan.model import ServicePlan
from lab.plan.naming import load_service
from lab.scenario.load import Load, MixEntry, turns
from lab.scenario.model import Scenario

_MAX_USERS = 200
# JSON strings contain no line breaks, so this matches only lists of numbers.
_NUMBER_LIST = re.compile(r"\[\n([\d,\s]+)\]")


def load_plans(
    scenario: Scenario, document: Document, services: Sequence[ServicePlan], problems: ProblemCollector
) -> dict[str, LoadPlan]:
    """Every load of the steps by its name, without those that have problems."""
    by_name = {service.name: service for service in services}
    loads: dict[str, LoadPlan] = {}
    for index, step in enumerate(scenario.steps):
        load = step.load
        if load is None:
            continue
        name_place = document.place(("steps", index, "load", "name"))
        to_place = document.place(("steps", index, "load", "to"))
        with problems.scope("load", load.name):
            if load_service(load.name) in map(load_service, loads):
                problems.wrong(name_place, f"there is already a load {load.name!r}; give each load its own name")
            elif load_service(load.name) in by_name:
                problems.wrong(name_place, f"a service is already called {load_service(load.name)!r}")
            if load.to not in scenario.components and load.to not in by_name:
                hint = did_you_mean(load.to, (*by_name, *scenario.components))
                if scenario.compose is not None and problems.is_broken("component"):
                    continue
                problems.wrong(to_place, f"there is no service {load.to!r}{hint}")
            elif problems.is_broken("component", load.to) or load.to not in by_name:
                problems.mark_broken("load", load.name)
            elif not by_name[load.to].ports:
                problems.wrong(to_place, f"{load.to!r} has no port to send requests to")
            else:
                loads[load.name] = load_plan(load, by_name[load.to].ports[0].container)
    return loads


def load_plan(load: Load, port: int) -> LoadPlan:
    requests = tuple(
        request_plan(key, entry.model_copy(update={"query": query}))
        for key, entry in load.mix.items()
        for query in entry.queries()
    )
    order = interleave([entry.weight for entry in load.mix.values()])
    order = in_turns(order * turns(load.mix), [len(entry.queries()) for entry in load.mix.values()])
    return LoadPlan(load.name, load.to, port, load.rate, load.for_, requests, order)


def in_turns(order: Sequence[int], numbers: Sequence[int]) -> tuple[int, ...]:
    """`order` of entries as an order of requests: entry i has `numbers[i]` requests, which take turns."""
    first = [sum(numbers[:entry]) for entry in range(len(numbers))]
    seen = [0] * len(numbers)
    requests = []
    for entry in order:
        requests.append(first[entry] + seen[entry] % numbers[entry])
        seen[entry] += 1
    return tuple(requests)


def request_plan(key: str, entry: MixEntry) -> RequestPlan:
    """`key` is `METHOD /path`, validated by the model; no query parameter of `entry` is a list."""
    method, _, path = key.partition(" ")
    body = entry.body
    if body is None and method in ("POST", "PUT", "PATCH"):
        body = {}
    query = f"?{urlencode(entry.query)}" if entry.query else ""
    return RequestPlan(method, entry.route or path, path, query, None if body is None else json.dumps(body))


def interleave(weights: Sequence[int]) -> tuple[int, ...]:
    """A cycle in which entry i occurs `weights[i]` times, spread evenly, so that any part of it is close to the mix."""
    return _interleaved(tuple(weights))


@lru_cache(maxsize=256)  # every variant and mutant has the loads of its scenario
def _interleaved(weights: tuple[int, ...]) -> tuple[int, ...]:
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


def loads_file(loads: Sequence[LoadPlan]) -> str:
    """The JSON file for the generator: every load by its name.

    `users` is the maximum of concurrent requests: those of two seconds.
    """
    content = {
        load.name: {
            "url": f"http://{load.service}:{load.port}",
            "rate": load.rate,
            "seconds": load.seconds,
            "users": min(_MAX_USERS, max(10, round(2 * load.rate))),
            "order": load.order,
            "requests": [{"method": r.method, "path": r.path, "query": r.query, "body": r.body} for r in load.requests],
        }
        for load in loads
    }
    return _NUMBER_LIST.sub(lambda match: f"[{' '.join(match[1].split())}]", json.dumps(content, indent=2)) + "\n"
