from __future__ import annotations

from lab.audit.checks.target_down import check
from lab.audit.model import FindingClass
from tests.audit.checks.audited import context, findings, results, target

REFUSED = 'Get "http://api:8000/metrics": dial tcp 172.18.0.3:8000: connect: connection refused'


def test_target_that_is_up() -> None:
    [finding] = results(check, context(targets=(target(),)))
    assert (finding.class_, str(finding.subject)) == (FindingClass.WORKING, "target 'api:8000' of 'api'")


def test_target_that_is_down() -> None:
    [finding] = findings(check, context(targets=(target(health="down", error=REFUSED), target(instance="b:1"))))
    assert finding.class_ is FindingClass.MISSING
    assert finding.message == f"it is down: {REFUSED}"
    assert finding.fix.startswith("nothing listens on port 8000 of api: check the port")
    assert finding.details == (f"target http://api:8000/metrics is down: {REFUSED}",)


def test_target_that_was_not_scraped_yet() -> None:
    [finding] = findings(check, context(targets=(target(health="unknown"),)))
    assert (finding.class_, finding.message) == (
        FindingClass.QUIET,
        "it has not been scraped yet; its scrape interval is 15s",
    )


def test_credentials_of_an_address_are_not_shown() -> None:
    url = "http://monitor:hunter2@api:8000/metrics?token=hunter3"
    ailing = target(health="down", url=url, error=f'Get "{url}": context deadline exceeded')
    [finding] = findings(check, context(targets=(ailing,)))
    assert "hunter" not in repr(finding)
    assert "token=***" in finding.message
