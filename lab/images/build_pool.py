"""Gets many images, two at a time, each base once. The caller's thread alone decides and reports progress; two workers
only run programs. When the caller is interrupted or `report_progress` raises, all that runs is ended."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from queue import Empty, Queue
from typing import TYPE_CHECKING

from lab.engine_facts import engine_facts
from lab.errors import ImageUnavailable
from lab.images.build_activity import BuildActivity
from lab.images.building import PullFailed, build, pull
from lab.images.engine_images import EngineImage, engine_info, find_images
from lab.images.image_request import ImageRequest
from lab.images.processes import Processes
from lab.images.references import registry_host
from lab.images.registry import Reachability, check_reachable, is_network_failure
from lab.images.resolution import (
    AskRegistry,
    Availability,
    Build,
    GiveUp,
    Pull,
    Source,
    Use,
    next_step,
    pull_references,
)
from lab.settings import Settings

if TYPE_CHECKING:
    from python_on_whales import DockerClient

AT_A_TIME = 2
_HEARTBEAT_S = 1.0  # a compiler can be silent for minutes, and a person wants to see that it still runs


@dataclass(frozen=True, slots=True)
class Progress:
    """What is done now for a component, or for a base (`base-python`). `done`: its last report."""

    component: str
    line: str
    elapsed_ms: int
    done: bool = False


@dataclass(frozen=True, slots=True)
class Obtained:
    image: EngineImage
    reference: str
    source: Source


@dataclass(slots=True)
class _Job:
    request: ImageRequest
    step: Pull | Build
    since: float
    activity: BuildActivity


@dataclass(frozen=True, slots=True)
class _Line:
    key: str
    line: str


@dataclass(frozen=True, slots=True)
class _Finished:
    key: str
    error: BaseException | None


class BuildPool:
    def __init__(
        self,
        engine: DockerClient,
        settings: Settings,
        report_progress: Callable[[Progress], None],
        now: Callable[[], float],
        *,
        again: bool = False,
    ) -> None:
        """`again`: build the wanted images anew even if their recipes have not changed."""
        self._engine, self._settings, self._now, self._again = engine, settings, now, again
        self._report_progress = report_progress
        self._available = Availability(mirror=settings.mirror)
        self._known: dict[str, EngineImage] = {}
        self._outcomes: dict[str, Obtained | ImageUnavailable] = {}
        self._open: list[ImageRequest] = []
        self._pins: dict[str, str] = {}
        self._renewed: frozenset[str] = frozenset()
        self._jobs: dict[str, _Job] = {}
        self._messages: Queue[_Line | _Finished] = Queue()
        self._processes = Processes()
        self._workers: ThreadPoolExecutor | None = None

    def obtain(self, requests: tuple[ImageRequest, ...]) -> tuple[Obtained | ImageUnavailable, ...]:
        """One outcome each, in the order given."""
        self._renewed = frozenset(one.recipe.tag for one in requests if one.recipe) if self._again else frozenset()
        self._add(requests)
        try:
            while unsettled := [one for one in self._open if one.key not in self._outcomes]:
                for one in unsettled:
                    if one.key not in self._jobs:
                        self._advance(one)
                if self._jobs:
                    self._handle_message()
        finally:
            self._close()
        return tuple(self._outcomes[one.key] for one in requests)

    def _add(self, requests: Iterable[ImageRequest]) -> None:
        new = {one.key: one for one in requests}
        for one in self._open:
            new.pop(one.key, None)
        self._open.extend(new.values())
        self._pins |= {name: digest for one in new.values() for name, digest in one.pins().items()}
        names = (name for one in new.values() for name in one.references())
        self._note_present(find_images(self._engine, names, self._pins))

    def _note_present(self, images: dict[str, EngineImage], *, renewed: bool = False) -> None:
        fresh = images if renewed else {name: image for name, image in images.items() if name not in self._renewed}
        self._known |= fresh
        self._available = replace(self._available, present=self._available.present | fresh.keys())

    def _advance(self, request: ImageRequest) -> None:
        match step := next_step(request, self._available):
            case Use(reference, source):
                self._outcomes[request.key] = Obtained(self._known[reference], reference, source)
            case AskRegistry():
                self._ask_registries()
            case Pull(reference):
                self._start(request, step, f"pulling {reference}", partial(pull, step, self._engine))
            case Build():
                self._build_once_bases_exist(request, step)
            case GiveUp(message, remedy, evidence):
                name = request.override or request.official or request.component
                self._outcomes[request.key] = ImageUnavailable(
                    message, reference=name, remedy=remedy, evidence=evidence
                )

    def _ask_registries(self) -> None:
        """Once for all images: hosts that are already known are not asked again."""
        waiting = [one for one in self._open if one.key not in self._outcomes]
        references = (ref for one in waiting for ref in pull_references(one, self._available.mirror))
        hosts = {registry_host(ref) for ref in references} - self._available.reachable.keys()
        since = self._now()
        if engine_facts(engine_info(self._engine)).own_route:
            reaches = tuple(Reachability(host, reachable=True) for host in hosts)
        else:
            reaches = check_reachable(sorted(hosts))
        self._available = replace(
            self._available, reachable={**self._available.reachable, **{one.host: one.reachable for one in reaches}}
        )
        for one in reaches:
            if not one.reachable:
                self._report(one.host, f"cannot be reached: {one.why}", since, done=True)

    def _build_once_bases_exist(self, request: ImageRequest, step: Build) -> None:
        bases = {name: self._outcomes.get(base.key) for name, base in step.recipe.bases.items()}
        for base, outcome in zip(step.recipe.bases.values(), bases.values(), strict=True):
            if isinstance(outcome, ImageUnavailable):
                self._outcomes[request.key] = ImageUnavailable(
                    f"{request.component} cannot be built without {base.component}: {outcome.message}",
                    reference=request.official or step.recipe.tag,
                    remedy=outcome.remedy,
                    evidence=outcome.evidence,
                )
                return
        used = {name: outcome.reference for name, outcome in bases.items() if isinstance(outcome, Obtained)}
        if len(used) < len(bases):
            self._add(step.recipe.bases.values())
            return
        cached = step.recipe.tag not in self._renewed
        work = partial(build, request, step.recipe, used, self._engine, self._settings, cached=cached)
        self._start(request, step, f"building {step.recipe.tag}", work)

    def _start(self, request: ImageRequest, step: Pull | Build, line: str, work: Callable[..., None]) -> None:
        if len(self._jobs) >= AT_A_TIME:
            return
        self._workers = self._workers or ThreadPoolExecutor(AT_A_TIME, thread_name_prefix="lab-image")
        key = request.key
        now = self._now()
        scripted = isinstance(step, Pull) or step.recipe.scripted
        self._jobs[key] = _Job(request, step, now, BuildActivity(line, now, scripted))
        self._report(request.component, line, now)
        self._workers.submit(self._work, key, work)

    def _work(self, key: str, work: Callable[..., None]) -> None:
        try:
            work(processes=self._processes, on_line=lambda line: self._messages.put(_Line(key, line)))
        except BaseException as error:  # noqa: BLE001 - handed to the owner's thread, which raises it
            self._messages.put(_Finished(key, error))
        else:
            self._messages.put(_Finished(key, None))

    def _handle_message(self) -> None:
        try:
            message = self._messages.get(timeout=_HEARTBEAT_S)
        except Empty:
            for job in self._jobs.values():
                self._report(job.request.component, job.activity.text(self._now()), job.since)
            return
        match message:
            case _Line(key, line):
                job = self._jobs[key]
                if job.activity.read(line, self._now()):
                    self._report(job.request.component, job.activity.line, job.since)
            case _Finished(key, error):
                self._finish(self._jobs.pop(key), error)

    def _finish(self, job: _Job, error: BaseException | None) -> None:
        match job.step, error:
            case Pull(reference, name), None:
                self._available = replace(self._available, pulled=self._available.pulled | {name})
                self._note_present(images := find_images(self._engine, [name], self._pins))
                if not images:
                    self._refuse(reference, f"pulled, but the engine does not know it as {name}")
                self._report(job.request.component, f"pulled {reference}", job.since, done=bool(images))
            case Build(recipe), None:
                self._note_present(images := find_images(self._engine, [recipe.tag]), renewed=True)
                self._report(job.request.component, f"built {recipe.tag}", job.since, done=True)
                if not images:
                    lost = f"the build of {job.request.component} left no image {recipe.tag}"
                    self._outcomes[job.request.key] = ImageUnavailable(
                        lost, reference=recipe.tag, remedy="run it again"
                    )
            case Pull(reference), PullFailed() as failure:
                self._refuse(reference, str(failure))
                self._report(job.request.component, f"cannot be pulled: {failure}", job.since)
            case Build(), ImageUnavailable() as failure:
                self._outcomes[job.request.key] = failure
                self._report(job.request.component, failure.message, job.since, done=True)
            case _, BaseException() as failure:
                raise failure

    def _refuse(self, reference: str, why: str) -> None:
        reachable = dict(self._available.reachable)
        if is_network_failure(why):
            reachable[registry_host(reference)] = False
        self._available = replace(
            self._available, refused={**self._available.refused, reference: why}, reachable=reachable
        )

    def _report(self, component: str, line: str, since: float, *, done: bool = False) -> None:
        self._report_progress(Progress(component, line, round((self._now() - since) * 1000), done))

    def _close(self) -> None:
        if self._jobs:
            self._processes.end()
        if self._workers:
            self._workers.shutdown(wait=True, cancel_futures=True)
