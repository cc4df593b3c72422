"""Parses an email: its envelope, decoded headers, text and HTML."""

from collections.abc import Sequence
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any


def read_mail(raw: bytes, sender: str, recipients: Sequence[str]) -> dict[str, Any]:
    """`sender` and `recipients` are those of the envelope, which decides the delivery, not the headers."""
    message = message_from_bytes(raw, EmailMessage, policy=policy.default)
    headers: dict[str, str] = {}
    for name, value in message.items():
        # A header that occurs several times: one value per line.
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
    """The part before the last `@`."""
    return address.rpartition("@")[0] or address


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    if part is None:
        return ""
    try:
        text = part.get_content(errors="replace")
    except LookupError:  # unknown character set
        payload = part.get_payload(decode=True)
        text = payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
    return _clean(text).replace("\r\n", "\n")


def _clean(value: object) -> str:
    """Without surrogates for undecodable bytes, which JSON in UTF-8 cannot contain."""
    return str(value).encode("utf-8", "replace").decode()
