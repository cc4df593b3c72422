"""Applies one patch to the text of one file: its times first, then what it sets, replaces and removes."""

from __future__ import annotations

from dataclasses import dataclass

from lab.errors import Place, Problem
from lab.language.patch.model import Patch
from lab.language.patch.text import Change, patch_text
from lab.language.paths import PathError
from lab.language.time_scaling.text import scale_text


@dataclass(frozen=True, slots=True)
class PatchedFile:
    """The patched text. With problems, it has the changes that were possible, so that the next patch is checked too."""

    text: str
    changes: tuple[Change, ...] = ()
    problems: tuple[Problem, ...] = ()


def patch_file(text: str, name: str, display_path: str, patch: Patch, place: Place) -> PatchedFile:
    """`name` is the file's name in the scenario, `display_path` its path in messages, `place` that of the patch.

    Raises `Problems` for a text that is not YAML.
    """
    changes: tuple[Change, ...] = ()
    problems: tuple[Problem, ...] = ()
    if patch.times:
        scaled = scale_text(text, display_path, patch.times)
        text, changes = scaled.text, scaled.changes
        problems = (*scaled.unmapped, *(Problem(place, f"in {name}: {message}") for message in scaled.unused))
    if patch.set or patch.add or patch.replace or patch.remove:
        try:
            text, more = patch_text(text, display_path, patch)
            changes += more
        except PathError as error:
            problems += (Problem(place, f"in {name}: {error}"),)
    return PatchedFile(text, changes, problems)
