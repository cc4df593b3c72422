"""Keeps notifications in memory, oldest first, and forgets the oldest when either bound is reached. What a
valid notification is, and how one is asked for, is decided elsewhere."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

MOST_BODIES = 10_000
MOST_BYTES = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Notification:
    """`body` is the text of a JSON value, `size` the bytes it counts for."""

    at: float
    via: Literal["webhook", "slack", "email"]
    receiver: str | None
    body: str
    size: int


class Store:
    def __init__(self, most_bodies: int = MOST_BODIES, most_bytes: int = MOST_BYTES) -> None:
        self._most_bodies = most_bodies
        self._most_bytes = most_bytes
        self._kept: deque[Notification] = deque()
        self._bytes = 0

    def __len__(self) -> int:
        return len(self._kept)

    def add(self, notification: Notification) -> None:
        self._kept.append(notification)
        self._bytes += notification.size
        while len(self._kept) > self._most_bodies or self._bytes > self._most_bytes:
            self._bytes -= self._kept.popleft().size

    def since(self, moment: float) -> Iterator[Notification]:
        return (notification for notification in self._kept if notification.at >= moment)

    def empty(self) -> None:
        self._kept.clear()
        self._bytes = 0
