"""Texts of actions and exits."""

from __future__ import annotations

from typing import get_args

import pytest

from lab.plan.actions import Verb
from lab.record.event import ActionDone, Exited, Failed
from lab.report.event_text import action_label, action_text, exit_text, unexplained_exits
from tests.report.records import record

ACTIONS = [
    (("kill", "api", "exited", ""), "fault: killed api (exited)"),
    (("unpause", "api", "running", ""), "fault: unpaused api (running)"),
    (("disconnect", "api", "disconnected", ""), "fault: disconnected api"),
    (("call", "prometheus", "200", "POST /-/reload"), "call: POST /-/reload to prometheus: 200"),
    (("silence", "alertmanager", "for 20s, id 7", ""), "silence: alertmanager for 20s, id 7"),
    (("import", "grafana", "http.json as http", ""), "import: http.json as http into grafana"),
    (("change", "targets.yml", "[0]: a -> b", ""), "change: targets.yml ([0]: a -> b)"),
    (("apply", "kubectl", "Deployment shop/web", ""), "apply: Deployment shop/web"),
    (("delete", "kubectl", "Pod shop/web, Node a", ""), "delete: Pod shop/web, Node a"),
]


@pytest.mark.parametrize(("action", "text"), ACTIONS)
def test_action_text(action: tuple[str, str, str, str], text: str) -> None:
    verb, service, state, request = action
    event = ActionDone(at_ms=1, verb=verb, service=service, state=state, request=request)
    assert f"{action_label(event)}: {action_text(event)}" == text


@pytest.mark.parametrize("verb", get_args(Verb))
def test_action_text_past_tense(verb: str) -> None:
    text = action_text(ActionDone(at_ms=1, verb=verb, service="api", state="running"))
    assert not text.startswith(f"{verb} ")


def test_exit_text_and_unexplained_exits() -> None:
    known, other = (Exited(at_ms=1, service=name, code=1, log=f"{name} died\n") for name in ("api", "shop"))
    failure = Failed(at_ms=2, kind="NotReady", message="x", evidence="api died\n", exit_code=4)
    assert exit_text(known) == "api exited unexpectedly with code 1"
    assert unexplained_exits(record((known, other, failure))) == (other,)
