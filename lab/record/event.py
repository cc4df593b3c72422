"""The events of a run. The runner yields them, and every report is made from them."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field

from lab.language.exit_codes import exit_code_text
from lab.language.recorded import Recorded
from lab.record.observation import Observation
from lab.record.verdict import Verdict


class LoadCount(Recorded):
    """How many responses the load generator counted for one route and status."""

    method: str
    route: str
    status: str
    count: int


class ResponseTimes(Recorded):
    """How long the responses of one route took for the load generator: the percentiles 0 to 100, in seconds."""

    method: str
    route: str
    percentiles: Annotated[tuple[float, ...], Field(min_length=101, max_length=101)]


class LoadTruth(Recorded):
    """What the load generator itself counted: the ground truth for expectations. `asked`: requests that the plan asks
    for. `started` and `ended` are unix seconds."""

    name: str
    asked: int
    sent: int
    dropped: int
    started: float
    ended: float
    counts: tuple[LoadCount, ...]
    response_times: tuple[ResponseTimes, ...] = ()
    invalid_reason: str = ""  # why this load cannot serve as ground truth; empty when it can

    def total(self, **labels: str) -> int:
        """The sum of the counts with these values of method, route and status."""
        return sum(c.count for c in self.counts if all(getattr(c, key) == value for key, value in labels.items()))


class ImageRecord(Recorded):
    """`reference`: the image that the component names. `used`: the one that runs, which may be a local build."""

    service: str
    reference: str
    used: str
    image_id: str
    source: Literal["present", "pulled", "built", "override"]
    version: str = ""


class RecordedEvent(Recorded):
    """`at_ms`: milliseconds since the start of the run."""

    at_ms: int


class RunStarted(RecordedEvent):
    event: Literal["run-started"] = "run-started"
    scenario: str
    variant: str = ""  # as it stands in the brackets of the run's name; empty for a scenario as written
    title: str
    lab: str
    plan_digest: str
    deadline_ms: int


class Phase(RecordedEvent):
    """The start of a part of the run: render, images, create, ready, step, down; or a skipped step. `step` names the
    step. `ms` is set once the phase has ended."""

    event: Literal["phase"] = "phase"
    name: str
    step: str = ""
    ms: int | None = None
    detail: str = ""


class ImageDecided(RecordedEvent):
    event: Literal["image"] = "image"
    image: ImageRecord


class BuildProgress(RecordedEvent):
    event: Literal["build"] = "build"
    component: str
    line: str
    elapsed_ms: int
    done: bool = False


class EngineSlow(RecordedEvent):
    """The Docker Engine took long to answer, or has not answered yet: the machine is overloaded. Affects no verdict.

    `gone`: nothing listens at its address any more.
    """

    event: Literal["engine-slow"] = "engine-slow"
    question: str
    ms: int
    answered: bool
    gone: bool = False


class LeftOut(RecordedEvent):
    """An optional component that was left out, because its image is not available."""

    event: Literal["left-out"] = "left-out"
    service: str
    why: str


class Noted(RecordedEvent):
    """What is another way in this lab than in the files it is made of."""

    event: Literal["note"] = "note"
    text: str


class ServiceReady(RecordedEvent):
    event: Literal["service-ready"] = "service-ready"
    service: str
    ms: int


class StepStarted(RecordedEvent):
    event: Literal["step"] = "step"
    name: str
    action: str = ""


class Waiting(RecordedEvent):
    """`awaited`: what the run waits for -> what is still missing."""

    event: Literal["waiting"] = "waiting"
    awaited: dict[str, str]


class FirstSample(RecordedEvent):
    event: Literal["first-sample"] = "first-sample"
    job: str


class LoadDone(RecordedEvent):
    event: Literal["load"] = "load"
    truth: LoadTruth


class ActionDone(RecordedEvent):
    """An action of a step on a service (or, for `change`, on files). `request` is what a call sent. `state` is what was
    observed afterwards: the container's state, the status of an answer, the change of each value."""

    event: Literal["action"] = "action"
    verb: str
    service: str
    state: str
    request: str = ""


class Judged(RecordedEvent):
    event: Literal["verdict"] = "verdict"
    verdict: Verdict


class Exited(RecordedEvent):
    """A container that exited unexpectedly: no step had stopped it. `memory_limit` in bytes, 0 for none."""

    event: Literal["exited"] = "exited"
    service: str
    code: int
    log: str
    oom_killed: bool = False
    memory_limit: int = 0

    @property
    def code_text(self) -> str:
        """The exit code with what it means: a signal, the memory limit."""
        return exit_code_text(self.code, oom_killed=self.oom_killed, memory_limit=self.memory_limit)


class Evidence(RecordedEvent):
    """Data collected for the reports before the lab was taken down: logs, the data of a panel, what a backend stores
    (`lab.why.serialization` then reads `detail`), or why the query `name` returned nothing (`lab.report.explanations`).
    """

    event: Literal["evidence"] = "evidence"
    kind: Literal["log", "panel", "alert", "config", "inventory", "explanation"]
    name: str
    text: str = ""
    detail: dict[str, Any] = Field(default_factory=dict)
    observation: Observation | None = None


class Failed(RecordedEvent):
    """An error that ended the run early."""

    event: Literal["error"] = "error"
    kind: str
    message: str
    remedy: str = ""
    evidence: str = ""
    exit_code: int


class RunEnded(RecordedEvent):
    event: Literal["run-ended"] = "run-ended"
    exit_code: int


Event: TypeAlias = Annotated[
    RunStarted
    | Phase
    | ImageDecided
    | BuildProgress
    | EngineSlow
    | LeftOut
    | Noted
    | ServiceReady
    | StepStarted
    | Waiting
    | FirstSample
    | LoadDone
    | ActionDone
    | Judged
    | Exited
    | Evidence
    | Failed
    | RunEnded,
    Field(discriminator="event"),
]
