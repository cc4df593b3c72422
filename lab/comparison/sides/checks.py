"""What must hold of a comparison and of each side's lab, so that what is measured means something."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lab.comparison.config import Comparison, Side, WireProof
from lab.comparison.sides.steps import COUNT
from lab.errors import Problem
from lab.language.dialect import Dialect
from lab.language.promql import promql_error
from lab.language.strict_yaml import Document, Path
from lab.language.suggestions import did_you_mean
from lab.plan.model import LabPlan

_EVENT = re.compile(r"(GET|POST|PUT|PATCH|DELETE) /[^?\s{}]*")


def comparison_problems(comparison: Comparison, document: Document) -> Iterator[Problem]:
    """What is wrong whatever the sides are."""
    steady = comparison.steady
    if steady is not None and not _EVENT.fullmatch(steady.event):
        said = f"{steady.event!r} is not one request that can be sent; write for instance 'POST /api/orders'"
        yield Problem(document.place(("steady", "event")), said)
    for name, side in comparison.sides.items():
        for claim, proof in side.proves.items():
            yield from _proof_problems(proof, document, ("sides", name, "proves", claim))


def side_problems(
    side: Side, dialect: Dialect | None, plan: LabPlan, document: Document, here: Path, *, counted: bool
) -> Iterator[Problem]:
    """What is wrong with one side: `plan` is its lab before its services are linked, `counted` whether it is loaded."""
    services = [service.name for service in plan.services if not service.on_demand]
    if plan.role("prometheus") is None:
        said = "no service here has the role 'prometheus': there is nobody to ask"
        yield Problem(document.place((*here, "scenario")), said)
    if counted and (dialect is None or COUNT not in dialect.meanings):
        said = f"its scenario names no dialect that has {COUNT!r}, by which events are counted"
        yield Problem(document.place((*here, "scenario")), said)
    if error := promql_error(side.noticed):
        yield Problem(document.place((*here, "noticed")), f"PromQL does not parse: {error}")
    yield from _link_problems(side, services, document, here)
    linked = {service for pair in side.links.values() for service in pair}
    alone = [name for name in services if name not in linked]
    if linked <= set(services):
        for name in alone:
            yield Problem(
                document.place((*here, "links")),
                f"{name!r} is in no link, and linked services reach nothing else; link it, or leave it out with the "
                f"patch 'remove: [components.{name}]'",
            )
    for claim, proof in side.proves.items():
        pair = side.links.get(proof.link, ())
        if proof.by not in pair:
            place = document.place((*here, "proves", claim, "by"))
            yield Problem(place, f"{proof.by!r} is no end of the link {proof.link!r}{did_you_mean(proof.by, pair)}")


def _link_problems(side: Side, services: list[str], document: Document, here: Path) -> Iterator[Problem]:
    seen: dict[frozenset[str], str] = {}
    for name, pair in side.links.items():
        path = (*here, "links", name)
        for index, service in enumerate(pair):
            if service not in services:
                hint = did_you_mean(service, services)
                yield Problem(document.place((*path, index)), f"there is no service {service!r}{hint}")
        if pair[0] == pair[1]:
            yield Problem(document.place(path), f"a link has two ends, not {pair[0]!r} twice")
        if earlier := seen.get(frozenset(pair)):
            yield Problem(document.place(path), f"these two are linked already, as {earlier!r}")
        seen.setdefault(frozenset(pair), name)


def _proof_problems(proof: WireProof, document: Document, path: Path) -> Iterator[Problem]:
    texts: list[tuple[Path, str]] = [((*path, "request"), proof.request)]
    for key, headers in (("headers", proof.headers), ("answer_headers", proof.answer_headers)):
        for name, text in headers.items():
            texts.append(((*path, key, name), text))
            if name != name.lower():
                yield Problem(document.place((*path, key, name)), f"names are compared in lower case: {name.lower()!r}")
    for index, name in enumerate(proof.lack):
        if name != name.lower():
            yield Problem(document.place((*path, "lack", index)), f"names are compared in lower case: {name.lower()!r}")
    for where, text in texts:
        if len(text) > 1 and text[0] == text[-1] == "/":
            try:
                re.compile(text[1:-1])
            except re.error as error:
                yield Problem(document.place(where), f"{text!r} is not a regular expression: {error.msg}")
