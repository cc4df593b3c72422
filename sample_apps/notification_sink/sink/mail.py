"""Decides what is kept of a mail: who sent it to whom, its headers decoded, its text and its HTML as a person would
read them. How a mail arrives is decided elsewhere."""

from collections.abc import Sequence
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any


def read_mail(raw: bytes, sender: str, recipients: Sequence[str]) -> dict[str, Any]:
    """`sender` and `recipients` are those of the envelope: a mail goes there, whatever its headers say."""
    message = message_from_bytes(raw, EmailMessage, policy=policy.default)
    headers: dict[str, str] = {}
    for name, value in message.items():
        # Of those that a mail may have several times, one to a line.
        headers[name] = f"{headers[name]}\n{_clean(value)}" if name in headers else _clean(value)
    return {
        "from": sender,
        "to": list(recipients),
        "subject": _clean(message.get("Subject", "")),
        "text": _part(message, "plain"),
        "html": _part(message, "html"),
        "headers": headers,
    }


def local_part(address: str) -> str:
    """What stands before the last `@`."""
    return address.rpartition("@")[0] or address


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    if part is None:
        return ""
    try:
        text = part.get_content(errors="replace")
    except LookupError:  # a character set nobody knows
        payload = part.get_payload(decode=True)
        text = payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
    return _clean(text).replace("\r\n", "\n")


def _clean(value: object) -> str:
    """Without the stand-ins for bytes that are no text, which could not be handed out as JSON in UTF-8."""
    return str(value).encode("utf-8", "replace").decode()
