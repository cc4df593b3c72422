from __future__ import annotations

from pathlib import Path

from lab.export.ports import ServicePort, addresses, declared_ports, mentions, service_ports
from tests.export.exported import OWN_IMAGE, plan_of, service_of


def test_addresses_in_texts() -> None:
    text = "targets: [api:8000, my-api:1, 'api.example:2', api:99999]\nurl: http://api/x\nhttps://shop \"http://shop\""
    assert list(addresses(text, ["api", "shop"])) == [("api", 8000), ("api", 80), ("shop", 443), ("shop", 80)]


def test_a_service_has_the_ports_that_others_name(tmp_path: Path) -> None:
    planned = plan_of(
        tmp_path,
        f"""
        prometheus: {{files: {{config: prometheus.yml}}}}
        api: {{image: '{OWN_IMAGE}', ports: {{http: 8080}}, env: {{OTHER: "http://prometheus:9090"}}}}
        """,
        {"prometheus.yml": "scrape_configs: [{job_name: a, static_configs: [{targets: ['api:9464', 'api:8080']}]}]\n"},
    )
    named = mentions(planned)

    assert service_ports(planned.service("api"), named) == (ServicePort("http", 8080), ServicePort("port-9464", 9464))
    assert service_ports(planned.service("prometheus"), named) == (ServicePort("http", 9090),)


def test_declared_ports_of_expose(tmp_path: Path) -> None:
    service = service_of(tmp_path, "{expose: ['53/udp', 8080]}")
    assert declared_ports(service) == (ServicePort("http", 8080), ServicePort("port-53", 53, "UDP"))
