"""Where each kind of receiver has its texts in what Alertmanager sends to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lab.language.json_values import mapping

# kind of receiver -> field of an expectation -> where it is: alternatives, each a path; lists are gone through
_ATTACHMENT = {name: (f"attachments.{name}",) for name in ("title", "color", "fallback")}
_CHAT = {**_ATTACHMENT, "text": ("text", "attachments.text"), "channel": ("channel",)}
_TEAMS_CARD = "attachments.content.body.text"
PATHS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "slack": {**_CHAT, "username": ("username",)},
    "email": {name: (name,) for name in ("subject", "text", "html", "from", "to")},
    "pagerduty": {
        "summary": ("payload.summary", "description"),
        "severity": ("payload.severity",),
        "source": ("payload.source", "client"),
        "class": ("payload.class",),
        "component": ("payload.component",),
        "group": ("payload.group",),
        "action": ("event_action", "event_type"),
        "key": ("dedup_key", "incident_key"),
        "link": ("links.href", "client_url"),
    },
    "opsgenie": {
        "message": ("message",),
        "description": ("description",),
        "priority": ("priority",),
        "source": ("source",),
        "note": ("note",),
        "alias": ("alias",),
        "action": ("action",),
        "tags": ("tags",),
    },
    "msteams": {"title": ("title",), "text": ("text",), "summary": ("summary",), "color": ("themeColor",)},
    "msteamsv2": {"text": (_TEAMS_CARD,), "title": (_TEAMS_CARD,)},
    "discord": {
        "title": ("embeds.title",),
        "text": ("embeds.description",),
        "content": ("content",),
        "username": ("username",),
        "color": ("embeds.color",),
    },
    "telegram": {"text": ("text",), "chat": ("chat_id",), "parse_mode": ("parse_mode",)},
    "webex": {"text": ("markdown",), "room": ("roomId",)},
    "sns": {"text": ("Message",), "subject": ("Subject",), "topic": ("TopicArn",)},
    "victorops": {
        "text": ("state_message",),
        "title": ("entity_display_name",),
        "type": ("message_type",),
        "key": ("entity_id",),
        "tool": ("monitoring_tool",),
    },
    "pushover": {"title": ("title",), "text": ("message",), "priority": ("priority",), "link": ("url",)},
    "wechat": {"text": ("text.content", "markdown.content"), "agent": ("agentid",), "party": ("toparty",)},
    "rocketchat": {**_CHAT, "emoji": ("emoji",)},
    "mattermost": {**_CHAT, "username": ("username",)},
    "jira": {
        "summary": ("summary",),
        "description": ("description",),
        "project": ("project.key",),
        "type": ("issuetype.name",),
        "labels": ("labels",),
        "action": ("action",),
        "transition": ("transition",),
    },
    "incidentio": {
        "title": ("title",),
        "description": ("description",),
        "status": ("status",),
        "labels": ("commonLabels.alertname",),
    },
}
# the field by which a message is quoted
TITLES: Mapping[str, str] = {"email": "subject", "pagerduty": "summary", "opsgenie": "message", "jira": "summary"}


def texts(via: str, field: str, body: Mapping[str, Any]) -> list[str]:
    """The texts of a field of `PATHS`: one for each attachment, recipient or alternative that has it."""
    return [
        str(value) for path in PATHS[via][field] for value in _values(body, path.split(".")) if value not in ("", None)
    ]


def title_of(via: str, body: Mapping[str, Any]) -> str:
    """What a person would call this message."""
    names = (TITLES.get(via, "title"), "text")
    return next((found[0] for name in names if name in PATHS[via] and (found := texts(via, name, body))), "")


def _values(value: Any, path: list[str]) -> list[Any]:
    if isinstance(value, list):
        return [found for item in value for found in _values(item, path)]
    if not path:
        return [value]
    return _values(mapping(value)[path[0]], path[1:]) if path[0] in mapping(value) else []
