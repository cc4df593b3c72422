"""What each mutant of a project depends on, determined by planning it and tracking which files are read."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from lab.errors import LabError
from lab.expectations import KINDS
from lab.plan.model import BaseImageSpec, LabPlan
from lab.plan.planning import Request, plan
from lab.pytest_items.mutant_selection import Candidate
from lab.selection.scenarios import read_scenario
from lab.stack.folders import Folders, ScenarioSource

_EXPECTATIONS = "lab.expectations"


@dataclass(frozen=True, slots=True)
class _TrackingSource(ScenarioSource):
    """A scenario that tracks which of its files, and of those it shares, are read."""

    paths: set[Path] = field(default_factory=set)

    def read(self, relative: str) -> str | None:
        self.paths.add((self.folder / relative).resolve())
        return ScenarioSource.read(self, relative)


def candidates(folders: Folders, root: Path) -> tuple[Candidate, ...]:
    """Every mutant of the project's own scenarios that can be planned. `root`: of the repository."""
    names = folders.scenario_names()
    return tuple(candidate for name in names for candidate in candidates_of(name, folders, root))


def candidates_of(name: str, folders: Folders, root: Path) -> Iterator[Candidate]:
    try:
        source = folders.scenario(name)
        scenario = read_scenario(source)
    except LabError:
        return  # reported when the scenario is collected
    if not source.folder.is_relative_to(folders.roots[0].resolve()):
        return  # bundled with lab, so that no test run of this project collects it
    tracked = _TrackingSource(source.name, source.folder, source.display_path, source.text)
    for mutant in scenario.mutants:
        try:
            lab_plan = plan(tracked, folders, Request(mutant=mutant))
        except LabError:
            continue
        files = {*tracked.paths, *_dialect_files(scenario.dialect, folders)}
        used = {source.folder, *_component_folders(lab_plan, folders)}
        yield Candidate(
            label=lab_plan.label,
            files=frozenset(_from_root(files, root)),
            folders=frozenset(_from_root(used, root)),
            modules=frozenset(_from_root(_expectation_modules(lab_plan), root)),
        )


def _dialect_files(dialect: str | None, folders: Folders) -> set[Path]:
    return {root / "scenarios" / "dialects" / f"{dialect}.yaml" for root in folders.roots} if dialect else set()


def _component_folders(lab_plan: LabPlan, folders: Folders) -> Iterator[Path]:
    for service in lab_plan.services:
        component = folders.component(service.component)
        if component is not None:
            yield Path(component.folder)
        yield from _base_folders(service.image.bases.values())


def _base_folders(bases: Iterable[BaseImageSpec]) -> Iterator[Path]:
    for base in bases:
        yield Path(base.folder)
        yield from _base_folders(base.bases.values())


def _expectation_modules(lab_plan: LabPlan) -> set[Path]:
    """The modules of the expectations that a mutant plans to fail, with what they import from their package."""
    assert lab_plan.mutant is not None
    checks = [check for check in lab_plan.checks() if check.name in lab_plan.mutant.fails]
    kinds = {kind.kind: kind.__module__ for kind in KINDS}
    modules = {*(type(check.spec).__module__ for check in checks), *(kinds[check.kind] for check in checks)}
    return {file for module in modules for file in module_files(module)}


@lru_cache(maxsize=64)
def module_files(module: str) -> frozenset[Path]:
    """The file of an imported module of `lab.expectations`, and of those of the package that it imports."""
    files: dict[str, Path] = {}
    pending = [module]
    while pending:
        name = pending.pop()
        file = getattr(sys.modules.get(name), "__file__", None)
        if name in files or not name.startswith(f"{_EXPECTATIONS}.") or file is None:
            continue
        files[name] = Path(file)
        for node in ast.walk(ast.parse(Path(file).read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module is not None:
                pending += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return frozenset(files.values())


def _from_root(paths: Iterable[Path], root: Path) -> Iterator[str]:
    for path in map(Path.resolve, paths):
        if path.is_relative_to(root):
            yield path.relative_to(root).as_posix()
