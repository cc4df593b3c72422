"""The tap: its output is read, and in a real lab it agrees with the engine's own counters."""

from __future__ import annotations

import json
import secrets
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from lab.comparison.measure.tap import Bytes, Capture, Exchange, Head, Http2, Interface, read_capture
from lab.comparison.sides.networks import with_link_networks
from lab.containers import cleanup
from lab.containers.compose_project import ComposeProject
from lab.containers.counters import Counters
from lab.containers.engine import connect
from lab.errors import ImageUnavailable, LabError, UsageError
from lab.plan.model import LabPlan
from lab.plan.naming import link_network, project_name, tap_service
from lab.plan.on_demand import with_taps
from lab.run.clock import Clock
from lab.run.starting import listen, start_lab
from lab.settings import from_environment
from tests.plan.planned import FOLDERS, planned

CAPTURED = Path(__file__).parent / "captured"
LINK = {"scrape": ("prometheus", "api")}


def listening(seconds: float = 2.2) -> LabPlan:
    lab_plan = planned("prom-pull")
    services = tuple(service for service in lab_plan.services if service.name in ("prometheus", "api"))
    alone = replace(lab_plan, services=services, steps=())
    return with_taps(with_link_networks(alone, LINK), ("prometheus",), FOLDERS, seconds=seconds)


def test_with_wire_adds_a_tap() -> None:
    lab_plan = listening(3)
    listener = lab_plan.service("tap-prometheus")
    assert (listener.on_demand, listener.ports, listener.image.component) == (True, (), "tap")
    assert listener.compose["network_mode"] == "service:prometheus"
    assert listener.compose["environment"] == {"SECONDS": "3"}
    assert (listener.compose["cap_drop"], listener.compose["cap_add"]) == (["ALL"], ["NET_RAW"])
    assert len({listening(seconds).digest for seconds in (2.2, 3)}) == 2


@pytest.mark.parametrize(
    ("service", "message"),
    [
        ("prometheu", "there is no service 'prometheu' to listen to; did you mean 'prometheus'?"),
        ("prometheus", "a service is already called 'tap-prometheus'"),
        ("tap-prometheus", "there is no service 'tap-prometheus' to listen to"),
    ],
)
def test_with_wire_refused(service: str, message: str) -> None:
    with pytest.raises(UsageError) as refused:
        with_taps(listening(), (service,), FOLDERS)
    assert refused.value.message.startswith(message)


def test_read_capture_of_a_real_tap() -> None:
    wire = read_capture("something else\n" + (CAPTURED / "prom_pull.txt").read_text())
    assert wire.invalid_reason == ""
    (link,) = (interface for interface in wire.interfaces if interface.name == "eth1")
    assert wire.interface_with(link.addresses[0]) is link
    assert wire.interface_with("10.9.8.7") is None
    assert link.counted == link.captured


def test_read_capture_whole() -> None:
    output = {
        "began": 1.5,
        "seconds": 2.25,
        "lost": 0,
        "interfaces": [
            {
                "name": "eth0",
                "addresses": ["172.20.0.2"],
                "frames": 3,
                "seen": {"received": 5, "sent": 6},
                "counted": {"received": 5, "sent": 6},
            }
        ],
        "exchanges": [
            {
                "interface": "eth0",
                "from": "172.20.0.2:41000",
                "to": "172.20.0.3:4318",
                "request": {"method": "POST", "path": "/v1/metrics", "headers": {"host": "x"}, "whole": True},
                "answer": {"status": 200, "headers": {}, "whole": False},
                "count": 2,
            },
            {
                "interface": "eth0",
                "from": "172.20.0.2:41000",
                "to": "172.20.0.3:4318",
                "request": {"method": "GET", "path": "/", "headers": {}, "whole": True},
                "answer": None,
                "count": 1,
            },
        ],
        "http2": [{"interface": "eth0", "from": "172.20.0.2:5", "to": "172.20.0.3:4317", "by": "preface"}],
    }
    asker, port = "172.20.0.2:41000", "172.20.0.3:4318"
    post = Head({"host": "x"}, method="POST", path="/v1/metrics")
    assert read_capture(f"LAB-WIRE {json.dumps(output)}\n") == Capture(
        began=1.5,
        seconds=2.25,
        interfaces=(Interface("eth0", ("172.20.0.2",), 3, Bytes(5, 6), Bytes(5, 6)),),
        exchanges=(
            Exchange("eth0", asker, port, post, Head(whole=False, status=200), 2),
            Exchange("eth0", asker, port, Head(method="GET", path="/"), None, 1),
        ),
        http2=(Http2("eth0", "172.20.0.2:5", "172.20.0.3:4317", "preface"),),
    )


