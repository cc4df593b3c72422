"""Reads the rule files and dashboards that an audit is given: patterns of files, and folders. What cannot be read is
said, and does not end the audit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from glob import iglob
from itertools import islice
from pathlib import Path

from lab.audit.audited_query import rule_key
from lab.audit.context import AuditedDashboard
from lab.audit.model import NotAudited
from lab.audit.system import LoadedRule
from lab.configs.rule_files import written_rules
from lab.dashboards.dashboard import dashboards_in
from lab.errors import Place, Problems, UsageError
from lab.language.strict_yaml import MAX_CHARACTERS

MAX_FILES = 2000
_RULES = (".yaml", ".yml", ".rules")
_DASHBOARDS = (".json", ".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class RuleInput:
    rules: tuple[LoadedRule, ...] = ()
    places: tuple[tuple[tuple[str, str, str], Place], ...] = ()
    not_read: tuple[NotAudited, ...] = ()


def read_rules(patterns: Iterable[str]) -> RuleInput:
    """Raises UsageError for a pattern that matches no file."""
    rules: list[LoadedRule] = []
    places: dict[tuple[str, str, str], Place] = {}
    not_read: list[NotAudited] = []
    for file in _matching(patterns):
        text = _text(file)
        if isinstance(text, NotAudited):
            not_read.append(text)
            continue
        try:
            for rule in written_rules(text, str(file)):
                kind = "alerting" if rule.alert else "recording"
                rules.append(LoadedRule(kind, rule.name, rule.group, str(file), rule.query, rule.labels))
                places.setdefault(rule_key(rule.group, rule.name, rule.query), rule.place)
        except Problems as error:
            not_read.append(NotAudited(f"rule file {file}", error.message.splitlines()[0]))
    return RuleInput(tuple(rules), tuple(places.items()), tuple(not_read))


def read_dashboards(paths: Iterable[str]) -> tuple[tuple[AuditedDashboard, ...], tuple[NotAudited, ...]]:
    """Raises UsageError for a path that does not exist."""
    dashboards: list[AuditedDashboard] = []
    not_read: list[NotAudited] = []
    for file, alone in _dashboard_files(paths):
        text = _text(file)
        if isinstance(text, NotAudited):
            not_read.append(text)
            continue
        try:
            found = dashboards_in(text, str(file), {})
        except Problems as error:
            if alone:  # a folder has other files too
                not_read.append(NotAudited(f"dashboard {file}", error.message.splitlines()[0]))
            elif file.suffix == ".json":
                not_read.append(NotAudited(f"file {file}", error.message.splitlines()[0]))
            continue
        dashboards += (AuditedDashboard(one, str(file), text) for one in found)
    return tuple(dashboards), tuple(not_read)


def _matching(patterns: Iterable[str]) -> list[Path]:
    files: dict[Path, None] = {}
    for pattern in patterns:
        found = [Path(name) for name in islice(iglob(pattern, recursive=True), MAX_FILES)]
        matched = [file for path in found for file in (_below(path, _RULES) if path.is_dir() else [path])]
        if not matched:
            remedy = "give a pattern in quotes: --rules 'rules/*.yml'"
            raise UsageError(f"no rule file matches {pattern!r}", remedy=remedy)
        files |= dict.fromkeys(sorted(matched))
    return list(files)[:MAX_FILES]


def _dashboard_files(paths: Iterable[str]) -> Iterator[tuple[Path, bool]]:
    """Each file, and whether it was named itself."""
    for name in paths:
        path = Path(name)
        if path.is_dir():
            yield from ((file, False) for file in _below(path, _DASHBOARDS))
        elif path.is_file():
            yield path, True
        else:
            raise UsageError(f"there is no file or folder {name!r}", remedy="give dashboards as JSON files or a folder")


def _below(folder: Path, endings: tuple[str, ...]) -> list[Path]:
    files = (file for file in folder.rglob("*") if file.suffix in endings and file.is_file())
    return sorted(islice(files, MAX_FILES))


def _text(file: Path) -> str | NotAudited:
    try:
        if file.stat().st_size > 4 * MAX_CHARACTERS:
            return NotAudited(f"file {file}", f"it has more than {MAX_CHARACTERS:,} characters")
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        return NotAudited(f"file {file}", f"it cannot be read: {error}")
