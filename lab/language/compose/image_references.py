"""The grammar of image references: [host[:port]/]path[:tag][@digest], as the distribution project defines it."""

from __future__ import annotations

import re

_HOST = r"(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*|\[[0-9a-fA-F:]+\])"
_PART = r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*"
REFERENCE = re.compile(
    rf"(?P<name>(?:{_HOST}(?::\d{{1,5}})?/)?{_PART}(?:/{_PART})*)"
    r"(?::(?P<tag>[\w][\w.-]{0,127}))?"
    r"(?:@(?P<digest>sha256:[a-f0-9]{64}|sha512:[a-f0-9]{128}))?",
    re.ASCII,
)


def invalid_reference(reference: str) -> str | None:
    """Why a text is no image reference pinned to a version; None when it is one."""
    match = REFERENCE.fullmatch(reference)
    if match is None or len(match["name"]) > 255:
        return (
            f"is not an image reference: {reference[:100]!r}; write name:tag or host/name:tag, in lower case, "
            "for example redis:8.2.1"
        )
    if not match["digest"] and match["tag"] in (None, "latest"):
        return f"must be pinned to a version, not {reference!r}; add a tag other than latest"
    return None
