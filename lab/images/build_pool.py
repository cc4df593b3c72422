"""Takes the ladder's steps for many images, two at a time, each base once. Its owner's thread alone decides and speaks
(`say`); two workers only run programs. When the owner is interrupted or `say` raises, all that runs is ended."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from queue import Empty, Queue
from typing import TYPE_CHECKING

from lab.engine_facts import engine_facts
from lab.errors import ImageUnavailable
from lab.images.building import PullFailed, build, pull
from lab.images.engine_images import EngineImage, engine_info, find_images
from lab.images.image_request import ImageRequest
from lab.images.processes import Processes
from lab.images.references import registry_host
from lab.images.registry import Reachability, check_reachable, is_network_failure
from lab.images.resolution import AskRegistry, Build, Facts, GiveUp, Pull, Source, Use, next_step, pull_references
from lab.settings import Settings

if TYPE_CHECKING:
    from python_on_whales import DockerClient

AT_A_TIME = 2
_HEARTBEAT = 1.0  # seconds; a compiler can be silent for minutes, and a person wants to see that it still runs


@dataclass(frozen=True, slots=True)
class Progress:
    """What is done for a component, or for a base (`base-python`). `done`: the last word on it."""

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
class _InWork:
    wanted: ImageRequest
    step: Pull | Build
    since: float
    line: str


@dataclass(frozen=True, slots=True)
class _Heard:
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
        say: Callable[[Progress], None],
        now: Callable[[], float],
        *,
        again: bool = False,
    ) -> None:
        """`again`: build the wanted images anew even if their recipes have not changed."""
        self._engine, self._settings, self._say, self._now, self._again = engine, settings, say, now, again
        self._facts = Facts(mirror=settings.mirror)
        self._known: dict[str, EngineImage] = {}
        self._outcomes: dict[str, Obtained | ImageUnavailable] = {}
        self._open: list[ImageRequest] = []
        self._renewed: frozenset[str] = frozenset()
        self._in_work: dict[str, _InWork] = {}
        self._news: Queue[_Heard | _Finished] = Queue()
        self._processes = Processes()
        self._workers: ThreadPoolExecutor | None = None

    def obtain(self, wanted: tuple[ImageRequest, ...]) -> tuple[Obtained | ImageUnavailable, ...]:
        """One outcome each, in the order given."""
        self._renewed = frozenset(one.recipe.tag for one in wanted if one.recipe) if self._again else frozenset()
        self._take_up(wanted)
        try:
            while unsettled := [one for one in self._open if one.key not in self._outcomes]:
                for one in unsettled:
                    if one.key not in self._in_work:
                        self._advance(one)
                if self._in_work:
                    self._listen()
        finally:
            self._close()
        return tuple(self._outcomes[one.key] for one in wanted)

    def _take_up(self, wanted: Iterable[ImageRequest]) -> None:
        new = {one.key: one for one in wanted}
        for one in self._open:
            new.pop(one.key, None)
        self._open.extend(new.values())
        self._note_present(find_images(self._engine, (name for one in new.values() for name in one.references())))

    def _note_present(self, found: dict[str, EngineImage], *, renewed: bool = False) -> None:
        fresh = found if renewed else {name: image for name, image in found.items() if name not in self._renewed}
        self._known |= fresh
        self._facts = replace(self._facts, present=self._facts.present | fresh.keys())

    def _advance(self, wanted: ImageRequest) -> None:
        match step := next_step(wanted, self._facts):
            case Use(reference, source):
                self._outcomes[wanted.key] = Obtained(self._known[reference], reference, source)
            case AskRegistry():
                self._ask_registries()
            case Pull(reference):
                self._start(wanted, step, f"pulling {reference}", partial(pull, step, self._engine))
            case Build():
                self._build_when_bases_are_there(wanted, step)
            case GiveUp(message, remedy, evidence):
                name = wanted.override or wanted.official or wanted.component
                self._outcomes[wanted.key] = ImageUnavailable(message, reference=name, remedy=remedy, evidence=evidence)

    def _ask_registries(self) -> None:
        """Once for all images: hosts that are already known are not asked again."""
        waiting = [one for one in self._open if one.key not in self._outcomes]
        references = (ref for one in waiting for ref in pull_references(one, self._facts.mirror))
        hosts = {registry_host(ref) for ref in references} - self._facts.reachable.keys()
        since = self._now()
        if engine_facts(engine_info(self._engine)).own_route:
            reaches = tuple(Reachability(host, reachable=True) for host in hosts)
        else:
            reaches = check_reachable(sorted(hosts))
        self._facts = replace(
            self._facts, reachable={**self._facts.reachable, **{one.host: one.reachable for one in reaches}}
        )
        for one in reaches:
            if not one.reachable:
                self._tell(one.host, f"cannot be reached: {one.why}", since, done=True)

    def _build_when_bases_are_there(self, wanted: ImageRequest, step: Build) -> None:
        bases = {name: self._outcomes.get(base.key) for name, base in step.recipe.bases.items()}
        for base, outcome in zip(step.recipe.bases.values(), bases.values(), strict=True):
            if isinstance(outcome, ImageUnavailable):
                self._outcomes[wanted.key] = ImageUnavailable(
                    f"{wanted.component} cannot be built without {base.component}: {outcome.message}",
                    reference=wanted.official or step.recipe.tag,
                    remedy=outcome.remedy,
                    evidence=outcome.evidence,
                )
                return
        used = {name: outcome.reference for name, outcome in bases.items() if isinstance(outcome, Obtained)}
        if len(used) < len(bases):
            self._take_up(step.recipe.bases.values())
            return
        cached = step.recipe.tag not in self._renewed
        work = partial(build, wanted, step.recipe, used, self._engine, self._settings, cached=cached)
        self._start(wanted, step, f"building {step.recipe.tag}", work)

    def _start(self, wanted: ImageRequest, step: Pull | Build, line: str, work: Callable[..., None]) -> None:
        if len(self._in_work) >= AT_A_TIME:
            return
        self._workers = self._workers or ThreadPoolExecutor(AT_A_TIME, thread_name_prefix="lab-image")
        key = wanted.key
        self._in_work[key] = _InWork(wanted, step, self._now(), line)
        self._tell(wanted.component, line, self._in_work[key].since)
        self._workers.submit(self._carry_out, key, work)

    def _carry_out(self, key: str, work: Callable[..., None]) -> None:
        try:
            work(processes=self._processes, heard=lambda line: self._news.put(_Heard(key, line)))
        except BaseException as error:  # noqa: BLE001 - handed to the owner's thread, which raises it
            self._news.put(_Finished(key, error))
        else:
            self._news.put(_Finished(key, None))

    def _listen(self) -> None:
        try:
            news = self._news.get(timeout=_HEARTBEAT)
        except Empty:
            for job in self._in_work.values():
                self._tell(job.wanted.component, job.line, job.since)
            return
        match news:
            case _Heard(key, line):
                job = self._in_work[key]
                job.line = line
                self._tell(job.wanted.component, line, job.since)
            case _Finished(key, error):
                self._finish(self._in_work.pop(key), error)

    def _finish(self, job: _InWork, error: BaseException | None) -> None:
        match job.step, error:
            case Pull(reference, name), None:
                self._facts = replace(self._facts, pulled=self._facts.pulled | {name})
                self._note_present(found := find_images(self._engine, [name]))
                if not found:
                    self._refuse(reference, f"pulled, but the engine does not know it as {name}")
                self._tell(job.wanted.component, f"pulled {reference}", job.since, done=bool(found))
            case Build(recipe), None:
                self._note_present(found := find_images(self._engine, [recipe.tag]), renewed=True)
                self._tell(job.wanted.component, f"built {recipe.tag}", job.since, done=True)
                if not found:
                    gone = f"the build of {job.wanted.component} left no image {recipe.tag}"
                    self._outcomes[job.wanted.key] = ImageUnavailable(gone, reference=recipe.tag, remedy="run it again")
            case Pull(reference), PullFailed() as failure:
                self._refuse(reference, str(failure))
                self._tell(job.wanted.component, f"cannot be pulled: {failure}", job.since)
            case Build(), ImageUnavailable() as failure:
                self._outcomes[job.wanted.key] = failure
                self._tell(job.wanted.component, failure.message, job.since, done=True)
            case _, BaseException() as failure:
                raise failure

    def _refuse(self, reference: str, words: str) -> None:
        reachable = dict(self._facts.reachable)
        if is_network_failure(words):
            reachable[registry_host(reference)] = False
        self._facts = replace(self._facts, refused={**self._facts.refused, reference: words}, reachable=reachable)

    def _tell(self, component: str, line: str, since: float, *, done: bool = False) -> None:
        self._say(Progress(component, line, round((self._now() - since) * 1000), done))

    def _close(self) -> None:
        if self._in_work:
            self._processes.end()
        if self._workers:
            self._workers.shutdown(wait=True, cancel_futures=True)
