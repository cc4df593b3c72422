"""Carries images to hosts that cannot have them otherwise, and removes what we built. Nothing is removed that does not
carry both our labels and our name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lab.errors import ImageUnavailable, UsageError
from lab.images.engine_images import EngineImage, built_images, docker, find_images
from lab.images.image_request import image_request
from lab.images.processes import run_program
from lab.images.references import OUR_IMAGE_LABEL, our_tags
from lab.images.resolution import Availability, Use, next_step
from lab.plan.model import ImageSpec

if TYPE_CHECKING:
    from python_on_whales import DockerClient

_LONG = 900.0  # seconds; an image of some hundred megabytes on a slow disk


@dataclass(frozen=True, slots=True)
class Saved:
    component: str
    reference: str
    path: Path
    size: int


@dataclass(frozen=True, slots=True)
class Pruned:
    """`kept`: what could not be removed, with the engine's message, mostly because a container uses it."""

    removed: tuple[str, ...]
    kept: tuple[tuple[str, str], ...]


def save(wants: Iterable[ImageSpec], engine: DockerClient, folder: Path) -> tuple[Saved | ImageUnavailable, ...]:
    """One tar for each different image, under the name by which `load` brings it back."""
    requests = tuple({one.key: one for one in map(image_request, wants)}.values())
    facts = Availability(
        present=frozenset(find_images(engine, (name for one in requests for name in one.references())))
    )
    folder.mkdir(parents=True, exist_ok=True)
    outcomes: list[Saved | ImageUnavailable] = []
    for one in requests:
        match next_step(one, facts):
            case Use(reference):
                outcomes.append(_save(one.component, reference, engine, folder))
            case _:
                name = one.override or one.official or one.component
                remedy = "get it first with 'lab images pull' or 'lab images build'"
                outcomes.append(ImageUnavailable(f"{name} is not in the engine", reference=name, remedy=remedy))
    return tuple(outcomes)


def _save(component: str, reference: str, engine: DockerClient, folder: Path) -> Saved | ImageUnavailable:
    path = folder / f"{re.sub(r'[^A-Za-z0-9_.-]+', '_', reference)}.tar"
    unfinished = path.with_suffix(".unfinished")
    answer = run_program([*docker(engine), "image", "save", "--output", str(unfinished), reference], within=_LONG)
    if answer.code:
        unfinished.unlink(missing_ok=True)
        message = f"{reference} could not be saved to {path}"
        return ImageUnavailable(message, reference=reference, remedy="make room there", evidence=answer.err.strip())
    unfinished.replace(path)  # whole or not there at all
    return Saved(component, reference, path, path.stat().st_size)


def load(folder: Path, engine: DockerClient) -> tuple[str, ...]:
    """The references that the engine knows afterwards."""
    tars = sorted(folder.glob("*.tar"))
    if not tars:
        raise UsageError(f"{folder} holds no image", remedy="name a folder that 'lab images save' wrote to")
    loaded: list[str] = []
    for tar in tars:
        answer = run_program([*docker(engine), "image", "load", "--quiet", "--input", str(tar)], within=_LONG)
        if answer.code:
            message = f"{tar} could not be loaded"
            raise ImageUnavailable(message, reference=tar.name, remedy="save it again", evidence=answer.err.strip())
        loaded += re.findall(r"^Loaded image(?: ID)?: (.+)$", answer.out, re.MULTILINE)
    return tuple(loaded)


def prune(
    current: Iterable[ImageSpec],
    engine: DockerClient,
    *,
    everything: bool = False,
    only: frozenset[str] | None = None,
) -> Pruned:
    """Removes our builds whose recipe is none of the current ones or their bases; with `everything`, all our builds.
    `only`: nothing but these components (a base is called `base-python`)."""
    requests = () if everything else tuple(map(image_request, current))
    keep = frozenset(one.recipe.tag for top in requests for one in top.with_bases() if one.recipe)
    removed: list[str] = []
    kept: list[tuple[str, str]] = []
    for tag in prunable(built_images(engine), keep, only):
        answer = run_program([*docker(engine), "image", "rm", tag])
        if answer.code:
            kept.append((tag, answer.err.strip().rpartition("\n")[2] or "no reason given"))
        else:
            removed.append(tag)
    return Pruned(tuple(removed), tuple(kept))


def prunable(images: Iterable[EngineImage], keep: frozenset[str], only: frozenset[str] | None) -> tuple[str, ...]:
    chosen = (image for image in images if only is None or image.labels.get(OUR_IMAGE_LABEL) in only)
    return tuple(tag for image in chosen for tag in sorted(our_tags(image.tags, image.labels)) if tag not in keep)
