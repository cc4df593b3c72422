"""Which mounted files a program reads: what its configuration names, as paths and patterns in its container."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from posixpath import dirname, join, normpath
from typing import Any

from lab.configs.yaml_file import read_config
from lab.errors import Place, Problem, Problems
from lab.language.json_values import mapping, mappings
from lab.language.strict_yaml import Document, Path
from lab.plan.model import PlacedFile, ServicePlan

# Role -> how the program's own configuration is called. Another program with the API has one of its own kind.
_CONFIG_NAMES = {"prometheus": "prometheus.yml", "alertmanager": "alertmanager.yml"}


@dataclass(frozen=True, slots=True)
class Named:
    """A path or pattern in a configuration, absolute, with its place; `key` is what messages call it.

    `below`: everything in this folder is read too.
    """

    key: str
    pattern: str
    written: str
    place: Place
    below: bool = False

    def reads(self, target: str) -> bool:
        """As Go's filepath.Glob: part by part, so that `*` stands for no '/'."""
        if self.below:
            return target.startswith(f"{self.pattern.rstrip('/')}/")
        parts, wanted = target.split("/"), self.pattern.split("/")
        return len(parts) == len(wanted) and all(map(fnmatchcase, parts, wanted))


def config_files(service: ServicePlan) -> tuple[PlacedFile, ...]:
    """The configurations of a service, in the order in which they are merged."""
    endings = tuple(f"/{name}" for role, name in _CONFIG_NAMES.items() if role in service.roles)
    given = tuple(file for file in service.files if file.slot == "config")
    if not endings:
        return given
    if given and service.of_compose_file and service.component in _CONFIG_NAMES:
        return given  # its command names it, whatever it is called
    return tuple(file for file in given or service.files if file.target.endswith(endings))


def config_of(service: ServicePlan) -> tuple[PlacedFile, Document] | None:
    """The configuration and its content; None when there is none, or none that can be read."""
    for file in config_files(service):
        try:
            return file, read_config(file.text, file.source)
        except Problems:
            return None
    return None


def rule_files(service: ServicePlan) -> tuple[PlacedFile, ...]:
    """The files of the slot 'rules', and whatever else `rule_files` names."""
    named = [entry for entry in _named(service) if entry.key == "rule_files"]
    return tuple(
        file
        for file in service.files
        if file.slot == "rules" or (not file.slot and any(entry.reads(file.target) for entry in named))
    )


def dashboard_files(service: ServicePlan) -> tuple[PlacedFile, ...]:
    """The dashboards that a Grafana's providers name."""
    named = list(_named(service)) if "grafana" in service.roles else []
    return tuple(
        file
        for file in service.files
        if file.target.endswith(".json") and any(entry.reads(file.target) for entry in named)
    )


def unread_files(service: ServicePlan) -> Iterator[Problem]:
    """Files in slots that the configuration of this service must name, and does not."""
    named = list(_named(service))
    for slot, key in _READ_BY.items():
        patterns = [entry for entry in named if entry.key == key]
        config = config_of(service)
        if _ROLES[key] not in service.roles or (config is None and key != "options.path"):
            continue
        for file in service.files:
            if file.slot == slot and file.place and not any(entry.reads(file.target) for entry in patterns):
                yield Problem(file.place, _unread(file, key, patterns, config[0] if config else None))


# The slot whose files a configuration names -> the key that names them.
_READ_BY = {
    "rules": "rule_files",
    "targets": "files",
    "templates": "templates",
    "dashboards": "options.path",
}
_ROLES = {"rule_files": "prometheus", "files": "prometheus", "templates": "alertmanager", "options.path": "grafana"}


def _unread(file: PlacedFile, key: str, patterns: list[Named], config: PlacedFile | None) -> str:
    holder = "a dashboard provider" if key == "options.path" else _HOLDERS.get(key, f"'{key}'")
    if patterns:
        first = patterns[0]
        named = f"{first.written!r} ({first.place}), which is {first.pattern}"
        says = f"{holder} names {named}" + (" and others" if len(patterns) > 1 else "")
    else:
        source = config.source if config and config.place else "the component's own configuration"
        says = f"{source} has no {holder}"
    folder = dirname(file.target)
    if key != "options.path":
        base = dirname(config.target) if config else "/"
        folder = join(folder.removeprefix(f"{base}/") if folder.startswith(f"{base}/") else folder, "*")
        folder += _ending(file.target)
    how = "write" if patterns else "add"
    if config is not None and config.place is None:  # the component's own, which is not for users to change
        fix = f"give a 'config' of your own that names {folder!r}"
    else:
        fix = f"{how} {folder!r} there, or give the file by its path in the container"
    return f"nothing reads {file.target}: {says}; {fix}"


_HOLDERS = {"files": "'files' of a file_sd_config", "rule_files": "'rule_files'", "templates": "'templates'"}


def _ending(path: str) -> str:
    name = path.rpartition("/")[2]
    return f".{name.rpartition('.')[2]}" if "." in name else ""


def _named(service: ServicePlan) -> Iterator[Named]:
    """What the configuration of a service names, relative to the folder of that configuration."""
    if "grafana" in service.roles:
        yield from _provider_paths(service)
        return
    config = config_of(service)
    if config is None:
        return
    file, document = config
    for key, path, written in _texts_in(document):
        pattern = normpath(join(dirname(file.target), written))
        yield Named(key, pattern, written, document.place(path))


def _texts_in(document: Document) -> Iterator[tuple[str, Path, str]]:
    data = mapping(document.data)
    for key in ("rule_files", "templates"):
        yield from ((key, (key, index), text) for index, text in _texts(data.get(key)))
    for index, job in enumerate(_list(data.get("scrape_configs"))):
        yield from _target_files(job, ("scrape_configs", index))
    for index, entry in enumerate(_list(mapping(data.get("alerting")).get("alertmanagers"))):
        yield from _target_files(entry, ("alerting", "alertmanagers", index))


def _target_files(holder: Any, path: Path) -> Iterator[tuple[str, Path, str]]:
    for index, discovery in enumerate(_list(mapping(holder).get("file_sd_configs"))):
        for position, text in _texts(mapping(discovery).get("files")):
            yield "files", (*path, "file_sd_configs", index, "files", position), text


def _provider_paths(service: ServicePlan) -> Iterator[Named]:
    for file in service.files:
        if file.slot != "dashboard-providers" and "/provisioning/dashboards/" not in file.target:
            continue
        try:
            document = read_config(file.text, file.source)
        except Problems:
            continue
        for index, provider in enumerate(mappings(mapping(document.data).get("providers"))):
            path = mapping(provider.get("options")).get("path") or mapping(provider.get("options")).get("folder")
            if isinstance(path, str):
                place = document.place(("providers", index, "options", "path"))
                yield Named("options.path", normpath(path), path, place, below=True)


def _texts(value: Any) -> list[tuple[int, str]]:
    return [(index, text) for index, text in enumerate(_list(value)) if isinstance(text, str)]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
