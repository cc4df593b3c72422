"""What a configuration uses that an image built by the recipe lacks. The official image has it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from yaml import MappingNode, Node, ScalarNode, SequenceNode

from lab.errors import Place, Problem, Problems
from lab.language.strict_yaml import compose
from lab.plan.model import PlacedFile
from lab.stack.model import ComponentSource


def lacks_of(source: ComponentSource, files: tuple[PlacedFile, ...]) -> tuple[Problem, ...]:
    """Each with its place in the configuration; none for a component whose recipe has everything."""
    image = source.component.image
    official = (image.reference or "").partition("@")[0]
    if not image.built_has or not image.reference:
        return ()
    slot = source.component.files.get("config")
    configs = (file for file in files if file.slot == "config" or (slot is not None and file.target == slot.to))
    texts = {file.source: file.text for file in configs}
    return tuple(
        Problem(place, f"{what} is missing in an image that lab builds; {official} has it")
        for file, text in texts.items()
        for place, what in _missing(image.built_has, text, file)
    )


def _missing(has: Mapping[str, tuple[str, ...]], text: str, file: str) -> Iterator[tuple[Place, str]]:
    try:
        root = compose(text, file)
    except Problems:
        return  # said where the file is read
    patterns = {re.compile(re.escape(key).replace(r"\*", "(.+)")): names for key, names in has.items() if "*" in key}
    for key, _ in _pairs_below(root):
        for pattern, names in patterns.items():
            match = pattern.fullmatch(str(key.value))
            if match and match[1] not in names:
                yield _place(key, file), str(key.value)
    for section, value in _pairs(root):
        names = has.get(str(section.value), ())
        for key, _ in _pairs(value) if names else ():
            # The Collector takes otlphttp and otlp_http for the same; what follows the slash is a name.
            kind = str(key.value).partition("/")[0]
            if kind.replace("_", "") not in names:
                yield _place(key, file), f"{kind} ({section.value})"


def _pairs(node: Node | None) -> list[tuple[ScalarNode, Node]]:
    pairs = node.value if isinstance(node, MappingNode) else ()
    return [(key, value) for key, value in pairs if isinstance(key, ScalarNode)]


def _pairs_below(root: Node | None) -> Iterator[tuple[ScalarNode, Node]]:
    """Of every mapping, each once however often it is aliased."""
    waiting, seen = [root], set()
    while waiting:
        node = waiting.pop()
        if node is None or id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, SequenceNode):
            waiting.extend(node.value)
        for key, value in _pairs(node):
            yield key, value
            waiting.append(value)


def _place(node: Node, file: str) -> Place:
    return Place(file, node.start_mark.line + 1, node.start_mark.column + 1)
