"""What each mutant of a project depends on: found by planning it and noting what was read."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from lab.errors import LabError
from lab.expectations import KINDS
from lab.plan.model import BaseWant, LabPlan
from lab.plan.planning import Request, plan
from lab.pytest_items.mutant_selection import Candidate
from lab.selection.scenarios import read_scenario
from lab.stack.folders import Folders, ScenarioSource

_JUDGES = "lab.expectations"


@dataclass(frozen=True, slots=True)
class _NotingSource(ScenarioSource):
    """A scenario that notes which of its files, and of those it shares, a plan has read."""

    paths: set[Path] = field(default_factory=set)

    def read(self, relative: str) -> str | None:
        self.paths.add((self.folder / relative).resolve())
        return ScenarioSource.read(self, relative)


def candidates(folders: Folders, root: Path) -> tuple[Candidate, ...]:
    """Every mutant of the project's own scenarios that can be planned. `root` is that of the repository."""
    return tuple(one for name in folders.scenario_names() for one in candidates_of(name, folders, root))


def candidates_of(name: str, folders: Folders, root: Path) -> Iterator[Candidate]:
    try:
        found = folders.scenario(name)
        scenario = read_scenario(found)
    except LabError:
        return  # reported when it is collected
    if not found.folder.is_relative_to(folders.roots[0].resolve()):
        return  # one that lab brings along, which no test run of this project collects
    source = _NotingSource(found.name, found.folder, found.display_path, found.text)
    for mutant in scenario.mutants:
        try:
            planned = plan(source, folders, Request(mutant=mutant))
        except LabError:
            continue
        files = {*source.paths, *_dialect_files(scenario.dialect, folders)}
        used = {found.folder, *_component_folders(planned, folders)}
        yield Candidate(
            label=planned.label,
            files=frozenset(_from_root(files, root)),
            folders=frozenset(_from_root(used, root)),
            judges=frozenset(_from_root(_judge_files(planned), root)),
        )


def _dialect_files(dialect: str | None, folders: Folders) -> set[Path]:
    return {root / "scenarios" / "dialects" / f"{dialect}.yaml" for root in folders.roots} if dialect else set()


def _component_folders(planned: LabPlan, folders: Folders) -> Iterator[Path]:
    for service in planned.services:
        component = folders.component(service.component)
        if component is not None:
            yield Path(component.folder)
        yield from _base_folders(service.image.bases.values())


def _base_folders(bases: Iterable[BaseWant]) -> Iterator[Path]:
    for base in bases:
        yield Path(base.folder)
        yield from _base_folders(base.bases.values())


def _judge_files(planned: LabPlan) -> set[Path]:
    """The modules of the expectations that a mutant plans to fail, with what these import of their package."""
    assert planned.mutant is not None
    checks = [check for check in planned.checks() if check.name in planned.mutant.fails]
    kinds = {kind.kind: kind.__module__ for kind in KINDS}
    modules = {*(type(check.spec).__module__ for check in checks), *(kinds[check.kind] for check in checks)}
    return {file for module in modules for file in module_files(module)}


@lru_cache(maxsize=64)
def module_files(module: str) -> frozenset[Path]:
    files: dict[str, Path] = {}
    waiting = [module]
    while waiting:
        name = waiting.pop()
        file = getattr(sys.modules.get(name), "__file__", None)
        if name in files or not name.startswith(f"{_JUDGES}.") or file is None:
            continue
        files[name] = Path(file)
        for node in ast.walk(ast.parse(Path(file).read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module is not None:
                waiting += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return frozenset(files.values())


def _from_root(paths: Iterable[Path], root: Path) -> Iterator[str]:
    for path in paths:
        whole = path.resolve()
        if whole.is_relative_to(root):
            yield whole.relative_to(root).as_posix()
