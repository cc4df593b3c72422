"""The order in which an image is looked for: what the user named instead, the engine, our earlier build of exactly this
recipe, the registry, our recipe. Decides the next step from what is known; taking it is for `build_pool`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from lab.images.image_request import ImageRequest, Recipe
from lab.images.references import registry_host, through_mirror

Source: TypeAlias = Literal["present", "pulled", "built", "override"]


@dataclass(frozen=True, slots=True)
class Availability:
    """`present`: names the engine knows. `pulled`, `built`: those of them that came in this run. `reachable`: by
    registry host; a host that is not in it was not looked for yet. `refused`: pulls that failed, with the reason."""

    present: frozenset[str] = frozenset()
    pulled: frozenset[str] = frozenset()
    reachable: Mapping[str, bool] = field(default_factory=dict)
    refused: Mapping[str, str] = field(default_factory=dict)
    mirror: str = ""


@dataclass(frozen=True, slots=True)
class Use:
    reference: str
    source: Source


@dataclass(frozen=True, slots=True)
class AskRegistry:
    host: str


@dataclass(frozen=True, slots=True)
class Pull:
    """Pull `reference`; the image is then to be known as `name`."""

    reference: str
    name: str


@dataclass(frozen=True, slots=True)
class Build:
    recipe: Recipe


@dataclass(frozen=True, slots=True)
class GiveUp:
    message: str
    remedy: str
    evidence: str


Step: TypeAlias = Use | AskRegistry | Pull | Build | GiveUp


def next_step(request: ImageRequest, available: Availability) -> Step:
    name = request.override or request.official
    if name and name in available.present:
        if request.override:
            return Use(name, "override")
        return Use(name, "pulled" if name in available.pulled else "present")
    built = request.recipe.tag if request.recipe and request.recipe.tag in available.present else ""
    if built and not request.another:
        return Use(built, "built")
    for reference in pull_references(request, available.mirror):
        host = registry_host(reference)
        if reference in available.refused or available.reachable.get(host) is False:
            continue
        return Pull(reference, name or reference) if host in available.reachable else AskRegistry(host)
    if built:
        return Use(built, "built")
    return Build(request.recipe) if request.recipe else _give_up(request, available)


def pull_references(request: ImageRequest, mirror: str) -> tuple[str, ...]:
    """What may be pulled, in this order. What the user named is taken as it is, never through the mirror."""
    if request.override:
        return (request.override,)
    if request.official is None:
        return ()
    pinned = request.pinned or request.official
    return (through_mirror(mirror, pinned), pinned) if mirror else (pinned,)


def _give_up(request: ImageRequest, available: Availability) -> GiveUp:
    name = request.override or request.official
    tried = [(ref, available.refused.get(ref)) for ref in pull_references(request, available.mirror)]
    evidence = "\n".join(f"{ref}: {why or f'{registry_host(ref)} cannot be reached'}" for ref, why in tried)
    if request.override:
        return GiveUp(
            f"{name}, named for {request.component}, is not in the engine and cannot be pulled",
            f"name an image the engine has, or leave out --image {request.component}={name}",
            evidence,
        )
    nothing = f"{request.folder} holds no Dockerfile" if request.folder else "there is no recipe to build it"
    if name is None:
        return GiveUp(f"{request.component} cannot be built: {nothing}", "put a Dockerfile there", evidence)
    return GiveUp(
        f"{name} is not in the engine, cannot be pulled, and {nothing}",
        "bring it with 'lab images load', set LAB_REGISTRY_MIRROR to a registry that can be reached, "
        f"or name another image with --image {request.component}=REFERENCE",
        evidence,
    )
