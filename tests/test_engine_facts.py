from __future__ import annotations

from lab.engine_facts import engine_facts


def test_engine_facts_of_an_engine_that_leaves_out_most() -> None:
    info = {"OperatingSystem": "Docker Desktop", "SecurityOptions": ["name=rootless"], "ClientInfo": None}
    facts = engine_facts(info)
    assert (facts.docker_desktop, facts.rootless, facts.compose, facts.cgroup) == (True, True, "", "?")


def test_engine_facts_plugin_versions_have_no_leading_v() -> None:
    plugins = [{"Name": "compose", "Version": "v2.26.1"}, {"Name": "buildx", "Version": "0.13.1"}]
    facts = engine_facts({"ClientInfo": {"Plugins": plugins}})
    assert (facts.compose, facts.buildx) == ("2.26.1", "0.13.1")


def test_engine_facts_memory_for_labs_is_a_share() -> None:
    assert engine_facts({"MemTotal": 1000}).memory_for_labs == 800
