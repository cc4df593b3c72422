"""What a person reads when a scenario is wrong: every case has a text that was approved."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.scenario.approving import BROKEN, CASES, approved_file, said_by_check

PLACE = re.compile(r"^tests/scenario/broken/[\w/.]+:\d+:\d+: ")


@pytest.mark.parametrize("case", [pytest.param(case, id=case.stem) for case in CASES])
def test_message_is_approved(case: Path) -> None:
    code, said = said_by_check(case)

    assert code == 2
    assert said == approved_file(case).read_text(encoding="utf-8")


@pytest.mark.parametrize("case", [pytest.param(case, id=case.stem) for case in CASES])
def test_message_style(case: Path) -> None:
    lines = approved_file(case).read_text(encoding="utf-8").splitlines()

    assert lines
    for line in lines:
        message = PLACE.sub("", line)
        assert message != line, f"without its place: {line}"
        assert not message[0].isupper() or message.startswith(("PromQL", "LogQL", "YAML")), f"upper case: {line}"
        assert not message.endswith("."), f"full stop: {line}"
        assert "pydantic" not in message and "Traceback" not in message


def test_approved_texts_all_have_a_case() -> None:
    assert sorted(BROKEN.glob("*.approved.txt")) == sorted(map(approved_file, CASES))
