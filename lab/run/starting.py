"""From a plan to a lab whose services are all ready: images, rendered folder, containers, readiness.

`lab = yield from start_lab(...)` yields events as things happen and returns the lab, or raises CannotStart.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import closing
from importlib import import_module
from pathlib import Path
from typing import TypeAlias, TypeVar

from lab.background import Background, with_progress
from lab.containers import starting
from lab.containers.compose_project import ComposeProject
from lab.containers.engine import Engine
from lab.containers.remote.carrying import mark
from lab.containers.remote.relays import COMPONENT as RELAY
from lab.errors import CannotStart, ImageUnavailable, Interrupted
from lab.images.resolve import Progress, ResolvedImage, resolve_images
from lab.plan.model import LabPlan, ServicePlan
from lab.plan.start_order import start_order
from lab.record.event import BuildProgress, Event, ImageDecided, ImageRecord, LeftOut, Noted, Phase, Waiting
from lab.render.compose_file import Binding
from lab.render.tree import render
from lab.run.clock import Clock
from lab.run.cluster import apply_objects, wait_until_settled
from lab.run.health_checks import without_health_checks
from lab.run.lab import Lab
from lab.run.readiness import become_ready
from lab.run.tree_on_disk import write_tree
from lab.selection.components import component_images
from lab.settings import Settings
from lab.stack.folders import Folders

START_DEADLINE_S = 120.0
IMAGES_DEADLINE_S = 3600.0  # one command of a build; from a cold cache the slowest takes minutes

T = TypeVar("T")
Steps: TypeAlias = Generator[Event, None, T]


def start_lab(plan: LabPlan, engine: Engine, settings: Settings, clock: Clock, project: str) -> Steps[Lab]:
    """All that is created carries `project`, also when starting fails half-way. Raises CannotStart and its kinds."""
    yield from (Noted(at_ms=clock.ms(), text=note) for note in plan.notes)
    images, left_out = yield from phase("images", clock, _get_images(plan, engine, settings, clock))
    folder = settings.state / "labs" / project
    yield from phase("render", clock, _write_folder(plan, images, left_out, engine, project, folder))
    started = clock.now()
    services = tuple(service for service in plan.services if service.name not in left_out)
    first, second = start_order(services)
    on_demand = services if not second else ()
    running = yield from phase("create", clock, _create(first, on_demand, engine, folder, project))
    yield from phase("API ready" if second else "ready", clock, become_ready(first, running, clock))
    if second:
        url = _api_url(plan, running)
        yield from phase("apply", clock, _apply(plan, url, clock))
        others = _create(services, services, engine, folder, project, running.services)
        running = yield from phase("create the others", clock, others)
        yield from phase("ready", clock, become_ready(second, running, clock))
        yield from phase("settle", clock, _settle(plan, _api_url(plan, running), clock))
    return Lab(plan, running, started, left_out, {name: image.source for name, image in images.items()})


def listen(events: Steps[T], listener: Callable[[Event], None]) -> T:
    """Gives each event to the listener, and returns what the generator returns."""
    while True:
        try:
            event = next(events)
        except StopIteration as stop:
            result: T = stop.value
            return result
        listener(event)


def phase(name: str, clock: Clock, work: Steps[T]) -> Steps[T]:
    began = clock.ms()
    yield Phase(at_ms=began, name=name)
    result = yield from work
    yield Phase(at_ms=clock.ms(), name=name, ms=clock.ms() - began)
    return result


def _get_images(
    plan: LabPlan, engine: Engine, settings: Settings, clock: Clock
) -> Steps[tuple[dict[str, ResolvedImage], dict[str, str]]]:
    """The images by service, and the services that are left out with the reason."""
    wants = tuple(service.image for service in plan.services)
    if engine.address.remote:
        wants = (*wants, *component_images((RELAY,), Folders(settings.roots(), settings.project)))

    def work(report_progress: Callable[[Progress], None]) -> tuple[ResolvedImage | ImageUnavailable, ...]:
        def report(progress: Progress) -> None:
            # A build reports every second, and runs side by side are told only by their clocks that they are over.
            if clock.stopped.is_set():
                raise Interrupted("the run was stopped while its images were built or pulled")
            report_progress(progress)

        return resolve_images(wants, engine.client(IMAGES_DEADLINE_S), settings, report)

    outcomes = list((yield from _as_events(with_progress(work, "images"), clock)))
    images: dict[str, ResolvedImage] = {}
    left_out: dict[str, str] = {}
    if engine.address.remote:
        *outcomes, relay = outcomes
        if isinstance(relay, ImageUnavailable):
            raise relay
        engine.relays.image = relay.reference_used
    for service, outcome in zip(plan.services, outcomes, strict=True):
        if isinstance(outcome, ResolvedImage):
            check_has_all(service, outcome)
            images[service.name] = outcome
            yield ImageDecided(at_ms=clock.ms(), image=_image_record(service, outcome))
            if service.image.recipe_of and outcome.source == "built":
                instead = f"lab/{service.component} {outcome.version} instead"
                yield Noted(at_ms=clock.ms(), text=f"{service.image.reference} cannot be had here: {instead}")
        elif service.optional:
            left_out[service.name] = outcome.message
            yield LeftOut(at_ms=clock.ms(), service=service.name, why=outcome.message)
        else:
            raise outcome
    for service in plan.services:  # what lives in the network of a service that is left out cannot be there either
        owner = str(service.compose.get("network_mode", "")).removeprefix("service:")
        if owner in left_out:
            left_out.setdefault(service.name, left_out[owner])
    return images, left_out


def check_has_all(service: ServicePlan, image: ResolvedImage) -> None:
    """Raises CannotStart when the configuration uses what an image built here lacks: the program would not start."""
    if image.source == "built" and service.lacks:
        raise CannotStart(
            f"the configuration of {service.name} uses what {image.reference_used} lacks",
            remedy=f"pull or load the official image: 'lab images pull {service.component}', 'lab images load'",
            evidence="\n".join(map(str, service.lacks)),
        )


def _as_events(progress: Generator[Progress, None, T], clock: Clock) -> Steps[T]:
    with closing(progress):
        while True:
            try:
                now = next(progress)
            except StopIteration as stop:
                result: T = stop.value
                return result
            yield BuildProgress(
                at_ms=clock.ms(), component=now.component, line=now.line, elapsed_ms=now.elapsed_ms, done=now.done
            )


def _image_record(service: ServicePlan, image: ResolvedImage) -> ImageRecord:
    return ImageRecord(
        service=service.name,
        reference=service.image.reference or service.component,
        used=image.reference_used,
        image_id=image.image_id,
        source=image.source,
        version=image.version,
    )


def _write_folder(
    plan: LabPlan,
    images: dict[str, ResolvedImage],
    left_out: dict[str, str],
    engine: Engine,
    project: str,
    folder: Path,
) -> Steps[None]:
    binding = Binding(
        images={name: image.reference_used for name, image in images.items()},
        project=project,
        folder=str(folder),
        left_out=frozenset(left_out),
    )
    mark(engine, folder)
    write_tree(render(plan, binding), folder)
    override = without_health_checks(service for service in plan.services if service.name not in left_out)
    if override:
        (folder / starting.OVERRIDE_FILE).write_text(override, encoding="utf-8")
    yield from ()


def _api_url(plan: LabPlan, running: ComposeProject) -> str:
    api = plan.role("kubernetes")
    assert api is not None
    port = next(port.container for port in api.ports if port.name == api.roles["kubernetes"])
    return running.endpoint(api.name, port)


def _apply(plan: LabPlan, url: str, clock: Clock) -> Steps[None]:
    objects = plan.cluster.objects if plan.cluster else ()
    yield Waiting(at_ms=clock.ms(), awaited={"manifests": f"{len(objects)} objects are applied"})
    apply_objects(objects, url, clock)


def _settle(plan: LabPlan, url: str, clock: Clock) -> Steps[None]:
    objects = plan.cluster.objects if plan.cluster else ()
    yield Waiting(at_ms=clock.ms(), awaited={"manifests": "nodes and workloads become ready"})
    wait_until_settled(objects, url, clock)


def _create(
    services: tuple[ServicePlan, ...],
    with_on_demand: tuple[ServicePlan, ...],
    engine: Engine,
    folder: Path,
    project: str,
    already: tuple[str, ...] = (),
) -> Steps[ComposeProject]:
    """Starts `services` but those on demand and those that run `already`, and creates those of `with_on_demand`."""
    lasting = tuple(service.name for service in services if not service.on_demand)
    on_demand = tuple(service.name for service in with_on_demand if service.on_demand)
    # Compose takes most of a second; what is needed next is loaded meanwhile (0.1 s).
    Background(lambda: import_module("lab.backends.observing"), "imports")
    yield from ()
    return starting.start(engine, folder, project, lasting, on_demand, START_DEADLINE_S, already)
