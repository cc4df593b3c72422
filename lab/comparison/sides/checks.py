"""Finds what would make the measurements of a comparison, or of one side's lab, meaningless."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lab.comparison.config import Comparison, Side, WireCheck
from lab.comparison.sides.steps import REQUEST_COUNT
from lab.configs.promql_features import enabled_features, query_error
from lab.errors import Problem
from lab.language.dialect import Dialect
from lab.language.promql import promql_error
from lab.language.strict_yaml import Document, Path
from lab.language.suggestions import did_you_mean
from lab.plan.model import LabPlan

_EVENT = re.compile(r"(GET|POST|PUT|PATCH|DELETE) /[^?\s{}]*")


def comparison_problems(comparison: Comparison, document: Document) -> Iterator[Problem]:
    """The problems of the comparison itself, whatever its sides run."""
    steady = comparison.steady
    if steady is not None and not _EVENT.fullmatch(steady.event):
        message = f"{steady.event!r} is not one complete request; write for example 'POST /api/orders'"
        yield Problem(document.place(("steady", "event")), message)
    faults = comparison.faults
    for name, side in comparison.sides.items():
        if side.counter != "cumulative" and faults is not None and "application crash" in faults.kinds:
            message = (
                f"what a crash loses is measured by a cumulative counter, not by one that is {side.counter!r}; "
                "leave 'application crash' out of faults.kinds"
            )
            yield Problem(document.place(("sides", name, "counter")), message)
        for claim, check in side.wire_checks.items():
            yield from _wire_check_problems(check, document, ("sides", name, "wire_checks", claim))


def side_problems(
    side: Side, dialect: Dialect | None, plan: LabPlan, document: Document, path: Path, *, has_load: bool
) -> Iterator[Problem]:
    """The problems of one side; `plan` is its lab before its services are linked."""
    services = [service.name for service in plan.services if not service.on_demand]
    if plan.role("prometheus") is None:
        yield Problem(
            document.place((*path, "scenario")), "no component of the scenario provides the role 'prometheus'"
        )
    if has_load and (dialect is None or REQUEST_COUNT not in dialect.meanings):
        message = f"the scenario's dialect does not define {REQUEST_COUNT!r}, by which events are counted"
        yield Problem(document.place((*path, "scenario")), message)
    for service, below in ((side.restarted, ("restarted",)), (side.storage.service, ("storage", "service"))):
        if service is not None and service not in services:
            message = f"there is no service {service!r}{did_you_mean(service, services)}"
            yield Problem(document.place((*path, *below)), message)
    if error := promql_error(side.detection_query):
        yield Problem(document.place((*path, "detection_query")), f"PromQL does not parse: {error}")
    yield from _timed_query_problems(side, plan, document, path)
    yield from _link_problems(side, services, document, path)
    linked = {service for pair in side.network_links.values() for service in pair}
    if linked <= set(services):
        for name in services:
            if name not in linked:
                yield Problem(
                    document.place((*path, "network_links")),
                    f"{name!r} is in no link, and linked services cannot reach anything else; link it, or remove it "
                    f"with the patch 'remove: [components.{name}]'",
                )
    for claim, check in side.wire_checks.items():
        ends = side.network_links.get(check.link, ())
        if check.client not in ends:
            place = document.place((*path, "wire_checks", claim, "client"))
            hint = did_you_mean(check.client, ends)
            yield Problem(place, f"{check.client!r} is not an end of the link {check.link!r}{hint}")


def _timed_query_problems(side: Side, plan: LabPlan, document: Document, path: Path) -> Iterator[Problem]:
    storage = plan.role("prometheus")
    if side.timed_query is None or storage is None:
        return
    features = enabled_features(map(str, storage.compose.get("command") or ()))
    if error := query_error(side.timed_query, features):
        yield Problem(document.place((*path, "timed_query")), f"PromQL does not parse: {error}")


def _link_problems(side: Side, services: list[str], document: Document, path: Path) -> Iterator[Problem]:
    names: dict[frozenset[str], str] = {}
    for name, ends in side.network_links.items():
        link_path = (*path, "network_links", name)
        for index, service in enumerate(ends):
            if service not in services:
                hint = did_you_mean(service, services)
                yield Problem(document.place((*link_path, index)), f"there is no service {service!r}{hint}")
        if ends[0] == ends[1]:
            yield Problem(document.place(link_path), f"{ends[0]!r} is at both ends of the link; name two services")
        if earlier := names.get(frozenset(ends)):
            yield Problem(document.place(link_path), f"these two services already have the link {earlier!r}")
        names.setdefault(frozenset(ends), name)


def _wire_check_problems(check: WireCheck, document: Document, path: Path) -> Iterator[Problem]:
    texts: list[tuple[Path, str]] = [((*path, "request"), check.request)]
    for key, headers in (("headers", check.headers), ("response_headers", check.response_headers)):
        for name, text in headers.items():
            texts.append(((*path, key, name), text))
            if name != name.lower():
                yield Problem(document.place((*path, key, name)), _lower_case(name))
    for index, name in enumerate(check.absent_headers):
        if name != name.lower():
            yield Problem(document.place((*path, "absent_headers", index)), _lower_case(name))
    for text_path, text in texts:
        if len(text) > 1 and text[0] == text[-1] == "/":
            try:
                re.compile(text[1:-1])
            except re.error as error:
                yield Problem(document.place(text_path), f"{text!r} is not a regular expression: {error.msg}")


def _lower_case(name: str) -> str:
    return f"header names are compared in lower case: write {name.lower()!r}"
