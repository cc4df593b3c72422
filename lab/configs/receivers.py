"""The kinds of receivers that Alertmanager has, and the keys of each (notify/*/config.go, config/notifiers.go)."""

from __future__ import annotations

from collections.abc import Mapping

from lab.configs.http_client import HTTP_CONFIG, SIGV4, TLS
from lab.configs.shapes import ANY, BOOLEAN, DURATION, TEXT, TEXT_MAP, TEXTS, Keys, ListOf, MapOf, Shape, keys

_FIELDS = ListOf(Keys("a field", {"title": TEXT, "value": TEXT, "short": BOOLEAN}))
_ACTION = Keys("an action", {**keys("type text url style name value"), "confirm": MapOf(TEXT)})

_KINDS: Mapping[str, Mapping[str, Shape]] = {
    "discord": keys("webhook_url webhook_url_file content title message username avatar_url"),
    "email": {
        **keys("to from hello smarthost auth_username auth_password auth_password_file auth_secret auth_secret_file"),
        **keys("auth_identity html text"),
        "headers": TEXT_MAP,
        **keys("require_tls force_implicit_tls", BOOLEAN),
        "tls_config": TLS,
        "threading": Keys("'threading'", {"enabled": BOOLEAN, "thread_by_date": TEXT}),
    },
    "incidentio": {**keys("url url_file alert_source_token alert_source_token_file max_alerts"), "timeout": DURATION},
    "jira": {
        **keys("api_url api_type project priority issue_type reopen_transition resolve_transition"),
        **keys("wont_fix_resolution"),
        "summary": ANY,
        "description": ANY,
        "labels": TEXTS,
        "reopen_duration": DURATION,
        "fields": MapOf(ANY),
    },
    "mattermost": {
        **keys("webhook_url webhook_url_file channel username text fallback color pretext author_name author_link"),
        **keys("author_icon title title_link thumb_url footer footer_icon image_url icon_url icon_emoji type"),
        "fields": _FIELDS,
        "attachments": ListOf(MapOf(ANY)),
        "props": MapOf(ANY),
        "priority": MapOf(ANY),
    },
    "msteams": keys("webhook_url webhook_url_file title summary text"),
    "msteamsv2": keys("webhook_url webhook_url_file title text"),
    "opsgenie": {
        **keys("api_key api_key_file api_url message description source entity actions tags note priority"),
        "details": TEXT_MAP,
        "update_alerts": BOOLEAN,
        "responders": ListOf(Keys("a responder", keys("id name username type"))),
    },
    "pagerduty": {
        **keys("service_key service_key_file routing_key routing_key_file url client client_url description source"),
        **keys("severity class component group"),
        "details": MapOf(ANY),
        "images": ListOf(Keys("an image", keys("src alt href"))),
        "links": ListOf(Keys("a link", keys("href text"))),
        "timeout": DURATION,
    },
    "pushover": {
        **keys("user_key user_key_file token token_file title message url url_title device sound priority"),
        **keys("retry expire ttl", DURATION),
        **keys("html monospace", BOOLEAN),
    },
    "rocketchat": {
        **keys("api_url token_id token_id_file token token_file channel color title title_link text emoji icon_url"),
        **keys("image_url thumb_url"),
        **keys("short_fields link_names", BOOLEAN),
        "fields": _FIELDS,
        "actions": ListOf(MapOf(ANY)),
    },
    "slack": {
        **keys("api_url api_url_file app_token app_token_file app_url channel username color title title_link pretext"),
        **keys("text message_text footer fallback callback_id icon_emoji icon_url image_url thumb_url timeout"),
        **keys("short_fields link_names update_message", BOOLEAN),
        "fields": _FIELDS,
        "mrkdwn_in": TEXTS,
        "actions": ListOf(_ACTION),
    },
    "sns": {
        **keys("api_url topic_arn phone_number target_arn subject message"),
        "sigv4": SIGV4,
        "attributes": TEXT_MAP,
        "use_aws_http_client": BOOLEAN,
    },
    "telegram": {
        **keys("api_url bot_token bot_token_file chat_id chat_id_file message_thread_id message parse_mode"),
        "disable_notifications": BOOLEAN,
    },
    "victorops": {
        **keys("api_key api_key_file api_url routing_key message_type state_message entity_display_name"),
        **keys("monitoring_tool"),
        "custom_fields": TEXT_MAP,
    },
    "webex": keys("api_url message room_id"),
    "webhook": {**keys("url url_file max_alerts"), "timeout": DURATION, "payload": ANY},
    "wechat": keys("api_secret api_secret_file corp_id message api_url to_user to_party to_tag agent_id message_type"),
}

KINDS = tuple(f"{name}_configs" for name in _KINDS)
RECEIVER = Keys(
    "a receiver",
    {
        "name": TEXT,
        "labels": TEXT_MAP,
        **{
            f"{name}_configs": ListOf(
                Keys(f"an entry of {name}_configs", {"send_resolved": BOOLEAN, "http_config": HTTP_CONFIG, **known})
            )
            for name, known in _KINDS.items()
        },
    },
    required=("name",),
    removed={"hipchat_configs": "use another receiver"},
)
