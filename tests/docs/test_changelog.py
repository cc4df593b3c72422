"""The changelog says what became of every key that was renamed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import lab.comparison.config
import lab.scenario.model
import lab.stack.model  # noqa: F401 - the models are found as subclasses once they are imported
from lab.language.strict_model import Strict
from tests.docs.pages import CHECKOUT


def models(base: type[Strict]) -> Iterator[type[Strict]]:
    for model in base.__subclasses__():
        yield model
        yield from models(model)


RENAMED = sorted({pair for model in models(Strict) for pair in model.__dict__.get("renamed", {}).items()})


@pytest.mark.parametrize(("old", "new"), RENAMED or [("twins", "mutants")])
def test_changelog_has_renamed_key(old: str, new: str) -> None:
    rows = (CHECKOUT / "CHANGELOG.md").read_text(encoding="utf-8").splitlines()
    assert any(f"`{old}:" in row and f"`{new}:" in row.partition(f"`{old}:")[2] for row in rows)
