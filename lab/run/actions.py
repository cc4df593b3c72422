"""Does what a step does besides sending load, once, and says what was seen of it; raises LabError when it was not."""

from __future__ import annotations

import json
from typing import Any, assert_never

from lab.backends import alertmanager, grafana, page
from lab.containers.compose_project import ComposeProject
from lab.errors import LabError
from lab.expectations.patterns import matches
from lab.language.quantities import format_duration
from lab.plan.actions import CallPlan, ChangePlan, FaultPlan, ImportPlan, SilencePlan, Verb
from lab.queries.answer import Answer
from lab.record.event import ActionDone
from lab.run.clock import Clock
from lab.run.lab_starter import Lab

SILENCING_S = 20.0


def act(action: FaultPlan | CallPlan | SilencePlan | ImportPlan | ChangePlan, lab: Lab, clock: Clock) -> ActionDone:
    match action:
        case FaultPlan(verb, service, through):
            return _done(clock, verb, service, _inject(verb, service, through, lab.running))
        case CallPlan():
            state = _called(action, lab)
            return _done(clock, "call", action.service, state, request=f"{action.method} {action.path}")
        case SilencePlan():
            url = _needed(lab.endpoint("alertmanager"), action.service)
            answer = alertmanager.silence(url, action.matchers, clock.now(), action.seconds, action.comment)
            said = _or_raise(answer, f"cannot silence {', '.join(action.matchers.values())}")
            return _done(clock, "silence", action.service, f"for {format_duration(action.seconds)}, id {said}")
        case ImportPlan():
            url = _needed(lab.endpoint("grafana"), action.service)
            answer = grafana.import_(url, json.loads(action.dashboard), action.inputs)
            said = _or_raise(answer, f"cannot import {action.file}")
            return _done(clock, "import", action.service, f"{action.file} as {said.get('uid')}")
        case ChangePlan():
            _write(action, lab)
            what = "; ".join(f"{each.path}: {each.production} -> {each.lab}" for each in action.changed)
            return _done(clock, "change", ", ".join(dict.fromkeys(each.file for each in action.changed)), what)
    assert_never(action)


def left_out(action: FaultPlan | CallPlan | SilencePlan | ImportPlan | ChangePlan, lab: Lab) -> str | None:
    """Why an action cannot be done in this lab: the optional component it is about is not there."""
    if not isinstance(action, ChangePlan):
        return lab.left_out.get(action.service)
    owners = [each.name for each in lab.plan.services if any(file.path in action.texts for file in each.files)]
    reasons = [lab.left_out.get(name) for name in owners]
    return reasons[0] if reasons and all(reasons) else None


def _done(clock: Clock, verb: str, service: str, state: str, request: str = "") -> ActionDone:
    return ActionDone(at_ms=clock.ms(), verb=verb, service=service, state=state, request=request)


def _inject(verb: Verb, service: str, through: str, running: ComposeProject) -> str:
    match verb:
        case "blackhole" | "unblackhole":
            return _through(through, running)
        case "disconnect" | "connect":
            running.inject(verb, service)
            return f"{verb}ed"
        case _:
            return running.inject(verb, service).status


def _through(silencer: str, running: ComposeProject) -> str:
    """It ends with 0 only when it has seen that the network is as asked."""
    finished = running.run_to_end(silencer, SILENCING_S)
    if finished.exit_code or not finished.in_time:
        raise LabError(
            f"{silencer} did not happen: it ended with {finished.exit_code}",
            remedy="read what it said; it needs the capability NET_ADMIN in the service's own network",
            evidence=finished.log,
        )
    return " ".join(finished.log.split())


def _called(call: CallPlan, lab: Lab) -> str:
    url = _needed(lab.address(call.service, call.port), call.service)
    what = f"{call.method} {call.path}"
    answer = page.send(url, call.method, call.path, call.body, call.content_type)
    got = _or_raise(answer, f"{what} to {call.service} got no answer")
    status, text = int(got["status"]), str(got["text"])
    wanted = "2xx" if call.status is None else str(call.status)
    if status != call.status and not (call.status is None and 200 <= status < 300):
        _not_as_expected(f"{call.service} answered {status} to {what}, not {wanted}", text)
    if call.says is not None and not matches(call.says, text.strip()):
        _not_as_expected(f"{call.service} did not say {call.says!r} to {what}", text)
    return f"{status} {' '.join(text.split())[:200]}".rstrip()


def _not_as_expected(message: str, text: str) -> None:
    raise LabError(message, remedy="the step's call cannot be done as it is; see its answer", evidence=text[:2000])


def _needed(url: str | None, service: str) -> str:
    if url is None:
        raise LabError(f"{service} cannot be reached: it is not running", remedy="look at the order of the steps")
    return url


def _or_raise(answer: Answer, what: str) -> Any:
    if answer.error:
        raise LabError(f"{what}: {answer.error}", remedy="look at the service's log in the report")
    return answer.json


def _write(change: ChangePlan, lab: Lab) -> None:
    """In place: a container has the file itself mounted, and would go on seeing one that was replaced."""
    gone = {file.path for each in lab.plan.services if each.name in lab.left_out for file in each.files}
    for path, text in change.texts.items():
        if path in gone:
            continue  # the other services that have the file still see it change
        with (lab.running.folder / path).open("r+b") as file:
            file.write(text.encode())
            file.truncate()
