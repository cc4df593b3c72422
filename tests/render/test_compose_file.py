"""The Compose file of a lab: services, ports, volumes, labels and networks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from lab.plan.model import LabPlan
from lab.plan.planning import Request, plan
from lab.render.compose_file import Binding, build_folder, compose_file
from lab.render.tree import WITHOUT_LAB
from tests.plan.planned import FOLDERS, LIMITS_OF_OWN_IMAGE, SMALL, planned, written

BOUND = Binding(
    images={"prometheus": "lab/prometheus:v1-f00", "api": "lab/shop:f00", "load-rush-hour": "lab/k6:1"},
    project="lab-shop-f00",
    folder="/state/labs/a $HOME b",
    left_out=frozenset({"cache"}),
)
HEALTH = """\
    healthcheck:
      test:
        - CMD
        - wget
        - -q
        - -O
        - /dev/null
        - http://127.0.0.1:9090/-/ready
      interval: 5s
      start_period: 60s
      start_interval: 250ms
"""
LIMITS = """\
    mem_limit: 1024m
    pids_limit: 1024
    cap_drop:
      - ALL
    security_opt:
      - no-new-privileges:true
"""
LABELS = """\
      dev.lab.run: lab-shop-f00
      dev.lab.scenario: shop
      dev.lab.folder: /state/labs/a $$HOME b
"""


def parsed(lab_plan: LabPlan, binding: Binding = WITHOUT_LAB) -> dict[str, Any]:
    return dict(yaml.safe_load(compose_file(lab_plan, binding)))


def test_compose_file_service() -> None:
    text = compose_file(planned(), BOUND)
    service = text[text.index("  prometheus:\n") : text.index("  api:\n")]

    assert service == (
        "  prometheus:\n"
        "    image: lab/prometheus:v1-f00\n"
        "    command:\n"
        "      - --config.file=/etc/prometheus/prometheus.yml\n"
        "      - --storage.tsdb.path=/prometheus\n"
        "      - --web.enable-lifecycle\n"
        "      - --web.page-title=$$shop\n"
        "    tmpfs:\n"
        "      - /prometheus:uid=65534,gid=65534,mode=0755\n"
        "    stop_grace_period: 2s\n"
        f"{HEALTH}"
        f"{LIMITS}"
        "    ports:\n"
        "      - 127.0.0.1::9090\n"
        "    volumes:\n"
        "      - ./prometheus/prometheus.yml:/etc/prometheus/prometheus.yml:ro\n"
        "      - ./prometheus/rules/shop.yml:/etc/prometheus/rules/shop.yml:ro\n"
        "    labels:\n"
        f"{LABELS}"
        "      dev.lab.service: prometheus\n"
    )


def test_compose_file_without_lab() -> None:
    text = compose_file(planned(), WITHOUT_LAB)

    assert text.startswith(
        "# A shop, scraped, with a cache beside it\n"
        "#\n"
        "# docker compose up -d --wait\n"
        "# docker compose port prometheus 9090\n"
        "# docker compose run --rm load-rush-hour\n"
        "# docker compose down\n"
        "#\n"
        "# The durations in the files beside this one are scaled down for a lab.\n"
        "\n"
        "name: shop\n"
        "services:\n"
        "  prometheus:\n"
    )
    assert "networks:" not in text
    assert "labels:" not in text


def test_compose_file_of_a_lab() -> None:
    text = compose_file(planned(), BOUND)

    assert "\nname:" not in text
    assert text.endswith(f"networks:\n  default:\n    labels:\n{LABELS}")


def test_compose_file_of_a_variant() -> None:
    variant = planned(request=Request(variant={"scraping": "slow"}))

    assert "\nname: shop-slow\n" in compose_file(variant, WITHOUT_LAB)
    assert "\n      dev.lab.variant: slow\n" in compose_file(variant, BOUND)


def test_compose_file_ports_and_images_of_the_user() -> None:
    services = parsed(planned(request=Request(ports={"cache.admin": 8002}, images={"api": "shop:1"})))["services"]

    assert services["cache"]["ports"] == ["127.0.0.1::6379", "127.0.0.1:8002:8001"]
    assert services["api"]["image"] == "shop:1"
    assert "build" not in services["api"]


def test_compose_file_build_arguments_and_labels(tmp_path: Path) -> None:
    more = """\
  worker:
    build: worker
    args: {TOKEN: a$b}
    service: {labels: {team: shop}, volumes: ["data:/data"]}
    volumes: {data: {}}
steps: [{name: look}]
"""
    source = written(tmp_path, SMALL + more, {"worker/Dockerfile": "FROM scratch\n"})
    lab_plan = plan(source, FOLDERS)

    worker = parsed(lab_plan)["services"]["worker"]
    bound = parsed(lab_plan, Binding(project="lab-x-1", folder="/f"))["services"]["worker"]

    assert worker == {
        "build": {"context": "./build/worker", "args": {"TOKEN": "a$$b"}},
        "labels": {"team": "shop"},
        "volumes": ["data:/data"],
        **LIMITS_OF_OWN_IMAGE,
    }
    assert bound["labels"] == {
        "team": "shop",
        "dev.lab.run": "lab-x-1",
        "dev.lab.scenario": "small",
        "dev.lab.folder": "/f",
        "dev.lab.service": "worker",
    }
    assert build_folder(lab_plan.service("worker")) == "build/worker"


def test_compose_file_named_volumes(tmp_path: Path) -> None:
    more = "  store: {image: redis:8, service: {volumes: [data:/data]}, volumes: {data: {}}}\nsteps: [{name: look}]\n"
    lab_plan = plan(written(tmp_path, SMALL + more, {}), FOLDERS)

    assert parsed(lab_plan)["volumes"] == {"data": {}}
    bound = parsed(lab_plan, Binding(project="lab-x-1"))["volumes"]
    assert bound["data"]["labels"]["dev.lab.run"] == "lab-x-1"
    assert "volumes" not in parsed(lab_plan, Binding(left_out=frozenset({"store"})))
