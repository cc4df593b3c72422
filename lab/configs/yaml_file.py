"""Reads a YAML file as Prometheus, Alertmanager and the Collector read it, with the place of every value.

They accept anchors, aliases and merge keys, ignore what follows the first document, and decide by the key whether `1`
is a number or text. So every scalar is text here, as it is written; a plain `null`, `~` or nothing is None. How much
an alias may expand to is bounded, as in scenarios.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from lab.errors import Place, Problem, Problems
from lab.language import strict_yaml
from lab.language.yaml_nodes import MAX_CHARACTERS, MAX_DEPTH, PLAIN, Document, NodeReader, Path, Value

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULL = ("", "~", "null", "Null", "NULL")
_TEMPLATE = re.compile(r"^[ \t]*(\{\{-?|\{%)|:[ \t]+\{\{|\{\{-?[ \t]*\.(Values|Release|Chart)\b", re.MULTILINE)
_HELM = " (is this a Helm, Jinja or Ansible template? Give the file that it renders to)"


def read_config(text: str, file: str) -> Document:
    """The first document of a file: the others are not read by these programs. Raises `Problems`."""
    return next(iter(read_documents(text, file)), Document(file, None, {}, {}))


@lru_cache(maxsize=4)  # a configuration is read for its own check, and for what expectations refer to
def read_documents(text: str, file: str) -> tuple[Document, ...]:
    """Every document of a file. Raises `Problems`."""
    return _documents(text, file, _Reader(file))


def read_typed_documents(text: str, file: str) -> tuple[Document, ...]:
    """As `read_documents`, with numbers and true and false as such: for what is sent on as JSON. Raises `Problems`."""
    return _documents(text, file, _TypedReader(file))


def _documents(text: str, file: str, reader: _Reader) -> tuple[Document, ...]:
    if len(text) > MAX_CHARACTERS:
        raise Problems((Problem(Place(file, 1, 1), f"this file has more than {MAX_CHARACTERS:,} characters"),))
    strict_yaml.check_characters(text, file)
    try:
        nodes = [node for node in yaml.compose_all(text, Loader=_LOADER) if node is not None]
    except RecursionError:
        raise Problems((Problem(Place(file, 1, 1), f"values are nested more than {MAX_DEPTH} deep"),)) from None
    except yaml.YAMLError:
        raise _syntax_problems(text, file) from None
    documents = tuple(reader.document(node) for node in nodes)
    if reader.problems:
        raise Problems(tuple(reader.problems))
    return documents


def _syntax_problems(text: str, file: str) -> Problems:
    """The parser's complaint, with a hint for a file that a program still has to render."""
    try:
        strict_yaml.check_syntax(text, file)
    except Problems as error:
        hint = _HELM if _TEMPLATE.search(text) else ""
        return Problems(tuple(Problem(problem.place, problem.message + hint) for problem in error.problems))
    return Problems((Problem(Place(file, 1, 1), "not YAML: an alias or a tag in it refers to nothing"),))


class _Reader(NodeReader):
    def scalar(self, node: ScalarNode) -> Value:
        return None if node.style in PLAIN and node.value in _NULL else str(node.value)

    def mapping(self, node: MappingNode, path: Path) -> dict[str, Value]:
        values: dict[str, Value] = {}
        merged: list[Node] = []
        for key, value in node.value:
            if _is_merge(key):
                merged.append(value)
            elif not isinstance(key, ScalarNode):
                hint = _HELM if isinstance(key, MappingNode) and key.flow_style else ""
                self.report(key, f"a key must be text, not a list or a mapping{hint}")
            elif key.value in values:
                self.report_duplicate(key, path)
            else:
                self.add(values, key, value, path)
        # The mapping's own keys win over merged ones, and a merged mapping over the ones after it.
        for key, value in self.merged_pairs(merged):
            if key.value not in values:
                self.add(values, key, value, path)
        return values

    def merged_pairs(self, merged: list[Node]) -> Iterator[tuple[Node, Node]]:
        """The keys and values of what merge keys name: a mapping each, or a list of mappings."""
        for value in merged:
            for source in value.value if isinstance(value, SequenceNode) else [value]:
                if not isinstance(source, MappingNode) or source in self.enclosing:
                    self.report(source, "a merge key ('<<') needs another mapping, or a list of them")
                    continue
                self.check_bounds(source)
                self.enclosing.append(source)
                pairs = [(key, below) for key, below in source.value if isinstance(key, ScalarNode)]
                yield from ((key, below) for key, below in pairs if not _is_merge(key))
                yield from self.merged_pairs([below for key, below in pairs if _is_merge(key)])
                self.enclosing.pop()


class _TypedReader(_Reader):
    def scalar(self, node: ScalarNode) -> Value:
        return strict_yaml.plain_scalar(node.value) if node.style in PLAIN else str(node.value)


def _is_merge(key: Node) -> bool:
    return isinstance(key, ScalarNode) and key.value == "<<" and key.style in PLAIN
