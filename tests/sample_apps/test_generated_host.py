"""The generated host: its state, its files, and what a real node exporter and Prometheus read from them."""

from __future__ import annotations

import importlib
import re
import statistics
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import yaml

from lab.containers.counters import counters as running_counters
from lab.containers.engine import Engine
from lab.containers.process_guard import installed_tools
from lab.settings import from_environment
from tests.stacks.compose_projects import ROOT, Running, eventually, running, service

FOLDER = ROOT / "sample_apps" / "generated_host"
COLLECTORS = ("cpu", "meminfo", "filesystem", "loadavg", "stat", "diskstats", "vmstat")


@pytest.fixture(scope="module")
def generated() -> Iterator[Any]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(FOLDER))
        yield lambda module: importlib.import_module(f"generated.{module}")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "the body is not valid JSON"),
        ("[]", "the body must be a JSON object, not a list"),
        ('{"cpu": 1}', "there is no 'cpu'; there are: cpu_busy, memory_used, disk_used"),
        ('{"cpu_busy": 1.01}', "cpu_busy must be a number from 0 to 1, not 1.01"),
        ('{"cpu_busy": true}', "cpu_busy must be a number from 0 to 1, not true"),
        ('{"disk_used": NaN}', "disk_used must be a number from 0 to 1, not NaN"),
        ('{"memory_used": "0.5"}', 'memory_used must be a number from 0 to 1, not "0.5"'),
    ],
)
def test_update_state_invalid(generated: Any, text: str, reason: str) -> None:
    state = generated("state")
    with pytest.raises(state.InvalidState, match=f"^{re.escape(reason)}"):
        state.update_state(state.State(), text.encode())


def test_update_state(generated: Any) -> None:
    state = generated("state")
    assert state.update_state(state.State(), b'{"cpu_busy": 1}') == state.State(1.0, 0.3, 0.2)
    assert state.update_state(state.State(), b"{}") == state.State()


class NoDisk:
    def fill(self, share: float) -> None:
        """What is on the disk is for the tests with a real one."""


def counters(proc: Path) -> dict[str, list[int]]:
    lines = (proc / "stat").read_text().splitlines()
    return {line.split()[0]: [int(word) for word in line.split()[1:]] for line in lines if line.startswith("cpu")}


def test_host_cpu_counters(generated: Any, tmp_path: Path) -> None:
    now = [100.0]
    host = generated("host").Host(tmp_path, NoDisk(), 2, lambda: now[0], 1e9)
    assert host.missing() == "0 of 2 CPU ticks are written"
    host.start()
    host.change(b'{"cpu_busy": 0.4}')
    now[0] += 10
    host.change(b'{"cpu_busy": 1, "memory_used": 0.91}')
    assert host.missing() == "1 of 2 CPU ticks are written"
    now[0] += 5
    host.tick()
    assert host.missing() == ""
    each = [300 + 375, 0, 100 + 125, 600, 0, 0, 0, 0, 0, 0]
    assert counters(tmp_path) == {"cpu": [2 * ticks for ticks in each], "cpu0": each, "cpu1": each}
    assert "MemTotal:         8000000 kB\n" in (tmp_path / "meminfo").read_text()
    assert "MemAvailable:      720000 kB\n" in (tmp_path / "meminfo").read_text()
    assert [path.name for path in tmp_path.rglob(".*")] == []


def test_host_writes_atomically(generated: Any, tmp_path: Path) -> None:
    host = generated("host").Host(tmp_path, NoDisk(), 64, iter(range(10**9)).__next__, 1e9)
    host.start()
    ended = threading.Event()

    def write() -> None:
        for _ in range(500):
            host.tick()
        ended.set()

    writer = threading.Thread(target=write)
    writer.start()
    while not ended.is_set():
        assert (tmp_path / "stat").read_text().count("\n") == 1 + 64 + 7
        assert (tmp_path / "meminfo").read_text().endswith("kB\n")
    writer.join()


def test_disk_unsafe(generated: Any, tmp_path: Path) -> None:
    disk = generated("disk")
    table = f"36 1 8:1 / {tmp_path} rw,relatime shared:1 - ext4 /dev/sda1 rw\n"
    with pytest.raises(disk.UnsafeDisk, match="is no tmpfs of its own"):
        disk.Disk(tmp_path, table)
    with pytest.raises(disk.UnsafeDisk, match="is no tmpfs of its own"):
        disk.Disk(tmp_path, "")
    with pytest.raises(disk.UnsafeDisk, match="has no size or a large one"):
        disk.Disk(tmp_path, table.replace("ext4", "tmpfs"))  # the table lies; the size does not


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("host")
    scrapes = {"job_name": "node", "static_configs": [{"targets": ["node-exporter:9100"]}]}
    config = {"global": {"scrape_interval": "1s"}, "scrape_configs": [scrapes]}
    (folder / "prometheus.yml").write_text(yaml.safe_dump(config))
    (folder / "prometheus.yml").chmod(0o644)
    flags = ["--path.procfs=/host/proc", "--path.rootfs=/host/root", "--collector.disable-defaults"]
    exporter = service(
        "node-exporter",
        9100,
        command=[*flags, *(f"--collector.{name}" for name in COLLECTORS)],
        volumes=["host-proc:/host/proc:ro", "host-disk:/host/root/data:ro"],
        depends_on=["host"],
    )
    services = {
        "host": service("generated_host", 8000),
        "node-exporter": exporter,
        "prometheus": service(
            "prometheus", 9090, volumes=[f"{folder}/prometheus.yml:/etc/prometheus/prometheus.yml:ro"]
        ),
    }
    volumes = yaml.safe_load((FOLDER / "component.yaml").read_text())["volumes"]
    with running(folder, services, volumes) as started:
        yield started


