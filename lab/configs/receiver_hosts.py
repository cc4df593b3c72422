"""The hosts to which the receivers of alertmanager.yml send (defaults of Alertmanager 0.34)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from lab.errors import Place
from lab.language.json_values import mapping, mappings
from lab.language.strict_yaml import Document

# kind of receiver -> key of its own URL, key of the global one, and the host that is called without either
_URLS = {
    "pagerduty": ("url", "pagerduty_url", "events.pagerduty.com"),
    "opsgenie": ("api_url", "opsgenie_api_url", "api.opsgenie.com"),
    "victorops": ("api_url", "victorops_api_url", "alert.victorops.com"),
    "wechat": ("api_url", "wechat_api_url", "qyapi.weixin.qq.com"),
    "telegram": ("api_url", "telegram_api_url", "api.telegram.org"),
    "webex": ("api_url", "webex_api_url", "webexapis.com"),
    "rocketchat": ("api_url", "rocketchat_api_url", "open.rocket.chat"),
    "pushover": ("", "", "api.pushover.net"),
    "slack": ("api_url", "slack_api_url", ""),
    "jira": ("api_url", "jira_api_url", ""),
    "mattermost": ("webhook_url", "mattermost_webhook_url", ""),
    "sns": ("api_url", "", ""),
    "webhook": ("url", "", ""),
    "msteams": ("webhook_url", "", ""),
    "msteamsv2": ("webhook_url", "", ""),
    "discord": ("webhook_url", "", ""),
    "incidentio": ("url", "", ""),
    "email": ("smarthost", "smtp_smarthost", ""),
}


@dataclass(frozen=True, slots=True)
class ReceiverHost:
    """`place` is that of the address, or of the receiver that leaves it to a default; `key` sets the address."""

    receiver: str
    kind: str
    host: str
    key: str
    place: Place


def receiver_hosts(document: Document) -> Iterator[ReceiverHost]:
    """One for each address that the file tells; one that is in a file of its own, or has a template, is left out."""
    config = mapping(document.data)
    for number, receiver in enumerate(mappings(config.get("receivers"))):
        for kind, (own, above, default) in _URLS.items():
            for index, entry in enumerate(mappings(receiver.get(f"{kind}_configs"))):
                path = ("receivers", number, f"{kind}_configs", index)
                written, place = entry.get(own), document.place((*path, own))
                if written is None and above and (written := mapping(config.get("global")).get(above)) is not None:
                    place = document.place(("global", above))
                if written is None and entry.get(f"{own}_file") is None:
                    written, place = default or _default(kind, entry), document.place(path)
                if host := _host(str(written or "")):
                    yield ReceiverHost(str(receiver.get("name")), kind, host, own or "http_config", place)


def _default(kind: str, entry: dict[str, object]) -> str:
    region = mapping(entry.get("sigv4")).get("region")
    return f"sns.{region}.amazonaws.com" if kind == "sns" and region else ""


def _host(address: str) -> str:
    """Empty for an address that has a template or cannot be read."""
    try:
        parts = urlsplit(address if "://" in address else f"//{address}")
        return "" if "{{" in address else (parts.hostname or "")
    except ValueError:
        return ""
