"""The structure of an OpenTelemetry Collector configuration: components, pipelines, extensions and telemetry.

What is inside a component is for the Collector to judge: there are hundreds of them, each with its own keys.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lab.configs.shapes import ANY, TEXTS, Keys, MapOf
from lab.configs.shapes import mismatches as shape_mismatches
from lab.errors import Problem
from lab.language.json_values import mapping
from lab.language.strict_yaml import Document, Path
from lab.language.suggestions import did_you_mean

PROGRAM = "the Collector"
SECTIONS = ("receivers", "processors", "exporters", "connectors", "extensions")

_SIGNALS = ("traces", "metrics", "logs", "profiles")
_PIPELINE = Keys("a pipeline", {"receivers": TEXTS, "processors": TEXTS, "exporters": TEXTS})
CONFIG = Keys(
    "a Collector configuration",
    {
        **{section: MapOf(ANY) for section in SECTIONS},
        "service": Keys("'service'", {"extensions": TEXTS, "telemetry": MapOf(ANY), "pipelines": MapOf(_PIPELINE)}),
    },
)


@dataclass(frozen=True, slots=True)
class Merged:
    """Several files as the Collector merges them: mappings key by key, everything else by the last file.

    `sources`: for a path of the merged data, the document that has it.
    """

    data: Mapping[str, Any]
    documents: tuple[Document, ...]

    def place_document(self, path: Path) -> Document:
        """The last document that has the value at `path`, or what is nearest to it."""
        while path:
            for document in reversed(self.documents):
                if path in document.keys or path in document.values:
                    return document
            path = path[:-1]
        return self.documents[-1]


def merged(documents: tuple[Document, ...]) -> Merged:
    data: dict[str, Any] = {}
    for document in documents:
        data = _merge(data, mapping(document.data))
    return Merged(data, documents)


def _merge(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    both = dict(below)
    for key, value in above.items():
        old = both.get(key)
        both[key] = _merge(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return both


def problems(documents: tuple[Document, ...]) -> Iterator[Problem]:
    """What the Collector would refuse, as far as can be told from the structure of its files together."""
    for document in documents:
        yield from shape_mismatches(document, (), CONFIG, PROGRAM)
    config = merged(documents)
    service = mapping(config.data.get("service"))
    pipelines = mapping(service.get("pipelines"))
    if not pipelines:
        place = config.place_document(("service",)).place(("service",))
        yield Problem(place, "the Collector needs a pipeline: 'service.pipelines', for example traces or metrics")
    for name, pipeline in pipelines.items():
        path: Path = ("service", "pipelines", name)
        if name.partition("/")[0] not in _SIGNALS:
            hint = did_you_mean(name.partition("/")[0], _SIGNALS)
            message = f"a pipeline is called by its signal, for example traces or metrics/2, not {name!r}{hint}"
            yield Problem(config.place_document(path).place(path), message)
        for key in ("receivers", "exporters"):
            if isinstance(pipeline, dict) and not pipeline.get(key):
                yield Problem(config.place_document(path).place(path), f"the pipeline {name!r} needs {key!r}")
        for key, sections in _IN_PIPELINES.items():
            yield from _undefined(config, mapping(pipeline).get(key), (*path, key), sections)
    yield from _undefined(config, service.get("extensions"), ("service", "extensions"), ("extensions",))


# Connectors end one pipeline and begin another.
_IN_PIPELINES = {
    "receivers": ("receivers", "connectors"),
    "processors": ("processors",),
    "exporters": ("exporters", "connectors"),
}


def _undefined(config: Merged, names: Any, path: Path, sections: tuple[str, ...]) -> Iterator[Problem]:
    known = [name for section in sections for name in mapping(config.data.get(section))]
    for index, name in enumerate(names if isinstance(names, list) else ()):
        if isinstance(name, str) and name not in known and not name.startswith("${"):
            at = (*path, index)
            message = f"{name!r} is not defined in {' or '.join(repr(s) for s in sections)}{did_you_mean(name, known)}"
            yield Problem(config.place_document(at).place(at), message)