def put(lab: Running, **shares: float) -> requests.Response:
    return requests.put(f"{lab.url('host', 8000)}/state", json=shares, timeout=5)


def exported(lab: Running) -> dict[str, float]:
    lines = requests.get(f"{lab.url('node-exporter', 9100)}/metrics", timeout=5).text.splitlines()
    return {line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in lines if not line.startswith("#")}


def value(lab: Running, query: str) -> float | None:
    """None while there is no such series, or more than one."""
    answer = requests.get(f"{lab.url('prometheus', 9090)}/api/v1/query", {"query": query}, timeout=5).json()
    found = answer["data"]["result"]
    return float(found[0]["value"][1]) if len(found) == 1 else None


@pytest.mark.engine
def test_exporter_memory_and_disk(lab: Running) -> None:
    for memory, disk in ((0.91, 0.86), (0.0, 0.0), (0.5, 1.0), (0.3, 0.25)):
        assert put(lab, memory_used=memory, disk_used=disk).status_code == 200
        seen = exported(lab)
        data = '{device="/dev/sda1",device_error="",fstype="ext4",mountpoint="/data"}'
        size, free = (seen[f"node_filesystem_{what}_bytes{data}"] for what in ("size", "free"))
        assert (size, free) == (32_768_000, round(8000 * (1 - disk)) * 4096)
        assert seen["node_memory_MemTotal_bytes"] == 8_192_000_000
        assert seen["node_memory_MemAvailable_bytes"] == round(8_000_000 * (1 - memory)) * 1024
        assert seen['node_scrape_collector_success{collector="filesystem"}'] == 1
        assert [name for name in seen if name.startswith("node_filesystem_size_bytes")] == [
            f"node_filesystem_size_bytes{data}"
        ]


@pytest.mark.engine
def test_exporter_collectors_succeed(lab: Running) -> None:
    seen = exported(lab)
    success = {name: seen[name] for name in seen if name.startswith("node_scrape_collector_success")}
    assert success == {f'node_scrape_collector_success{{collector="{name}"}}': 1.0 for name in COLLECTORS}
    assert {name for name in seen if 'mode="idle"' in name} == {
        f'node_cpu_seconds_total{{cpu="{number}",mode="idle"}}' for number in range(2)
    }


@pytest.mark.engine
def test_prometheus_cpu_usage(lab: Running) -> None:
    # Prometheus begins to scrape five seconds after it says that it is ready.
    eventually(lambda: value(lab, 'max_over_time(up{job="node"}[30s] offset 5s)'), within=30)
    for busy in (0.95, 0.2):
        assert put(lab, cpu_busy=busy).json()["cpu_busy"] == busy
        query = '100 - (avg by (instance) (rate(node_cpu_seconds_total{mode="idle"}[5s])) * 100)'
        threading.Event().wait(7)  # until the window holds nothing older
        seen = [value(lab, query) for _ in range(5) if not threading.Event().wait(0.5)]
        print(f"busy {busy}: seen {seen}")
        # A scrape that a busy machine makes late shifts a single reading, and only that one.
        assert abs(statistics.median(reading for reading in seen if reading is not None) - busy * 100) < 1, seen


@pytest.mark.engine
def test_state_request_invalid(lab: Running) -> None:
    before = requests.get(f"{lab.url('host', 8000)}/state", timeout=5).json()
    refused = put(lab, cpu_busy=0.5, disk_used=2)
    assert (refused.status_code, refused.json()) == (400, {"error": "disk_used must be a number from 0 to 1, not 2"})
    assert requests.get(f"{lab.url('host', 8000)}/state", timeout=5).json() == before
    assert requests.put(f"{lab.url('host', 8000)}/state", b" " * 5000, timeout=5).status_code == 413


@pytest.mark.engine
def test_host_cpu_cost(lab: Running) -> None:
    """Over five seconds: a single one holds a garbage collection or a start of the exporter now and then."""
    engine = Engine(from_environment(), installed_tools())
    host = {"host": lab.container("host")}
    first = running_counters(engine, host)["host"]
    threading.Event().wait(5)
    last = running_counters(engine, host)["host"]
    used = (last.cpu_s - first.cpu_s) / (last.at - first.at)
    print(f"the host uses {used:.1%} of a CPU")
    assert used < 0.1


@pytest.mark.engine
def test_host_without_its_own_disk(tmp_path: Path) -> None:
    odd = service("generated_host", volumes=["host-proc:/host/proc"])
    with running(tmp_path, {"host": odd}, {"host-proc": None}, wait=False) as lab:
        eventually(lambda: not lab.state("host")["Running"])
        assert "/host/root/data is no tmpfs of its own" in lab.compose("logs", "host")
