from __future__ import annotations

from pathlib import Path

from lab.export.pods import named_volumes_of, pods_of
from tests.export.exported import OWN_IMAGE, plan_of

SHARING = """
a: {{image: '{image}', ports: {{http: 80}}, service: {{volumes: ["logs:/logs"]}}, volumes: {{logs: {{}}}}}}
b: {{image: '{image}', ports: {{http: {port}}}, service: {{volumes: ["logs:/x:ro", "own:/y"]}}, volumes: {{own: {{}}}}}}
c: {{image: '{image}', ports: {{http: 80}}}}
"""


def test_services_that_share_a_volume_share_a_pod(tmp_path: Path) -> None:
    planned = plan_of(tmp_path, SHARING.format(image=OWN_IMAGE, port=81))
    pods = pods_of(planned.services)

    assert [[service.name for service in pod.services] for pod in pods] == [["a", "b"], ["c"]]
    assert pods[0].shared == {"logs"}
    assert pods[0].name == "a"


def test_services_with_the_same_port_do_not_share_a_pod(tmp_path: Path) -> None:
    planned = plan_of(tmp_path, SHARING.format(image=OWN_IMAGE, port=80))
    assert [len(pod.services) for pod in pods_of(planned.services)] == [1, 1, 1]


def test_a_volume_is_defined_where_one_of_its_users_defines_it(tmp_path: Path) -> None:
    planned = plan_of(
        tmp_path,
        """
        node-exporter: {service: {volumes: ["host-proc:/host/proc:ro"]}}
        host: {use: generated_host}
        """,
    )
    volumes = named_volumes_of(planned.services)
    assert volumes.users["host-proc"] == ("node-exporter", "host")
    assert volumes.definitions["host-proc"]["driver_opts"]["type"] == "tmpfs"
