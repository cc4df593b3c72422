"""Lines of Alertmanager 0.34 about notifications that it could not deliver, captured."""

from __future__ import annotations

import pytest

from lab.configs.delivery_failures import DeliveryFailure, delivery_failures

ATTEMPT = (
    'time=2026-11-27T13:48:19.987Z level=WARN source=retry_stage.go:165 msg="Notify attempt failed, will retry later" '
    'component=dispatcher receiver={receiver} integration={kind}[0] aggrGroup="{{}}:{{alertname=\\"DiskFull\\"}}" '
    'attempts=1 err="{error}"'
)
GIVEN_UP = (
    'time=2026-11-27T13:48:29.714Z level=ERROR source=dispatch.go:589 msg="Notify for alerts failed" '
    'component=dispatcher aggrGroup="{}:{alertname=\\"DiskFull\\"}" num_alerts=1 err="everybody/email[0]: notify retry '
    'canceled after 6 attempts: *email.loginAuth auth: unexpected server challenge"'
)
STARTTLS = "'require_tls' is true (default) but \\\"mail:25\\\" does not advertise the STARTTLS extension"


def attempt(receiver: str, kind: str, error: str) -> str:
    return ATTEMPT.format(receiver=receiver, kind=kind, error=error)


def test_delivery_failures_last_of_each_integration() -> None:
    log = "\n".join(
        (
            attempt("everybody", "telegram", "first"),
            attempt("everybody", "telegram", "telebot: not found"),
            "level=INFO msg=Listening",
            attempt('"a team"', "email", STARTTLS),
            GIVEN_UP,
        )
    )
    assert delivery_failures(log) == (
        DeliveryFailure("everybody", "telegram", "telebot: not found"),
        DeliveryFailure(
            "a team",
            "email",
            "'require_tls' is true (default) but \"mail:25\" does not advertise the STARTTLS extension",
        ),
    )


@pytest.mark.parametrize(
    ("error", "fix"),
    [
        ("does not advertise the STARTTLS extension", "smtp_require_tls: false"),
        ("dial tcp: lookup events.pagerduty.com: no such host", "the lab has no such host"),
        ("tls: failed to verify certificate: x509: unknown authority", "does not trust the certificate"),
        ("unexpected status code 404: ", "another path"),
        ("something else", "something else"),
    ],
)
def test_delivery_failure_has_the_usual_fix(error: str, fix: str) -> None:
    text = str(DeliveryFailure("team", "slack", error))
    assert text.startswith(f"Alertmanager could not send to team (slack): {error}")
    assert fix in text


def test_delivery_failures_of_other_text() -> None:
    assert delivery_failures("") == ()
    assert delivery_failures("receiver=a integration=b err=") == ()
