"""The files that a drill is given: rule files by name or pattern, and alertmanager.yml."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from lab.configs import alertmanager
from lab.configs.yaml_file import read_config
from lab.drill.receivers import DEFAULT, Routing, routing_of
from lab.drill.rules import RuleSet, read_rules
from lab.errors import Problems, UsageError
from lab.language.json_values import mapping
from lab.plan.model import LabPlan, PlacedFile, ServicePlan

_MAX_BYTES = 5 * 1024 * 1024
_MAX_FILES = 2000
_LABEL = re.compile(r"([a-zA-Z_][a-zA-Z0-9_]*)=(.*)", re.DOTALL)


def rules_from(patterns: Iterable[str], here: Path) -> RuleSet:
    """Raises UsageError, and `Problems` with all of those files."""
    files = tuple(dict.fromkeys(file for pattern in patterns for file in _matching(pattern, here)))
    if len(files) > _MAX_FILES:
        raise UsageError(f"{len(files)} rule files are more than the {_MAX_FILES} of one drill")
    rules = read_rules({_name(file, here): _text(file) for file in files})
    if not rules.rules:
        raise UsageError("the rule files have no alerting rule", remedy="give files with 'alert:' rules to --rules")
    return rules


def routing_from(file: Path | None, here: Path) -> Routing:
    """Without a file, one receiver gets everything. Raises UsageError, and `Problems`."""
    if file is None:
        return routing_of(DEFAULT, "alertmanager.yml")
    name, text = _name(file, here), _text(file)
    problems = tuple(alertmanager.problems(read_config(text, name)))
    if problems:
        raise Problems(problems)
    return routing_of(text, name)


def inputs_of(plan: LabPlan) -> tuple[RuleSet, Routing, Mapping[str, str]]:
    """The rules of a scenario's Prometheus servers, the routes of its Alertmanager, and its external labels. Raises
    UsageError, and `Problems`."""
    servers = [service for service in plan.services if "prometheus" in service.roles]
    texts = {file.source: file.text for service in servers for file in service.files if file.slot == "rules"}
    rules = read_rules(texts)
    if not rules.rules:
        raise UsageError(
            f"{plan.scenario} has no alerting rule", remedy="give rule files instead: --rules 'rules/*.yml'"
        )
    configs = [_config(service) for service in plan.services if "alertmanager" in service.roles]
    routing = next((routing_of(file.text, file.source) for file in configs if file is not None), None)
    labels: dict[str, str] = {}
    for file in map(_config, servers):
        config = mapping(read_config(file.text, file.source).data) if file is not None else {}
        labels |= {
            name: str(value) for name, value in mapping(mapping(config.get("global")).get("external_labels")).items()
        }
    return rules, routing or routing_of(DEFAULT, "alertmanager.yml"), labels


def _config(service: ServicePlan) -> PlacedFile | None:
    return next((file for file in service.files if file.slot == "config"), None)


def labels_from(given: Iterable[str]) -> Mapping[str, str]:
    """`cluster=prod`. Raises UsageError."""
    labels = {}
    for text in given:
        match = _LABEL.fullmatch(text)
        if match is None:
            raise UsageError(f"--external-label {text!r} is not name=value", remedy="write for example cluster=prod")
        labels[match[1]] = match[2]
    return labels


def _matching(pattern: str, here: Path) -> list[Path]:
    path = Path(pattern)
    if (here / path).is_file():
        return [here / path]
    root, relative = (Path(path.anchor), path.relative_to(path.anchor)) if path.is_absolute() else (here, path)
    try:
        found = sorted(file for file in root.glob(str(relative)) if file.is_file())
    except (ValueError, NotImplementedError):
        found = []
    if not found:
        raise UsageError(f"no file matches --rules {pattern!r}", remedy="give a file, or a pattern in quotes")
    return found


def _name(file: Path, here: Path) -> str:
    return str(file.relative_to(here)) if file.is_relative_to(here) else str(file)


def _text(file: Path) -> str:
    try:
        if file.stat().st_size > _MAX_BYTES:
            raise UsageError(f"{file} is larger than {_MAX_BYTES // 1024**2} MiB")
        return file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise UsageError(f"{file} is not UTF-8", remedy="save it as UTF-8") from None
