from __future__ import annotations

from lab.audit.checks.strained_target import check
from tests.audit.checks.audited import KnownAnswers, context, findings, target

API = {"job": "api", "instance": "api:8000"}
DURATION = "quantile_over_time(0.9, scrape_duration_seconds[1h])"
SAMPLES = "max_over_time(scrape_samples_post_metric_relabeling[1h])"


def test_targets_at_ease() -> None:
    answers = KnownAnswers({DURATION: [(API, 0.2)]})
    assert not findings(check, context(answers, targets=(target(),)))
    assert answers.asked == [DURATION]  # no job has a limit


def test_no_target_is_up() -> None:
    answers = KnownAnswers()
    assert not findings(check, context(answers, targets=(target(health="down"),)))
    assert not answers.asked


def test_slow_target() -> None:
    answers = KnownAnswers({DURATION: [(API, 8.5)]})
    [finding] = findings(check, context(answers, targets=(target(), target(instance="other:1"))))
    assert finding.check == "slow-target"
    assert finding.message == (
        "one in ten of its scrapes takes 8.50 s or longer, and scrape_timeout is 10s: soon it will be down now and then"
    )


def test_target_near_its_sample_limit() -> None:
    answers = KnownAnswers({SAMPLES: [(API, 950.0)]})
    configs = {"api": {"sample_limit": 1000}}
    [finding] = findings(check, context(answers, targets=(target(),), scrape_configs=configs))
    assert finding.check == "scrape-limit"
    assert finding.message.startswith("it has 950 samples, and sample_limit of api is 1,000")


def test_job_near_its_target_limit() -> None:
    targets = tuple(target(instance=f"api:{port}") for port in range(4))
    [finding] = findings(check, context(targets=targets, scrape_configs={"api": {"target_limit": 5}}))
    assert str(finding.subject) == "scrape job 'api'"
    assert finding.message.startswith("it has 4 targets, and target_limit is 5")
