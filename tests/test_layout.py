"""Every module of lab has a test: the file that mirrors its path, or the one that TESTED_BY names.

TESTED_BY is for modules whose own test would say nothing: type declarations, and thin code that other tests run.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

CHECKOUT = Path(__file__).parents[1]
TESTED_BY = {
    "lab/audit/asked_why.py": "tests/audit/test_verdict.py",
    "lab/audit/audited_query.py": "tests/audit/checks/test_empty_panel.py",
    "lab/audit/context.py": "tests/audit/test_run_audit.py",
    "lab/audit/judged.py": "tests/audit/test_verdict.py",
    "lab/audit/log_streams.py": "tests/audit/checks/test_empty_log_panel.py",
    "lab/audit/query_state.py": "tests/audit/test_verdict.py",
    "lab/audit/request.py": "tests/audit/test_run_audit.py",
    "lab/audit/selector_facts.py": "tests/audit/test_verdict.py",
    "lab/audit/selector_state.py": "tests/audit/test_verdict.py",
    "lab/audit/short_windows.py": "tests/audit/checks/test_short_window.py",
    "lab/audit/sources.py": "tests/audit/checks/test_empty_panel.py",
    "lab/audit/system.py": "tests/audit/test_asking.py",
    "lab/audit/target_state.py": "tests/audit/test_verdict.py",
    "lab/audit/unknown_metric.py": "tests/audit/test_verdict.py",
    "lab/audit/unknown_values.py": "tests/audit/checks/test_empty_variable.py",
    "lab/audit/value_state.py": "tests/audit/test_verdict.py",
    "lab/audit/variables.py": "tests/audit/checks/test_empty_variable.py",
    "lab/backends/endpoint.py": "tests/backends/test_service.py",
    "lab/cli/arguments.py": "tests/cli/test_main.py",
    "lab/cli/compare.py": "tests/cli/test_main.py",
    "lab/cli/compose_project.py": "tests/cli/test_audit.py",
    "lab/cli/connecting.py": "tests/cli/test_audit.py",
    "lab/cli/doctor.py": "tests/cli/test_main.py",
    "lab/cli/images.py": "tests/cli/test_main.py",
    "lab/cli/load.py": "tests/cli/test_main.py",
    "lab/configs/http_client.py": "tests/configs/test_prometheus.py",
    "lab/configs/logs.py": "tests/corpus/test_configurations.py",
    "lab/configs/receivers.py": "tests/configs/test_alertmanager.py",
    "lab/containers/attach.py": "tests/containers/test_running.py",
    "lab/containers/compose_project.py": "tests/containers/test_links.py",
    "lab/containers/engine_errors.py": "tests/containers/test_engine.py",
    "lab/containers/faults.py": "tests/containers/test_running.py",
    "lab/containers/labels.py": "tests/containers/test_running.py",
    "lab/containers/networks.py": "tests/containers/test_links.py",
    "lab/containers/on_demand.py": "tests/containers/test_running.py",
    "lab/containers/removal.py": "tests/containers/test_running.py",
    "lab/containers/starting.py": "tests/containers/test_running.py",
    "lab/dashboards/asking.py": "tests/expectations/test_panels.py",
    "lab/dashboards/dashboard.py": "tests/dashboards/test_panel_queries.py",
    "lab/drill/running_stage.py": "tests/drill/test_drive.py",
    "lab/drill/solving/aggregations.py": "tests/drill/solving/test_search.py",
    "lab/drill/solving/calls.py": "tests/drill/solving/test_search.py",
    "lab/drill/solving/cases.py": "tests/drill/solving/test_search.py",
    "lab/drill/solving/operators.py": "tests/drill/solving/test_search.py",
    "lab/drill/solving/searching.py": "tests/drill/solving/test_search.py",
    "lab/drill/solving/selectors.py": "tests/drill/solving/test_search.py",
    "lab/expectations/panel_answers.py": "tests/expectations/test_panels.py",
    "lab/export/context.py": "tests/export/test_workloads.py",
    "lab/export/model.py": "tests/export/test_kubernetes.py",
    "lab/images/build_pool.py": "tests/images/test_resolve.py",
    "lab/images/building.py": "tests/images/test_resolve.py",
    "lab/images/engine_images.py": "tests/images/test_references.py",
    "lab/images/export_inputs.py": "tests/kubernetes/test_cluster.py",
    "lab/images/host_facts.py": "tests/test_doctor.py",
    "lab/images/ignore_rules.py": "tests/images/test_digest.py",
    "lab/images/image_request.py": "tests/images/test_digest.py",
    "lab/images/listing.py": "tests/images/test_resolve.py",
    "lab/images/processes.py": "tests/images/test_resolve.py",
    "lab/images/recipe_files.py": "tests/images/test_digest.py",
    "lab/images/registry.py": "tests/images/test_references.py",
    "lab/images/storing.py": "tests/images/test_resolve.py",
    "lab/language/alert_rules.py": "tests/configs/test_rule_files.py",
    "lab/language/dialect.py": "tests/language/test_promql.py",
    "lab/language/yaml_nodes.py": "tests/language/test_strict_yaml.py",
    "lab/plan/actions.py": "tests/plan/test_action_planner.py",
    "lab/plan/user_compose/images.py": "tests/plan/user_compose/test_compose_base.py",
    "lab/plan/user_compose/mounts.py": "tests/plan/user_compose/test_compose_base.py",
    "lab/plan/user_compose/notes.py": "tests/plan/user_compose/test_compose_base.py",
    "lab/plan/user_compose/services.py": "tests/plan/user_compose/test_compose_base.py",
    "lab/record/planned.py": "tests/record/test_outcome.py",
    "lab/record/verdict.py": "tests/record/test_outcome.py",
    "lab/report/ci/junit_elements.py": "tests/report/ci/test_junit.py",
    "lab/run/clock.py": "tests/run/test_expecting.py",
    "lab/run/lab.py": "tests/run/test_runner.py",
    "lab/run/platforms.py": "tests/run/test_runner.py",
    "lab/run/running.py": "tests/run/test_runner.py",
    "lab/scenario/component_use.py": "tests/plan/test_addressing.py",
    "lab/scenario/compose_use.py": "tests/stack/user_compose/test_files.py",
    "lab/scenario/kubernetes.py": "tests/plan/test_kubernetes.py",
    "lab/selection/lacking.py": "tests/plan/test_built_lacks.py",
    "lab/translate/edits.py": "tests/translate/test_scalars.py",
    "lab/translate/grouping.py": "tests/translate/test_query.py",
    "lab/translate/literals.py": "tests/translate/test_reading.py",
    "lab/translate/operators.py": "tests/translate/test_query.py",
    "lab/translate/panel_units.py": "tests/translate/test_dashboards.py",
    "lab/translate/report.py": "tests/translate/test_rule_files.py",
    "lab/translate/selectors.py": "tests/translate/test_query.py",
    "lab/translate/settling.py": "tests/translate/test_query.py",
    "lab/translate/tree.py": "tests/translate/test_reading.py",
    "lab/translate/units.py": "tests/translate/test_query.py",
    "lab/translate/variable_queries.py": "tests/translate/test_dashboards.py",
    "lab/translate/vectors.py": "tests/translate/test_query.py",
    "lab/translate/vocabulary.py": "tests/translate/test_query.py",
    "lab/translate/walker.py": "tests/translate/test_query.py",
    "lab/why/joins.py": "tests/why/test_operations.py",
    "lab/why/lints/absence.py": "tests/why/lints/test_shipped_queries.py",
    "lab/why/lints/aggregation_order.py": "tests/why/lints/test_shipped_queries.py",
    "lab/why/lints/counters.py": "tests/why/lints/test_shipped_queries.py",
    "lab/why/lints/grouping_labels.py": "tests/why/lints/test_shipped_queries.py",
    "lab/why/lints/quantiles.py": "tests/why/lints/test_shipped_queries.py",
    "lab/why/lints/short_windows.py": "tests/why/lints/test_shipped_queries.py",
    "lab/why/lints/whole_numbers.py": "tests/why/lints/test_shipped_queries.py",
    "lab/why/model.py": "tests/why/test_windows.py",
    "lab/why/refused_syntax.py": "tests/why/test_refusals.py",
    "lab/why/topology.py": "tests/why/test_planned_topology.py",
}


def modules() -> list[str]:
    files = (CHECKOUT / "lab").rglob("*.py")
    return sorted(file.relative_to(CHECKOUT).as_posix() for file in files if file.name != "__init__.py")


def mirrored(module: str) -> str:
    """`lab/x/y.py` -> `tests/x/test_y.py`."""
    path = Path(module).relative_to("lab")
    return (Path("tests") / path.with_name(f"test_{path.name}")).as_posix()


def exists(file: str) -> bool:
    return (CHECKOUT / file).is_file()


@cache
def imports(file: str) -> frozenset[str]:
    """The files of lab and tests that a file imports, at its top or inside functions."""
    tree = ast.parse((CHECKOUT / file).read_text(encoding="utf-8"))
    candidates = (f"{name.replace('.', '/')}.py" for node in ast.walk(tree) for name in imported_names(node))
    return frozenset(name for name in candidates if name.startswith(("lab/", "tests/")) and exists(name))


def imported_names(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module is not None:
        yield node.module
        yield from (f"{node.module}.{alias.name}" for alias in node.names)


def reaches(test: str, module: str) -> bool:
    """Whether a test, or a helper of it in tests/, imports the module, or one that imports it, or one of its package
    that leads to it."""
    direct = imported_modules(test)
    pending, seen = list(direct), set[str]()
    while pending:
        file = pending.pop()
        if file == module:
            return True
        if file not in seen and (file in direct or Path(file).parent == Path(module).parent):
            pending += imports(file)
        seen.add(file)
    return False


def imported_modules(test: str) -> set[str]:
    pending, helpers, direct = [test], {test}, set[str]()
    while pending:
        for file in imports(pending.pop()) - helpers:
            if file.startswith("tests/"):
                helpers.add(file)
                pending.append(file)
            else:
                direct.add(file)
    return direct


def test_every_module_has_a_test() -> None:
    missing = [module for module in modules() if not exists(mirrored(module)) and module not in TESTED_BY]
    assert not missing, "\n".join(
        [
            "modules without a test:",
            *(f"  {module}: write {mirrored(module)}" for module in missing),
            "If such a test would say nothing, add the module to TESTED_BY in tests/test_layout.py, with the test that "
            "covers it.",
        ]
    )


def test_tested_by_has_only_modules_without_a_test_of_their_own() -> None:
    existing = set(modules())
    gone = [f"  {module}: there is no such module" for module in TESTED_BY if module not in existing]
    own = [f"  {module}: {mirrored(module)} tests it" for module in TESTED_BY if exists(mirrored(module))]
    assert not gone + own, "\n".join(["remove these entries of TESTED_BY in tests/test_layout.py:", *gone, *own])


def test_tested_by_names_tests_that_use_the_module() -> None:
    wrong = []
    for module, test in TESTED_BY.items():
        if not exists(test):
            wrong.append(f"  {module}: there is no file {test}")
        elif exists(module) and not reaches(test, module):
            wrong.append(f"  {module}: {test} does not reach it by its imports")
    assert not wrong, "\n".join(["name other tests in TESTED_BY of tests/test_layout.py:", *wrong])


def test_tested_by_is_sorted() -> None:
    assert list(TESTED_BY) == sorted(TESTED_BY), "sort TESTED_BY in tests/test_layout.py by module"
