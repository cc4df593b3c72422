"""What `lab images list`, `pull` and `build` do: the state of every image, and getting it by one way only. Moving
images between hosts and removing ours is for `storing`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from time import monotonic
from typing import TYPE_CHECKING, Literal, TypeAlias

from lab.errors import ImageUnavailable
from lab.images.build_pool import Progress, Workshop
from lab.images.engine_images import EngineImage, look, ours
from lab.images.image_request import Sought, sought
from lab.images.references import OUR_IMAGE_LABEL, version_of
from lab.images.resolution import Facts, Use, next_step
from lab.images.resolve import Provided, obtained
from lab.plan.model import ImageWant
from lab.settings import Settings

if TYPE_CHECKING:
    from python_on_whales import DockerClient

State: TypeAlias = Literal["present", "built, up to date", "built, recipe changed", "missing"]


@dataclass(frozen=True, slots=True)
class Listed:
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


def listed(wants: Iterable[ImageWant], engine: DockerClient) -> tuple[Listed, ...]:
    """One for each different image, in the order given. Raises EngineUnavailable."""
    wanted = tuple({one.key: one for one in map(sought, wants)}.values())
    found = look(engine, (name for one in wanted for name in one.references()))
    outdated = {image.labels[OUR_IMAGE_LABEL] for image in ours(engine)}
    return tuple(_listed(one, found, outdated) for one in wanted)


def _listed(one: Sought, found: dict[str, EngineImage], built_once: set[str]) -> Listed:
    official, has_recipe = one.override or one.official or "", one.recipe is not None
    match next_step(one, Facts(present=frozenset(found))):
        case Use(used, source):
            image = found[used]
            state: State = "built, up to date" if source == "built" else "present"
            version = version_of(used, image.labels)
            return Listed(one.component, official, state, has_recipe, used, image.id, version, image.size)
        case _:
            changed = has_recipe and one.component in built_once
            return Listed(one.component, official, "built, recipe changed" if changed else "missing", has_recipe)


def pull(
    wants: Iterable[ImageWant], engine: DockerClient, settings: Settings, say: Callable[[Progress], None]
) -> tuple[Provided | ImageUnavailable, ...]:
    """Pulls what has an official reference and is not there yet; builds nothing."""
    wanted = [replace(one, recipe=None, folder=None) for one in map(sought, wants) if one.override or one.official]
    return obtained(_once(wanted), Workshop(engine, settings, say, monotonic))


def build(
    wants: Iterable[ImageWant],
    engine: DockerClient,
    settings: Settings,
    say: Callable[[Progress], None],
    *,
    again: bool = False,
) -> tuple[Provided | ImageUnavailable, ...]:
    """Builds what has a recipe, though it may be present or pullable; `again`: though it is already built."""
    wanted = [replace(one, official=None, override=None) for one in map(sought, wants) if one.recipe]
    return obtained(_once(wanted), Workshop(engine, settings, say, monotonic, again=again))


def _once(wanted: Iterable[Sought]) -> tuple[Sought, ...]:
    return tuple({one.key: one for one in wanted}.values())
