"""Does what a step does besides sending load, once; raises LabError when it could not be done."""

from __future__ import annotations

import json
from typing import Any, TypeAlias, assert_never

from lab.backends import alertmanager, grafana, page
from lab.backends.bounds import Bounds
from lab.backends.endpoint import Url
from lab.containers.compose_project import ComposeProject
from lab.errors import LabError, StepFailed
from lab.expectations.patterns import matches
from lab.language.answer_words import answer_words
from lab.language.log_excerpts import error_lines
from lab.language.quantities import format_duration
from lab.plan.actions import (
    Action,
    CallPlan,
    ChangePlan,
    FaultPlan,
    ImportPlan,
    LoadPlan,
    ManifestPlan,
    SilencePlan,
    Verb,
)
from lab.queries.answer import Answer
from lab.record.event import ActionDone
from lab.run.clock import Clock
from lab.run.cluster import change_objects
from lab.run.lab import Lab

OtherAction: TypeAlias = FaultPlan | CallPlan | SilencePlan | ImportPlan | ChangePlan | ManifestPlan

NETFAULT_LIMIT_S = 20.0
_LOG_LINES, _QUOTED_LINES = 200, 2


def act(action: OtherAction, lab: Lab, clock: Clock) -> ActionDone:
    match action:
        case FaultPlan(verb, service, through):
            return _done(clock, verb, service, _inject(verb, service, through, lab.compose_project))
        case CallPlan():
            state = _call(action, lab, clock)
            return _done(clock, "call", action.service, state, request=f"{action.method} {action.path}")
        case SilencePlan():
            url = _url_of(lab.endpoint("alertmanager", action.service), action.service)
            answer = alertmanager.create_silence(url, action.matchers, clock.now(), action.seconds, action.comment)
            answered = _or_raise(answer, f"cannot silence {', '.join(action.matchers.values())}")
            return _done(clock, "silence", action.service, f"for {format_duration(action.seconds)}, id {answered}")
        case ImportPlan():
            url = _url_of(lab.endpoint("grafana", action.service), action.service)
            answer = grafana.import_dashboard(url, json.loads(action.dashboard), action.inputs)
            answered = _or_raise(answer, f"cannot import {action.file}", _import_remedy(answer.error))
            return _done(clock, "import", action.service, f"{action.file} as {answered.get('uid')}")
        case ChangePlan():
            _write(action, lab)
            changes = "; ".join(f"{value.path}: {value.production} -> {value.lab}" for value in action.changed)
            return _done(clock, "change", ", ".join(dict.fromkeys(value.file for value in action.changed)), changes)
        case ManifestPlan(verb, service):
            url = _url_of(lab.endpoint("kubernetes", service), service)
            return _done(clock, verb, service, change_objects(action, url, clock))
    assert_never(action)


def describe(action: Action) -> str:
    """What a step is going to do; empty for one that only expects."""
    match action:
        case LoadPlan() as load:
            fault = f", meanwhile {load.fault.verb} {load.fault.service}" if load.fault else ""
            return f"load: {load.asked} requests to {load.service} in {load.seconds:g} s{fault}"
        case FaultPlan(verb, service):
            return f"{verb} {service}"
        case CallPlan() as call:
            return f"call {call.service}: {call.method} {call.path}"
        case SilencePlan() as silence:
            return f"silence {', '.join(f'{name}={value}' for name, value in silence.matchers.items())}"
        case ImportPlan() as dashboard:
            return f"import {dashboard.file} into {dashboard.service}"
        case ChangePlan() as change:
            return f"change {', '.join(dict.fromkeys(value.file for value in change.changed))}"
        case ManifestPlan(verb, _, objects):
            return f"{verb} {', '.join(manifest.title for manifest in objects)}"
        case None:
            return ""


def left_out(action: OtherAction, lab: Lab) -> str | None:
    """Why an action cannot be done in this lab: the optional component it is about is not there."""
    if not isinstance(action, ChangePlan):
        return lab.left_out.get(action.service)
    owners = [owner.name for owner in lab.plan.services if any(file.path in action.texts for file in owner.files)]
    reasons = [lab.left_out.get(name) for name in owners]
    return reasons[0] if reasons and all(reasons) else None


