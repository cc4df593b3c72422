"""The services that Alertmanager sends to: how each is called, what of a request is kept, and what it answers.

A service is called by its own host name, or as /NAME/RECIPIENT in front of the same path on the sink's port.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Fields = dict[str, Any]
Recipient = Callable[[Fields], str | None]

HIDDEN = "***"
_SECRETS = frozenset({"routing_key", "service_key", "token", "user", "access_token", "corpsecret", "api_key"})


@dataclass(frozen=True, slots=True)
class Reply:
    status: int = 200
    body: str = ""
    content_type: str = "application/json"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """`path` is a regular expression for the whole path; its groups join the fields of the body. `recipient` names who
    is addressed when the path has no RECIPIENT. What is not `kept` is only answered."""

    via: str
    path: str
    reply: Callable[[Fields], Reply]
    recipient: Recipient = lambda fields: None
    kept: bool = True

    def match(self, path: str) -> dict[str, str] | None:
        found = re.fullmatch(self.path, path)
        return None if found is None else {key: value for key, value in found.groupdict().items() if value}


def fixed(status: int = 200, body: Mapping[str, Any] | str = "") -> Callable[[Fields], Reply]:
    if isinstance(body, str):
        return lambda _fields: Reply(status, body, "text/plain")
    return lambda _fields: Reply(status, json.dumps(body))


def field(name: str) -> Recipient:
    return lambda fields: None if fields.get(name) is None else str(fields[name])


def _telegram(fields: Fields) -> Reply:
    number = str(fields.get("chat_id", ""))
    chat = {"id": int(number) if number.lstrip("-").isdecimal() else 0, "type": "channel"}
    result = {"message_id": 1, "date": 0, "chat": chat, "text": fields.get("text")}
    return Reply(body=json.dumps({"ok": True, "result": result}))


def _sns(_fields: Fields) -> Reply:
    space = "http://sns.amazonaws.com/doc/2010-03-31/"
    result = "<PublishResult><MessageId>00000000-0000-0000-0000-000000000000</MessageId></PublishResult>"
    return Reply(body=f'<PublishResponse xmlns="{space}">{result}</PublishResponse>', content_type="text/xml")


ENDPOINTS = (
    Endpoint("slack", r"/api/chat\.(postMessage|update)", fixed(200, {"ok": True, "ts": "1"}), field("channel")),
    Endpoint("slack", r"/services/.+|/workflows/.+|/?", fixed(200, "ok"), field("channel")),
    Endpoint(
        "pagerduty",
        r"/v2/enqueue|/generic/2010-04-15/create_event\.json|/?",
        fixed(202, {"status": "success", "message": "Event processed"}),
    ),
    Endpoint(
        "opsgenie",
        r"/v2/alerts(/(?P<alias>[^/]+)(/(?P<action>close|message|description))?)?",
        fixed(202, {"result": "Request will be processed", "took": 0.01, "requestId": "1"}),
    ),
    Endpoint("msteams", r".*", fixed(200, "1")),
    Endpoint("msteamsv2", r".*", fixed(202)),
    Endpoint("discord", r"/api/webhooks/(?P<webhook>[0-9]+)/.+|/?", fixed(204), field("webhook")),
    Endpoint("telegram", r"/bot[^/]+/(?P<method>sendMessage)", _telegram, field("chat_id")),
    Endpoint("webex", r"(/v1/messages)?/?", fixed(200, {"id": "1"}), field("roomId")),
    Endpoint("sns", r"/?", _sns, field("TopicArn")),
    Endpoint(
        "victorops",
        r"(/integrations/generic/20131114/alert)?/[^/]+/(?P<routing>[^/]+)",
        fixed(200, {"result": "success"}),
        field("routing"),
    ),
    Endpoint("pushover", r"(/1/messages\.json)?/?", fixed(200, {"status": 1, "request": "1"})),
    Endpoint(
        "wechat",
        r"(/cgi-bin)?/gettoken",
        fixed(200, {"errcode": 0, "errmsg": "ok", "access_token": "lab", "expires_in": 7200}),
        kept=False,
    ),
    Endpoint("wechat", r"(/cgi-bin)?/message/send", fixed(200, {"errcode": 0, "errmsg": "ok"}), field("toparty")),
    Endpoint("rocketchat", r"/api/v1/chat\.postMessage", fixed(200, {"success": True}), field("channel")),
    Endpoint("mattermost", r"/hooks/.+|/?", fixed(200, "ok"), field("channel")),
    Endpoint("incidentio", r"/v2/alert_events/.+|/?", fixed(202, {"status": "success", "message": "Event accepted"})),
)

HOSTS = {
    "hooks.slack.com": "slack",
    "slack.com": "slack",
    "events.pagerduty.com": "pagerduty",
    "events.eu.pagerduty.com": "pagerduty",
    "api.opsgenie.com": "opsgenie",
    "api.eu.opsgenie.com": "opsgenie",
    "outlook.office.com": "msteams",
    "discord.com": "discord",
    "discordapp.com": "discord",
    "api.telegram.org": "telegram",
    "webexapis.com": "webex",
    "alert.victorops.com": "victorops",
    "api.pushover.net": "pushover",
    "qyapi.weixin.qq.com": "wechat",
    "open.rocket.chat": "rocketchat",
    "api.incident.io": "incidentio",
}
_VIAS = {endpoint.via for endpoint in ENDPOINTS} | {"jira"}
_AWS = re.compile(r"sns\.[a-z0-9-]+\.amazonaws\.com(\.cn)?")


def via_of(host: str) -> str | None:
    """The service with this host name (and port)."""
    name = host.rpartition(":")[0] or host
    return HOSTS.get(name) or ("sns" if _AWS.fullmatch(name) else None)


def addressed(host: str, path: str) -> tuple[str, str | None, str] | None:
    """The service, the recipient named in the path, and the rest of the path; None when no service is meant."""
    via = via_of(host)
    if via is not None:
        return via, None, path
    _, _, own = path.partition("/")
    via, _, rest = own.partition("/")
    recipient, slash, rest = rest.partition("/")
    return (via, recipient or None, slash + rest) if via in _VIAS else None


def endpoint_of(via: str, path: str) -> tuple[Endpoint, dict[str, str]] | None:
    for endpoint in ENDPOINTS:
        if endpoint.via == via and (groups := endpoint.match(path)) is not None:
            return endpoint, groups
    return None


def without_secrets(fields: Fields) -> Fields:
    """Keys of accounts stay out of what is kept: reports show it."""
    return {key: HIDDEN if key in _SECRETS and value else value for key, value in fields.items()}
