"""The bars of a run."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from lab.record.event import BuildProgress, Event, LoadDone, Phase
from lab.report.charts.timeline import bars_of, timeline
from lab.report.formatting import duration
from tests.report.stories import STORIES, failed, left_out, mutant_unexpected


@pytest.mark.parametrize("story", STORIES)
def test_timeline_is_well_formed(story: str) -> None:
    ElementTree.fromstring(timeline(STORIES[story]()))


def test_bars_of_times() -> None:
    run = failed()
    bars = {bar.name: bar for bar in bars_of(run)}
    create = next(event for event in run.phases if event.name == "create")
    assert (bars["create"].end - bars["create"].begin, bars["create"].note) == (create.ms, duration(create.ms or 0))
    (load,) = run.loads
    assert bars["load shopping"].begin == pytest.approx((load.started - run.started) * 1000)
    assert bars["load shopping"].end == pytest.approx((load.ended - run.started) * 1000)
    assert bars["step: shopping"].note == "20.8 s"
    (missed,) = (verdict for verdict in run.verdicts if verdict.name == "the dashboard has data")
    assert bars[missed.name].end - bars[missed.name].begin == missed.elapsed_ms
    assert bars[missed.name].note == "failed, 15.0 s"
    assert bars["fault"].note == "killed api (exited)"


def test_bars_of_colours() -> None:
    assert {bar.colour for bar in bars_of(mutant_unexpected())} == {"phase", "load", "pass", "fail", "doubt"}
    assert "quiet" in {bar.colour for bar in bars_of(left_out())}


def test_bars_of_a_run_that_built_images_begin_with_the_lab() -> None:
    run = failed()
    took_ms = 1_560_000

    def later(event: Event) -> Event:
        update = {"at_ms": event.at_ms + took_ms}
        if isinstance(event, LoadDone):
            truth = event.truth
            times = {"started": truth.started + took_ms / 1000, "ended": truth.ended + took_ms / 1000}
            return event.model_copy(update={**update, "truth": truth.model_copy(update=times)})
        return event.model_copy(update=update)

    building = (
        BuildProgress(at_ms=10, component="grafana", line="make", elapsed_ms=10),
        Phase(at_ms=took_ms, name="images", ms=took_ms),
    )
    rest = (later(event) for event in run.events if not (isinstance(event, Phase) and event.name == "images"))
    slow = run.model_copy(update={"events": (*building, *rest)})
    expected = [bar for bar in bars_of(run) if bar.name != "images"]
    assert [(bar.name, round(bar.begin), round(bar.end)) for bar in bars_of(slow)] == [
        (bar.name, round(bar.begin), round(bar.end)) for bar in expected
    ]
