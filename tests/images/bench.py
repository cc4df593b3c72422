"""A place to write recipes in, whose components have names that no other test and no user has."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from lab.images.build_pool import Progress
from lab.plan.model import BaseImageSpec, ImageSpec
from lab.settings import Settings


@dataclass
class Bench:
    folder: Path
    mark: str = field(default_factory=lambda: f"imgtest{uuid4().hex[:8]}")
    told: list[Progress] = field(default_factory=list)

    def recipe(self, name: str, dockerfile: str, **files: str) -> Path:
        folder = self.folder / name
        folder.mkdir(exist_ok=True)
        (folder / "Dockerfile").write_text(dockerfile)
        for file, text in files.items():
            (folder / file).write_text(text)
        return folder

    def want(self, name: str, folder: Path | None, reference: str | None = None, **bases: BaseImageSpec) -> ImageSpec:
        return ImageSpec(f"{self.mark}-{name}", reference, str(folder) if folder else None, bases, {})

    def settings(self, mirror: str = "") -> Settings:
        return Settings(self.folder, self.folder, self.folder, self.folder, mirror=mirror)

    def lines(self) -> list[str]:
        return [progress.line for progress in self.told]
