"""A plan whose services meet on networks of their own: who is on which, what is refused, and what it looks like."""

from __future__ import annotations

from dataclasses import replace

import pytest
import yaml

from lab.errors import UsageError
from lab.plan.digest import plan_digest
from lab.plan.linked import linked
from lab.plan.model import LabPlan
from lab.render.compose_file import Binding
from lab.render.tree import render
from tests.plan.planned import planned

LINKS = {"scrape": ("prometheus", "api")}


@pytest.fixture(scope="module")
def pull() -> LabPlan:
    return planned("prom-pull")


def networks(made: LabPlan) -> dict[str, tuple[str, ...]]:
    return {service.name: service.compose.get("networks", ()) for service in made.services}


def test_linked_services_leave_the_rest(pull: LabPlan) -> None:
    made = linked(pull, LINKS)
    assert networks(made) == {
        "prometheus": ("door-prometheus", "link-scrape"),
        "alertmanager": (),
        "notifications": (),
        "api": ("door-api", "link-scrape"),
        "load-shopping": ("door-api",),
    }
    assert made.networks == {"link-scrape": {"internal": True}, "door-prometheus": {}, "door-api": {}}


def test_one_service_may_have_several_links(pull: LabPlan) -> None:
    made = linked(pull, {**LINKS, "Alerts out": ("prometheus", "alertmanager")})
    assert networks(made)["prometheus"] == ("door-prometheus", "link-scrape", "link-alerts-out")
    assert networks(made)["alertmanager"] == ("door-alertmanager", "link-alerts-out")


def test_what_brings_silence_lives_where_it_did() -> None:
    made = planned("ways-to-fail")
    companions = {s.name: s.compose["network_mode"] for s in made.services if "network_mode" in s.compose}
    assert companions
    after = linked(made, {"scrape": ("prometheus", companions.popitem()[1].removeprefix("service:"))})
    for name, mode in companions.items():
        assert after.service(name).compose["network_mode"] == mode
        assert "networks" not in after.service(name).compose


def test_the_digest_tells_linked_plans_apart_and_leaves_others_alone(pull: LabPlan) -> None:
    made = linked(pull, LINKS)
    assert made.digest == linked(pull, LINKS).digest != pull.digest
    assert linked(pull, {"other": ("prometheus", "api")}).digest not in (made.digest, pull.digest)
    assert plan_digest(replace(pull, digest="")) == pull.digest


@pytest.mark.parametrize(
    ("links", "said"),
    [
        (
            {"scrape": ("prometheus", "apj")},
            "link 'scrape' names 'apj', and there is no such service; did you mean 'api'?",
        ),
        (
            {"scrape": ("load-shopping", "api")},
            "link 'scrape' names 'load-shopping', and there is no such service; "
            "known: prometheus, alertmanager, notifications, api",
        ),
        ({"scrape": ("api", "api")}, "link 'scrape' is between 'api' and itself"),
        (
            {"pull": ("prometheus", "api"), "push": ("api", "prometheus")},
            "links 'pull' and 'push' are both between prometheus and api, which would use either",
        ),
        (
            {"a b": ("prometheus", "api"), "A-b": ("api", "alertmanager")},
            "links 'a b' and 'A-b' would be one network",
        ),
    ],
)
def test_what_cannot_be_linked(links: dict[str, tuple[str, str]], said: str, pull: LabPlan) -> None:
    with pytest.raises(UsageError) as refused:
        linked(pull, links)
    assert (refused.value.message, bool(refused.value.remedy)) == (said, True)


def test_a_service_that_settles_its_networks_itself(pull: LabPlan) -> None:
    api = pull.service("api")
    own = replace(api, compose={**api.compose, "networks": ("default",)})
    made = replace(pull, services=(pull.service("prometheus"), own))
    with pytest.raises(UsageError, match="names 'api', whose network is settled by its own 'networks'"):
        linked(made, LINKS)


def test_as_a_person_would_write_it(pull: LabPlan) -> None:
    content = yaml.safe_load(render(linked(pull, LINKS)).texts["compose.yaml"])
    assert content["networks"] == {"link-scrape": {"internal": True}, "door-prometheus": None, "door-api": None}
    assert content["services"]["api"]["networks"] == ["door-api", "link-scrape"]


def test_every_network_of_a_real_lab_carries_its_labels(pull: LabPlan) -> None:
    made = render(linked(pull, LINKS), Binding(project="lab-x", folder="/f"))
    found = yaml.safe_load(made.texts["compose.yaml"])["networks"]
    assert set(found) == {"default", "link-scrape", "door-prometheus", "door-api"}
    assert {each["labels"]["dev.lab.run"] for each in found.values()} == {"lab-x"}
    assert {name for name, each in found.items() if each.get("internal")} == {"link-scrape"}