def _line(lost: int = 0, seen: int = 100_000, counted: int | None = 100_000) -> str:
    one = {
        "name": "eth1",
        "addresses": [],
        "frames": 9,
        "seen": {"received": seen, "sent": 0},
        "counted": None if counted is None else {"received": counted, "sent": 0},
    }
    output = {"began": 0, "seconds": 2.2, "lost": lost, "interfaces": [one], "exchanges": [], "http2": []}
    return f"LAB-WIRE {json.dumps(output)}"


@pytest.mark.parametrize(
    ("log", "invalid_reason"),
    [
        (_line(), ""),
        (_line(seen=101_900), ""),
        (_line(lost=3), "3 frames passed too fast to be captured"),
        (_line(counted=None), "the interface eth1 appeared or disappeared meanwhile"),
        (_line(seen=94_000), "eth1 received 100000 bytes, but frames of 94000 bytes were captured"),
        ("tap: cannot listen", "the tap ended without a result; it printed: tap: cannot listen"),
        ("", "the tap ended without a result; it printed: nothing"),
        ("LAB-WIRE {half", "the tap's result is incomplete: LAB-WIRE {half"),
        ("LAB-WIRE {}", "the tap's result is incomplete: LAB-WIRE {}"),
        ("LAB-WIRE 3", "the tap's result is incomplete: LAB-WIRE 3"),
    ],
)
def test_read_capture_incomplete(log: str, invalid_reason: str) -> None:
    assert read_capture(log).invalid_reason == invalid_reason


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[ComposeProject]:
    settings = replace(from_environment(), state=tmp_path)
    engine = connect(settings)
    plan = listening(4.5)
    project = project_name(plan.scenario, secrets.token_hex(3))
    try:
        yield listen(start_lab(plan, engine, settings, Clock(), project), lambda event: None).compose_project
    except ImageUnavailable as missing:
        pytest.skip(f"no image: {missing.message}")
    finally:
        cleanup.remove(engine, project)


class Watch:
    """The engine's counters of a service, read over and over while something else goes on."""

    def __init__(self, lab: ComposeProject, service: str) -> None:
        self.readings: list[Counters] = []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._read, args=(lab, service))

    def _read(self, lab: ComposeProject, service: str) -> None:
        while not self._over.wait(0.01):
            self.readings.append(lab.counters((service,))[service])

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def grown(self, name: str, began: float, ended: float) -> tuple[Bytes, Bytes]:
        """From the last reading before to the first one after, and from the first within to the last within."""
        inside = [reading for reading in self.readings if began <= reading.at <= ended]
        before = next(reading for reading in reversed(self.readings) if reading.at < began)
        after = next(reading for reading in self.readings if reading.at > ended)
        return _between(name, before, after), _between(name, inside[0], inside[-1])


def _between(name: str, first: Counters, last: Counters) -> Bytes:
    return Bytes(last.received[name] - first.received[name], last.sent[name] - first.sent[name])


@pytest.mark.engine
def test_frames_and_counters_of_a_link_agree(lab: ComposeProject) -> None:
    service, network = "prometheus", link_network("scrape")
    for _ in range(4):
        with Watch(lab, service) as watch:
            finished = lab.run_to_end(tap_service(service), 30)
        wire = read_capture(finished.log)
        assert (finished.exit_code, wire.invalid_reason) == (0, "")
        link = wire.interface_with(lab.addresses(service)[network])
        assert link is not None
        outer, inner = watch.grown(link.name, wire.began, wire.began + wire.seconds)
        if outer == inner:
            break  # else a scrape took place just when the listener began or ended: which side it is on is not known
    else:
        raise LabError("every time a scrape took place just when the listener began or ended")
    print(f"\n{link.name}: frames {link.captured}, kernel {link.counted}, engine {outer}, {wire.seconds:.2f} s")
    assert link.captured.received == pytest.approx(outer.received, rel=0.02)
    assert link.captured.sent == pytest.approx(outer.sent, rel=0.02)
    assert link.counted is not None
    assert link.counted.received == pytest.approx(outer.received, rel=0.02)

    scrapes = [exchange for exchange in wire.exchanges if exchange.interface == link.name]
    assert [(exchange.request.method, exchange.request.path) for exchange in scrapes] == [("GET", "/metrics")]
    (scrape,) = scrapes
    assert scrape.count in (3, 4, 5)  # one a second, if the machine keeps up
    assert scrape.to == f"{lab.addresses('api')[network]}:8000"
    assert scrape.from_.startswith(f"{lab.addresses(service)[network]}:")
    assert scrape.request.headers["user-agent"].startswith("Prometheus/")
    assert scrape.request.headers["host"] == "api:8000"
    assert "gzip" in scrape.request.headers["accept-encoding"]
    assert scrape.response is not None
    assert (scrape.response.status, scrape.response.whole) == (200, True)
    assert wire.http2 == ()
