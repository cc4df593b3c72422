"""The image of a service of a Compose file: as it names it, as it builds it, or the nearest that lab has."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from lab.language.json_values import mapping
from lab.plan.files import FileTexts
from lab.plan.model import ImageSpec
from lab.plan.services import FindBase, UserOverrides, image_want
from lab.plan.user_compose.recognition import Recognised, repository
from lab.scenario.component_use import ComponentUse
from lab.stack.user_compose.project import ResolvedProject

# What a build may say; the rest is of no effect on the image's content, or refused.
_BUILD_KEYS = frozenset({"context", "dockerfile", "args", "target"})
_NO_EFFECT = frozenset({"cache_from", "cache_to", "labels", "no_cache", "pull", "tags", "shm_size", "platforms"})


@dataclass(frozen=True, slots=True)
class ImagePlanner:
    """`context_problem`: why a folder, relative to the scenario, cannot be built from. `folder`: of the scenario."""

    project: ResolvedProject
    folder: str
    context_problem: Callable[[str], str | None]
    texts: FileTexts
    overrides: UserOverrides
    find_base: FindBase

    def plan(self, name: str, service: Mapping[str, Any], known: Recognised | None) -> ImageSpec:
        override = self.overrides.images.get(name)
        if known is not None and known.by_image:
            override = override or self.overrides.images.get(known.component.name)
        if service.get("build"):
            return replace(self._build(name, mapping(service["build"])), override=override)
        reference = tagged(str(service.get("image") or "").replace("$$", "$"))
        if known is None or not known.by_image:
            return ImageSpec(name, reference, None, {}, {}, override)
        own = image_want(name, ComponentUse(), known.component, self.overrides, self.find_base)
        if own.reference and same_version(reference, own.reference):
            return replace(own, override=override)
        return replace(own, reference=reference, recipe_of=own.reference, override=override)

    def _build(self, name: str, build: Mapping[str, Any]) -> ImageSpec:
        for key, value in build.items():
            if value and key not in _BUILD_KEYS | _NO_EFFECT and not key.startswith("x-"):
                message = (
                    f"{name} is built with {key!r}, which lab does not do; build it yourself, and name its 'image'"
                )
                self._wrong(name, (key,), message)
        context = str(build.get("context") or ".").replace("$$", "$")
        relative = posixpath.relpath(context, self.folder) if context.startswith("/") else ""
        problem = self.context_problem(relative) if relative else f"{context!r} is not a folder of the project"
        if problem:
            self._wrong(name, ("context",), f"{name} cannot be built: {problem}")
        dockerfile = str(build.get("dockerfile") or "").replace("$$", "$")
        if dockerfile.startswith("/"):
            dockerfile = posixpath.relpath(dockerfile, context)
        if dockerfile.startswith("../"):
            self._wrong(name, ("dockerfile",), f"{name} has its Dockerfile outside of its build context; move it there")
        args = {
            key: str(value).replace("$$", "$") for key, value in mapping(build.get("args")).items() if value is not None
        }
        return ImageSpec(
            name,
            None,
            context,
            {},
            args,
            dockerfile="" if dockerfile == "Dockerfile" else dockerfile,
            target=str(build.get("target") or ""),
        )

    def _wrong(self, name: str, path: tuple[str, ...], message: str) -> None:
        self.texts.problems.wrong(self.project.place(name, "build", *path), message)
        self.texts.problems.mark_broken("component", name)


def tagged(image: str) -> str:
    """Without a tag, Docker takes `latest`."""
    last = image.rpartition("/")[2]
    return image if not image or ":" in last or "@" in last else f"{image}:latest"


def same_version(image: str, other: str) -> bool:
    """Whether two references name the same repository and tag, whatever their registries and digests."""
    return repository(image) == repository(other) and _tag(image) == _tag(other)


def _tag(image: str) -> str:
    return image.partition("@")[0].rpartition("/")[2].partition(":")[2]
