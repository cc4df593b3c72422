"""`pytest scenarios`: every scenario.yaml is collected, and each of its expectations is a test.

Only hooks are here, and nothing of lab is imported before a scenario is collected: other runs pay nothing. What is
collected, run and reported is in `lab.pytest_items`.
"""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from lab.pytest_items.collecting import ScenarioFile

SCENARIO_FILE = "scenario.yaml"
# From one of the arguments down to a scenario: the file's own folder, a folder of scenarios, a project.
_NEAR = (SCENARIO_FILE, f"*/{SCENARIO_FILE}", f"scenarios/*/{SCENARIO_FILE}")
_collected = pytest.StashKey[bool]()


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("lab", "scenarios as tests")
    group.addoption("--lab-keep", action="store_true", help="leave the labs running")
    group.addoption("--lab-strict", action="store_true", help="treat not-applicable as failure")
    group.addoption(
        "--lab-set", action="append", default=[], metavar="PATH=VALUE", help="change a value of every scenario"
    )
    group.addoption("--lab-image", action="append", default=[], metavar="COMPONENT=REF", help="use another image")


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
    if file_path.name != SCENARIO_FILE:
        return None
    from lab.pytest_items.collecting import ScenarioFile

    parent.config.stash[_collected] = True
    return ScenarioFile.from_parent(parent, path=file_path)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> Generator[None]:
    """Runs before other plugins to read -k, and after them, which may shuffle, to put the items of a lab together."""
    if not config.stash.get(_collected, False):
        return (yield)
    from lab.pytest_items.ordering import joined_words, labs_together

    config.option.keyword = joined_words(config.option.keyword)
    result = yield
    labs_together(items)
    return result


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> object | None:
    """Otherwise `-n 2` would start each lab on both workers."""
    from lab.pytest_items.workers import SPLITTING

    if config.option.dist not in SPLITTING or not _scenarios_near(config):
        return None
    from lab.pytest_items.scheduling import LabsWhole

    return LabsWhole(config, log)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    from lab.pytest_items.workers import prepare

    prepare(node, labs_whole=_scenarios_near(node.config))


def pytest_unconfigure(config: pytest.Config) -> None:
    if config.pluginmanager.hasplugin("dsession"):
        from lab.pytest_items.workers import sweep

        sweep(config)


def pytest_report_header(config: pytest.Config) -> str | None:
    if not _scenarios_near(config):
        return None
    from lab.pytest_items.summary import header

    return header()


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


def _scenarios_near(config: pytest.Config) -> bool:
    """Whether the arguments lead to scenarios in the usual places. Looks at a few paths and does not search."""
    return any(_leads_to_scenario(config.invocation_params.dir / name.split("::")[0]) for name in config.args)


def _leads_to_scenario(path: Path) -> bool:
    try:
        return path.name == SCENARIO_FILE or (path.is_dir() and any(next(path.glob(near), None) for near in _NEAR))
    except OSError:
        return False  # pytest itself reports paths that cannot be read
