"""Finds in the logs of senders and receivers that telemetry was sent and refused, with the words for it. Pure.

Known are the OpenTelemetry SDKs and Collector, Prometheus (OTLP and remote write, both ends), Loki's clients, and
access logs.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

# An export, push or write ...
_SENT = (
    r"\b(?:export(?:ing|s|ed|er)?|upload(?:ing)?|push(?:ing)?|otlp\w*|remote[ _-]?(?:write|storage)|write request|"
    r"sender|sending (?:queue|batch|data|metrics|spans|logs|traces)|send(?:ing)? batch|append(?:ing)?|"
    r"ingest(?:ing|ion|er)?|receiver)\b"
)
# ... that did not succeed.
_FAILED = (
    r"fail|refus|reject|dropp|error|invalid|unsupported|too (?:large|old|far|many)|larger than|"
    r"out of (?:order|bounds)|unavailable|unimplemented|deadline exceeded|time(?:d )?out|denied|unauthori[sz]ed|"
    r"no such host|not known|not found"
)
_BOTH = re.compile(rf"(?=.*{_SENT})(?=.*(?:{_FAILED}))", re.IGNORECASE)
_QUIET = re.compile(r"\b(?:level=|level\":\s*\")(?:info|debug)\b|\t(?:info|debug)\t|^(?:INFO|DEBUG)\b", re.IGNORECASE)
_ACCESS = re.compile(
    r'"?(?P<method>POST|PUT) '
    r"(?P<path>\S*(?:/v1/(?:metrics|traces|logs)|/api/v1/(?:write|push|otlp)|/loki/api/v1/push)\S*)"
    r'(?: HTTP/[\d.]+)?"? (?P<status>[45]\d\d)\b'
)
_LOGFMT = re.compile(r'\b(msg|err|error|reason|status)=("(?:[^"\\]|\\.)*"|\S*)')
_MAX_LENGTH = 300  # characters of what is quoted

_REMEDIES = (
    (
        r"temporality",
        "Prometheus accepts cumulative sums only: set OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE=cumulative, or "
        "put the deltatocumulative processor of a Collector between",
    ),
    (
        r"not known|no such host|resolve|getaddrinfo|ENOTFOUND",
        "no service of the lab has that name: use the name of the receiving service",
    ),
    (
        r"refused|failed to establish|connect(?:ion)? error",
        "nothing listens there: a Collector's OTLP receiver is on 4318 (HTTP) and 4317 (gRPC) if its endpoint is "
        "0.0.0.0, Prometheus' on 9090",
    ),
    (
        r"\b404\b|not found|unimplemented",
        "the receiver has no such path: Prometheus accepts OTLP at /api/v1/otlp/v1/metrics with "
        "--web.enable-otlp-receiver and remote write at /api/v1/write with --web.enable-remote-write-receiver; a "
        "Collector accepts OTLP at /v1/metrics",
    ),
    (
        r"out of order|too old|out of bounds|too far behind",
        "the receiver accepts newer samples only: storage.tsdb.out_of_order_time_window, or look at the clocks",
    ),
    (r"too large|larger than|\b413\b|resource_?exhausted", "send smaller batches, or raise the receiver's size limit"),
    (r"\b40[13]\b|unauthori[sz]ed|denied|forbidden", "the receiver requires other credentials, or another tenant"),
    (
        r"certificate|tls|http response to https",
        "one end speaks TLS and the other does not: http:// or https://, insecure",
    ),
    (r"queue", "the queue of the sender is full: the receiver is too slow, or refuses"),
    (r"memory", "the receiver's memory limiter refuses: give it more memory, or send less"),
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """`service`: whose log has the words. `at_receiver`: whether that is the one who refused. `times`: how often."""

    service: str
    words: str
    at_receiver: bool
    times: int


def refusals(service: str, log: str) -> tuple[Refusal, ...]:
    """The different refusals in a service's log, the most frequent first, at most two."""
    counted: dict[tuple[str, bool], int] = {}
    shown: dict[tuple[str, bool], str] = {}
    for line in log.splitlines():
        found = _refusal(line)
        if found is not None:
            words, at_receiver = found
            key = (re.sub(r"[\d.]+m?s\b|\d+", "0", words), at_receiver)
            counted[key] = counted.get(key, 0) + 1
            shown[key] = words
    most = sorted(counted, key=lambda key: -counted[key])[:2]
    return tuple(Refusal(service, shown[key], key[1], counted[key]) for key in most)


def remedy(words: str) -> str:
    """The usual fix; empty when the words have none."""
    return next((text for pattern, text in _REMEDIES if re.search(pattern, words, re.IGNORECASE)), "")


def _refusal(line: str) -> tuple[str, bool] | None:
    """The words of a line that tells a refusal, and whether the receiver wrote it."""
    access = _ACCESS.search(line)
    if access is not None:
        return f"{access['method']} {access['path']} answered {access['status']}", True
    if len(line) > 20_000 or _QUIET.search(line) or not _BOTH.search(line):
        return None
    words = " ".join(_words(line).split())
    cut = words if len(words) <= _MAX_LENGTH else f"{words[: _MAX_LENGTH - 3]}..."
    return cut, bool(re.search(r"write_(?:otlp_)?handler|component=web|receiver[@/]|caller=(?:push|http)\.go", line))


def _words(line: str) -> str:
    """Message and error of a structured line; other lines as they are."""
    fields = {}
    if line.count("\t") >= 3:  # the Collector: time, level, caller, message, fields as JSON
        parts = line.split("\t")
        fields = _json_fields(parts[-1])
        message = parts[-2] if fields else parts[-1]
        return ": ".join(filter(None, (message, fields.get("error", ""))))
    fields = _json_fields(line) or {name: _unquoted(value) for name, value in _LOGFMT.findall(line)}
    told = [fields.get("msg") or fields.get("message", ""), fields.get("err") or fields.get("error", "")]
    told.append(f"status {fields['status']}" if fields.get("status") else "")
    return ": ".join(filter(None, told)) or line


def _json_fields(text: str) -> dict[str, str]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return {str(key): str(item) for key, item in value.items()} if isinstance(value, dict) else {}


def _unquoted(value: str) -> str:
    bare = value[1:-1] if len(value) > 1 and value[0] == value[-1] == '"' else value
    return bare.replace('\\"', '"').replace("\\n", "; ")
