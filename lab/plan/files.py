"""The files of a scenario as the lab uses them: templates are rendered, patches applied, the syntax checked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from lab.configs.yaml_file import read_documents
from lab.errors import Place, Problem, Problems
from lab.language.dialect import Dialect
from lab.language.patch.file import patch_file
from lab.language.patch.model import Patch
from lab.language.problem_collector import ProblemCollector
from lab.language.suggestions import did_you_mean
from lab.plan.templates import TEMPLATE, render_template
from lab.record.planned import ScaledValue
from lab.stack.boundaries import OutsideError
from lab.stack.scenario_files import MAX_ENTRIES, TooManyFilesError


@dataclass(frozen=True, slots=True)
class PlacedPatch:
    """A patch and its place. `scales`: it belongs to `scale`, so that reports show what it changes."""

    patch: Patch
    place: Place
    scales: bool


def _finds_none(pattern: str) -> tuple[str, ...]:
    return ()


@dataclass(slots=True)
class FileTexts:
    """Reads each file once, and collects the problems of files and the values that were scaled in them.

    `find`: the files that a pattern or folder stands for.
    """

    read: Callable[[str], str | None]
    display_path: Callable[[str], str]
    dialect: Dialect | None
    patches: tuple[PlacedPatch, ...]
    problems: ProblemCollector = field(default_factory=ProblemCollector)
    scaled: list[ScaledValue] = field(default_factory=list)
    find: Callable[[str], tuple[str, ...]] = _finds_none
    _texts: dict[str, str | None] = field(default_factory=dict)

    def text(self, name: str, place: Place) -> str | None:
        """The final text of a file; None when it is not available, which is reported at `place` or in the file."""
        if name not in self._texts:
            self._texts[name] = self._final_text(name, place)
            if self._texts[name] is None:
                self.problems.mark_broken("file", name)
        return self._texts[name]

    def mounted(self, name: str, place: Place) -> str | None:
        """The final text of a file that a Compose file mounts; None for one that is not text. What no patch is for is
        taken as it is: whether it makes sense is for the program that reads it."""
        if any(placed.patch.in_ == name for placed in self.patches):
            return self.text(name, place)
        if name not in self._texts:
            try:
                self._texts[name] = self.read(name)
            except (OutsideError, Problems):
                self._texts[name] = None
        return self._texts[name]

    def matching(self, pattern: str, place: Place) -> tuple[str, ...]:
        """The files that a pattern or folder stands for; too many of them are reported at `place`."""
        try:
            return self.find(pattern)
        except TooManyFilesError:
            message = f"{pattern!r} looks at more than {MAX_ENTRIES:,} files; name a folder that has fewer"
            self.problems.wrong(place, message)
            self.problems.mark_broken("file", pattern)
            return ()

    def is_folder(self, name: str) -> bool:
        try:
            return bool(self.find(f"{name}/"))
        except TooManyFilesError:
            return True

    def unused_patches(self) -> list[Problem]:
        """Patches of files that the scenario does not use: they have no effect."""
        if self.problems.is_broken("file"):
            return []  # most likely meant for the file whose name is misspelled
        used = list(self._texts)
        return [
            Problem(
                placed.place,
                f"this patches {placed.patch.in_!r}, which the scenario does not use"
                f"{did_you_mean(placed.patch.in_, used)}",
            )
            for placed in self.patches
            if placed.patch.in_ is not None and placed.patch.in_ not in self._texts
        ]

    def _final_text(self, name: str, place: Place) -> str | None:
        before = len(self.problems)
        patches = [placed for placed in self.patches if placed.patch.in_ == name]
        source = next((p.patch.file for p in reversed(patches) if p.patch.file is not None), name)
        text = self._source_text(source, place)
        if text is None:
            return None
        try:
            for placed in patches:
                text = self._apply(text, name, source, placed)
            scaled = any(placed.patch.times for placed in patches)
            if len(self.problems) == before and (scaled or source.removesuffix(TEMPLATE).endswith((".yml", ".yaml"))):
                read_documents(text, self.display_path(source))
        except Problems as problems:
            self.problems.extend(problems.problems)
        return text if len(self.problems) == before else None

    def _source_text(self, source: str, place: Place) -> str | None:
        """The text before any patch; a template is rendered."""
        try:
            text = self.read(source)
            if text is None:
                self.problems.wrong(place, f"there is no file {source!r} in the scenario's folder")
            elif source.endswith(TEMPLATE):
                if self.problems.is_broken("dialect"):
                    return None
                text = render_template(text, self.display_path(source), self.dialect)
        except OutsideError as error:
            self.problems.wrong(place, str(error))
            return None
        except Problems as problems:
            self.problems.extend(problems.problems)
            return None
        return text

    def _apply(self, text: str, name: str, source: str, placed: PlacedPatch) -> str:
        patched = patch_file(text, name, self.display_path(source), placed.patch, placed.place)
        self.problems.extend(patched.problems)
        for change in patched.changes if placed.scales else ():
            self._add_scaled(ScaledValue(file=name, path=change.path, production=change.before, lab=change.after))
        return patched.text

    def _add_scaled(self, row: ScaledValue) -> None:
        """A value that is scaled twice is listed once, with its production value."""
        for index, earlier in enumerate(self.scaled):
            if (earlier.file, earlier.path, earlier.lab) == (row.file, row.path, row.production):
                self.scaled[index] = replace(row, production=earlier.production)
                return
        self.scaled.append(row)
