"""Shell completion of names. Only lists folders: completion must not wait for Docker or parse files."""

from __future__ import annotations

from collections.abc import Iterator


def scenario_names(incomplete: str) -> list[str]:
    return _starting_with(incomplete, _names("scenarios/*/scenario.yaml"))


def scenario_and_comparison_names(incomplete: str) -> list[str]:
    names = (*_names("scenarios/*/scenario.yaml"), *_names("scenarios/*/comparison.yaml"))
    return _starting_with(incomplete, iter(names))


def component_names(incomplete: str) -> list[str]:
    names = (*_names("stacks/*/component.yaml"), *_names("sample_apps/*/component.yaml"))
    return _starting_with(incomplete, iter(names))


def lab_names(incomplete: str) -> list[str]:
    """A running lab has a folder in the state directory."""
    from lab.settings import from_environment

    folders = from_environment().state.glob("labs/*")
    return _starting_with(incomplete, (folder.name for folder in folders if folder.is_dir()))


def run_names(incomplete: str) -> list[str]:
    from lab.settings import from_environment

    return _starting_with(incomplete, (file.parent.name for file in from_environment().runs.glob("*/run.json")))


def _names(pattern: str) -> Iterator[str]:
    from lab.settings import from_environment

    return (file.parent.name for root in from_environment().roots() for file in root.glob(pattern))


def _starting_with(incomplete: str, names: Iterator[str]) -> list[str]:
    return sorted({name for name in names if name.startswith(incomplete)})
