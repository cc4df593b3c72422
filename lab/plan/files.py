"""The files of a scenario as the lab will use them: templated where they must be, then patched, then checked."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from lab.errors import Place, Problem, Problems
from lab.expectations.plan_references import AlertRule
from lab.language.dialect import Dialect, Meaning
from lab.language.patch.file import patched_file
from lab.language.patch.model import Patch
from lab.language.promql import label_name, promql_error, seconds_of
from lab.language.strict_yaml import Document, check_syntax, read
from lab.language.suggestions import did_you_mean
from lab.plan.actions import Scaled

TEMPLATE = ".j2"


@dataclass(frozen=True, slots=True)
class PlacedPatch:
    """A patch, and where it stands; only those of `scale` are shown as scaled values."""

    patch: Patch
    place: Place
    scales: bool


@dataclass(slots=True)
class FileTexts:
    """Gives each file's text once, and gathers what went wrong and what was scaled."""

    read: Callable[[str], str | None]
    shown: Callable[[str], str]
    dialect: Dialect | None
    patches: tuple[PlacedPatch, ...]
    problems: list[Problem] = field(default_factory=list)
    scaled: list[Scaled] = field(default_factory=list)
    _texts: dict[str, str | None] = field(default_factory=dict)

    def text(self, name: str, asked_at: Place) -> str | None:
        """None when it cannot be had; the reason is then among the problems."""
        if name not in self._texts:
            self._texts[name] = self._make(name, asked_at)
        return self._texts[name]

    def missing(self) -> bool:
        """Whether a file could not be had: what else is wrong may follow from that alone."""
        return None in self._texts.values()

    def unused_patches(self) -> list[Problem]:
        """Patches of files that the scenario does not use: they would silently do nothing."""
        used = list(self._texts)
        if self.missing():
            return []  # most likely meant for the file whose name is misspelled, which has been said
        return [
            Problem(
                p.place,
                f"this patches {p.patch.in_!r}, which the scenario does not use{did_you_mean(p.patch.in_, used)}",
            )
            for p in self.patches
            if p.patch.in_ is not None and p.patch.in_ not in self._texts
        ]

    def _make(self, name: str, asked_at: Place) -> str | None:
        before = len(self.problems)
        mine = [placed for placed in self.patches if placed.patch.in_ == name]
        source = next((p.patch.file for p in reversed(mine) if p.patch.file is not None), name)
        try:
            text = self.read(source)
            if text is None:
                self.problems.append(Problem(asked_at, f"there is no file {source!r} in the scenario's folder"))
                return None
            if source.endswith(TEMPLATE):
                text = filled(text, self.shown(source), self.dialect)
            for placed in mine:
                text = self._patched(text, name, source, placed)
            if len(self.problems) > before:
                return None
            if source.removesuffix(TEMPLATE).endswith((".yml", ".yaml")):
                check_syntax(text, self.shown(source))
        except Problems as problems:
            self.problems.extend(problems.problems)
            return None
        return text

    def _patched(self, text: str, name: str, source: str, placed: PlacedPatch) -> str:
        patched = patched_file(text, name, self.shown(source), placed.patch, placed.place)
        self.problems.extend(patched.problems)
        for change in patched.changes if placed.scales else ():
            self._show(Scaled(name, change.path, change.before, change.after))
        return patched.text

    def _show(self, row: Scaled) -> None:
        """A value that is scaled twice is shown once, beside what it is in production."""
        for index, earlier in enumerate(self.scaled):
            if (earlier.file, earlier.path, earlier.lab) == (row.file, row.path, row.production):
                self.scaled[index] = replace(row, production=earlier.production)
                return
        self.scaled.append(row)


def filled(text: str, file: str, dialect: Dialect | None) -> str:
    """A template with the dialect's names in place. Its delimiters leave `{{ }}` and `${ }` to the configs."""
    import jinja2  # 50 ms to load, and most scenarios have no template

    def meaning(name: str) -> Meaning:
        if dialect is None or name not in dialect.meanings:
            known = dialect.meanings if dialect else ()
            raise jinja2.TemplateRuntimeError(f"the dialect has no meaning {name!r}{did_you_mean(name, known)}")
        return dialect.meanings[name]

    def label(name: str, label: str) -> str:
        known = meaning(name).labels
        if label not in known:
            raise jinja2.TemplateRuntimeError(f"{name!r} has no label {label!r}{did_you_mean(label, known)}")
        return label_name(known[label])

    environment = jinja2.Environment(
        undefined=jinja2.StrictUndefined,
        autoescape=False,  # noqa: S701 - YAML and JSON, not HTML
        keep_trailing_newline=True,
        variable_start_string="[[",
        variable_end_string="]]",
        block_start_string="[%",
        block_end_string="%]",
        comment_start_string="[#",
        comment_end_string="#]",
    )
    environment.globals.update(metric=lambda name: meaning(name).metric, label=label)
    try:
        return environment.from_string(text).render()
    except jinja2.TemplateSyntaxError as error:
        said = (error.message or "").rstrip(".")
        raise Problems((Problem(Place(file, error.lineno, 1), f"not a template: {said}"),)) from None
    except (jinja2.TemplateError, TypeError) as error:
        frames = traceback.extract_tb(error.__traceback__)
        lines = [frame.lineno or 1 for frame in frames if frame.filename == "<template>"]
        place = Place(file, lines[-1] if lines else 1, 1)
        raise Problems((Problem(place, f"cannot fill this template: {error}"),)) from None


def rules_of(text: str, file: str, *, logql: bool = False) -> tuple[tuple[AlertRule, ...], tuple[Problem, ...]]:
    """The alerting rules of a rule file, and what is wrong with its queries; LogQL is left to Loki."""
    try:
        document = read(text, file)
    except Problems as problems:
        return (), problems.problems
    alerts, wrong = [], []
    for path, rule in _rules(document):
        query = rule.get("expr")
        if not isinstance(query, str):
            wrong.append(Problem(document.place(path), "a rule needs 'expr'"))
        elif not logql and (error := promql_error(query)):
            wrong.append(Problem(document.place((*path, "expr")), f"PromQL does not parse: {error}"))
        if seconds_of(rule.get("for", "0s")) is None:
            message = f"{rule['for']!r} is not a duration; write for instance 2m"
            wrong.append(Problem(document.place((*path, "for")), message))
        elif "alert" in rule:
            alerts.append(AlertRule(str(rule["alert"]), str(rule.get("for", "0s")), document.place((*path, "alert"))))
    return tuple(alerts), tuple(wrong)


def _rules(document: Document) -> list[tuple[tuple[str | int, ...], dict[str, object]]]:
    groups = document.data.get("groups") if isinstance(document.data, dict) else None
    found: list[tuple[tuple[str | int, ...], dict[str, object]]] = []
    for group_index, group in enumerate(groups if isinstance(groups, list) else []):
        rules = group.get("rules") if isinstance(group, dict) else None
        for index, rule in enumerate(rules if isinstance(rules, list) else []):
            if isinstance(rule, dict):
                found.append((("groups", group_index, "rules", index), dict(rule)))
    return found
