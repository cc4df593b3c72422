"""A comparison without a comparison file: two to four scenarios as they are, from what their own files say.

It has no wire checks and no expected differences. What the files do not say is an error that names what to write.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lab.comparison.config import Comparison, Faults, Production, Side, Steady
from lab.comparison.sides.planning import ComparisonFile
from lab.comparison.sides.sample_path import SamplePath, prometheus_config, sample_path
from lab.comparison.sides.steps import FIRST_STEP, REQUEST_COUNT, STARTS_AT_ZERO
from lab.errors import Place, UsageError
from lab.expectations.meaning import MeaningExpectation
from lab.language.dialect import Dialect
from lab.language.patch.model import Patch
from lab.language.paths import Key, format_path
from lab.language.promql import counted_metric, selector
from lab.language.strict_yaml import Document
from lab.plan.model import LabPlan, ServicePlan
from lab.plan.planning import plan
from lab.plan.requests import Request, patches_of
from lab.scenario.load import Load
from lab.scenario.model import Scenario
from lab.scenario.reading import load, with_patches
from lab.selection.scenarios import named_scenario
from lab.stack.folders import ComparisonSource, Folders, ScenarioSource

_LOOKBACK = "--query.lookback-delta"
_EVENT = "POST /api/orders"
_WAIT = f"steps[{FIRST_STEP}].wait"
_WRITE_ONE = (
    "write scenarios/NAME/comparison.yaml, with 'network_links', 'transport', 'detection_query' and 'load' of its sides"
)


def ad_hoc_comparison(sides: Mapping[str, str], folders: Folders) -> ComparisonFile:
    """`sides`: name -> scenario. Raises UsageError when their files do not say enough."""
    named = {name: named_scenario(scenario, folders) for name, scenario in sides.items()}
    requests = {name: Request(variant=scenario.variant()) for name, scenario in named.items()}
    sources = {name: scenario.source for name, scenario in named.items()}
    scenarios = {name: _scaled_scenario(source, requests[name]) for name, source in sources.items()}
    first = next(iter(sources.values()))
    shared, event = _load(next(iter(scenarios.values())), first)
    title = " against ".join(sides)
    command = f"lab compare {' '.join(dict.fromkeys(sides.values()))}"
    comparison = Comparison.model_construct(
        title=title,
        why=f"{title}, as their files are, without claims or expectations. Each is sent the load of {first.name}, and "
        "queries look back 5 s",
        sides={
            name: _side(sides[name], sources[name], requests[name], scenarios[name], shared["to"], folders)
            for name in sides
        },
        load=Load.model_validate(shared),
        steady=Steady(event=event),
        faults=Faults(),
        sizes=None,
        production=Production(),
        margins={},
        expected=(),
    )
    document = Document(command, {"load": shared}, {(): Place(command, 0, 0)}, {})
    return ComparisonFile(comparison, document, ComparisonSource("-vs-".join(sides), folders.here, command, ""))


def _scaled_scenario(source: ScenarioSource, request: Request) -> Scenario:
    """The scenario with its own scaling and its variant applied."""
    scenario, document = load(source.text, source.display_path)
    patches = patches_of(scenario, request, None, document)
    return with_patches(document, tuple((p.patch, p.place) for p in patches if p.patch.in_ is None))


def _load(scenario: Scenario, source: ScenarioSource) -> tuple[dict[str, Any], str]:
    """The first load of the scenario without one of its requests, and that request, which becomes the event."""
    first = next((step.load for step in scenario.steps if step.load is not None), None)
    if first is None:
        raise UsageError(f"{source.name} sends no load that the sides could share", remedy=_WRITE_ONE)
    raw = first.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    plain = {
        key: entry for key, entry in first.mix.items() if "{" not in key and not entry.query and entry.route is None
    }
    event = _EVENT if _EVENT in first.mix or not plain else min(plain, key=lambda key: plain[key].weight)
    mix = {key: entry for key, entry in raw["mix"].items() if key != event}
    if not mix:
        raise UsageError(f"{source.name} sends only one kind of request, and events need another", remedy=_WRITE_ONE)
    return {**raw, "rate": f"{first.rate:g}/s", "mix": mix}, event


def _side(
    name: str, source: ScenarioSource, request: Request, scenario: Scenario, load_to: str, folders: Folders
) -> Side:
    lab_plan = plan(source, folders, request)
    prometheus, app = lab_plan.role("prometheus"), _app(lab_plan, scenario)
    if prometheus is None or app is None:
        missing = "Prometheus" if prometheus is None else "application that receives a load"
        raise UsageError(f"{source.name} has no {missing}", remedy=_WRITE_ONE)
    if prometheus.of_compose_file or lab_plan.service(app).of_compose_file:
        message = f"{source.name} is based on a Compose file: its sides are to be said in a comparison.yaml"
        raise UsageError(message, remedy=_WRITE_ONE)
    path = sample_path(lab_plan, app, prometheus.name)
    if path is None:
        raise UsageError(
            f"the files of {source.name} do not say how samples get from {app!r} to {prometheus.name!r}",
            remedy=_WRITE_ONE,
        )
    dialect = folders.dialect(scenario.dialect) if scenario.dialect else None
    return Side.model_construct(
        scenario=name,
        variant={},
        patch=_patches(lab_plan, scenario, prometheus, path, app if app != load_to else None, dialect),
        network_links=dict(path.network_links),
        transport=path.transport,
        detection_query=_detection_query(path, source, dialect),
        wire_checks={},
    )


def _patches(
    lab_plan: LabPlan,
    scenario: Scenario,
    prometheus: ServicePlan,
    path: SamplePath,
    load_to: str | None,
    dialect: Dialect | None,
) -> tuple[Patch, ...]:
    """Removes what is on no link, shortens the lookback, and keeps only the scenario's wait for its counter."""
    linked = {service for ends in path.network_links.values() for service in ends}
    unlinked = [service.name for service in lab_plan.services if not service.on_demand and service.name not in linked]
    use = scenario.components[prometheus.name]
    removals = [format_path((Key("components"), Key(name))) for name in unlinked]
    values: dict[str, Any] = {}
    if not any(flag.startswith(_LOOKBACK) for flag in use.flags):
        flags = format_path((Key("components"), Key(prometheus.name), Key("flags")))
        values[flags] = [*use.flags, f"{_LOOKBACK}=5s"]
    if load_to is not None:
        values["steps[load].load.to"] = load_to
    if wait := _counter_wait(scenario):
        values[_WAIT] = wait
    elif REQUEST_COUNT in (dialect.meanings if dialect else ()):
        removals.append(f"{_WAIT}.{STARTS_AT_ZERO}")
    patches = [Patch.model_validate({"set": values, "remove": tuple(removals)})] if values or removals else []
    config = use.files.get("config")
    if isinstance(config, str) and "alerting" in prometheus_config(prometheus) and unlinked:
        patches.append(Patch.model_validate({"in": config, "remove": ("alerting",)}))
    return tuple(patches)


def _app(lab_plan: LabPlan, scenario: Scenario) -> str | None:
    load_to = next((step.load.to for step in scenario.steps if step.load is not None), None)
    role = lab_plan.role("app")
    return load_to or (role.name if role else None)


def _counter_wait(scenario: Scenario) -> dict[str, Any]:
    """The scenario's wait for label sets at 0, if it has one: not every application has them from the start."""
    for name, expectation in (item for step in scenario.steps for item in step.wait.items()):
        if isinstance(expectation, MeaningExpectation) and expectation.meaning == REQUEST_COUNT:
            return {name: {"meaning": REQUEST_COUNT, "where": dict(expectation.where), "every": "== 0"}}
    return {}


def _detection_query(path: SamplePath, source: ScenarioSource, dialect: Dialect | None) -> str:
    if path.transport == "pull":
        return f"{selector('up', {'job': path.job})} == 0"
    if dialect is None or REQUEST_COUNT not in dialect.meanings:
        raise UsageError(f"the dialect of {source.name} does not define {REQUEST_COUNT!r}", remedy=_WRITE_ONE)
    return f"absent({counted_metric(dialect.meanings[REQUEST_COUNT])})"
