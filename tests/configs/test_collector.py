"""The structure of a Collector configuration, also in several files."""

from __future__ import annotations

import pytest

from lab.configs.collector import merged, problems
from lab.configs.yaml_file import read_config

GOOD = """\
receivers: {otlp: {protocols: {http: }}, prometheus/x: }
processors: {batch: }
exporters: {debug: }
connectors: {span_metrics: }
extensions: {health_check: }
service:
  extensions: [health_check]
  telemetry: {logs: {level: warn}}
  pipelines:
    traces: {receivers: [otlp], processors: [batch], exporters: [span_metrics]}
    metrics/own: {receivers: [span_metrics, prometheus/x], exporters: [debug]}
"""


def found(*texts: str) -> list[str]:
    documents = tuple(read_config(text, f"{number}.yml") for number, text in enumerate(texts))
    return [str(problem) for problem in problems(documents)]


def test_problems_none() -> None:
    assert found(GOOD) == []


def test_problems_of_files_that_are_merged() -> None:
    base = "receivers: {otlp: }\nservice: {pipelines: {logs: {receivers: [otlp], exporters: [debug]}}}\n"

    assert found(base, "exporters: {debug: }\n") == []
    assert found(base, "exporters: {debg: }\n") == [
        "0.yml:2:61: 'debug' is not defined in 'exporters' or 'connectors'; did you mean 'debg'?"
    ]


def test_merged_replaces_lists_and_merges_mappings() -> None:
    texts = ("a: {b: [1], c: 2}\n", "a: {b: [3]}\n")
    documents = tuple(read_config(text, "c.yml") for text in texts)

    assert merged(documents).data == {"a": {"b": ["3"], "c": "2"}}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (GOOD.replace("processors: {batch: }", "processor: {batch: }"), "did you mean 'processors'?"),
        (GOOD.replace("[health_check]", "[healthcheck]"), "'healthcheck' is not defined in 'extensions'"),
        (GOOD.replace("    traces:", "    trace:"), "not 'trace'; did you mean 'traces'?"),
        (GOOD.replace("exporters: [debug]", "exporter: [debug]"), "did you mean 'exporters'?"),
        (
            GOOD.replace("    metrics/own: {receivers: [span_metrics, prometheus/x], ", "    metrics/own: {"),
            "'receivers'",
        ),
        ("receivers: {otlp: }\n", "the Collector needs a pipeline"),
        (GOOD.replace("[batch]", "batch"), "'processors' is a list, not the text 'batch'"),
    ],
)
def test_problems(text: str, message: str) -> None:
    assert message in "\n".join(found(text))
