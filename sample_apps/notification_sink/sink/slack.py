"""Validates a message as an incoming webhook of Slack does, with Slack's error codes, as far as the message alone
decides. All channels and users are accepted."""

from typing import Any

MAX_ATTACHMENTS = 100


class InvalidMessage(ValueError):
    """The message is rejected; the text is the whole response, as from Slack with status 400."""


def check_message(payload: dict[str, Any]) -> None:
    attachments = payload.get("attachments") or []
    if not isinstance(attachments, list) or not all(isinstance(attachment, dict) for attachment in attachments):
        raise InvalidMessage("invalid_attachments")
    if len(attachments) > MAX_ATTACHMENTS:
        raise InvalidMessage("too_many_attachments")
    text = payload.get("text")
    if not attachments and not payload.get("blocks") and not (isinstance(text, str) and text.strip()):
        raise InvalidMessage("no_text")
