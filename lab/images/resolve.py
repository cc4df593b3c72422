"""Resolves the images of a plan: for each, which reference to use, or why there is none. Whether a missing image ends
the run or only leaves out an optional service is for the caller."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING

from lab.errors import ImageUnavailable
from lab.images.build_pool import BuildPool, Obtained, Progress
from lab.images.image_request import ImageRequest, image_request
from lab.images.references import version_of
from lab.images.resolution import Source
from lab.plan.model import ImageSpec
from lab.settings import Settings

if TYPE_CHECKING:
    from python_on_whales import DockerClient

__all__ = ["Progress", "ResolvedImage", "resolve_images"]


@dataclass(frozen=True, slots=True)
class ResolvedImage:
    """`reference_used` is what a Compose file is to name."""

    component: str
    reference_used: str
    image_id: str
    source: Source
    version: str


def resolve_images(
    wants: Iterable[ImageSpec],
    engine: DockerClient,
    settings: Settings,
    report_progress: Callable[[Progress], None],
    *,
    now: Callable[[], float] = monotonic,
) -> tuple[ResolvedImage | ImageUnavailable, ...]:
    """One outcome for each want, in the order given. `report_progress` is called on the caller's thread; whatever it
    raises ends all builds. Raises EngineUnavailable."""
    return resolved(tuple(image_request(want) for want in wants), BuildPool(engine, settings, report_progress, now))


def resolved(requests: tuple[ImageRequest, ...], pool: BuildPool) -> tuple[ResolvedImage | ImageUnavailable, ...]:
    return tuple(
        _resolved_image(request.component, outcome)
        for request, outcome in zip(requests, pool.obtain(requests), strict=True)
    )


def _resolved_image(component: str, outcome: Obtained | ImageUnavailable) -> ResolvedImage | ImageUnavailable:
    if isinstance(outcome, ImageUnavailable):
        return outcome
    version = version_of(outcome.reference, outcome.image.labels)
    return ResolvedImage(component, outcome.reference, outcome.image.id, outcome.source, version)
