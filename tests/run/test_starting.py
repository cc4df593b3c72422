"""Images that cannot run a lab are refused before anything starts. More is in tests/comparison/measure/test_tap.py."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lab.errors import CannotStart, Place, Problem
from lab.images.resolve import ResolvedImage
from lab.run.starting import check_has_all
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
