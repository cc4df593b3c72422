"""`pytest scenarios`: every scenario.yaml of lab is collected, and each of its expectations is a test.

Other programs have files of this name too. One is lab's when a comment at its beginning names the schema, as editors
need it, when it is below a folder of the ini option `lab_scenarios`, or when it is itself an argument.

This file has only hooks, and imports nothing of lab before a scenario is collected, so that other test runs start as
fast as without it. The items are in `lab.pytest_items`.
"""

from __future__ import annotations

import re
from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from lab.pytest_items.collecting import ScenarioFile

SCENARIO_FILE = "scenario.yaml"
# Where a folder given as argument has scenarios: as one itself, as a folder of scenarios, as a project.
_NEAR = (SCENARIO_FILE, f"*/{SCENARIO_FILE}", f"scenarios/*/{SCENARIO_FILE}")
_BEGINNING = 4096  # bytes
_SCHEMA_LINE = re.compile(rb"^#.*\$schema=\S*scenario\.schema\.json\s*$", re.MULTILINE)
_collected = pytest.StashKey[bool]()


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("lab", "scenarios as tests")
    parser.addini(
        "lab_scenarios", "folders in which every scenario.yaml is a scenario of lab", type="paths", default=[]
    )
    group.addoption("--lab-keep", action="store_true", help="leave the labs running")
    group.addoption("--lab-strict", action="store_true", help="treat not-applicable expectations as failures")
    group.addoption(
        "--lab-set", action="append", default=[], metavar="[FILE:]PATH=VALUE", help="change a value in every scenario"
    )
    group.addoption("--lab-image", action="append", default=[], metavar="COMPONENT=REFERENCE", help="use another image")
    group.addoption(
        "--lab-mutants",
        choices=("all", "selected", "none"),
        default="all",
        help="which mutants run; selected: those that the change affects, and a share of the others",
    )
    group.addoption(
        "--lab-since", default="", metavar="REV", help="the revision that the change starts from (or LAB_SINCE)"
    )
    group.addoption(
        "--lab-share", type=_percent, default=20, metavar="N%", help="the share of the other mutants (default 20)"
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "scenario: an expectation of a scenario, which starts a lab")
    config.addinivalue_line("markers", "mutant: an expectation of a mutant, whose injected defect must be detected")
    if config.getoption("lab_set") or config.getoption("lab_image"):
        from lab.errors import LabError
        from lab.pytest_items.collecting import request_of

        try:
            request_of(config)
        except LabError as error:
            raise pytest.UsageError(error.message) from None


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> ScenarioFile | None:
    if file_path.name != SCENARIO_FILE or not _is_of_lab(file_path, parent.config):
        return None
    from lab.pytest_items.collecting import ScenarioFile

    parent.config.stash[_collected] = True
    return ScenarioFile.from_parent(parent, path=file_path)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> Generator[None]:
    """Runs before other plugins to rewrite -k, and after those that shuffle, to put the items of a lab together."""
    if not config.stash.get(_collected, False):
        return (yield)
    from lab.pytest_items.keywords import hyphenate_expression
    from lab.pytest_items.ordering import group_by_lab, sort_longest_first
    from lab.pytest_items.workers import at_once

    config.option.keyword = hyphenate_expression(config.option.keyword)
    if config.getoption("lab_mutants") != "all":
        from lab.pytest_items.mutants_option import split_mutants

        items[:], deselected = split_mutants(config, items)
        config.hook.pytest_deselected(items=deselected)
    result = yield
    if at_once(config) > 1:
        sort_longest_first(items)
    group_by_lab(items)
    return result


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> object | None:
    """Without it, `-n 2` would start each lab on both workers."""
    from lab.pytest_items.workers import SPLITTING

    if config.option.dist not in SPLITTING or not _scenarios_near(config):
        return None
    from lab.pytest_items.scheduling import LabScheduling

    return LabScheduling(config, log)


@pytest.hookimpl(optionalhook=True, tryfirst=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """For `-n auto` with scenarios: labs wait more than they compute."""
    if not _scenarios_near(config):
        return None
    from lab.pytest_items.workers import workers_here

    return workers_here()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    from lab.pytest_items.workers import prepare_worker

    prepare_worker(node, keeps_labs_together=_scenarios_near(node.config))
    if _scenarios_near(node.config):
        from lab.pytest_items.mutants_option import pass_selection

        pass_selection(node)


def pytest_unconfigure(config: pytest.Config) -> None:
    if config.pluginmanager.hasplugin("dsession"):
        from lab.pytest_items.workers import remove_leftovers

        remove_leftovers(config)


def pytest_report_header(config: pytest.Config) -> list[str] | None:
    if not _scenarios_near(config):
        return None
    from lab.pytest_items.summary import header

    lines = [header()]
    if config.getoption("lab_mutants") == "selected":
        from lab.errors import LabError
        from lab.pytest_items.mutants_option import selection_of

        try:
            lines += selection_of(config).lines()
        except LabError as error:
            raise pytest.UsageError(f"{error.message}; {error.remedy}") from None
    return lines


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = [
        report
        for group in terminalreporter.stats.values()
        for report in group
        if any(name == "lab" for name, _ in getattr(report, "user_properties", ()))
    ]
    if reports:
        from lab.pytest_items.summary import print_runs

        print_runs(terminalreporter, reports)


def _percent(text: str) -> int:
    """`20` or `20%`."""
    number = int(text.removesuffix("%"))
    if not 0 <= number <= 100:
        raise ValueError(text)
    return number


def _is_of_lab(file: Path, config: pytest.Config) -> bool:
    if any(file.is_relative_to(folder) for folder in config.getini("lab_scenarios")):
        return True
    if any((config.invocation_params.dir / name.split("::")[0]).resolve() == file.resolve() for name in config.args):
        return True
    try:
        with file.open("rb") as content:
            return _SCHEMA_LINE.search(content.read(_BEGINNING)) is not None
    except OSError:
        return True  # reported when it is collected


def _scenarios_near(config: pytest.Config) -> bool:
    """Whether the arguments lead to scenarios in the usual places. Checks a few paths instead of searching."""
    return any(_leads_to_scenario(config.invocation_params.dir / name.split("::")[0]) for name in config.args)


def _leads_to_scenario(path: Path) -> bool:
    try:
        return path.name == SCENARIO_FILE or (path.is_dir() and any(next(path.glob(near), None) for near in _NEAR))
    except OSError:
        return False  # pytest reports paths that cannot be read
