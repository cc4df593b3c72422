"""Notifications that Alertmanager could not deliver, in the words of its log (as of 0.34)."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ATTEMPT = re.compile(
    r'receiver=(?P<receiver>"[^"]*"|\S+) integration=(?P<kind>\w+)\[\d+\].* err="(?P<error>(?:[^"\\]|\\.)*)"'
)
_FIXES = (
    (r"does not advertise the STARTTLS", "the mail server offers no TLS; smtp_require_tls: false sends without it"),
    (
        r"no such host",
        "the lab has no such host; the sink answers under the names in its component.yaml",
    ),
    (
        r"certificate|x509",
        "Alertmanager does not trust the certificate; set the authority in SSL_CERT_FILE or tls_config",
    ),
    (r"connection refused", "nothing listens there; is the port right, and the service up?"),
    (r"unexpected status code 40[13]", "its credentials are refused"),
    (r"unexpected status code 404", "its URL has another path"),
    (r"template:|<.*>: ", "its template does not render; amtool template render shows it"),
)


@dataclass(frozen=True, slots=True)
class DeliveryFailure:
    """`kind` is that of the receiver's configuration, for example slack. `error` is Alertmanager's text."""

    receiver: str
    kind: str
    error: str

    def __str__(self) -> str:
        fix = next((fix for pattern, fix in _FIXES if re.search(pattern, self.error)), "")
        return f"Alertmanager could not send to {self.receiver} ({self.kind}): {self.error}{f'; {fix}' if fix else ''}"


def delivery_failures(log: str) -> tuple[DeliveryFailure, ...]:
    """The last failure of each integration, in the order of the log. Text that is no such line is skipped."""
    last: dict[tuple[str, str], DeliveryFailure] = {}
    for line in log.splitlines():
        if found := _ATTEMPT.search(line):
            receiver = found["receiver"].strip('"')
            error = re.sub(r"\\(.)", r"\1", found["error"])
            last[receiver, found["kind"]] = DeliveryFailure(receiver, found["kind"], error)
    return tuple(last.values())
