"""The folder of a lab: which texts it has, what is copied into it, and its digest."""

from __future__ import annotations

import yaml

from lab.plan.planning import Request
from lab.render.compose_file import Binding
from lab.render.tree import RenderedTree, render
from tests.plan.planned import CHECKOUT, LIMITS_OF_OWN_IMAGE, planned

BOUND = Binding(
    images={"prometheus": "lab/prometheus:v1-f00", "api": "lab/shop:f00", "load-rush-hour": "lab/k6:1"},
    project="lab-shop-f00",
    left_out=frozenset({"cache"}),
)


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
    assert services(tree)["api"]["build"] == {"context": "./build/fastapi_prometheus"}
    assert services(tree)["cache"] == {
        "image": "redis:8.2.1",
        "environment": {"MODE": "fast"},
        "command": ["redis-server"],
        **LIMITS_OF_OWN_IMAGE,
        "ports": ["127.0.0.1::6379", "127.0.0.1::8001"],
    }


def test_render_for_a_lab() -> None:
    tree = render(planned(), BOUND)

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


def test_render_images_of_the_user() -> None:
    assert render(planned(request=Request(images={"api": "shop:1"}))).copies == {}


def test_tree_digest_follows_every_text() -> None:
    tree = render(planned())
    again = render(planned())
    other = RenderedTree({**tree.texts, "load/load.js": "// nothing"}, tree.copies)
    renamed = RenderedTree({("x" if path == "load/load.js" else path): t for path, t in tree.texts.items()}, {})

    assert tree.digest == again.digest
    assert len({tree.digest, other.digest, renamed.digest}) == 3
