"""Collects a scenario file: plans it, and makes the items of the scenario, its variants and mutants. Starts nothing.

All problems of the scenario, its variants and mutants are reported together, as text without a traceback.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from lab.errors import LabError, Problem, Problems
from lab.plan.model import LabPlan
from lab.plan.planning import Request, plan
from lab.pytest_items.items import OtherExpectations, ScenarioItem
from lab.pytest_items.labs import RUNNER, EngineRunner, Runner, ScenarioRun
from lab.pytest_items.workers import at_once, labs_are_split, marker_folder
from lab.selection.options import parse_images, parse_sets
from lab.selection.scenarios import NamedScenario, every_request, project_folders
from lab.settings import from_environment
from lab.stack.folders import Folders, ScenarioSource


class ScenarioFile(pytest.File):
    def collect(self) -> Iterator[pytest.Item | pytest.Collector]:
        if labs_are_split(self.config):
            raise self.CollectError("several workers would start this lab; give the folder of scenarios itself")
        folders = project_folders(from_environment())
        try:
            scenario, *others = plans(folders.scenario(str(self.path)), folders, request_of(self.config))
        except LabError as error:
            raise self.CollectError("\n".join(filter(None, (error.message, error.remedy)))) from None
        yield from items(self, ScenarioRun(scenario, runner_of(self.session)))
        for other in others:
            yield FormOfScenario.from_parent(self, lab=ScenarioRun(other, runner_of(self.session)))


class FormOfScenario(pytest.Collector):
    """A variant or a mutant of the scenario. No brackets in the name of a variant: pytest takes what follows one in an
    argument for parameters of a test."""

    def __init__(self, *, lab: ScenarioRun, **kwargs: Any) -> None:
        mutant, variant = lab.plan.mutant, lab.plan.variant_name
        super().__init__(node_name(f"mutant: {mutant.name}" if mutant else f"variant: {variant}"), **kwargs)
        self.lab = lab

    def collect(self) -> Iterator[pytest.Item]:
        return items(self, self.lab)


def plans(source: ScenarioSource, folders: Folders, request: Request) -> tuple[LabPlan, ...]:
    """The plan of the scenario, then those of its variants and mutants. Raises `Problems` with those of all."""
    result: list[LabPlan] = []
    problems: list[Problem] = []
    for form in every_request(NamedScenario(source, None)):
        try:
            result.append(plan(source, folders, replace(form, sets=request.sets, images=request.images)))
        except Problems as error:
            problems.extend(error.problems)
    if problems:
        raise Problems(tuple(problems))
    return tuple(result)


def items(parent: pytest.Collector, lab: ScenarioRun) -> Iterator[ScenarioItem]:
    """An item per expectation; for a mutant, one per planned failure and one for all other expectations."""
    checks = lab.plan.checks()
    mutant = lab.plan.mutant
    if mutant is None:
        for check in checks:
            yield ScenarioItem.from_parent(parent, name=node_name(check.name), lab=lab, check=check)
        return
    for check in checks:
        if check.name in mutant.fails:
            name = f"{node_name(check.name)}: fails with {mutant.fails[check.name]}"
            yield ScenarioItem.from_parent(parent, name=name, lab=lab, check=check)
    yield OtherExpectations.from_parent(parent, name="nothing else fails", lab=lab)


def node_name(name: str) -> str:
    """pytest separates node names by two colons."""
    return name.replace("::", ":")


def request_of(config: pytest.Config) -> Request:
    """What --lab-set and --lab-image request. Raises UsageError."""
    sets = parse_sets(config.getoption("lab_set"), "--lab-set")
    return Request(sets=sets, images=parse_images(config.getoption("lab_image"), "--lab-image"))


def runner_of(session: pytest.Session) -> Runner:
    """The runner of the session: one, so that the engine is inspected only once."""
    config = session.config
    if RUNNER not in config.stash:
        runner: Runner = EngineRunner(
            settings=from_environment(),
            keep=config.getoption("lab_keep"),
            strict=config.getoption("lab_strict"),
            at_once=at_once(config),
            markers=marker_folder(config),
            selected=lambda: tuple(item.lab.plan for item in session.items if isinstance(item, ScenarioItem)),
        )
        config.stash[RUNNER] = runner
    return config.stash[RUNNER]
