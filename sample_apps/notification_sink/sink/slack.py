"""Decides what an incoming webhook of Slack takes and refuses, in Slack's own words, as far as they follow from the
message alone. Which channels and users there are is nothing this knows; all are welcome."""

from typing import Any

MOST_ATTACHMENTS = 100


class NotAMessage(ValueError):
    """The message is refused; the text is the whole answer, as Slack gives it with status 400."""


def check_message(said: dict[str, Any]) -> None:
    attachments = said.get("attachments") or []
    if not isinstance(attachments, list) or not all(isinstance(each, dict) for each in attachments):
        raise NotAMessage("invalid_attachments")
    if len(attachments) > MOST_ATTACHMENTS:
        raise NotAMessage("too_many_attachments")
    text = said.get("text")
    if not attachments and not said.get("blocks") and not (isinstance(text, str) and text.strip()):
        raise NotAMessage("no_text")
