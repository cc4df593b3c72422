"""What is rendered of each scenario is what was approved: see `approve`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.plan.planned import FOLDERS
from tests.render.approve import APPROVED, approved_texts, rendered


@pytest.mark.parametrize("scenario", FOLDERS.scenario_names())
def test_every_text_is_as_approved(scenario: str) -> None:
    approved, found = approved_texts(scenario), dict(rendered(scenario).texts)

    assert sorted(found) == sorted(approved)
    for path, text in found.items():
        assert text == approved[path], f"{path} differs; if it should, python -m tests.render.approve"


@pytest.mark.parametrize("scenario", FOLDERS.scenario_names())
def test_what_must_be_copied_beside_the_texts_is_there(scenario: str) -> None:
    for path, folder in rendered(scenario).copies.items():
        assert path.startswith("build/")
        assert (Path(folder) / "Dockerfile").is_file()


def test_nothing_is_approved_that_is_no_scenario() -> None:
    assert {path.name for path in APPROVED.iterdir()} == set(FOLDERS.scenario_names())
