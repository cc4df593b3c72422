"""What images the engine has. One question for any number of references, since each costs a process."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from lab.errors import EngineUnavailable
from lab.images.processes import ProgramResult, run_program
from lab.images.references import OUR_IMAGE_LABEL, our_tags

if TYPE_CHECKING:
    from python_on_whales import DockerClient

_NOT_THERE = re.compile(r"no such image|invalid reference format|image not known", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class EngineImage:
    id: str
    tags: tuple[str, ...]
    labels: Mapping[str, str]
    size: int


def docker(engine: DockerClient) -> list[str]:
    """The start of every command line: the program, and which engine it talks to. Raises EngineUnavailable."""
    from python_on_whales.client_config import ClientNotFoundError  # here, because its import takes 0.2 s

    try:
        return [str(word) for word in engine.client_config.docker_cmd]
    except ClientNotFoundError:
        why = "there is no program called docker"
        raise EngineUnavailable(why, remedy="install Docker Engine 25 or newer", evidence=why) from None


def find_images(
    engine: DockerClient, references: Iterable[str], pins: Mapping[str, str] = MappingProxyType({})
) -> dict[str, EngineImage]:
    """Those of the references that the engine has; one with a digest in `pins` only if it is that image, or one that
    no registry gave and that somebody put there. Raises EngineUnavailable."""
    names = sorted(set(references))
    if not names:
        return {}
    images: dict[str, EngineImage] = {}
    for line in _output_lines(
        run_program([*docker(engine), "image", "inspect", "--format", "{{json .}}", "--", *names])
    ):
        inspected = json.loads(line)
        image = engine_image(inspected)
        images |= {
            name: image for name in names if has_name(image, inspected, name) and is_pinned(inspected, name, pins)
        }
    return images


def engine_image(inspected: Mapping[str, Any]) -> EngineImage:
    labels = (inspected.get("Config") or {}).get("Labels") or {}
    return EngineImage(inspected["Id"], tuple(inspected.get("RepoTags") or ()), labels, int(inspected.get("Size") or 0))


def has_name(image: EngineImage, inspected: Mapping[str, Any], name: str) -> bool:
    """Whether a reference means this image. The engine answers in order but skips what it lacks."""
    plain = re.sub(r"^(index\.)?docker\.io/(library/)?", "", name)
    if "@" in plain:
        repository, _, digest = plain.partition("@")
        return f"{re.sub(r':[^/:]+$', '', repository)}@{digest}" in (inspected.get("RepoDigests") or ())
    if plain.rpartition("/")[2].count(":") == 0:
        return f"{plain}:latest" in image.tags or image.id.removeprefix("sha256:").startswith(plain)
    return plain in image.tags or plain == image.id


def is_pinned(inspected: Mapping[str, Any], name: str, pins: Mapping[str, str]) -> bool:
    """Whether an image is the one that its pin means. One without a pin counts, and one that did not come from the
    repository of its name: it was loaded, built or tagged by hand, or came through a mirror."""
    repository = re.sub(r":[^/:]+$", "", re.sub(r"^(index\.)?docker\.io/(library/)?", "", name))
    own = [known for known in inspected.get("RepoDigests") or () if known.partition("@")[0] == repository]
    return name not in pins or not own or f"{repository}@{pins[name]}" in own


def built_images(engine: DockerClient) -> tuple[EngineImage, ...]:
    """Every image that lab built, whatever its recipe was."""
    listed = ["image", "ls", "--quiet", "--no-trunc", "--filter", f"label={OUR_IMAGE_LABEL}"]
    ids = sorted(set(_output_lines(run_program([*docker(engine), *listed]))))
    if not ids:
        return ()
    lines = _output_lines(run_program([*docker(engine), "image", "inspect", "--format", "{{json .}}", *ids]))
    images = (engine_image(json.loads(line)) for line in lines)
    return tuple(image for image in images if our_tags(image.tags, image.labels))


def engine_info(engine: DockerClient) -> dict[str, Any]:
    """What the Engine API says under /info. Raises EngineUnavailable."""
    answer = run_program([*docker(engine), "info", "--format", "{{json .}}"])
    lines = _output_lines(answer)
    info: dict[str, Any] = json.loads(lines[0]) if lines else {}
    if not info.get("ServerVersion"):
        raise _unavailable("; ".join(info.get("ServerErrors") or ()) or answer.err)
    return info


def _output_lines(answer: ProgramResult) -> list[str]:
    complaints = [line for line in answer.err.splitlines() if line.strip() and not _NOT_THERE.search(line)]
    if answer.code and (complaints or not answer.err.strip()):
        raise _unavailable("\n".join(complaints))
    return [line for line in answer.out.splitlines() if line.strip()]


def _unavailable(why: str) -> EngineUnavailable:
    return EngineUnavailable(
        "the Docker Engine does not answer", remedy="start it; 'lab doctor' shows what is missing", evidence=why
    )
