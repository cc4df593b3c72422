"""Keeps notifications in memory, oldest first, and drops the oldest when either limit is reached."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

MAX_COUNT = 10_000
MAX_BYTES = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Notification:
    """`via` is webhook, email or the name of a service; `body` is the text of a JSON value, `size` its bytes."""

    at: float
    via: str
    receiver: str | None
    body: str
    size: int


class Store:
    def __init__(self, max_count: int = MAX_COUNT, max_bytes: int = MAX_BYTES) -> None:
        self._max_count = max_count
        self._max_bytes = max_bytes
        self._notifications: deque[Notification] = deque()
        self._bytes = 0

    def __len__(self) -> int:
        return len(self._notifications)

    def add(self, notification: Notification) -> None:
        self._notifications.append(notification)
        self._bytes += notification.size
        while len(self._notifications) > self._max_count or self._bytes > self._max_bytes:
            self._bytes -= self._notifications.popleft().size

    def since(self, at: float) -> Iterator[Notification]:
        return (notification for notification in self._notifications if notification.at >= at)

    def empty(self) -> None:
        self._notifications.clear()
        self._bytes = 0
