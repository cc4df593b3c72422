"""The order in which an image is looked for, as a table: what is known, and what is done next."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from lab.images.image_request import ImageRequest, Recipe
from lab.images.resolution import AskRegistry, Availability, Build, GiveUp, Pull, Step, Use, next_step

OFFICIAL = "prom/prometheus:v3.15.0"
HUB = "registry-1.docker.io"
OURS = "lab/prometheus:v3.15.0-0123456789ab"
RECIPE = Recipe(Path("image"), "0123456789ab" + "0" * 52, OURS, {}, {}, scripted=False)
BOTH = ImageRequest("prometheus", OFFICIAL, None, RECIPE, "image")
PULL_ONLY = ImageRequest("grafana", "grafana/grafana:12.4.0", None, None, None)
OUR_OWN = ImageRequest("api", None, None, RECIPE, "image")
NAMED = ImageRequest("prometheus", OFFICIAL, "localhost:5000/mine:1", None, "image")
ANOTHER = ImageRequest("prometheus", "prom/prometheus:v2.45.0", None, RECIPE, "image", another=True)
NO_HUB = {HUB: False}


@pytest.mark.parametrize(
    ("wanted", "facts", "expected"),
    [
        pytest.param(
            BOTH, Availability(frozenset({OFFICIAL, OURS})), Use(OFFICIAL, "present"), id="official wins over ours"
        ),
        pytest.param(
            BOTH,
            Availability(frozenset({OFFICIAL}), frozenset({OFFICIAL})),
            Use(OFFICIAL, "pulled"),
            id="pulled in this run",
        ),
        pytest.param(BOTH, Availability(frozenset({OURS})), Use(OURS, "built"), id="our build needs no registry"),
        pytest.param(
            ANOTHER,
            Availability(frozenset({OURS})),
            AskRegistry(HUB),
            id="our build of another version comes after the registry",
        ),
        pytest.param(
            ANOTHER, Availability(frozenset({OURS}), reachable=NO_HUB), Use(OURS, "built"), id="and is used without one"
        ),
        pytest.param(ANOTHER, Availability(reachable=NO_HUB), Build(RECIPE), id="and is built where it is not there"),
        pytest.param(BOTH, Availability(), AskRegistry(HUB), id="nothing here: ask whether the registry is there"),
        pytest.param(BOTH, Availability(reachable={HUB: True}), Pull(OFFICIAL, OFFICIAL), id="registry there: pull"),
        pytest.param(BOTH, Availability(reachable=NO_HUB), Build(RECIPE), id="registry not there: build"),
        pytest.param(
            BOTH,
            Availability(reachable={HUB: True}, refused={OFFICIAL: "manifest unknown"}),
            Build(RECIPE),
            id="pull refused: build",
        ),
        pytest.param(
            BOTH,
            Availability(mirror="mirror.example:5000/hub"),
            AskRegistry("mirror.example:5000"),
            id="the mirror comes first",
        ),
        pytest.param(
            BOTH,
            Availability(mirror="mirror.example", reachable={"mirror.example": True}),
            Pull(f"mirror.example/{OFFICIAL}", OFFICIAL),
            id="through the mirror, under the official name",
        ),
        pytest.param(
            BOTH,
            Availability(mirror="mirror.example", reachable={"mirror.example": False}),
            AskRegistry(HUB),
            id="no mirror: the official registry after all",
        ),
        pytest.param(OUR_OWN, Availability(), Build(RECIPE), id="our own software is never pulled"),
        pytest.param(
            replace(OUR_OWN, recipe=None, folder="gone"),
            Availability(),
            GiveUp("api cannot be built: gone holds no Dockerfile", "put a Dockerfile there", ""),
            id="our own software without a Dockerfile",
        ),
        pytest.param(
            PULL_ONLY,
            Availability(reachable=NO_HUB),
            GiveUp(
                "grafana/grafana:12.4.0 is not in the engine, cannot be pulled, and there is no recipe to build it",
                "bring it with 'lab images load', set LAB_REGISTRY_MIRROR to a registry that can be reached, "
                "or name another image with --image grafana=REFERENCE",
                f"grafana/grafana:12.4.0: {HUB} cannot be reached",
            ),
            id="no way left",
        ),
        pytest.param(
            NAMED, Availability(frozenset({OFFICIAL, OURS})), AskRegistry("localhost:5000"), id="named: only that one"
        ),
        pytest.param(
            NAMED,
            Availability(frozenset({"localhost:5000/mine:1"})),
            Use("localhost:5000/mine:1", "override"),
            id="named, here",
        ),
        pytest.param(
            NAMED,
            Availability(mirror="mirror.example", reachable={"localhost:5000": True}),
            Pull("localhost:5000/mine:1", "localhost:5000/mine:1"),
            id="named: not through the mirror",
        ),
        pytest.param(
            NAMED,
            Availability(reachable={"localhost:5000": True}, refused={"localhost:5000/mine:1": "manifest unknown"}),
            GiveUp(
                "localhost:5000/mine:1, named for prometheus, is not in the engine and cannot be pulled",
                "name an image the engine has, or leave out --image prometheus=localhost:5000/mine:1",
                "localhost:5000/mine:1: manifest unknown",
            ),
            id="named, not to be had",
        ),
    ],
)
def test_next_step(wanted: ImageRequest, facts: Availability, expected: Step) -> None:
    assert next_step(wanted, facts) == expected
