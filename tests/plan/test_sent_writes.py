"""Remote-write requests that a scenario sends itself are known to its expectations."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from lab.errors import Problems
from lab.plan.planning import plan
from lab.plan.sent_writes import sent_write
from lab.scenario.actions import Call
from tests.plan.planned import FOLDERS, SMALL, written

NAMED = {"name": "first", "protocol": "2.0"}


def name(*, to: str = "writer", path: str = "/write", **body: Any) -> str | None:
    return sent_write(Call.model_validate({"to": to, "path": path, **body}), ("writer",))


def test_sent_write_of_a_json_body_and_of_a_text() -> None:
    assert name(json=NAMED) == "first"
    assert name(body='{"name": "second"}', path="/write?x=1") == "second"


@pytest.mark.parametrize(
    "call",
    [
        {"json": NAMED, "to": "api"},
        {"json": NAMED, "path": "/responses"},
        {"json": [NAMED]},
        {"json": {}},
        {"body": "x"},
    ],
)
def test_sent_write_of_other_calls(call: dict[str, Any]) -> None:
    assert name(**call) is None


STEPS = """\
  writer:
    use: remote_writer
    env: {ENDPOINTS: "http://prometheus:9090/api/v1/write"}
steps:
  - name: one
    call: {to: writer, path: /write, json: {name: history, protocol: "2.0", series: []}}
    expect:
      its own: {write: history, status: 204}
      a later one: {write: future, status: 400}
  - name: two
    wait:
      an earlier one: {write: history, status: 204}
      not yet its own: {write: future, status: 400}
    call: {to: writer, path: /write, json: {name: future, protocol: "2.0", series: []}}
    expect:
      misspelled: {write: histroy, status: 204}
      both: {write: future, status: 400}
"""


def test_a_request_that_no_step_has_sent_by_then(tmp_path: Path) -> None:
    with pytest.raises(Problems) as caught:
        plan(written(tmp_path, SMALL + dedent(STEPS), {}), FOLDERS)
    message = "no call in this or an earlier step sends a request"
    assert str(caught.value).splitlines() == [
        f"s.yaml:15:21: {message} 'future'; known: history",
        f"s.yaml:19:25: {message} 'future'; known: history",
        f"s.yaml:22:20: {message} 'histroy'; did you mean 'history'?",
    ]
