"""What every recipe that stands in for an official image must be, so that its build can be trusted and repeated."""

from __future__ import annotations

import re
from itertools import takewhile
from pathlib import Path

import pytest

from lab.images.references import tag_of, without_digest
from tests.plan.planned import FOLDERS


def recipes() -> list[object]:
    """Official reference and folder of every recipe."""
    found: list[object] = []
    for name in FOLDERS.component_names():
        component = FOLDERS.component(name)
        assert component is not None
        source = component.component.image
        if source.reference and source.recipe:
            found.append(pytest.param(source.reference, Path(component.folder) / source.recipe, id=name))
    return found


@pytest.mark.parametrize(("reference", "folder"), recipes())
def test_recipe_builds_the_version_of_its_reference(reference: str, folder: Path) -> None:
    dockerfile = (folder / "Dockerfile").read_text()
    reference = without_digest(reference)
    version = tag_of(reference).removeprefix("v")

    # One recipe may stand in for several official images of one project, each on a line of its own.
    head = tuple(takewhile(lambda line: line.startswith("#"), dockerfile.splitlines()))
    assert any(line.startswith(f"# {reference}") for line in head), "says what it stands in for"
    assert "/" in head[0], "no '# syntax' line comes before it"
    pins = [dockerfile.partition("\nFROM ")[2], *(module.read_text() for module in folder.glob("go.mod"))]
    assert re.search(rf"[v=\s]{re.escape(version)}\b", "\n".join(pins)), f"builds {version}"


@pytest.mark.parametrize(("reference", "folder"), recipes())
def test_recipe_go_modules_have_checksums(reference: str, folder: Path) -> None:
    for module in folder.glob("go.mod"):
        assert module.with_name("go.sum").is_file(), f"{reference} asks a checksum server"
        assert "-mod=mod" not in (folder / "Dockerfile").read_text(), f"{reference} may build other versions"
