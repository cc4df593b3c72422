"""What `lab check` says of components that are granted more than a scenario may ask for."""

from __future__ import annotations

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
