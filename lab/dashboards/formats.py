"""How the values of a dashboard variable are written into a query: Grafana's formats, as in `${name:format}`."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from html import escape as html_escape
from urllib.parse import quote

_REGEX_SPECIAL = re.compile(r"[-/\\^$*+?.()|\[\]{}]")
_LABEL_SPECIAL = re.compile(r"[$^*{}\[\]'+?.()|]")
_LUCENE_SPECIAL = re.compile(r'([!*+\-=<>\s&|()\[\]{}^~?:\\/"])')


def regex(values: Sequence[str]) -> str:
    escaped = [_REGEX_SPECIAL.sub(r"\\\g<0>", value) for value in values]
    return escaped[0] if len(escaped) == 1 else f"({'|'.join(escaped)})"


def glob(values: Sequence[str]) -> str:
    return values[0] if len(values) == 1 else f"{{{','.join(values)}}}"


def _lucene(values: Sequence[str]) -> str:
    if not values:
        return "__empty__"
    escaped = [_LUCENE_SPECIAL.sub(r"\\\1", value) for value in values]
    return escaped[0] if len(values) == 1 else "(" + " OR ".join(f'"{value}"' for value in escaped) + ")"


def _distributed(name: str, values: Sequence[str]) -> str:
    return ",".join([*values[:1], *(f"{name}={value}" for value in values[1:])])


def _quoted(mark: str, escaped: str) -> Callable[[Sequence[str]], str]:
    return lambda values: ",".join(f"{mark}{value.replace(mark, escaped)}{mark}" for value in values)


def _json(values: Sequence[str]) -> str:
    return json.dumps(list(values), ensure_ascii=False, separators=(",", ":"))


FORMATS: Mapping[str, Callable[[Sequence[str]], str]] = {
    "raw": ",".join,
    "csv": ",".join,
    "text": " + ".join,
    "pipe": "|".join,
    "regex": regex,
    "glob": glob,
    "lucene": _lucene,
    "json": lambda values: values[0] if len(values) == 1 else _json(values),
    "html": lambda values: html_escape(", ".join(values)),
    "percentencode": lambda values: quote(glob(values), safe="~()*!.'-_"),
    "uriencode": lambda values: quote(glob(values), safe="~()*!.'-_;,/?:@&=+$#"),
    "singlequote": _quoted("'", r"\'"),
    "doublequote": _quoted('"', r"\""),
    "sqlstring": _quoted("'", "''"),
}


def formatted(name: str, values: Sequence[str], format_: str) -> str:
    """The values in a format with its arguments, such as `csv` or `join:;`; Grafana takes an unknown one for `glob`."""
    kind, _, argument = format_.partition(":")
    match kind:
        case "join":
            return (argument or ",").join(values)
        case "distributed":
            return _distributed(name, values)
        case "queryparam":
            return "&".join(f"var-{name}={quote(value, safe='')}" for value in values)
        case "customqueryparam":
            return "&".join(f"{argument or name}={quote(value, safe='')}" for value in values)
        case "date":
            return date(float(values[0]), argument) if values and values[0].lstrip("-").isdigit() else glob(values)
    return FORMATS.get(kind, glob)(values)


def label_value(values: Sequence[str], *, exact: bool, alternatives: str = "({})") -> str:
    """Without a format: what Prometheus' and Loki's data sources write into a query. `exact`: the variable has a single
    value, which is not escaped as a pattern."""
    if exact:
        return values[0].replace("\\", "\\\\") if values else ""
    return _alternatives(tuple(values), alternatives)


@lru_cache(maxsize=32)  # a variable with thousands of values is used in every panel
def _alternatives(values: tuple[str, ...], alternatives: str) -> str:
    escaped = [_LABEL_SPECIAL.sub(r"\\\\\g<0>", value.replace("\\", "\\\\\\\\")) for value in values]
    return escaped[0] if len(escaped) == 1 else alternatives.format("|".join(escaped))


_MOMENT = {
    "YYYY": "%Y", "YY": "%y", "MMMM": "%B", "MMM": "%b", "MM": "%m", "DDDD": "%j", "DD": "%d",
    "dddd": "%A", "ddd": "%a", "HH": "%H", "hh": "%I", "mm": "%M", "ss": "%S", "A": "%p", "X": "%s", "x": "%Q",
}  # fmt: skip
_MOMENT_TOKEN = re.compile(r"\[([^\]]*)\]|" + "|".join(sorted(_MOMENT, key=len, reverse=True)))


def date(milliseconds: float, pattern: str) -> str:
    """A moment as `${__from:date:...}` writes it: ISO 8601 unless `seconds` or a pattern of Moment.js is given."""
    at = datetime.fromtimestamp(milliseconds / 1000, UTC)
    if pattern in ("", "iso"):
        return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{round(milliseconds) % 1000:03d}Z"
    if pattern == "seconds":
        return str(int(milliseconds // 1000))

    def token(match: re.Match[str]) -> str:
        if match[1] is not None:
            return match[1]
        code = _MOMENT[match[0]]
        seconds = {"%s": str(int(milliseconds // 1000)), "%Q": str(round(milliseconds))}
        return seconds.get(code) or at.strftime(code)

    return _MOMENT_TOKEN.sub(token, pattern)
