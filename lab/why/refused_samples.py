"""Samples that the store refuses: what Prometheus logs about a scrape, and what that means."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RefusedSamples:
    """`kind` is a key of `KINDS`. `job` and `url` of the target; empty for pushed samples. `number`: refused the
    last time."""

    kind: str
    job: str = ""
    url: str = ""
    number: int = 0


# What Prometheus logs (3.5 to 3.15) -> kind
_LOGGED: Mapping[str, str] = {
    "Error on ingesting out-of-order samples": "out of order",
    "Error on ingesting samples that are too old or are too far into the future": "out of bounds",
    "Error on ingesting samples with different value but same timestamp": "duplicate timestamp",
    "Out of order sample from remote write": "out of order",
    "Out of order histogram from remote write": "out of order",
    "Error appending remote write": "out of bounds",
    "Out of bounds": "out of bounds",
    "Duplicate sample for timestamp": "duplicate timestamp",
}
KINDS: Mapping[str, str] = {
    "out of order": "their timestamps are older than the newest stored sample of the series: the target sends "
    "timestamps of its own, or two targets write the same series; omit the timestamps (honor_timestamps: false), make "
    "the labels "
    "differ, or set storage.tsdb.out_of_order_time_window",
    "out of bounds": "their timestamps are too old or too far in the future: the target sends timestamps of its own or "
    "its clock is wrong; omit them, or set honor_timestamps: false",
    "duplicate timestamp": "a series has two values for the same time: it is exposed twice, or two targets have the "
    "same labels (see relabel_configs, honor_labels); make them differ by a label",
}
_FIELD = re.compile(r'(\w+)=(?:"((?:[^"\\]|\\.)*)"|(\S+))')


def refused_samples(log: str) -> tuple[RefusedSamples, ...]:
    """The refusals in the log of a Prometheus, each target and kind once."""
    found: dict[tuple[str, str, str], RefusedSamples] = {}
    for line in log.splitlines():
        if "level=WARN" not in line and "level=ERROR" not in line and "level=warn" not in line:
            continue
        fields = {name: plain or quoted for name, quoted, plain in _FIELD.findall(line)}
        kind = next((kind for text, kind in _LOGGED.items() if fields.get("msg", "").startswith(text)), None)
        if kind is None:
            continue
        job, url = fields.get("scrape_pool", ""), fields.get("target", "")
        number = fields.get("num_dropped", "")
        found[kind, job, url] = RefusedSamples(kind, job, url, int(number) if number.isdigit() else 0)
    return tuple(found.values())


def describe_refused(refused: Iterable[RefusedSamples]) -> tuple[str, ...]:
    sentences = []
    for one in refused:
        whose = f"samples of target {one.url}" if one.url else "pushed samples"
        sentences.append(f"Prometheus refuses {whose} ({one.kind}): {KINDS[one.kind]}")
    return tuple(sentences)
