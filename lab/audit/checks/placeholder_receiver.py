"""Receivers of Alertmanager with a setting that was never filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from lab.audit.context import AuditContext
from lab.audit.model import Finding, FindingClass, Subject
from lab.audit.registry import CheckDescription, register
from lab.configs.receivers import KINDS
from lab.language.json_values import mapping, mappings

_NAME = "placeholder-receiver"
_SETTINGS = ("channel", "url", "api_url", "webhook_url", "to", "from", "smarthost", "user_key", "routing_key")
_PLACEHOLDER = re.compile(r"<(?!secret>)[a-z][\w .-]*>|\b(?:REPLACE|CHANGE)[-_ ]?(?:ME|WITH\w*)\b", re.IGNORECASE)


@register(
    CheckDescription(
        _NAME,
        (FindingClass.BROKEN,),
        "A receiver has a setting that is still the placeholder of an example, so that nobody is told.",
        "Fill it in, or remove the receiver.",
    )
)
def check(context: AuditContext) -> Iterator[Finding]:
    """The API tells no secrets, such as the URL of a webhook: what is beside them was not filled in either."""
    for receiver in mappings(mapping(context.alertmanager).get("receivers")):
        if found := tuple(_placeholders(receiver)):
            subject = Subject("receiver", str(receiver.get("name") or ""))
            message = f"{found[0]} is a placeholder that was never filled in: it tells nobody"
            yield Finding(_NAME, FindingClass.BROKEN, subject, message, found[1:], "fill it in")


def _placeholders(receiver: Mapping[str, Any]) -> Iterator[str]:
    for kind in KINDS:
        for config in mappings(receiver.get(kind)):
            for setting in _SETTINGS:
                value = config.get(setting)
                # An address in angle brackets, `Team <team@example.org>`, is none.
                if isinstance(value, str) and _PLACEHOLDER.search(value) and "@" not in value:
                    yield f"{kind}.{setting}: {value}"
