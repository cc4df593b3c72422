"""The catalogue: a table of all scenarios and comparisons, and a page for each with its file."""

from __future__ import annotations

from docs.generate.option_tables import cell
from lab.comparison.config import Comparison
from lab.scenario.model import Scenario
from lab.scenario.reading import load, read_model
from lab.scenario.variants import changed_variants, variant_name
from lab.stack.folders import ComparisonSource, Folders, ScenarioSource


def catalogue_tables(folders: Folders) -> str:
    scenarios = "".join(
        f"| [{name}](catalogue/{name}.md) | {cell(scenario.title)} | {', '.join(_components(scenario))} "
        f"| {_expectations(scenario)} | {len(scenario.mutants)} |\n"
        for name, scenario in ((name, _scenario(folders.scenario(name))) for name in folders.scenario_names())
    )
    comparisons = "".join(
        f"| [{name}](catalogue/{name}.md) | {cell(comparison.title)} "
        f"| {', '.join(f'{side} ({use.scenario})' for side, use in comparison.sides.items())} |\n"
        for name, comparison in ((name, _comparison(folders, name)) for name in folders.comparison_names())
    )
    return (
        "## Scenarios\n\n| Scenario | What it shows | Components | Expectations | Mutants |\n"
        f"| --- | --- | --- | --- | --- |\n{scenarios}\n"
        f"## Comparisons\n\n| Comparison | What it compares | Sides |\n| --- | --- | --- |\n{comparisons}"
    )


def catalogue_pages(folders: Folders) -> dict[str, str]:
    """Address below docs/ -> Markdown, one for each scenario and comparison."""
    pages = {}
    for name in folders.scenario_names():
        source = folders.scenario(name)
        pages[f"catalogue/{name}.md"] = _scenario_page(name, source, _scenario(source))
    for name in folders.comparison_names():
        comparison = _comparison(folders, name)
        file = folders.comparison(name)
        pages[f"catalogue/{name}.md"] = _page(name, comparison.title, comparison.why, f"lab compare {name}", file)
    return pages


def _scenario(source: ScenarioSource) -> Scenario:
    return load(source.text, source.display_path)[0]


def _comparison(folders: Folders, name: str) -> Comparison:
    source = folders.comparison(name)
    return read_model(source.text, source.display_path, Comparison)[0]


def _scenario_page(name: str, source: ScenarioSource, scenario: Scenario) -> str:
    variants = [variant_name(scenario.variants, variant) for variant in changed_variants(scenario.variants)]
    commands = [f"lab run {name}", *(f"lab run '{name}[{variant}]'" for variant in variants)]
    commands += [f"lab run {name} --mutants"] if scenario.mutants else []
    return _page(name, scenario.title, scenario.why, "\n".join(commands), source)


def _page(name: str, title: str, why: str, commands: str, source: ScenarioSource | ComparisonSource) -> str:
    return (
        f"# {name}\n\n**{title}**\n\n{why}\n\n```sh\n{commands}\n```\n\n"
        f"The files are in `{source.display_path.rpartition('/')[0]}/`.\n\n"
        f'````yaml title="{source.display_path}"\n{source.text.rstrip()}\n````\n'
    )


def _components(scenario: Scenario) -> list[str]:
    return list(dict.fromkeys(use.use or service for service, use in scenario.components.items()))


def _expectations(scenario: Scenario) -> int:
    return sum(len(step.wait) + len(step.throughout) + len(step.expect) for step in scenario.steps)
