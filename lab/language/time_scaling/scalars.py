"""Maps each character of a YAML value to its position in the file, for all styles of scalars."""

from __future__ import annotations

import re

from yaml.nodes import ScalarNode

_PROPERTIES = re.compile(r"(?:[&!]\S*\s+)*")  # an anchor, a tag
_BLOCK_HEADER = re.compile(r"[|>][^\n]*\n?")
_UNITS = {
    '"': re.compile(r"\\(?:x(..)|u(....)|U(.{8})|(.))|.", re.DOTALL),
    "'": re.compile(r"''|.", re.DOTALL),
}
_WHITE_ESCAPES = "ntrvf_NLP \t\r\n"


def positions(text: str, node: ScalarNode) -> dict[int, tuple[int, int]]:
    """Index in the value -> start and end in the file, for every character but white space.

    YAML folds, indents and strips white space and nothing else: all other characters are in the same order in both.
    """
    start, end = node.start_mark.index, node.end_mark.index
    properties = _PROPERTIES.match(text, start, end)
    start = properties.end() if properties else start
    match node.style:
        case '"' | "'":
            units = _UNITS[node.style].finditer(text, start + 1, end - 1)
            spans = [unit.span() for unit in units if not _is_white(unit)]
        case "|" | ">":
            header = _BLOCK_HEADER.match(text, start, end)
            spans = _visible(text, header.end() if header else start, end)
        case _:
            spans = _visible(text, start, end)
    indexes = (index for index, character in enumerate(node.value) if not character.isspace())
    return dict(zip(indexes, spans, strict=True))


def _visible(text: str, start: int, end: int) -> list[tuple[int, int]]:
    return [(position, position + 1) for position in range(start, end) if not text[position].isspace()]


def _is_white(unit: re.Match[str]) -> bool:
    """Whether a character or an escape in quoted text stands for white space or for nothing."""
    if unit.lastindex is None:
        return unit[0].isspace()
    if unit.lastindex == 4:
        return unit[4] in _WHITE_ESCAPES
    return chr(int(unit[unit.lastindex], 16)).isspace()
