"""Images that cannot run a lab are refused before anything starts. More is in tests/comparison/measure/test_tap.py."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest

from lab.engine_address import EngineAddress
from lab.errors import CannotStart, Interrupted, Place, Problem
from lab.images.resolve import Progress, ResolvedImage
from lab.run import starting
from lab.run.clock import Clock
from lab.run.starting import check_has_all, listen, start_lab
from lab.settings import Settings
from tests.plan.planned import planned

LACK = Problem(Place("prometheus.yml", 3, 5), "ec2_sd_configs is missing in an image that lab builds; x:1 has it")
PROMETHEUS = replace(planned().service("prometheus"), lacks=(LACK,))


def test_check_has_all_refuses_a_build_that_lacks_something() -> None:
    with pytest.raises(CannotStart, match="the configuration of prometheus uses what lab/prometheus:1 lacks") as caught:
        check_has_all(PROMETHEUS, ResolvedImage("prometheus", "lab/prometheus:1", "sha256:1", "built", "1"))

    assert caught.value.evidence == str(LACK)
    assert "lab images pull prometheus" in caught.value.remedy


def test_check_has_all_official_image() -> None:
    check_has_all(PROMETHEUS, ResolvedImage("prometheus", "x:1", "sha256:1", "present", "1"))


def test_a_build_ends_when_the_clock_of_its_run_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As for runs side by side, whose threads no signal reaches."""
    clock, ended = Clock(), threading.Event()

    def build(*arguments: Any) -> Any:
        report: Callable[[Progress], None] = arguments[3]
        try:
            while True:  # as a build that waits for another one: it only says that it goes on
                report(Progress("prometheus", "compiling", 0))
                time.sleep(0.01)
        finally:
            ended.set()

    monkeypatch.setattr(starting, "resolve_images", build)
    settings = Settings(tmp_path, tmp_path, tmp_path, tmp_path)
    seen: list[str] = []

    def stop_at_the_third(event: object) -> None:
        seen.append(type(event).__name__)
        if seen.count("BuildProgress") == 3:
            clock.stopped.set()

    with pytest.raises(Interrupted, match="while its images were built or pulled"):
        listen(
            start_lab(planned(), Mock(address=EngineAddress()), settings, clock, "lab-shop-1a2b3c"), stop_at_the_third
        )
    assert ended.is_set()
