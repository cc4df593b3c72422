from __future__ import annotations

from pathlib import Path

import yaml

from lab.plan.planning import Request, plan
from lab.render.compose_file import Binding
from lab.render.tree import RenderedTree, render
from tests.plan.planned import CHECKOUT, FOLDERS, SMALL, planned, written

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
LABELS = """\
      dev.lab.run: lab-shop-f00
      dev.lab.scenario: shop
      dev.lab.folder: /state/labs/a $$HOME b
"""


def services(tree: RenderedTree) -> dict[str, dict[str, object]]:
    return dict(yaml.safe_load(tree.texts["compose.yaml"])["services"])


def test_render_without_lab() -> None:
    tree = render(planned())

    assert sorted(tree.texts) == [
        "compose.yaml",
        "load/load.js",
        "load/loads.json",
        "prometheus/prometheus.yml",
        "prometheus/rules/shop.yml",
    ]
    assert tree.copies == {"build/fastapi_prometheus": str(CHECKOUT / "sample_apps/fastapi_prometheus")}
    text = tree.texts["compose.yaml"]
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
    assert services(tree)["api"]["build"] == {"context": "./build/fastapi_prometheus"}
    assert services(tree)["cache"] == {
        "image": "redis:8.2.1",
        "environment": {"MODE": "${MODE:-fast}"},
        "command": ["redis-server"],
        "ports": ["127.0.0.1::6379", "127.0.0.1::8001"],
    }


def test_render_service() -> None:
    text = render(planned(), BOUND).texts["compose.yaml"]
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
        "    ports:\n"
        "      - 127.0.0.1::9090\n"
        "    volumes:\n"
        "      - ./prometheus/prometheus.yml:/etc/prometheus/prometheus.yml:ro\n"
        "      - ./prometheus/rules/shop.yml:/etc/prometheus/rules/shop.yml:ro\n"
        "    labels:\n"
        f"{LABELS}"
        "      dev.lab.service: prometheus\n"
    )


def test_render_for_a_lab() -> None:
    tree = render(planned(), BOUND)
    text = tree.texts["compose.yaml"]

    assert "\nname:" not in text
    assert text.endswith(f"networks:\n  default:\n    labels:\n{LABELS}")
    assert {name: service["image"] for name, service in services(tree).items()} == {
        "prometheus": "lab/prometheus:v1-f00",
        "api": "lab/shop:f00",
        "load-rush-hour": "lab/k6:1",
    }
    assert tree.copies == {}, "an image was found, so nothing is built from the folder"


def test_render_without_left_out_service() -> None:
    without = render(planned(), Binding(left_out=frozenset({"prometheus", "cache", "api"})))

    assert list(services(without)) == ["load-rush-hour"]
    assert sorted(without.texts) == ["compose.yaml", "load/load.js", "load/loads.json"]
    assert without.copies == {}


def test_render_ports_and_images_of_the_user() -> None:
    made = planned(request=Request(ports={"cache.admin": 8002}, images={"api": "shop:1"}))

    rendered = services(render(made))

    assert rendered["cache"]["ports"] == ["127.0.0.1::6379", "127.0.0.1:8002:8001"]
    assert rendered["api"]["image"] == "shop:1"
    assert "build" not in rendered["api"]
    assert render(made).copies == {}


def test_render_build_arguments_and_labels(tmp_path: Path) -> None:
    more = """\
  worker:
    build: worker
    args: {TOKEN: a$b}
    service: {labels: {team: shop}, volumes: ["data:/data"]}
steps: [{name: look}]
"""
    source = written(tmp_path, SMALL + more, {"worker/Dockerfile": "FROM scratch\n"})
    made = plan(source, FOLDERS)

    worker = services(render(made))["worker"]
    bound = services(render(made, Binding(project="lab-x-1", folder="/f")))["worker"]

    assert worker == {
        "build": {"context": "./build/worker", "args": {"TOKEN": "a$$b"}},
        "labels": {"team": "shop"},
        "volumes": ["data:/data"],
    }
    assert bound["labels"] == {
        "team": "shop",
        "dev.lab.run": "lab-x-1",
        "dev.lab.scenario": "small",
        "dev.lab.folder": "/f",
        "dev.lab.service": "worker",
    }


def test_tree_digest_follows_every_text() -> None:
    tree = render(planned())
    again = render(planned())
    other = RenderedTree({**tree.texts, "load/load.js": "// nothing"}, tree.copies)
    renamed = RenderedTree({("x" if path == "load/load.js" else path): t for path, t in tree.texts.items()}, {})

    assert tree.digest == again.digest
    assert len({tree.digest, other.digest, renamed.digest}) == 3
