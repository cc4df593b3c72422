"""Names on the command line to plans: scenarios, their mutants and variants, and what `--set` changes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lab.errors import Problem, Problems, UsageError
from lab.language.patch.model import Patch
from lab.language.paths import PathError, parse_path
from lab.language.strict_yaml import read
from lab.plan.model import LabPlan
from lab.plan.planning import Request, plan
from lab.scenario.model import Scenario
from lab.scenario.reading import load
from lab.settings import Settings
from lab.stack.folders import Folders, ScenarioSource


def folders_of(settings: Settings) -> Folders:
    return Folders(settings.roots(), Path.cwd())


def sources(names: tuple[str, ...], folders: Folders) -> tuple[ScenarioSource, ...]:
    """The scenarios named, or all there are. Raises UsageError."""
    found = tuple(folders.scenario(name) for name in names or folders.scenario_names())
    if not found:
        raise UsageError("there is no scenario here", remedy="make scenarios/<name>/scenario.yaml, or see lab list")
    return found


def scenario_of(source: ScenarioSource) -> Scenario:
    return load(source.text, source.shown)[0]


def every_form(source: ScenarioSource) -> tuple[Request, ...]:
    """The scenario as it is, each of its variants and each of its mutants: all that a check must look at."""
    scenario = scenario_of(source)
    variants = [Request(variant={axis: value}) for axis, values in scenario.variants.items() for value in values]
    return (Request(), *variants, *(Request(mutant=mutant) for mutant in scenario.mutants))


def check_all(chosen: tuple[ScenarioSource, ...], folders: Folders) -> int:
    """How many forms were checked. Raises `Problems` with everything wrong in all of them."""
    problems: list[Problem] = []
    checked = 0
    for source in chosen:
        try:
            for request in every_form(source):
                checked += 1
                try:
                    plan(source, folders, request)
                except Problems as found:
                    problems.extend(found.problems)
        except Problems as found:
            problems.extend(found.problems)
    if problems:
        raise Problems(tuple(problems))
    return checked


def variant_of(words: list[str]) -> dict[str, str]:
    """`axis=value` each."""
    return dict(_pair(word, "--variant", "axis=value") for word in words)


def ports_of(words: list[str]) -> dict[str, int]:
    """`prometheus=9090` each."""
    ports = {}
    for word in words:
        service, number = _pair(word, "--port", "prometheus=9090")
        if not number.isdigit() or not 0 < int(number) < 65536:
            raise UsageError(f"--port {word}: {number!r} is not a port; write for instance prometheus=9090")
        ports[service] = int(number)
    return ports


def images_of(words: list[str], flag: str = "--image") -> dict[str, str]:
    """`prometheus=prom/prometheus:v3.5.0` each."""
    return dict(_pair(word, flag, "prometheus=REFERENCE") for word in words)


def sets_of(words: list[str], flag: str = "--set") -> tuple[Patch, ...]:
    """`path=value`, or `file:path=value`, each; the value is read as YAML."""
    patches = []
    for word in words:
        path, value = _pair(word, flag, "path=value or prometheus.yml:global.scrape_interval=5s")
        file, colon, inside = path.rpartition(":")
        try:
            parse_path(inside)
        except PathError as error:
            raise UsageError(f"{flag} {word}: {error}") from None
        data: Any = read(value, flag).data
        content = {"set": {inside: data}, **({"in": file} if colon else {})}
        patches.append(Patch.model_validate(content))
    return tuple(patches)


def _pair(word: str, flag: str, example: str) -> tuple[str, str]:
    name, equals, value = word.partition("=")
    if not (name and equals and value):
        raise UsageError(f"{flag} {word}: write for instance {example}")
    return name, value


def plans_of(source: ScenarioSource, folders: Folders, request: Request, *, mutants: bool) -> tuple[LabPlan, ...]:
    """The plan of a scenario, or with `mutants` those of all its mutants."""
    if not mutants:
        return (plan(source, folders, request),)
    names = scenario_of(source).mutants
    return tuple(
        plan(source, folders, Request(name, request.variant, request.sets, request.ports, request.images))
        for name in names
    )
