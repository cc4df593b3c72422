"""The order in which an image is looked for: what the user named instead, the engine, our earlier build of exactly this
recipe, the registry, our recipe. Decides the next step from the facts; taking it is for `build_pool`."""

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
    registry host; a host that is not in it was not looked for yet. `refused`: pulls that failed, with the words."""

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


def next_step(wanted: ImageRequest, facts: Availability) -> Step:
    name = wanted.override or wanted.official
    if name and name in facts.present:
        if wanted.override:
            return Use(name, "override")
        return Use(name, "pulled" if name in facts.pulled else "present")
    if wanted.recipe and wanted.recipe.tag in facts.present:
        return Use(wanted.recipe.tag, "built")
    for reference in pull_references(wanted, facts.mirror):
        host = registry_host(reference)
        if reference in facts.refused or facts.reachable.get(host) is False:
            continue
        return Pull(reference, name or reference) if host in facts.reachable else AskRegistry(host)
    return Build(wanted.recipe) if wanted.recipe else _give_up(wanted, facts)


def pull_references(wanted: ImageRequest, mirror: str) -> tuple[str, ...]:
    """What may be pulled, in this order. What the user named is taken as it is, never through the mirror."""
    if wanted.override:
        return (wanted.override,)
    if wanted.official is None:
        return ()
    return (through_mirror(mirror, wanted.official), wanted.official) if mirror else (wanted.official,)


def _give_up(wanted: ImageRequest, facts: Availability) -> GiveUp:
    name = wanted.override or wanted.official
    tried = [(ref, facts.refused.get(ref)) for ref in pull_references(wanted, facts.mirror)]
    evidence = "\n".join(f"{ref}: {words or f'{registry_host(ref)} cannot be reached'}" for ref, words in tried)
    if wanted.override:
        return GiveUp(
            f"{name}, named for {wanted.component}, is not in the engine and cannot be pulled",
            f"name an image the engine has, or leave out --image {wanted.component}={name}",
            evidence,
        )
    nothing = f"{wanted.folder} holds no Dockerfile" if wanted.folder else "there is no recipe to build it"
    if name is None:
        return GiveUp(f"{wanted.component} cannot be built: {nothing}", "put a Dockerfile there", evidence)
    return GiveUp(
        f"{name} is not in the engine, cannot be pulled, and {nothing}",
        "bring it with 'lab images load', set LAB_REGISTRY_MIRROR to a registry that can be reached, "
        f"or name another image with --image {wanted.component}=REFERENCE",
        evidence,
    )
