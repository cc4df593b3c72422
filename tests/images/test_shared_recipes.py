"""Components that share the recipe of one official image share the image that it builds."""

from __future__ import annotations

from pathlib import Path

from lab.images.image_request import image_request
from lab.plan.model import ImageSpec


def spec(component: str, folder: Path, reference: str | None) -> ImageSpec:
    return ImageSpec(component, reference, str(folder), {}, {})


def test_components_with_one_recipe_have_one_image(tmp_path: Path) -> None:
    folder = tmp_path / "thanos" / "image"
    folder.mkdir(parents=True)
    (folder / "Dockerfile").write_text("FROM scratch\n")
    sidecar, query = (
        image_request(spec(name, folder, "quay.io/thanos/thanos:v0.42.5"))
        for name in ("thanos-sidecar", "thanos-query")
    )

    assert sidecar.key == query.key
    assert sidecar.component == "thanos"
    assert sidecar.recipe is not None and sidecar.recipe.tag.startswith("lab/thanos:v0.42.5-")


def test_own_software_is_named_by_its_component(tmp_path: Path) -> None:
    folder = tmp_path / "shop" / "image"
    folder.mkdir(parents=True)
    (folder / "Dockerfile").write_text("FROM scratch\n")

    assert image_request(spec("api", folder, None)).component == "api"
