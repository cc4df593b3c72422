"""What `lab images list`, `pull` and `build` do: the state of every image, and getting it by one way only. Moving
images between hosts and removing ours is for `storing`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from time import monotonic
from typing import TYPE_CHECKING, Literal, TypeAlias

from lab.errors import ImageUnavailable
from lab.images.build_pool import BuildPool, Progress
from lab.images.engine_images import EngineImage, built_images, find_images
from lab.images.image_request import ImageRequest, image_request
from lab.images.references import OUR_IMAGE_LABEL, version_of
from lab.images.resolution import Availability, Use, next_step
from lab.images.resolve import ResolvedImage, resolved
from lab.plan.model import ImageSpec
from lab.settings import Settings

if TYPE_CHECKING:
    from python_on_whales import DockerClient

State: TypeAlias = Literal["present", "built, up to date", "built, recipe changed", "missing"]


@dataclass(frozen=True, slots=True)
class ImageState:
    """`official` is empty for software that is only ever built, or what the user named instead. The rest is empty or 0
    while nothing can be used; `size` is in bytes."""

    component: str
    official: str
    state: State
    has_recipe: bool
    used: str = ""
    image_id: str = ""
    version: str = ""
    size: int = 0


def image_states(wants: Iterable[ImageSpec], engine: DockerClient) -> tuple[ImageState, ...]:
    """One for each different image, in the order given. Raises EngineUnavailable."""
    requests = tuple({request.key: request for request in map(image_request, wants)}.values())
    pins = {name: digest for request in requests for name, digest in request.pins().items()}
    images = find_images(engine, (name for request in requests for name in request.references()), pins)
    outdated = {image.labels[OUR_IMAGE_LABEL] for image in built_images(engine)}
    return tuple(_image_state(request, images, outdated) for request in requests)


def _image_state(request: ImageRequest, images: dict[str, EngineImage], built_once: set[str]) -> ImageState:
    official, has_recipe = request.override or request.pinned or "", request.recipe is not None
    match next_step(request, Availability(present=frozenset(images))):
        case Use(used, source):
            image = images[used]
            state: State = "built, up to date" if source == "built" else "present"
            version = version_of(used, image.labels)
            return ImageState(request.component, official, state, has_recipe, used, image.id, version, image.size)
        case _:
            changed = has_recipe and request.component in built_once
            return ImageState(
                request.component, official, "built, recipe changed" if changed else "missing", has_recipe
            )


def pull(
    wants: Iterable[ImageSpec], engine: DockerClient, settings: Settings, report_progress: Callable[[Progress], None]
) -> tuple[ResolvedImage | ImageUnavailable, ...]:
    """Pulls what has an official reference and is not there yet; builds nothing."""
    requests = [
        replace(request, recipe=None, folder=None)
        for request in map(image_request, wants)
        if request.override or request.official
    ]
    return resolved(_once(requests), BuildPool(engine, settings, report_progress, monotonic))


def build(
    wants: Iterable[ImageSpec],
    engine: DockerClient,
    settings: Settings,
    report_progress: Callable[[Progress], None],
    *,
    again: bool = False,
) -> tuple[ResolvedImage | ImageUnavailable, ...]:
    """Builds what has a recipe, though it may be present or pullable; `again`: though it is already built."""
    requests = [
        replace(request, official=None, override=None) for request in map(image_request, wants) if request.recipe
    ]
    return resolved(_once(requests), BuildPool(engine, settings, report_progress, monotonic, again=again))


def _once(requests: Iterable[ImageRequest]) -> tuple[ImageRequest, ...]:
    return tuple({request.key: request for request in requests}.values())
