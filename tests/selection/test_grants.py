"""What `lab check` says of components that are granted more than a scenario may ask for."""

from __future__ import annotations

from dataclasses import replace

from lab.errors import Place, Problem
from lab.selection.grants import Granted
from tests.plan.planned import planned


def test_granted_lines_name_component_access_and_reason() -> None:
    granted = Granted()
    for name in ("cadvisor", "node-exporter", "alerts"):
        granted.add(planned(name))

    assert [line.partition(" because ")[0] for line in granted.lines()] == [
        "granted: cadvisor mounts /sys, /proc and /var/lib/docker/image of the host read-only,",
        "granted: docker-proxy mounts /var/run/docker.sock of the host read-only,",
        "granted: node-exporter mounts /proc, /sys and / of the host read-only,",
    ]


def test_granted_nothing_where_named_volumes_replace_the_host() -> None:
    granted = Granted()
    granted.add(planned("alerts"))

    assert list(granted.lines()) == []


def test_lines_note_what_built_images_lack() -> None:
    lab = planned()
    lack = Problem(Place("prometheus.yml", 3, 5), "ec2_sd_configs is missing in an image that lab builds; x:1 has it")
    granted = Granted()
    granted.add(replace(lab, services=(replace(lab.services[0], lacks=(lack,)),)))

    assert list(granted.lines()) == [f"note: {lack}"]