def _done(clock: Clock, verb: str, service: str, state: str, request: str = "") -> ActionDone:
    return ActionDone(at_ms=clock.ms(), verb=verb, service=service, state=state, request=request)


def _inject(verb: Verb, service: str, through: str, running: ComposeProject) -> str:
    match verb:
        case "blackhole" | "unblackhole":
            return _run_netfault(through, running)
        case "disconnect" | "connect":
            running.inject(verb, service)
            return f"{verb}ed"
        case _:
            return running.inject(verb, service).status


def _run_netfault(service: str, running: ComposeProject) -> str:
    """It ends with 0 only when it has seen the network change."""
    finished = running.run_to_end(service, NETFAULT_LIMIT_S)
    if finished.exit_code or not finished.in_time:
        raise LabError(
            f"{service} did not change the network: exit code {finished.exit_code}",
            remedy="read its log; it needs the capability NET_ADMIN in the service's own network",
            evidence=finished.log,
        )
    return " ".join(finished.log.split())


def _call(call: CallPlan, lab: Lab, clock: Clock) -> str:
    url = _url_of(lab.address(call.service, call.port), call.service)
    request, began = f"{call.method} {call.path}", clock.now()
    bounds = Bounds(clock.stopped.is_set)
    answer = page.send(url, call.method, call.path, call.body, call.content_type, bounds)
    response = _or_raise(answer, f"{request} to {call.service} got no answer")
    status, text = int(response["status"]), str(response["text"])
    wanted = "2xx" if call.status is None else str(call.status)
    if status != call.status and not (call.status is None and 200 <= status < 300):
        message = f"{call.service} answered {status} to {request}, not {wanted}"
        raise _unexpected_answer(message, text, call.service, lab, began)
    if call.says is not None and not matches(call.says, text.strip()):
        message = f"{call.service} did not answer with {call.says!r} to {request}"
        raise _unexpected_answer(message, text, call.service, lab, began)
    return f"{status} {' '.join(text.split())[:200]}".rstrip()


def _unexpected_answer(message: str, text: str, service: str, lab: Lab, since: float) -> StepFailed:
    """With the answer's own words, and what the service wrote to its log about the call."""
    words = answer_words(text)
    logged = error_lines(lab.running.logs(service, _LOG_LINES, since=since), _QUOTED_LINES)
    message += f": {words}" if words else ", and its answer is empty"
    message += f"; its log says: {' / '.join(logged)}" if logged else ""
    evidence = "\n".join((text[:2000], *(f"{service}: {line}" for line in logged))).strip()
    return StepFailed(message, remedy="compare the step's call with the answer", evidence=evidence)


def _url_of(url: Url | None, service: str) -> Url:
    if url is None:
        raise StepFailed(f"{service} cannot be reached: it is not running", remedy="look at the order of the steps")
    return url


def _import_remedy(error: str) -> str:
    """What Grafana's refusals of an import mean (as of 12.4)."""
    if "changed by someone else" in error or "version-mismatch" in error:
        return (
            "Grafana has a dashboard with this uid and another version already: import a file without 'uid', "
            "with another one, or with the 'version' that Grafana shows"
        )
    if "provisioned" in error:
        return (
            "a dashboard with this uid comes from a provisioned file, which no import replaces: give it another 'uid'"
        )
    if "same name" in error or "already exists" in error:
        return "its folder has a dashboard of this title already: change 'title', or import it once"
    return ""


def _or_raise(answer: Answer, what: str, remedy: str = "") -> Any:
    if answer.error:
        raise StepFailed(f"{what}: {answer.error}", remedy=remedy or "look at the service's log in the report")
    return answer.json


def _write(change: ChangePlan, lab: Lab) -> None:
    gone = {file.path for owner in lab.plan.services if owner.name in lab.left_out for file in owner.files}
    # The other services that have a file still see it change.
    lab.compose_project.write({path: text for path, text in change.texts.items() if path not in gone})
