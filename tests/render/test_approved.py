"""What is rendered of each scenario is what was approved: see `approve`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.plan.planned import FOLDERS
from tests.render.approve import APPROVED, approved_texts, digest, rendered, texts_to_approve


@pytest.mark.parametrize("scenario", FOLDERS.scenario_names())
def test_render_texts_are_as_approved(scenario: str) -> None:
    approved, texts = approved_texts(scenario), texts_to_approve(scenario)

    assert sorted(texts) == sorted(approved), "files differ; if they should, python -m tests.render.approve"
    for path, text in texts.items():
        assert text == approved[path], f"{path} differs; if it should, python -m tests.render.approve"


@pytest.mark.parametrize("scenario", FOLDERS.scenario_names())
def test_render_copies_only_folders_with_a_dockerfile(scenario: str) -> None:
    for path, folder in rendered(scenario).copies.items():
        assert path.startswith("build/")
        assert (Path(folder) / "Dockerfile").is_file()


def test_approved_trees_all_belong_to_a_scenario() -> None:
    assert {path.name for path in APPROVED.iterdir()} == set(FOLDERS.scenario_names())


def test_digest_changes_with_any_line() -> None:
    text = "".join(f"a {n}\n" for n in range(20))

    assert digest(text).splitlines()[:6] == ["a 0", "a 1", "a 2", "a 3", "a 4", "... 10 more lines ..."]
    assert digest(text.replace("a 9\n", "a 8\n")) != digest(text)
