"""Mutates texts: by tokens that were trouble once, by parts of other texts, by repetition."""

from __future__ import annotations

import random
from collections.abc import Sequence

MAX_CHARACTERS = 100_000

_TOKENS = (
    *(
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ",",
        ":",
        "-",
        "+",
        "*",
        "&a",
        "*a",
        "<<",
        "!!",
        "|",
        ">",
        "%",
        "#",
        "\t",
        "\r",
        "\n",
    ),
    *(
        '"',
        "'",
        "`",
        "\\",
        "\0",
        "\x1b[31m",
        "\ud800",
        "\u202e",
        "é",
        "😀",
        "\ufeff",
        "\x85",
        "\u2028",
        "~",
        "?",
        "---",
    ),
    *(
        "1e99",
        "1e999",
        "-1",
        "0",
        "9" * 30,
        "9" * 400,
        "inf",
        "NaN",
        "0x",
        "1_0",
        "1.5",
        "99999999999d",
        "5m",
        "0s",
        "1y",
    ),
    *(
        "null",
        "true",
        "yes",
        "on",
        "{}",
        "[]",
        "{{",
        "}}",
        "[[",
        "]]",
        "[%",
        "%]",
        "${x}",
        "$x",
        "${",
        "[[x]]",
        "$__all",
    ),
    *(
        "../",
        "../../../../etc/passwd",
        "/etc/passwd",
        ".",
        "..",
        "/",
        "x" * 5000,
        "a.b.c",
        "[0]",
        "['x']",
        "http://[",
        "%zz",
    ),
    *(
        "offset",
        "by",
        "on",
        "sum",
        "rate",
        "=~",
        "bool",
        "@",
        "\\w{9}",
        "\\pL{99}",
        "(a+)+$",
        "((((",
        "[[:alpha:]]",
        "|=",
    ),
    *("metric('x')", "label('a','b')", "range(9)", "x.__class__", "for x in", "endfor", "{% x %}", '{{ define "x" }}'),
)
_COUNTS = (2, 3, 10, 100, 1_000, 20_000)


def mutated(text: str, others: Sequence[str], chance: random.Random) -> str:
    """The text after one to six changes, at most `MAX_CHARACTERS` long."""
    for _ in range(chance.randint(1, 6)):
        text = _changed(text, others, chance)[:MAX_CHARACTERS]
    return text


def _changed(text: str, others: Sequence[str], chance: random.Random) -> str:
    start = chance.randint(0, len(text))
    end = min(len(text), start + chance.choice((1, 4, 20, 200)))
    match chance.randint(0, 9):
        case 0 | 1:
            return text[:start] + chance.choice(_TOKENS) + text[start:]
        case 2:
            return text[:start] + text[end:]
        case 3:
            return text[:start] + _repeated(text[start:end], chance) + text[end:]
        case 4:
            return text[:start] + chance.choice(_TOKENS) + text[end:]
        case 5:
            other = chance.choice(others)
            begin = chance.randint(0, len(other))
            return text[:start] + other[begin : begin + chance.choice((5, 50, 500))] + text[end:]
        case 6:
            return text[:start] + _repeated(chance.choice(_TOKENS), chance) + text[start:]
        case 7:
            return _line_changed(text, chance)
        case 8:
            return _value_replaced(text, chance)
    return text[:start] + chr(chance.choice((chance.randint(0, 0x2FF), chance.randint(0, 0x10FFFF)))) + text[start:]


def _repeated(text: str, chance: random.Random) -> str:
    return text * min(chance.choice(_COUNTS), MAX_CHARACTERS // max(1, len(text)) + 1)


def _line_changed(text: str, chance: random.Random) -> str:
    """A line is left out, repeated, moved or indented differently."""
    lines = text.splitlines(keepends=True) or [""]
    at = chance.randrange(len(lines))
    match chance.randint(0, 3):
        case 0:
            del lines[at]
        case 1:
            lines[at] = _repeated(lines[at], chance)
        case 2:
            lines.insert(chance.randrange(len(lines)), lines.pop(at))
        case 3:
            lines[at] = " " * chance.randint(0, 6) + lines[at].lstrip(" ")
    return "".join(lines)


def _value_replaced(text: str, chance: random.Random) -> str:
    """What follows a colon becomes something else."""
    colons = [at for at, character in enumerate(text) if character == ":"]
    if not colons:
        return text
    at = chance.choice(colons) + 1
    end = min((found for found in (text.find(stop, at) for stop in ",\n}]") if found > 0), default=len(text))
    return f"{text[:at]} {chance.choice(_TOKENS)}{text[end:]}"
