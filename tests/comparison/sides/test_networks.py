"""A plan with a network per measured link: which service is on which, what is refused, and how it renders."""

from __future__ import annotations

from dataclasses import replace

import pytest
import yaml

from lab.comparison.sides.networks import with_link_networks
from lab.errors import UsageError
from lab.plan.digest import plan_digest
from lab.plan.model import LabPlan
from lab.render.compose_file import Binding
from lab.render.tree import render
from tests.plan.planned import planned

LINKS = {"scrape": ("prometheus", "api")}


@pytest.fixture(scope="module")
def pull() -> LabPlan:
    return planned("prom-pull")


def networks(plan: LabPlan) -> dict[str, tuple[str, ...]]:
    return {
        service.name: () if set(names := service.compose.get("networks", ())) == {"default"} else tuple(names)
        for service in plan.services
    }


def test_with_link_networks_leave_the_shared_network(pull: LabPlan) -> None:
    linked = with_link_networks(pull, LINKS)
    assert networks(linked) == {
        "prometheus": ("door-prometheus", "link-scrape"),
        "alertmanager": (),
        "notifications": (),
        "api": ("door-api", "link-scrape"),
        "load-shopping": ("door-api",),
    }
    assert linked.networks == {"link-scrape": {"internal": True}, "door-prometheus": {}, "door-api": {}}


def test_with_link_networks_keeps_aliases(pull: LabPlan) -> None:
    linked = with_link_networks(pull, {"page": ("alertmanager", "notifications")})
    own = linked.service("notifications").compose["networks"]
    assert list(own) == ["door-notifications", "link-page"]
    assert all("events.pagerduty.com" in network["aliases"] for network in own.values())


def test_with_link_networks_several_links(pull: LabPlan) -> None:
    linked = with_link_networks(pull, {**LINKS, "Alerts out": ("prometheus", "alertmanager")})
    assert networks(linked)["prometheus"] == ("door-prometheus", "link-scrape", "link-alerts-out")
    assert networks(linked)["alertmanager"] == ("door-alertmanager", "link-alerts-out")


def test_with_link_networks_shared_network_mode() -> None:
    unlinked = planned("ways-to-fail")
    companions = {s.name: s.compose["network_mode"] for s in unlinked.services if "network_mode" in s.compose}
    assert companions
    after = with_link_networks(unlinked, {"scrape": ("prometheus", companions.popitem()[1].removeprefix("service:"))})
    for name, mode in companions.items():
        assert after.service(name).compose["network_mode"] == mode
        assert "networks" not in after.service(name).compose


def test_with_link_networks_digest(pull: LabPlan) -> None:
    linked = with_link_networks(pull, LINKS)
    assert linked.digest == with_link_networks(pull, LINKS).digest != pull.digest
    assert with_link_networks(pull, {"other": ("prometheus", "api")}).digest not in (linked.digest, pull.digest)
    assert plan_digest(replace(pull, digest="")) == pull.digest


@pytest.mark.parametrize(
    ("links", "message"),
    [
        (
            {"scrape": ("prometheus", "apj")},
            "link 'scrape': there is no service 'apj'; did you mean 'api'?",
        ),
        (
            {"scrape": ("load-shopping", "api")},
            "link 'scrape': there is no service 'load-shopping'; known: prometheus, alertmanager, notifications, api",
        ),
        ({"scrape": ("api", "api")}, "link 'scrape' has 'api' at both ends"),
        (
            {"pull": ("prometheus", "api"), "push": ("api", "prometheus")},
            "links 'pull' and 'push' are both between prometheus and api, which could use either",
        ),
        (
            {"a b": ("prometheus", "api"), "A-b": ("api", "alertmanager")},
            "links 'a b' and 'A-b' would be one network",
        ),
    ],
)
def test_with_link_networks_refused(links: dict[str, tuple[str, str]], message: str, pull: LabPlan) -> None:
    with pytest.raises(UsageError) as refused:
        with_link_networks(pull, links)
    assert (refused.value.message, bool(refused.value.remedy)) == (message, True)


def test_with_link_networks_service_with_own_networks(pull: LabPlan) -> None:
    api = pull.service("api")
    own = replace(api, compose={**api.compose, "networks": ("default",)})
    plan = replace(pull, services=(pull.service("prometheus"), own))
    with pytest.raises(UsageError, match="the network of 'api' is set by its own 'networks'"):
        with_link_networks(plan, LINKS)


def test_with_link_networks_rendered(pull: LabPlan) -> None:
    content = yaml.safe_load(render(with_link_networks(pull, LINKS)).texts["compose.yaml"])
    assert content["networks"] == {"link-scrape": {"internal": True}, "door-prometheus": None, "door-api": None}
    assert content["services"]["api"]["networks"] == ["door-api", "link-scrape"]


def test_with_link_networks_labels(pull: LabPlan) -> None:
    tree = render(with_link_networks(pull, LINKS), Binding(project="lab-x", folder="/f"))
    defined = yaml.safe_load(tree.texts["compose.yaml"])["networks"]
    assert set(defined) == {"default", "link-scrape", "door-prometheus", "door-api"}
    assert {network["labels"]["dev.lab.run"] for network in defined.values()} == {"lab-x"}
    assert {name for name, network in defined.items() if network.get("internal")} == {"link-scrape"}
