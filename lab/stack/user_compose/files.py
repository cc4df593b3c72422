"""The files of a Compose project: those that are named, and all that they include, extend and take variables from."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lab.configs.yaml_file import read_config
from lab.errors import Place, Problem, Problems
from lab.language.strict_yaml import Document
from lab.scenario.compose_use import ComposeUse
from lab.stack.boundaries import OutsideError, is_file, path_inside
from lab.stack.user_compose.references import Reference, env_values, references

_MAX_FILES = 100
_MAX_BYTES = 2 * 1024**2


@dataclass(frozen=True, slots=True)
class ProjectFiles:
    """`folder`: that of the project, which is that of the first file. `documents`: of all Compose files. `digest`: of
    the content of all files."""

    folder: Path
    named: tuple[Path, ...]
    env_files: tuple[Path, ...]
    documents: tuple[Document, ...]
    digest: str


def project_files(
    use: ComposeUse, folder: Path, root: Path, display_path: Callable[[Path], str], place: Place
) -> ProjectFiles:
    """Raises `Problems`."""
    reader = _Reader(root, display_path)
    named = tuple(reader.find(folder, name, place) for name in use.files)
    project = named[0].parent
    env_files = tuple(reader.find(folder, name, place) for name in use.env_files)
    if not env_files and is_file(project / ".env"):
        env_files = (project / ".env",)
    variables: dict[str, str] = {"PWD": str(project)}
    for file in env_files:
        variables |= env_values(reader.text(file))
    for file in named:
        reader.read_compose(file, project, variables)
    if reader.problems:
        raise Problems(tuple(reader.problems))
    given = env_files if use.env_files else ()
    return ProjectFiles(project, named, given, tuple(reader.documents.values()), reader.digest())


@dataclass(slots=True)
class _Reader:
    root: Path
    display_path: Callable[[Path], str]
    problems: list[Problem] = field(default_factory=list)
    documents: dict[Path, Document] = field(default_factory=dict)
    texts: dict[Path, str] = field(default_factory=dict)

    def find(self, folder: Path, name: str, place: Place) -> Path:
        """A file that must be there. Raises `Problems`."""
        try:
            file = path_inside(self.root, folder, name)
        except OutsideError as error:
            raise Problems((Problem(place, str(error)),)) from None
        if not is_file(file):
            raise Problems((Problem(place, f"there is no file {name!r}"),))
        return file

    def text(self, file: Path) -> str:
        """Raises `Problems`."""
        if file not in self.texts:
            place = Place(self.display_path(file), 0, 0)
            if len(self.texts) >= _MAX_FILES or file.stat().st_size > _MAX_BYTES:
                limit = f"at most {_MAX_FILES} files of {_MAX_BYTES // 1024**2} MiB are read"
                raise Problems((Problem(place, f"this Compose project is too large: {limit}"),))
            try:
                self.texts[file] = file.read_text(encoding="utf-8-sig")
            except (OSError, UnicodeDecodeError):
                raise Problems((Problem(place, "this file cannot be read as UTF-8 text"),)) from None
        return self.texts[file]

    def read_compose(self, file: Path, base: Path, variables: Mapping[str, str]) -> None:
        """`base`: the folder that names in it are relative to."""
        if file in self.documents:
            return
        document = read_config(self.text(file), self.display_path(file))
        self.documents[file] = document
        for found in references(document.data, variables):
            self._follow(found, document, base, variables)

    def _follow(self, found: Reference, document: Document, base: Path, variables: Mapping[str, str]) -> None:
        place = document.place(found.path)
        if found.remote:
            message = f"{found.name!r} would be fetched; a lab reads only files of the project: copy it there"
            self.problems.append(Problem(place, message))
            return
        try:
            file = path_inside(self.root, base, found.name)
        except OutsideError as error:
            self.problems.append(Problem(place, str(error)))
            return
        if not is_file(file):
            if not found.optional:
                self.problems.append(Problem(place, f"there is no file {found.name!r}"))
        elif found.compose:
            below = file.parent
            if is_file(below / ".env"):
                self.text(below / ".env")  # Compose takes it for what is included
            self.read_compose(file, below, variables)
        else:
            self.text(file)

    def digest(self) -> str:
        content = "\0".join(f"{file}\0{text}" for file, text in sorted(self.texts.items()))
        return hashlib.sha256(content.encode("utf-8", "surrogateescape")).hexdigest()
