"""Checks the files of `env_file`: Compose would replace `$NAME` in them, and take the value of a bare name, from the
environment of whoever runs the lab."""

from __future__ import annotations

import re

_LINE = re.compile(r"(?:export\s+)?(?P<name>[A-Za-z_][A-Za-z0-9_.-]*)\s*=\s*(?P<value>.*)")


def env_file_problems(text: str) -> list[tuple[int, str]]:
    """Line, counted from 1, and message."""
    problems = []
    for number, line in enumerate(text.splitlines(), 1):
        if (message := _problem(line.strip())) is not None:
            problems.append((number, message))
    return problems


def _problem(line: str) -> str | None:
    if not line or line.startswith("#"):
        return None
    match = _LINE.fullmatch(line)
    if match is None:
        return "a line of an env file is NAME=value; a name without a value would take it from your environment"
    value = match["value"]
    quote = value[:1] if value[:1] in ("'", '"') else ""
    if quote and not re.search(rf"(?<!\\){quote}\s*(#.*)?$", value[1:]):
        return f"the value of {match['name']} has no closing quotation mark on its line; write it on one line"
    if quote != "'" and "$" in (value if quote else re.sub(r"(^|\s)#.*", "", value)):
        return (
            f"{match['name']} has a '$', which Compose would replace with a variable from your environment; "
            "put the value in single quotes"
        )
    return None
