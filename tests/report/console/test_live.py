"""The area of a terminal that is redrawn."""

from __future__ import annotations

from lab.record.event import Waiting
from lab.report.console.live import LiveArea
from tests.report.console.consoles import console, output
from tests.report.records import started_events


def test_live_area_rows() -> None:
    clock = iter([10.0] * 50)
    area = LiveArea(lambda: next(clock))
    for event in started_events()[:5]:
        area.on_event(event)
    area.on_event(Waiting(at_ms=1_200, awaited={"prometheus": "no answer on /-/ready", "api": "starting"}))
    out = console(80)
    out.print(area)
    assert output(out).splitlines() == [
        "    1.2 s  build       alertmanager 1.1 s  step 4/6 RUN go build",
        "    1.2 s  waiting     for 2",
        "                       prometheus  no answer on /-/ready",
        "                       api         starting",
    ]


def test_live_area_empty() -> None:
    area = LiveArea(lambda: 0.0)
    assert area.empty
    area.on_event(Waiting(at_ms=0, awaited={"api": "starting"}))
    assert not area.empty
    for event in started_events():
        area.on_event(event)
    assert area.empty
