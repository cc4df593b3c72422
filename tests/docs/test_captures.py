"""What is captured for the pages can be run: scenarios, mutants and changed paths exist, and pictures are small."""

from __future__ import annotations

import shlex

import pytest

from docs.generate import captures
from lab.commands.resolve import sets_of
from lab.plan.planning import Request, plan
from lab.stack.folders import Folders
from tests.docs.pages import CHECKOUT

FOLDERS = Folders((CHECKOUT,), CHECKOUT)
RUNS = list(captures.RUN_COMMANDS.values())


@pytest.mark.parametrize("command", RUNS)
def test_captured_run_can_be_planned(command: str) -> None:
    _, scenario, *options = shlex.split(command)
    given = dict(zip(options[::2], options[1::2], strict=True))
    sets = sets_of([given["--set"]]) if "--set" in given else ()
    plan(
        FOLDERS.scenario(scenario),
        FOLDERS,
        Request(mutant=given.get("--mutant"), sets=sets),
    )


@pytest.mark.parametrize("picture", sorted(captures.PICTURES.glob("*.png")), ids=lambda file: file.name)
def test_picture_is_small(picture) -> None:
    assert picture.stat().st_size <= captures.MOST_BYTES
