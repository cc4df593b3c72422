"""What a step changes in the files of a running lab: the new text of every rendered file that is touched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lab.errors import Problem, Problems
from lab.language.patch.file import patched_file
from lab.language.suggestions import did_you_mean
from lab.plan.actions import ChangePlan
from lab.plan.files import FileTexts, PlacedPatch
from lab.plan.model import ServicePlan
from lab.record.planned import ScaledValue


class RenderedFiles:
    """The rendered files as the steps find them, one after the other: a later change builds on the earlier ones."""

    def __init__(self, services: Sequence[ServicePlan], texts: FileTexts) -> None:
        self._texts = texts
        self._now: dict[str, dict[str, str]] = {}
        for service in services:
            for file in service.files:
                self._now.setdefault(file.source, {})[file.path] = file.text

    def change(self, patches: Sequence[PlacedPatch], problems: list[Problem]) -> ChangePlan:
        texts: dict[str, str] = {}
        changed: list[ScaledValue] = []
        for placed in patches:
            name = placed.patch.in_ or ""
            found = self._now.get(self._texts.shown(name))
            if found is None:
                problems.append(
                    Problem(placed.place, f"no service of this lab has the file {name!r}{self._meant(name)}")
                )
                continue
            texts |= self._changed(name, found, placed, problems, changed)
        return ChangePlan(texts, tuple(changed))

    def _changed(
        self,
        name: str,
        found: dict[str, str],
        placed: PlacedPatch,
        problems: list[Problem],
        changed: list[ScaledValue],
    ) -> Mapping[str, str]:
        new = self._texts.read(placed.patch.file) if placed.patch.file else next(iter(found.values()))
        if new is None:
            problems.append(Problem(placed.place, f"there is no file {placed.patch.file!r} in the scenario's folder"))
            return {}
        if placed.patch.file:
            changed.append(ScaledValue(name, "", name, placed.patch.file))
        try:
            patched = patched_file(new, name, self._texts.shown(placed.patch.file or name), placed.patch, placed.place)
        except Problems as wrong:
            problems.extend(wrong.problems)
            return {}
        problems.extend(patched.problems)
        changed.extend(ScaledValue(name, change.path, change.before, change.after) for change in patched.changes)
        for path in found:
            found[path] = patched.text
        return dict(found)

    def _meant(self, name: str) -> str:
        return did_you_mean(self._texts.shown(name), self._now)
