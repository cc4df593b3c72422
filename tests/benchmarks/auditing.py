"""What an audit of a Prometheus with a million series takes, and what it costs that Prometheus.

Its memory is compared peak with peak: it rises until the heap has grown by three quarters (GOGC=75), then garbage is
collected. Without rules a Prometheus never gets there between two collections, and any query would look like growth;
so this one evaluates recording rules as people have them, and is watched for several collections before it is audited.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.benchmarks.measuring import verdict
from tests.benchmarks.starting import LAB
from tests.stacks.compose_projects import running, service

SERIES = int(os.environ.get("AUDITED_SERIES", "1000000"))
SOURCES, INSTANCES = 4, 10
MAX_S, MAX_QUERIES, MAX_GROWTH = 60.0, 2000, 0.1
COLLECTIONS, IDLE_S = 3, 60.0  # before it is audited: at least so many, and for so long
SETTLED_S = 900.0
PARTS = ("account", "cart", "catalog", "checkout", "mail", "payment", "review", "search", "shipping", "stock")
EVENTS = ("cache_hits", "cache_misses", "calls", "errors", "items", "messages", "queries", "requests", "retries")


def measure() -> bool:
    with tempfile.TemporaryDirectory() as folder, _prometheus(Path(folder)) as url:
        series = _settled(url)
        idle = _peak_while(url, lambda: _watch(url))
        allocated = _own(url, "go_memstats_alloc_bytes_total")
        files = ["--rules", f"{folder}/rules.yml", "--dashboards", f"{folder}/dashboards"]
        words = [LAB, "audit", "--prometheus", url, "--max-queries", str(MAX_QUERIES), "--output", f"{folder}/a.json"]
        began = time.perf_counter()
        audited = _peak_while(url, lambda: _audit([*words, *files]))
        took = time.perf_counter() - began
        allocated = _own(url, "go_memstats_alloc_bytes_total") - allocated
        spent = json.loads(Path(folder, "a.json").read_text(encoding="utf-8"))["spent"]
    growth = audited / idle - 1
    print(f"{series:,.0f} series, {spent['queries']} queries, {took:.1f} s, of which {spent['seconds']:.1f} s asking")
    print(f"memory of Prometheus, at most: {idle / 2**20:,.0f} MiB before, {audited / 2**20:,.0f} MiB while audited")
    print(f"allocated by Prometheus meanwhile, by scrapes and rules too: {allocated / 2**20:,.0f} MiB")
    return all(
        [
            verdict(f"a million series ({series:,.0f})", series >= SERIES),
            verdict(f"at most {MAX_S:g} s ({took:.1f} s)", took <= MAX_S),
            verdict(f"less than {MAX_QUERIES} queries ({spent['queries']})", spent["queries"] < MAX_QUERIES),
            verdict(f"its memory grows by less than a tenth ({growth:+.1%})", growth < MAX_GROWTH),
        ]
    )


def _audit(words: list[str]) -> None:
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    print(done.stdout[-3000:], done.stderr[-2000:])
    assert done.returncode in (0, 1), done.returncode


@contextmanager
def _prometheus(folder: Path) -> Iterator[str]:
    targets = [f"source-{source}:{8000 + number}" for source in range(SOURCES) for number in range(INSTANCES)]
    jobs = [{"job_name": "source", "static_configs": [{"targets": targets}]}]
    globals_ = {"scrape_interval": "30s", "scrape_timeout": "25s"}
    config = {"global": globals_, "rule_files": ["/etc/prometheus/rules.yml"], "scrape_configs": jobs}
    (folder / "prometheus.yml").write_text(json.dumps(config), encoding="utf-8")
    (folder / "rules.yml").write_text(
        json.dumps({"groups": [{"name": "shop", "interval": "30s", "rules": _rules()}]}), encoding="utf-8"
    )
    (folder / "dashboards").mkdir()
    for part in PARTS:
        (folder / "dashboards" / f"{part}.json").write_text(json.dumps(_dashboard(part)), encoding="utf-8")
    environment = {"MODE": "pull", "SERIES": str(SERIES // SOURCES), "INSTANCES": str(INSTANCES)}
    services: dict[str, Any] = {
        f"source-{source}": service("go_synthetic", environment=environment) for source in range(SOURCES)
    }
    files = [f"{folder / name}:/etc/prometheus/{name}:ro" for name in ("prometheus.yml", "rules.yml")]
    services["prometheus"] = service("prometheus", 9090, volumes=files)
    with running(folder, services) as project:
        yield project.url("prometheus", 9090)


def _rules() -> list[dict[str, Any]]:
    """Recording rules over two hundred thousand series, and alerts that never fire. One of them is misspelt."""
    metrics = [f"synthetic_{part}_errors_total" for part in PARTS]
    rules = [
        {"alert": f"Errors{n}", "expr": f'rate({metric}{{status="599"}}[5m]) > 1'} for n, metric in enumerate(metrics)
    ]
    sums = [
        {"record": f"part:{metric}:rate5m", "expr": f"sum by (route) (rate({metric}[5m]))"}
        for part in PARTS
        for metric in (f"synthetic_{part}_requests_total", f"synthetic_{part}_errors_total")
    ]
    return [*sums, *rules, {"alert": "Misspelt", "expr": "rate(synthetic_cart_error_total[5m]) > 1"}]


def _dashboard(part: str) -> dict[str, Any]:
    """Panels as people have them: sums of rates of a whole metric, most of them narrowed to a zone."""
    panels = [
        {
            "id": number,
            "title": event,
            "type": "timeseries",
            "datasource": {"type": "prometheus"},
            "targets": [
                {"refId": "A", "expr": f'sum by (status) (rate(synthetic_{part}_{event}_total{{zone="$zone"}}[5m]))'}
            ],
        }
        for number, event in enumerate(EVENTS, 1)
    ]
    zone = {"name": "zone", "type": "query", "query": f"label_values(synthetic_{part}_calls_total, zone)"}
    return {"title": part, "uid": part, "schemaVersion": 39, "panels": panels, "templating": {"list": [zone]}}


def _panel_query(metric: str) -> str:
    return f'sum by (status) (rate({metric}{{zone="$zone"}}[5m]))'


def _settled(url: str) -> float:
    """The number of series once every target has been scraped twice."""
    ends = time.monotonic() + SETTLED_S
    while time.monotonic() < ends:
        series = _own(url, "prometheus_tsdb_head_series")
        appended = _own(url, "prometheus_tsdb_head_samples_appended_total")
        if series >= SERIES and appended >= 2 * SERIES:
            return series
        time.sleep(5)
    raise AssertionError(f"{_own(url, 'prometheus_tsdb_head_series'):,.0f} series after {SETTLED_S:g} s")


def _watch(url: str) -> None:
    ends, last = time.monotonic() + IDLE_S, _own(url, "go_gc_duration_seconds_count") + COLLECTIONS
    while time.monotonic() < ends or _own(url, "go_gc_duration_seconds_count") < last:
        time.sleep(1)


def _peak_while(url: str, work: Any) -> float:
    peak = _own(url, "process_resident_memory_bytes")
    over = threading.Event()

    def watch() -> None:
        nonlocal peak
        while not over.wait(0.5):
            peak = max(peak, _own(url, "process_resident_memory_bytes"))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        work()
    finally:
        over.set()
        watcher.join()
    return peak


def _own(url: str, metric: str) -> float:
    with urllib.request.urlopen(f"{url}/metrics", timeout=30) as response:
        text = response.read().decode()
    return sum(float(value) for value in re.findall(rf"^{metric}(?:{{[^}}]*}})? (\S+)$", text, re.MULTILINE))
