"""One patch applied to the text of one file: its times first, then what it sets, replaces and removes."""

from __future__ import annotations

from dataclasses import dataclass

from lab.errors import Place, Problem
from lab.language.patch.model import Patch
from lab.language.patch.text import Change, patched_text
from lab.language.paths import PathError
from lab.language.time_scaling.text import rescaled_text


@dataclass(frozen=True, slots=True)
class PatchedFile:
    """With problems, the text is what could be made of it, so that the next patch can be looked at too."""

    text: str
    changes: tuple[Change, ...] = ()
    problems: tuple[Problem, ...] = ()


def patched_file(text: str, name: str, shown: str, patch: Patch, place: Place) -> PatchedFile:
    """`name` is the file's in the scenario, `shown` how problems call it, `place` that of the patch.

    Raises `Problems` for a text that is not YAML.
    """
    changes: tuple[Change, ...] = ()
    problems: tuple[Problem, ...] = ()
    if patch.times:
        rescaled = rescaled_text(text, shown, patch.times)
        text, changes = rescaled.text, rescaled.changes
        problems = (*rescaled.unmapped, *(Problem(place, f"in {name}: {said}") for said in rescaled.unused))
    if patch.set or patch.replace or patch.remove:
        try:
            text, others = patched_text(text, shown, patch)
            changes += others
        except PathError as error:
            problems += (Problem(place, f"in {name}: {error}"),)
    return PatchedFile(text, changes, problems)
