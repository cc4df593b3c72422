"""A comparison nobody wrote: two to four scenarios as they are, with what their own files tell of their ways.

It proves nothing about them and expects nothing. What cannot be told is said, with what a comparison file would add.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lab.comparison.config import Comparison, Faults, Production, Side, Steady
from lab.comparison.sides.network_links import Way, config_of, way_of
from lab.comparison.sides.steps import BEFORE, COUNT, STARTS
from lab.errors import Place, UsageError
from lab.expectations.meaning import MeaningExpectation
from lab.language.dialect import Dialect
from lab.language.patch.model import Patch
from lab.language.paths import Key, spell
from lab.language.promql import counted_metric, selector
from lab.language.strict_yaml import Document
from lab.plan.model import LabPlan
from lab.plan.planning import plan
from lab.plan.requests import Request, patches_of
from lab.scenario.model import Load, Scenario
from lab.scenario.reading import load, with_patches
from lab.stack.folders import ComparisonSource, Folders, ScenarioSource

_LOOKBACK = "--query.lookback-delta"
_EVENT = "POST /api/orders"
_WAIT = f"steps[{BEFORE}].wait"
_WRITE_ONE = "write scenarios/NAME/comparison.yaml, with the 'links', 'path', 'noticed' and 'load' of its sides"


def ad_hoc(sides: Mapping[str, str], folders: Folders) -> tuple[Comparison, Document, ComparisonSource]:
    """`sides`: name -> scenario. Raises UsageError when they do not tell enough."""
    sources = {name: folders.scenario(scenario) for name, scenario in sides.items()}
    scenarios = {name: _scaled(source) for name, source in sources.items()}
    shared, event = _load(next(iter(scenarios.values())), next(iter(sources.values())))
    made = {
        name: _side(sides[name], sources[name], scenarios[name], plan(sources[name], folders), shared["to"], folders)
        for name in sides
    }
    title = " against ".join(sides)
    shown = f"lab compare {' '.join(dict.fromkeys(sides.values()))}"
    comparison = Comparison.model_construct(
        title=title,
        why=f"{title}, as their files are: nothing is proved about them and nothing was expected. Both send the load "
        f"of {next(iter(sources.values())).name}, and their queries look 5 s back",
        sides=made,
        load=Load.model_validate(shared),
        steady=Steady(event=event),
        faults=Faults(),
        sizes=None,
        production=Production(),
        margins={},
        expected=(),
    )
    document = Document(shown, {"load": shared}, {(): Place(shown, 0, 0)}, {})
    return comparison, document, ComparisonSource("-vs-".join(sides), folders.here, shown, "")


def _scaled(source: ScenarioSource) -> Scenario:
    """The scenario in the form it runs in."""
    written, document = load(source.text, source.shown)
    form = patches_of(written, Request(), None, document)
    return with_patches(document, tuple((p.patch, p.place) for p in form if p.patch.in_ is None))


def _load(scenario: Scenario, source: ScenarioSource) -> tuple[dict[str, Any], str]:
    """The first load of the scenario without one of its requests, which is then the event."""
    found = next((step.load for step in scenario.steps if step.load is not None), None)
    if found is None:
        raise UsageError(f"{source.name} sends no load that could be shared", remedy=_WRITE_ONE)
    raw = found.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    mix = {key: entry for key, entry in found.mix.items() if "{" not in key and not entry.query and entry.route is None}
    event = _EVENT if _EVENT in found.mix or not mix else min(mix, key=lambda key: mix[key].weight)
    left = {key: entry for key, entry in raw["mix"].items() if key != event}
    if not left:
        raise UsageError(f"{source.name} sends one kind of request only, and events need another", remedy=_WRITE_ONE)
    return {**raw, "rate": f"{found.rate:g}/s", "mix": left}, event


def _side(named: str, source: ScenarioSource, scenario: Scenario, made: LabPlan, to: str, folders: Folders) -> Side:
    prometheus, app = made.role("prometheus"), _app(made, scenario)
    if prometheus is None or app is None:
        lacking = "Prometheus" if prometheus is None else "application that is sent a load"
        raise UsageError(f"{source.name} has no {lacking}", remedy=_WRITE_ONE)
    way = way_of(made, app, prometheus.name)
    if way is None:
        said = f"how samples get from {app!r} to {prometheus.name!r} is not told by the files of {source.name}"
        raise UsageError(said, remedy=_WRITE_ONE)
    linked = {service for pair in way.links.values() for service in pair}
    alone = [service.name for service in made.services if not service.on_demand and service.name not in linked]
    dialect = folders.dialect(scenario.dialect) if scenario.dialect else None
    use = scenario.components[prometheus.name]
    content: dict[str, Any] = {"remove": [spell((Key("components"), Key(name))) for name in alone], "set": {}}
    if not any(flag.startswith(_LOOKBACK) for flag in use.flags):
        path = spell((Key("components"), Key(prometheus.name), Key("flags")))
        content["set"][path] = [*use.flags, f"{_LOOKBACK}=5s"]
    if app != to:
        content["set"]["steps[load].load.to"] = app
    # What else a scenario waits for may belong to what is left out.
    if awaited := _awaited(scenario):
        content["set"][_WAIT] = awaited
    elif COUNT in (dialect.meanings if dialect else ()):
        content["remove"].append(f"{_WAIT}.{STARTS}")
    patches = [Patch.model_validate({**content, "remove": tuple(content["remove"])})] if any(content.values()) else []
    config = use.files.get("config")
    if isinstance(config, str) and "alerting" in config_of(prometheus) and alone:
        patches.append(Patch.model_validate({"in": config, "remove": ("alerting",)}))
    return Side.model_construct(
        scenario=named,
        variant={},
        patch=tuple(patches),
        links=dict(way.links),
        path=way.path,
        noticed=_noticed(way, source, dialect),
        proves={},
    )


def _app(made: LabPlan, scenario: Scenario) -> str | None:
    sent = next((step.load.to for step in scenario.steps if step.load is not None), None)
    playing = made.role("app")
    return sent or (playing.name if playing else None)


def _awaited(scenario: Scenario) -> dict[str, Any]:
    """Its label sets at 0, if that is what the scenario waits for: not every application has them from the start."""
    waits = (each for step in scenario.steps for each in step.wait.items())
    for name, expectation in waits:
        if isinstance(expectation, MeaningExpectation) and expectation.meaning == COUNT:
            return {name: {"meaning": COUNT, "where": dict(expectation.where), "every": "== 0"}}
    return {}


def _noticed(way: Way, source: ScenarioSource, dialect: Dialect | None) -> str:
    if way.path == "scraped":
        return f"{selector('up', {'job': way.job})} == 0"
    if dialect is None or COUNT not in dialect.meanings:
        raise UsageError(f"{source.name} names no dialect that has {COUNT!r}", remedy=_WRITE_ONE)
    return f"absent({counted_metric(dialect.meanings[COUNT])})"
