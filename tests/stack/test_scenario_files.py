"""Which files a scenario may read, and what patterns stand for."""

from __future__ import annotations

from pathlib import Path

import pytest

from lab.stack import scenario_files
from lab.stack.scenario_files import TooManyFilesError, find_file, fixed_part, is_pattern, matching_files


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    """A scenario in a repository, with files beside it and elsewhere."""
    for name in (
        "repo/.git/config",
        "repo/.env",
        "repo/monitoring/prometheus.yml",
        "repo/lab/scenarios/x/scenario.yaml",
        "repo/lab/scenarios/x/.hidden.yml",
        "repo/lab/scenarios/x/rules/a.yml",
        "repo/lab/scenarios/x/rules/b.rules",
        "repo/lab/scenarios/x/rules/deep/er/c.yml",
        "repo/lab/scenarios/shared/d.yml",
        "secret.txt",
    ):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(name)
    folder = tmp_path / "repo/lab/scenarios/x"
    (folder / "linked.yml").symlink_to("../../../monitoring/prometheus.yml")
    (folder / "out.yml").symlink_to(tmp_path / "secret.txt")
    (folder / "dangling.yml").symlink_to("nowhere.yml")
    return folder


@pytest.mark.parametrize(
    ("name", "readable"),
    [
        ("rules/a.yml", True),
        ("../shared/d.yml", True),
        ("../../../monitoring/prometheus.yml", True),
        ("linked.yml", True),
        (".hidden.yml", True),
        ("out.yml", False),
        ("dangling.yml", False),
        ("../../../../secret.txt", False),
        ("../../../.git/config", False),
        ("../../../.env", False),
        ("/etc/passwd", False),
        ("rules", False),
    ],
)
def test_find_file(name: str, readable: bool, scenario: Path) -> None:
    assert (find_file(scenario, name) is not None) is readable


@pytest.mark.parametrize(
    ("pattern", "files"),
    [
        ("rules/", ("rules/a.yml", "rules/b.rules", "rules/deep/er/c.yml")),
        ("rules/*.yml", ("rules/a.yml",)),
        ("rules/*", ("rules/a.yml", "rules/b.rules")),
        ("rules/**/*.yml", ("rules/a.yml", "rules/deep/er/c.yml")),
        ("rules/[ab].*", ("rules/a.yml", "rules/b.rules")),
        ("rules/*/*/?.yml", ("rules/deep/er/c.yml",)),
        ("../shared/*.yml", ("../shared/d.yml",)),
        ("../../../monitoring/", ("../../../monitoring/prometheus.yml",)),
        ("*.yml", ("linked.yml",)),
        ("../../../../*.txt", ()),
        ("nothing/*.yml", ()),
        ("**/**/*.yml", ()),
    ],
)
def test_matching_files(pattern: str, files: tuple[str, ...], scenario: Path) -> None:
    assert matching_files(scenario, pattern) == files


def test_matching_files_looks_at_a_bounded_number(scenario: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scenario_files, "MAX_ENTRIES", 2)

    with pytest.raises(TooManyFilesError):
        matching_files(scenario, "rules/")


@pytest.mark.parametrize(
    ("name", "pattern", "fixed"),
    [
        ("rules/*.yml", True, "rules/"),
        ("rules/", True, "rules/"),
        ("*.yml", True, ""),
        ("a/b*/c.yml", True, "a/"),
        ("a/b.yml", False, "a/"),
        ("b.yml", False, ""),
    ],
)
def test_is_pattern_and_fixed_part(name: str, pattern: bool, fixed: str) -> None:
    assert (is_pattern(name), fixed_part(name)) == (pattern, fixed)
