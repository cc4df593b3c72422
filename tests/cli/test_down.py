from __future__ import annotations

import pytest

from lab.cli.down import select_labs
from lab.containers.attach import LabSummary
from lab.errors import UsageError

PULL, ANOTHER_PULL, PUSH = (
    LabSummary(project, scenario, "", (), None)
    for project, scenario in (("lab-pull-1", "pull"), ("lab-pull-2", "pull"), ("lab-push-1", "push"))
)


@pytest.mark.parametrize(
    ("labs", "name", "selected"),
    [
        ((PULL, PUSH), "lab-push-1", [PUSH]),
        ((PULL, PUSH), "push", [PUSH]),
        ((PULL, ANOTHER_PULL), "lab-pull-2", [ANOTHER_PULL]),
        ((PULL,), None, [PULL]),
        ((), None, []),
    ],
)
def test_select_labs(labs: tuple[LabSummary, ...], name: str | None, selected: list[LabSummary]) -> None:
    assert select_labs(labs, name) == selected


@pytest.mark.parametrize(
    ("labs", "name", "message", "remedy"),
    [
        ((PULL, PUSH), None, "2 labs are running", "name one, or give --all: lab-pull-1, lab-push-1"),
        ((PULL, ANOTHER_PULL, PUSH), "pull", "2 labs are running", "name one, or give --all: lab-pull-1, lab-pull-2"),
        ((PULL,), "push", "there is no lab 'push'", "running labs: lab-pull-1"),
        ((), "push", "there is no lab 'push'", "running labs: none"),
    ],
)
def test_select_labs_none_or_several(labs: tuple[LabSummary, ...], name: str | None, message: str, remedy: str) -> None:
    with pytest.raises(UsageError) as caught:
        select_labs(labs, name)
    assert (caught.value.message, caught.value.remedy) == (message, remedy)
