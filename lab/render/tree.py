"""Renders the folder of a lab: texts by path, and the build contexts to copy beside them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from lab.plan.model import LabPlan
from lab.render.compose_file import Binding, build_folder, compose_file

WITHOUT_LAB = Binding()


@dataclass(frozen=True, slots=True)
class RenderedTree:
    """`texts`: path -> content. `copies`: path -> folder on this machine, for each build context. `mounts`: path ->
    file or folder on this machine that a service mounts."""

    texts: Mapping[str, str]
    copies: Mapping[str, str]
    mounts: Mapping[str, str] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        content = "\0".join(f"{path}\0{text}" for path, text in sorted(self.texts.items()))
        return hashlib.sha256(content.encode()).hexdigest()[:12]


def render(plan: LabPlan, binding: Binding = WITHOUT_LAB) -> RenderedTree:
    texts = {"compose.yaml": compose_file(plan, binding)}
    copies = {}
    mounts = {}
    for service in plan.services:
        if service.name in binding.left_out:
            continue
        texts.update({file.path: file.text for file in service.files})
        mounts.update({copied.path: copied.source for copied in service.copies})
        built = (
            service.name not in binding.images and service.image.reference is None and service.image.override is None
        )
        if built and service.image.context:
            copies[build_folder(service)] = service.image.context
    return RenderedTree(texts, copies, mounts)
