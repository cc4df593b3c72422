"""What a Collector exposes about itself: points, spans and log records by receiver and exporter, and its queues."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal

from lab.queries.answer import Answer, Shape, reads_answer_of, unexpected_reply
from lab.queries.query import Clients, Description, Query

BACKEND = "the Collector"
MAX_SAMPLES = 2000  # of one Collector: more would fill the record
_SAMPLE = re.compile(r"^(otelcol_(?:receiver|exporter|processor)_\w+?)(?:\{(.*)\})? (\S+)(?: \d+)?$", re.MULTILINE)
_LABEL = re.compile(r'(\w+)="((?:[^"\\]|\\.)*)"')


class Counted(Shape):
    """A sample of the Collector's own metrics. `name` is without `otelcol_`, and the `_total` of some versions."""

    name: str
    labels: Mapping[str, str]
    value: float


class CollectorTelemetry(Query):
    """The Collector's own metrics of its receivers, processors and exporters, read from its metrics endpoint."""

    kind: Literal["collector"] = "collector"
    service: str
    port: int

    def services(self) -> tuple[str, ...]:
        return (self.service,)

    def send(self, clients: Clients, at: float) -> Answer:
        reply = clients.service(self.service, self.port).page("/metrics")
        if isinstance(reply, Answer):
            return reply
        if reply.status != 200:
            return unexpected_reply(reply)
        samples = [
            {
                "name": name.removeprefix("otelcol_").removesuffix("_total"),
                "labels": _labels(labels),
                "value": float(value),
            }
            for name, labels, value in _SAMPLE.findall(reply.text)
            if not name.endswith(("_bucket", "_sum", "_count"))
        ]
        return Answer(json=samples[:MAX_SAMPLES])

    def describe(self, zero: float) -> Description:
        return Description(f"own metrics of {self.service}, port {self.port}", "/metrics")

    @staticmethod
    @reads_answer_of(BACKEND)
    def read(answer: Any) -> list[Counted]:
        return [Counted.model_validate(one) for one in answer]


def _labels(text: str) -> dict[str, str]:
    return dict(_LABEL.findall(text))
