from __future__ import annotations

from lab.audit.checks.empty_scrape_job import check
from lab.audit.model import FindingClass
from lab.why.inventory import DroppedTarget
from tests.audit.checks.audited import context, findings, results, target

KEEP_SHOP = {"source_labels": ["__meta_docker_container_name"], "regex": "/shop", "action": "keep"}
OPT_IN = {"source_labels": ["__meta_kubernetes_pod_annotation_prometheus_io_scrape"], "regex": "true", "action": "keep"}


def test_job_with_targets() -> None:
    [finding] = results(check, context(targets=(target(),), pools={"api": 3}))
    assert finding.class_ is FindingClass.WORKING


def test_job_for_which_nothing_is_discovered() -> None:
    [finding] = findings(check, context(pools={"api": 0}))
    assert (finding.class_, str(finding.subject)) == (FindingClass.MISSING, "scrape job 'api'")
    assert finding.message == "it has no targets: service discovery found none"
    assert finding.fix.startswith("correct its service discovery")


def test_job_whose_targets_are_dropped() -> None:
    dropped = DroppedTarget("api", {"__address__": "10.0.0.3:80", "__meta_docker_container_name": "/shop-1"})
    configs = {"api": {"relabel_configs": [KEEP_SHOP]}}
    [finding] = findings(check, context(pools={"api": 1}, dropped=(dropped,), scrape_configs=configs))
    assert finding.class_ is FindingClass.MISSING
    assert finding.message.startswith("it has no targets: service discovery found 1 target, relabeling dropped it; ")
    assert 'keep where __meta_docker_container_name matches /shop; __meta_docker_container_name is "/shop-1"' in (
        finding.message
    )
    assert finding.fix == "correct the rule that drops them, or remove the job"


def test_job_that_nothing_asks_to_be_scraped_by() -> None:
    """Pods opt in by an annotation, and none does."""
    dropped = DroppedTarget("pods", {"__address__": "10.0.0.3:80", "__meta_kubernetes_pod_name": "shop-1"})
    configs = {"pods": {"relabel_configs": [OPT_IN]}}
    [finding] = findings(check, context(pools={"pods": 1}, dropped=(dropped,), scrape_configs=configs))
    assert finding.class_ is FindingClass.BY_DESIGN
    assert "none that service discovery found asks to be scraped by it" in finding.message


def test_job_for_which_something_asks_and_is_dropped() -> None:
    """The annotation is there, and its value is not the one that the rule wants."""
    labels = {"__address__": "10.0.0.3:80", OPT_IN["source_labels"][0]: "yes"}
    configs = {"pods": {"relabel_configs": [OPT_IN]}}
    ctx = context(pools={"pods": 1}, dropped=(DroppedTarget("pods", labels),), scrape_configs=configs)
    assert [finding.class_ for finding in findings(check, ctx)] == [FindingClass.MISSING]
