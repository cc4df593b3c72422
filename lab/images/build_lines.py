"""Reads the builder's lines and a recipe's Dockerfile: the declared arguments, the lines worth showing, and the end of
the step that failed. Starting a build is for `building`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

# Every builder knows these without a declaration, and keeps them out of its cache keys.
_PREDEFINED = frozenset({"HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"})
STEP = re.compile(r"^#(\d+) (.*)$")
_CLOCK = re.compile(r"^\d+\.\d+( |$)")
_DULL = re.compile(
    r"^(DONE|CACHED|sha256:|transferring |exporting |naming |writing |resolve |extracting |building with |\.\.\.$|$)"
)
_SHOWN = 20


def declared_args(dockerfile: str) -> frozenset[str]:
    lines = re.findall(r"^[ \t]*ARG[ \t]+((?:[^\n\\]|\\\n|\\.)*)", dockerfile, re.IGNORECASE | re.MULTILINE)
    return frozenset(name for line in lines for name in re.findall(r"(?:^|\s)([A-Za-z_]\w*)(?==|\s|$)", line))


def build_args(
    dockerfile: str, bases: Mapping[str, str], args: Mapping[str, str], environment: Mapping[str, str]
) -> dict[str, str]:
    """What is handed to the build. The recipe's own arguments go as they are: a wrong one deserves its warning."""
    known = declared_args(dockerfile) | _PREDEFINED
    return {name: value for name, value in environment.items() if name in known} | dict(args) | dict(bases)


def worth_showing(line: str) -> str:
    """What a person following the build wants to read of a line; empty for the builder's own bookkeeping."""
    step = STEP.match(line)
    text = _CLOCK.sub("", step[2]) if step else ""
    return "" if _DULL.match(text) or text.startswith("[internal]") else text.strip()


def failing_step(lines: Sequence[str]) -> str:
    """The last lines of the step that failed, first what the step was; else the last lines of all."""
    failed = next((step[1] for line in lines if (step := STEP.match(line)) and step[2].startswith("ERROR")), None)
    if failed is None:
        return "\n".join([line for line in lines if line.strip()][-_SHOWN:])
    of_step = [step[2] for line in lines if (step := STEP.match(line)) and step[1] == failed]
    title, output = of_step[0], [_CLOCK.sub("", text) for text in of_step[1:] if text.strip() and text != "..."]
    return "\n".join((title, *(text for text in output[-_SHOWN + 1 :] if text != title)))
