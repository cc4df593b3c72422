"""Builds one image from its recipe, and pulls one: the two ways that take long. Reports each line as it comes and
raises ImageUnavailable with the end of what failed. What to build, and when, is for `build_pool`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from lab.errors import ImageUnavailable
from lab.images.build_lines import build_args, failing_step
from lab.images.engine_images import docker
from lab.images.image_request import ImageRequest, Recipe
from lab.images.pip_settings import pip_secret
from lab.images.processes import Processes
from lab.images.recipe_files import DOCKERFILE, SCRIPT
from lab.images.references import OUR_IMAGE_LABEL, OUR_RECIPE_LABEL, VERSION_LABEL
from lab.images.resolution import Pull
from lab.settings import Settings

if TYPE_CHECKING:
    from python_on_whales import DockerClient


class PullFailed(Exception):
    """With what docker wrote; the next way of getting the image is then tried."""


def pull(step: Pull, engine: DockerClient, processes: Processes, on_line: Callable[[str], None]) -> None:
    lines: list[str] = []

    def keep(line: str) -> None:
        lines.append(line)
        on_line(line)

    if processes.follow([*docker(engine), "image", "pull", step.reference], keep) != 0:
        raise PullFailed(next((line for line in reversed(lines) if line.strip()), "no reason given"))
    if step.name != step.reference:
        engine.image.tag(step.reference, step.name)


def build(
    request: ImageRequest,
    recipe: Recipe,
    bases: Mapping[str, str],
    engine: DockerClient,
    settings: Settings,
    processes: Processes,
    on_line: Callable[[str], None],
    *,
    cached: bool = True,
) -> None:
    """`bases`: build argument -> the reference to use for it."""
    labels = {OUR_IMAGE_LABEL: request.component, OUR_RECIPE_LABEL: recipe.digest}
    if recipe.version:
        labels[VERSION_LABEL] = recipe.version  # or it would inherit its base's
    lines: list[str] = []

    def keep(line: str) -> None:
        lines.append(line)
        on_line(line)

    with pip_secret(settings.build_env) as secret:
        if recipe.scripted:
            command = _script(recipe, labels, engine)
        else:
            command = _buildx(recipe, labels, bases, engine, settings)
            command[-1:-1] = [*secret, *([] if cached else ["--no-cache"])]
        code = processes.follow(command, keep)
    if code != 0:
        what = recipe.folder / (SCRIPT if recipe.scripted else recipe.dockerfile)
        raise ImageUnavailable(
            f"the build of {request.component} failed",
            reference=request.official or recipe.tag,
            remedy=f"fix {what}, or what it needs from outside",
            evidence=failing_step(lines) or f"exit code {code}",
        )


def _buildx(
    recipe: Recipe, labels: Mapping[str, str], bases: Mapping[str, str], engine: DockerClient, settings: Settings
) -> list[str]:
    dockerfile = (recipe.folder / recipe.dockerfile).read_text(encoding="utf-8")
    # The engine's own builder: one in a container sees none of the images we build upon.
    command = [*docker(engine), "buildx", "build", "--builder", "default", "--load", "--provenance=false"]
    command += ["--progress", "plain", "--tag", recipe.tag]
    for name, value in build_args(dockerfile, bases, recipe.args, settings.build_env).items():
        command += ["--build-arg", f"{name}={value}"]
    for name, value in labels.items():
        command += ["--label", f"{name}={value}"]
    if settings.ca_bundle is not None:
        command += ["--secret", f"id=ca,src={settings.ca_bundle}"]
    if recipe.dockerfile != DOCKERFILE:
        command += ["--file", str(recipe.folder / recipe.dockerfile)]
    if recipe.target:
        command += ["--target", recipe.target]
    return [*command, str(recipe.folder)]


def _script(recipe: Recipe, labels: Mapping[str, str], engine: DockerClient) -> list[str]:
    # The script calls plain docker; sh, because an installed package may have lost the executable bit.
    config = engine.client_config
    variables = {"DOCKER_HOST": config.host, "DOCKER_CONTEXT": config.context}
    environment = [f"{name}={value}" for name, value in variables.items() if value]
    command = ["sh", str(recipe.folder / SCRIPT), recipe.tag, *(f"{name}={value}" for name, value in labels.items())]
    return ["env", *environment, *command] if environment else command
