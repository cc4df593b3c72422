"""Why Loki has no lines: what the programs that send them, and Loki itself, have logged about it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from lab.queries.loki import LogLines
from lab.record.event import Evidence
from lab.record.run_record import RunRecord
from lab.record.verdict import Verdict

MAX_CAUSES = 2
_WORTH = re.compile(r"level=(?:error|warn)|\"level\":\"(?:error|warn)|\berror\b", re.IGNORECASE)
_ABOUT_LOKI = re.compile(r"push|component=client|loki|Exporting failed|file target manager", re.IGNORECASE)
_MATCHER = re.compile(r'(\w+)\s*=\s*"([^"]*)"')
_HOST = re.compile(r"host=(\S+)|https?://([\w.:-]+)")
# What is logged -> what it means. Texts of Promtail 3.5, Loki 3.7 and the Collector 0.158.
_MEANINGS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), meaning)
    for pattern, meaning in (
        (
            r"status=404|HTTP Status Code 404|404 page not found",
            "the path of the push URL is wrong: {host} answers 404; Loki accepts lines at /loki/api/v1/push, OTLP at "
            "/otlp",
        ),
        (
            r"timestamp too old|entry too far behind",
            "Loki refuses lines that are too old: check the timestamp stage, or raise "
            "limits_config.reject_old_samples_max_age",
        ),
        (
            r"timestamp too new",
            "Loki refuses lines from the future: check clocks and the time zone of the timestamp stage",
        ),
        (
            r"no schema config found for time",
            "the lines are older than the first period of Loki's schema_config: check the timestamp stage",
        ),
        (
            r"lookup (?P<name>\S+).*: (?:no such host|server misbehaving)",
            "no service is called {name}: correct the host of the push URL",
        ),
        (
            r"connection refused",
            "nothing listens at {host}: check host and port of the push URL, and whether Loki runs",
        ),
        (
            r"no org id|status=401",
            "Loki requires a tenant: set tenant_id (X-Scope-OrgID), or auth_enabled: false in Loki",
        ),
        (
            r"status=429|rate limit exceeded|[Ii]ngestion rate limit",
            "Loki limits how much it accepts: see limits_config.ingestion_rate_mb and per_stream_rate_limit",
        ),
        (
            r"[Mm]aximum active stream limit",
            "too many streams: keep labels few, or raise max_global_streams_per_user",
        ),
        (r"max entry size|line too long", "a line is longer than limits_config.max_line_size"),
        (
            r"at least one label pair is required|error at least one label",
            "a stream needs a label: add one in the scrape config",
        ),
        (r"label names; limit|label name too long|label value too long", "a stream has too many or too long labels"),
        (r"failed to make file target manager", "a scrape config of it is refused"),
    )
)


def why_no_lines(verdict: Verdict, record: RunRecord) -> tuple[str, ...]:
    """What was logged, else the files that are read for the asked labels; empty when nothing is known."""
    causes = tuple(dict.fromkeys(_logged(record)))[:MAX_CAUSES]
    if causes:
        return causes
    query = next((one.query.query for one in verdict.evidence if isinstance(one.query, LogLines)), "")
    return tuple(dict.fromkeys(_read_files(query, record)))[:MAX_CAUSES]


def _logged(record: RunRecord) -> Iterator[str]:
    """Each meaning once, from the program that sends where both sides log it."""
    found = [one for event in _logs(record) for one in _of_log(event)]
    meanings: dict[str, str] = {}
    for service, meaning in sorted(found, key=lambda one: one[0] == "loki"):
        meanings.setdefault(meaning, f"{service}: {meaning}")
    yield from meanings.values()


def _logs(record: RunRecord) -> Iterator[Evidence]:
    return (event for event in record.events if isinstance(event, Evidence) and event.kind == "log")


def _of_log(event: Evidence) -> Iterator[tuple[str, str]]:
    """The service and what it says about sending lines; the last line first."""
    for line in reversed(event.text.splitlines()):
        if not _WORTH.search(line) or not _ABOUT_LOKI.search(line):
            continue
        for pattern, meaning in _MEANINGS:
            if match := pattern.search(line):
                host = _HOST.search(line)
                values = {"host": (host[1] or host[2]) if host else "the server", **match.groupdict()}
                yield event.name, meaning.format(**values)
                break


def _read_files(query: str, record: RunRecord) -> Iterator[str]:
    """The `__path__` of Promtail's jobs whose labels the query asks for."""
    wanted = dict(_MATCHER.findall(query.partition("}")[0]))
    for event in record.events:
        if isinstance(event, Evidence) and event.kind == "config" and "__path__" in event.text:
            for labels in _static_labels(event.text):
                path = str(labels.get("__path__", ""))
                if path and all(str(labels.get(name, value)) == value for name, value in wanted.items()):
                    yield (
                        f"the lines with these labels are read from {path}, and no error is logged: nothing is sent "
                        "while no file matches; is it the path inside the container, and is the volume mounted there?"
                    )


def _static_labels(text: str) -> Iterator[Mapping[str, Any]]:
    try:
        config = yaml.safe_load(text)
    except yaml.YAMLError:
        return
    for job in config.get("scrape_configs") or () if isinstance(config, dict) else ():
        for group in job.get("static_configs") or () if isinstance(job, dict) else ():
            labels = group.get("labels") if isinstance(group, dict) else None
            if isinstance(labels, dict):
                yield labels
