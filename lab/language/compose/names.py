"""Names that the kernel and Docker know: capabilities, signals, limits and the options of a tmpfs."""

from __future__ import annotations

import re
from typing import Any

from lab.language.compose.values import Refused, scalar
from lab.language.suggestions import did_you_mean

CAPABILITIES = frozenset(
    [
        "ALL",
        "AUDIT_CONTROL",
        "AUDIT_READ",
        "AUDIT_WRITE",
        "BLOCK_SUSPEND",
        "BPF",
        "CHECKPOINT_RESTORE",
        "CHOWN",
        "DAC_OVERRIDE",
        "DAC_READ_SEARCH",
        "FOWNER",
        "FSETID",
        "IPC_LOCK",
        "IPC_OWNER",
        "KILL",
        "LEASE",
        "LINUX_IMMUTABLE",
        "MAC_ADMIN",
        "MAC_OVERRIDE",
        "MKNOD",
        "NET_ADMIN",
        "NET_BIND_SERVICE",
        "NET_BROADCAST",
        "NET_RAW",
        "PERFMON",
        "SETFCAP",
        "SETGID",
        "SETPCAP",
        "SETUID",
        "SYSLOG",
        "SYS_ADMIN",
        "SYS_BOOT",
        "SYS_CHROOT",
        "SYS_MODULE",
        "SYS_NICE",
        "SYS_PACCT",
        "SYS_PTRACE",
        "SYS_RAWIO",
        "SYS_RESOURCE",
        "SYS_TIME",
        "SYS_TTY_CONFIG",
        "WAKE_ALARM",
    ]
)
SIGNALS = frozenset(
    ["ABRT", "ALRM", "CONT", "HUP", "INT", "KILL", "PIPE", "QUIT", "STOP", "TERM", "TSTP", "USR1", "USR2", "WINCH"]
)
ULIMITS = frozenset(
    [
        "as",
        "core",
        "cpu",
        "data",
        "fsize",
        "locks",
        "memlock",
        "msgqueue",
        "nice",
        "nofile",
        "nproc",
        "rss",
        "rtprio",
        "rttime",
        "sigpending",
        "stack",
    ]
)
_TMPFS = re.compile(
    r"/[^:,]*(:(?P<options>[^:]+))?",
)
_TMPFS_OPTION = re.compile(
    r"(size|nr_inodes|nr_blocks)=\d+[kKmMgG%]?|mode=[0-7]{3,4}|(uid|gid)=\d+|(no)?(exec|suid|dev|atime|diratime)|ro|rw"
)


def capability(value: Any) -> str:
    return _known(value, CAPABILITIES, "CAP_", "capability")


def signal(value: Any) -> str:
    text = scalar(value)
    if re.fullmatch(r"[1-9]|[1-5]\d|6[0-4]", text):
        return text
    return f"SIG{_known(text, SIGNALS, 'SIG', 'signal')}"


def ulimit_name(value: str) -> str:
    return _known(value, ULIMITS, "", "limit")


def tmpfs(value: Any) -> str:
    """`/tmp`, or with options `/data:size=10m,mode=1777`."""
    text = scalar(value)
    match = _TMPFS.fullmatch(text)
    options = (match["options"] or "").split(",") if match and match["options"] else []
    if match is None or not all(map(_TMPFS_OPTION.fullmatch, options)):
        raise Refused(f"is not a tmpfs: {text!r}; for example /tmp or /data:size=10m,mode=1777")
    return text


def _known(value: Any, known: frozenset[str], prefix: str, what: str) -> str:
    text = scalar(value)
    name = text.removeprefix(prefix)
    if name not in known:
        raise Refused(f"names no {what}: {text!r}{did_you_mean(name, sorted(known))}")
    return name
