from __future__ import annotations

from lab.audit.checks.duplicate_target import check
from lab.audit.model import FindingClass
from tests.audit.checks.audited import KnownAnswers, context, findings, target


def test_targets_that_differ() -> None:
    answers = KnownAnswers()
    targets = (target(), target(instance="api:8001"), target("probe", url="http://probe/x?target=a"))
    assert not findings(check, context(answers, targets=targets))
    assert not answers.asked


def test_target_of_two_jobs() -> None:
    answers = KnownAnswers(
        {
            "scrape_samples_post_metric_relabeling": [
                ({"job": "api", "instance": "api:8000"}, 120.0),
                ({"job": "everything", "instance": "api:8000"}, 130.0),
            ]
        }
    )
    targets = (target(), target("everything", url="http://API:8000/metrics"))
    [finding] = findings(check, context(answers, targets=targets))
    assert (finding.class_, str(finding.subject)) == (FindingClass.COSTLY, "target 'api:8000' of 'everything'")
    assert finding.message == (
        "http://api:8000/metrics is scraped 2 times, by the jobs api, everything; "
        "120 of its series are stored in addition"
    )
    assert finding.details == ('as instance="api:8000", job="api"', 'as instance="api:8000", job="everything"')
    assert finding.fix == "keep it in api and drop it in everything"
    assert finding.series == 120


def test_target_with_two_sets_of_labels_in_one_job() -> None:
    """Each port of a pod becomes a target, and relabeling gives all of them the same address."""
    targets = (target(instance="shop-1"), target(instance="shop-2"))
    same = tuple(target(instance=one.labels["instance"], url="http://10.0.0.3:8000/metrics") for one in targets)
    [finding] = findings(check, context(targets=same))
    assert finding.message == "http://10.0.0.3:8000/metrics is scraped 2 times, by the job api, with different labels"
    assert finding.series is None
