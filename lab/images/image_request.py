"""What is requested: an image wanted by the plan, or a base of its recipe, in one form, with the name that our build
of it has. Bases are requested exactly like what is built on them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from lab.images.digest import digest_as_base, recipe_digest
from lab.images.recipe_files import DOCKERFILE, read_recipe
from lab.images.references import built_tag, digest_of, tag_of, without_digest
from lab.plan.model import BaseImageSpec, ImageSpec

_RECIPE_FOLDER = "image"


@dataclass(frozen=True, slots=True)
class Recipe:
    """`tag` is how the image is called once it is built. `version`: of the official image it keeps the contract of;
    empty for our own software and for bases. `scripted`: made by a script, not by a Dockerfile. `target`: the stage of
    the Dockerfile, empty for the last."""

    folder: Path
    digest: str
    tag: str
    args: Mapping[str, str]
    bases: Mapping[str, ImageRequest]
    scripted: bool
    version: str = ""
    dockerfile: str = DOCKERFILE
    target: str = ""


@dataclass(frozen=True, slots=True)
class ImageRequest:
    """`recipe` is None where there is none; `folder` is where one was looked for. `official` is without the digest that
    it may be pinned to, `pin`, so that it is called the same once it was pulled. `another`: the recipe is for another
    version, which takes its place only when the official image cannot be pulled."""

    component: str
    official: str | None
    override: str | None
    recipe: Recipe | None
    folder: str | None
    pin: str = ""
    another: bool = False

    def pins(self) -> Mapping[str, str]:
        """The official name and its digest, when it has one."""
        return {self.official: self.pin} if self.official and self.pin else {}

    @property
    def pinned(self) -> str | None:
        """The official reference with its digest."""
        return f"{self.official}@{self.pin}" if self.official and self.pin else self.official

    @property
    def key(self) -> str:
        """Equal for two that are one and the same image."""
        return " | ".join((self.override or "", self.official or "", self.recipe.tag if self.recipe else ""))

    def references(self) -> tuple[str, ...]:
        """Every name under which the engine may already have it."""
        if self.override:
            return (self.override,)
        return tuple(name for name in (self.official, self.recipe.tag if self.recipe else None) if name)

    def bases(self) -> tuple[ImageRequest, ...]:
        return tuple(self.recipe.bases.values()) if self.recipe else ()

    def with_bases(self) -> Iterator[ImageRequest]:
        yield self
        for base in self.bases():
            yield from base.with_bases()


def image_request(want: ImageSpec) -> ImageRequest:
    """Reads the recipe's folder."""
    recipe = None
    if not want.override and not _only_a_script(want.context, want.dockerfile):
        like = want.recipe_of or want.reference
        recipe = _recipe(_name(want), like, want.context, want.args, want.bases, want.dockerfile, want.target)
    official = _official(want.reference, want.override, recipe, want.context)
    return ImageRequest(_name(want), *official, another=want.recipe_of is not None)


def _name(want: ImageSpec) -> str:
    """The component's name; for components that share the recipe of an official image that of its folder."""
    folder = Path(want.context) if want.reference and want.context and not want.override else None
    return folder.parent.name if folder is not None and folder.name == _RECIPE_FOLDER else want.component


def _only_a_script(folder: str | None, dockerfile: str) -> bool:
    """A script runs on this machine, not in a builder: base images are made by one, components never."""
    return folder is not None and not (Path(folder) / (dockerfile or DOCKERFILE)).is_file()


def _base(want: BaseImageSpec) -> ImageRequest:
    component = f"base-{want.name}"
    # No version in the tag: a stand-in for python:3.13 is not that image, only of use in its place.
    recipe = _recipe(component, None, want.folder, {}, want.bases)
    return ImageRequest(component, *_official(want.reference, None, recipe, want.folder))


def _official(
    reference: str | None, override: str | None, recipe: Recipe | None, folder: str | None
) -> tuple[str | None, str | None, Recipe | None, str | None, str]:
    """The fields of an ImageRequest after its component."""
    if reference is None:
        return None, override, recipe, folder, ""
    return without_digest(reference), override, recipe, folder, digest_of(reference)


def _recipe(
    component: str,
    reference: str | None,
    folder: str | None,
    args: Mapping[str, str],
    bases: Mapping[str, BaseImageSpec],
    dockerfile: str = "",
    target: str = "",
) -> Recipe | None:
    files = read_recipe(Path(folder), dockerfile or DOCKERFILE) if folder else {}
    if not files:
        return None
    base_requests = {name: _base(base) for name, base in bases.items()}
    inherited = {
        name: digest_as_base(base.pinned or "", base.recipe.digest if base.recipe else "")
        for name, base in base_requests.items()
    }
    chosen = {name: text for name, text in (("dockerfile", dockerfile), ("target", target)) if text}
    digest = recipe_digest(files, {**args, **{f"--{name}": text for name, text in chosen.items()}}, inherited)
    tag = built_tag(component, reference, digest)
    version = tag_of(reference) if reference else ""
    return Recipe(
        Path(folder or ""),
        digest,
        tag,
        args,
        base_requests,
        scripted=(dockerfile or DOCKERFILE) not in files,
        version=version,
        dockerfile=dockerfile or DOCKERFILE,
        target=target,
    )
