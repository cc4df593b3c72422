"""A socket in front of the engine's own that can go away, come back, and let answers wait."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import suppress
from pathlib import Path


class DroppingSocket:
    """Forwards a Unix socket at `path` to the engine's. `drop` closes it with all its connections, `listen` opens it.

    `delay`: seconds before each piece of an answer is passed on.
    """

    def __init__(self, path: Path, engine: str = "/var/run/docker.sock") -> None:
        self.path, self.engine, self.delay = path, engine, 0.0
        self._listener: socket.socket | None = None
        self._connections: set[socket.socket] = set()
        self._lock = threading.Lock()

    @property
    def host(self) -> str:
        return f"unix://{self.path}"

    def listen(self) -> None:
        self.path.unlink(missing_ok=True)
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(str(self.path))
        listener.listen(64)
        self._listener = listener
        threading.Thread(target=self._accept, args=(listener,), daemon=True).start()

    def drop(self) -> None:
        listener, self._listener = self._listener, None
        if listener is not None:
            self.path.unlink(missing_ok=True)
            with suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            listener.close()
        with self._lock:
            for connection in self._connections:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
            self._connections.clear()

    def drop_for(self, seconds: float) -> threading.Timer:
        self.drop()
        timer = threading.Timer(seconds, self.listen)
        timer.daemon = True
        timer.start()
        return timer

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                client, _ = listener.accept()
                engine = socket.socket(socket.AF_UNIX)
                engine.connect(self.engine)
                with self._lock:
                    self._connections |= {client, engine}
                for source, target, answers in ((client, engine, False), (engine, client, True)):
                    threading.Thread(target=self._pass_on, args=(source, target, answers), daemon=True).start()

    def _pass_on(self, source: socket.socket, target: socket.socket, answers: bool) -> None:
        with suppress(OSError):
            while piece := source.recv(65536):
                if answers and self.delay:
                    time.sleep(self.delay)
                target.sendall(piece)
            target.shutdown(socket.SHUT_WR)
