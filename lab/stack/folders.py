"""Finds and reads the files of components, scenarios, comparisons and dialects, those of the user's project first.

Packages below `run` read no other files.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from lab.errors import Place, Problem, Problems, UsageError
from lab.language.dialect import Dialect
from lab.language.suggestions import did_you_mean
from lab.scenario.compose_use import ComposeUse
from lab.scenario.reading import read_model
from lab.stack.boundaries import OutsideError, context_problem, is_file, path_inside
from lab.stack.model import Base, Component, ComponentSource
from lab.stack.project_files import mountable, project_root
from lab.stack.scenario_files import find_file, matching_files
from lab.stack.user_compose.asking import resolved_project
from lab.stack.user_compose.mounted import Mounted, mounted
from lab.stack.user_compose.project import ResolvedProject

MAX_BYTES = 10 * 1024**2  # of any file
COMPONENT_FOLDERS = ("stacks", "sample_apps")
SCENARIO_FILE = "scenario.yaml"
COMPARISON_FILE = "comparison.yaml"


@dataclass(frozen=True, slots=True)
class ScenarioSource:
    """A scenario file. `display_path` is its path in messages."""

    name: str
    folder: Path
    display_path: str
    text: str

    def read(self, relative: str) -> str | None:
        """The text of a file of the scenario, or of one elsewhere in its repository (`../rules/node.yml`).

        None when it does not exist, or is one that a scenario may not read. Raises OutsideError when it leads out.
        """
        path_inside(project_root(self.folder), self.folder, relative)
        file = find_file(self.folder, relative)
        return None if file is None else _read(file, self.display_path_of(relative))

    def matching(self, pattern: str) -> tuple[str, ...]:
        """The files that a pattern or folder stands for (`rules/*.yml`, `rules/`). Raises `TooManyFilesError`."""
        return matching_files(self.folder, pattern)

    def mountable(self, relative: str) -> Path:
        """A file or folder of the project that a service may mount. Raises Refused."""
        return mountable(self.folder, relative)

    def mounted(self, source: str) -> Mounted:
        """What is at an absolute path of the project that a Compose file mounts. Raises Refused."""
        return mounted(source, project_root(self.folder))

    def compose_project(self, use: ComposeUse, folders: Folders, place: Place) -> ResolvedProject:
        """Its Compose project, resolved by Docker Compose. `place`: where it is named. Raises `Problems`, and
        CannotStart without Docker Compose."""
        return resolved_project(use, self.folder, project_root(self.folder), folders.display_path, place)

    def context_problem(self, relative: str) -> str | None:
        """Why a folder beside the scenario cannot be a build context; None when it can."""
        return context_problem(project_root(self.folder), self.folder, relative)

    def display_path_of(self, relative: str) -> str:
        folder = Path(self.display_path).parent
        while relative.startswith("../") and folder.name not in ("", ".."):
            folder, relative = folder.parent, relative.removeprefix("../")
        return str(folder / relative)


@dataclass(frozen=True, slots=True)
class ComparisonSource:
    """A comparison file. `display_path` is its path in messages; its sides use the files of their scenarios."""

    name: str
    folder: Path
    display_path: str
    text: str


@dataclass(frozen=True, slots=True)
class Folders:
    """The folders to search, in this order; the last is that of what comes with lab. Paths in messages are relative to
    `here`. `allowed_host_access`: components of the user's own that may reach the host (LAB_ALLOW_HOST_ACCESS).
    `trusted`: all services of Compose projects may (--trust)."""

    roots: tuple[Path, ...]
    here: Path
    allowed_host_access: frozenset[str] = frozenset()
    trusted: bool = False

    def display_path(self, path: Path) -> str:
        return str(path.relative_to(self.here)) if path.is_relative_to(self.here) else str(path)

    def scenario_names(self) -> tuple[str, ...]:
        return self._names(SCENARIO_FILE)

    def scenario(self, name: str) -> ScenarioSource:
        """A scenario by name, or by the path of its folder or file. Raises `UsageError`."""
        if file := self._file(name, SCENARIO_FILE):
            path = self.display_path(file)
            return ScenarioSource(file.parent.name, file.parent, path, _read(file, path))
        if name in self.comparison_names():
            raise UsageError(f"{name} is a comparison, not a scenario", remedy=f"lab compare {name}")
        hint = did_you_mean(name, (*self.scenario_names(), *self.comparison_names()))
        raise UsageError(f"there is no scenario {name!r}{hint}", remedy="lab list shows them all")

    def comparison_names(self) -> tuple[str, ...]:
        return self._names(COMPARISON_FILE)

    def is_comparison(self, name: str) -> bool:
        """Whether a name or path is that of a comparison: `comparison.yaml` or `x.comparison.yaml`."""
        file = self._file(name, COMPARISON_FILE)
        return file is not None and f".{file.name}".endswith(f".{COMPARISON_FILE}")

    def comparison(self, name: str) -> ComparisonSource:
        """A comparison by name, or by the path of its folder or file. Raises `UsageError`, and `Problems` for a folder
        that has a scenario too."""
        file = self._file(name, COMPARISON_FILE)
        if file is None:
            hint = did_you_mean(name, self.comparison_names())
            raise UsageError(f"there is no comparison {name!r}{hint}", remedy="lab list shows them all")
        path = self.display_path(file)
        if file.name == COMPARISON_FILE and (file.parent / SCENARIO_FILE).is_file():
            message = f"this folder also has a {SCENARIO_FILE}; move one of them to a folder of its own"
            raise Problems((Problem(Place(path, 0, 0), message),))
        own_name = file.name.removesuffix(f".{COMPARISON_FILE}")
        name = file.parent.name if own_name == COMPARISON_FILE else own_name
        return ComparisonSource(name, file.parent, path, _read(file, path))

    def _names(self, file: str) -> tuple[str, ...]:
        files = (path for root in self.roots for path in sorted(root.glob(f"scenarios/*/{file}")))
        return tuple(dict.fromkeys(path.parent.name for path in files if is_file(path)))

    def _file(self, name: str, file_name: str) -> Path | None:
        """The file of a name, or at a path; in a folder it is called `file_name`."""
        path = Path(name)
        candidates = [root / "scenarios" / name / file_name for root in self.roots]
        if "/" in name or path.suffix in (".yaml", ".yml") or is_file(self.here / name / file_name):
            candidates = [path if path.suffix else path / file_name]
        files = (self.here / candidate for candidate in candidates)
        return next((file.resolve() for file in files if is_file(file)), None)

    def component_names(self) -> tuple[str, ...]:
        names = (
            path.parent.name
            for root in self.roots
            for kind in COMPONENT_FOLDERS
            for path in sorted(root.glob(f"{kind}/*/component.yaml"))
        )
        return tuple(dict.fromkeys(names))

    def component(self, name: str) -> ComponentSource | None:
        """A component by name; None when there is none. Raises `Problems` when its file is invalid."""
        for root in self.roots:
            for kind in COMPONENT_FOLDERS:
                file = root / kind / name / "component.yaml"
                if "/" not in name and is_file(file):
                    return _component(name, file, self.display_path(file), root == self.roots[-1])
        return None

    def base(self, name: str) -> tuple[Path, Base]:
        """The folder and the file of a base image. Raises `UsageError` when there is none."""
        for root in self.roots:
            file = root / "stacks" / "_bases" / name / "base.yaml"
            if is_file(file) and "/" not in name:
                if root != self.roots[-1] and not (file.parent / "Dockerfile").is_file():
                    message = f"the base image {name!r} of your project has no Dockerfile; a script is not run"
                    raise UsageError(message, remedy=f"write {self.display_path(file.parent)}/Dockerfile")
                return file.parent, read_model(_read(file, self.display_path(file)), self.display_path(file), Base)[0]
        raise UsageError(f"there is no base image {name!r} in stacks/_bases{did_you_mean(name, self.base_names())}")

    def base_names(self) -> tuple[str, ...]:
        files = (path for root in self.roots for path in sorted(root.glob("stacks/_bases/*/base.yaml")))
        return tuple(dict.fromkeys(path.parent.name for path in files))

    def dialect_names(self) -> tuple[str, ...]:
        return tuple(
            dict.fromkeys(path.stem for root in self.roots for path in sorted(root.glob("scenarios/dialects/*.yaml")))
        )

    def dialects(self) -> dict[str, Dialect]:
        """All valid dialects by name; the problems of others are reported with the scenarios that use them."""
        dialects = {}
        for name in self.dialect_names():
            with suppress(Problems):
                if dialect := self.dialect(name):
                    dialects[name] = dialect
        return dialects

    def dialect(self, name: str) -> Dialect | None:
        """A dialect by name; None when there is none. Raises `Problems` when its file is invalid."""
        for root in self.roots:
            file = root / "scenarios" / "dialects" / f"{name}.yaml"
            if "/" not in name and is_file(file):
                return read_model(_read(file, self.display_path(file)), self.display_path(file), Dialect)[0]
        return None


@lru_cache(maxsize=256)
def _component(name: str, file: Path, display_path: str, shipped: bool) -> ComponentSource:
    component, document = read_model(_read(file, display_path), display_path, Component)
    boundary = project_root(file.parent)
    for key in ("recipe", "build"):
        context = getattr(component.image, key)
        if context and (problem := context_problem(boundary, file.parent, context, "this file")):
            raise Problems((Problem(document.place(("image", key)), problem),))
    defaults: dict[str, str] = {}
    for slot, offer in component.files.items():
        if offer.default is None:
            continue
        place = document.place(("files", slot, "default"))
        try:
            text = _text_inside(boundary, file.parent, offer.default, f"{Path(display_path).parent}/{offer.default}")
        except OutsideError as error:
            raise Problems((Problem(place, str(error)),)) from None
        if text is None:
            raise Problems((Problem(place, f"there is no file {offer.default!r} beside this one"),))
        defaults[slot] = text
    return ComponentSource(name, str(file.parent), component, defaults, display_path, shipped)


def _read(file: Path, display_path: str) -> str:
    """Raises `Problems` for a file that cannot be read, is too large or is not text."""
    try:
        if file.stat().st_size > MAX_BYTES:
            message = f"this file is larger than {MAX_BYTES // 1024**2} MiB"
            raise Problems((Problem(Place(display_path, 0, 0), message),))
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode("utf-8-sig", errors="replace")
        place = Place(display_path, before.count("\n") + 1, len(before) - before.rfind("\n"))
        byte = error.object[error.start]
        raise Problems((Problem(place, f"not UTF-8 (byte 0x{byte:02x}); save the file as UTF-8"),)) from None
    except OSError as error:
        raise Problems((Problem(Place(display_path, 0, 0), f"cannot be read: {error.strerror}"),)) from None


def _text_inside(boundary: Path, folder: Path, relative: str, display_path: str) -> str | None:
    """None when there is no such file. Raises OutsideError."""
    file = path_inside(boundary, folder, relative)
    return _read(file, display_path) if is_file(file) else None
