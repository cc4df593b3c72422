"""The file of metrics with any names, and the program as it runs in its container: what it exposes to whom."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

Load = Callable[[str, str], ModuleType]


def test_read_metrics_defaults(load: Load, tmp_path: Path) -> None:
    file = tmp_path / "metrics.json"
    file.write_text(json.dumps({"metrics": [{"name": "größe", "type": "gauge"}]}), encoding="utf-8")
    module = load("otlp_names", "names/metric_file.py")

    read = module.read_metrics(file)

    assert read.resource == {}
    assert read.metrics == (module.Metric("größe", "", "gauge", (module.Point({}, 1.0),), False),)


def test_read_metrics_unknown_type(load: Load, tmp_path: Path) -> None:
    file = tmp_path / "metrics.json"
    file.write_text(json.dumps({"metrics": [{"name": "x", "type": "summary"}]}), encoding="utf-8")
    module = load("otlp_names", "names/metric_file.py")

    with pytest.raises(module.InvalidMetrics, match="x: type 'summary'; expected one of counter, updown"):
        module.read_metrics(file)
