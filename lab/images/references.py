"""What an image reference tells by its text alone: registry, tag, its name behind a mirror, and how our builds are
called. Whether such an image exists is for others to find out."""

from __future__ import annotations

import re
from collections.abc import Mapping

HUB = "registry-1.docker.io"
VERSION_LABEL = "org.opencontainers.image.version"
OUR_IMAGE_LABEL = "dev.lab.image"
OUR_RECIPE_LABEL = "dev.lab.recipe"
_OURS = "lab/"
_DIGEST_LENGTH = 12


def registry_host(reference: str) -> str:
    """The host, with its port when the reference names one, that a pull of this reference talks to."""
    first, slash, _ = reference.partition("/")
    named = bool(slash) and ("." in first or ":" in first or first == "localhost")
    return first if named and first not in ("docker.io", "index.docker.io") else HUB


def without_digest(reference: str) -> str:
    """`name:tag` of `name:tag@digest`; a reference that has only a digest stays as it is."""
    name, _, digest = reference.partition("@")
    return name if digest and ":" in name.rpartition("/")[2] else reference


def digest_of(reference: str) -> str:
    """The digest that a tag is pinned to; empty when there is none."""
    return reference.partition("@")[2] if without_digest(reference) != reference else ""


def tag_of(reference: str) -> str:
    """The tag, or the digest of a reference that has only that."""
    name, _, digest = reference.partition("@")
    _, colon, tag = name.rpartition("/")[2].partition(":")
    return tag if colon else digest


def through_mirror(mirror: str, reference: str) -> str:
    # Only the engine itself knows that a bare Docker Hub name means library/<name>; a mirror does not.
    return f"{mirror}/{reference}" if "/" in reference else f"{mirror}/library/{reference}"


def mirror_host(mirror: str) -> str:
    """The host of a mirror; Docker Hub's when Docker takes its first part for a name there."""
    return registry_host(f"{mirror}/any/image")


def built_tag(component: str, reference: str | None, digest: str) -> str:
    """Names the recipe as it is now: a changed recipe is another tag. Never an official reference."""
    version = re.sub(r"[^A-Za-z0-9_.-]+", "-", tag_of(reference)).lstrip("-.") if reference else ""
    return f"{repository(component)}:{f'{version[:100]}-' if version else ''}{digest[:_DIGEST_LENGTH]}"


def repository(component: str) -> str:
    return _OURS + (
        re.sub(r"[^a-z0-9]+", lambda odd: "_" if odd[0] == "_" else "-", component.lower()).strip("-_") or "x"
    )


def version_of(reference: str, labels: Mapping[str, str]) -> str:
    """What the image says of itself, else what its reference says."""
    if version := labels.get(VERSION_LABEL):
        return version
    tag, digest = tag_of(reference), labels.get(OUR_RECIPE_LABEL, "")
    return tag.removesuffix(f"-{digest[:_DIGEST_LENGTH]}") if digest else tag


def our_tags(tags: tuple[str, ...], labels: Mapping[str, str]) -> tuple[str, ...]:
    """The tags that we gave. Labels alone do not tell: an image that someone builds on top of ours inherits them."""
    component, digest = labels.get(OUR_IMAGE_LABEL), labels.get(OUR_RECIPE_LABEL)
    if not component or not digest:
        return ()
    ours = f"{repository(component)}:"
    return tuple(tag for tag in tags if tag.startswith(ours) and tag.endswith(digest[:_DIGEST_LENGTH]))
