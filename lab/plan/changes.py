"""Plans the changes of a step to the files of a running lab: the new text of every rendered file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from lab.errors import Problems
from lab.language.patch.file import patch_file
from lab.language.problem_collector import ProblemCollector
from lab.language.suggestions import did_you_mean
from lab.plan.actions import ChangePlan
from lab.plan.files import FileTexts, PlacedPatch
from lab.plan.model import ServicePlan
from lab.record.planned import ScaledValue


@dataclass(frozen=True, slots=True)
class RenderedFiles:
    """The rendered files after a step: path of the user's file -> path in the rendered tree -> text."""

    texts: Mapping[str, Mapping[str, str]]

    def with_text(self, source: str, text: str) -> RenderedFiles:
        return RenderedFiles({**self.texts, source: dict.fromkeys(self.texts[source], text)})


def rendered_files(services: Iterable[ServicePlan]) -> RenderedFiles:
    texts: dict[str, dict[str, str]] = {}
    for service in services:
        for file in service.files:
            texts.setdefault(file.source, {})[file.path] = file.text
    return RenderedFiles(texts)


def plan_change(
    patches: Sequence[PlacedPatch], files: RenderedFiles, texts: FileTexts, problems: ProblemCollector
) -> tuple[ChangePlan, RenderedFiles]:
    """The change, and the files after it, on which later changes are based."""
    new_texts: dict[str, str] = {}
    changed: list[ScaledValue] = []
    for placed in patches:
        name = placed.patch.in_ or ""
        source = texts.display_path(name)
        if source not in files.texts:
            hint = did_you_mean(source, files.texts)
            message = f"no service of this lab has the file {name!r}{hint}"
            problems.wrong(placed.place, message, unless_broken=("file", name))
            continue
        patched = _patch(name, next(iter(files.texts[source].values())), placed, texts, problems)
        if patched is not None:
            text, rows = patched
            files = files.with_text(source, text)
            new_texts |= files.texts[source]
            changed += rows
    return ChangePlan(new_texts, tuple(changed)), files


def _patch(
    name: str, current: str, placed: PlacedPatch, texts: FileTexts, problems: ProblemCollector
) -> tuple[str, list[ScaledValue]] | None:
    """The new text of a file and what changed in it; None when it cannot be patched, which is reported."""
    replacement = placed.patch.file
    new = texts.read(replacement) if replacement else current
    if new is None:
        problems.wrong(placed.place, f"there is no file {replacement!r} in the scenario's folder")
        return None
    try:
        patched = patch_file(new, name, texts.display_path(replacement or name), placed.patch, placed.place)
    except Problems as error:
        problems.extend(error.problems)
        return None
    problems.extend(patched.problems)
    rows = [ScaledValue(file=name, path="", production=name, lab=replacement)] if replacement else []
    rows.extend(
        ScaledValue(file=name, path=change.path, production=change.before, lab=change.after)
        for change in patched.changes
    )
    return patched.text, rows
