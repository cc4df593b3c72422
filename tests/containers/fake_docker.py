"""A docker command whose engine answers as a test says: at once, late, never, or not at all."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

_SCRIPT = """#!{python} -S
import json, sys, time
from pathlib import Path

folder = Path({folder!r})

def plan():
    return json.loads((folder / "plan.json").read_text())

with (folder / "starts").open("a") as starts:
    starts.write(" ".join(sys.argv[1:]) + "\\n")
if plan().get("refuses"):
    sys.exit("Cannot connect to the Docker daemon at unix:///nowhere.sock. Is the docker daemon running?")
for line in sys.stdin.buffer:
    if not line.startswith(b"GET "):
        continue
    path = line.split()[1].decode()
    with (folder / "requests").open("a") as requests:
        requests.write(path + "\\n")
    now = plan()
    if now.get("dies"):
        sys.exit(1)
    late = now.get("late", [])
    if late:
        (folder / "plan.json").write_text(json.dumps(dict(now, late=late[1:])))
        time.sleep(late[0])
    status, body = now["answers"].get(path.partition("?")[0], [404, {{"message": "no such container"}}])
    text = json.dumps(body).encode()
    sys.stdout.buffer.write(b"HTTP/1.1 %d X\\r\\nContent-Length: %d\\r\\n\\r\\n" % (status, len(text)) + text)
    sys.stdout.buffer.flush()
"""


class FakeDocker:
    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        program = folder / "docker"
        program.write_text(_SCRIPT.replace("\\\\", "\\").format(python=sys.executable, folder=str(folder)))
        program.chmod(0o755)
        monkeypatch.setenv("PATH", str(folder), prepend=":")
        self.plan()

    def plan(self, answers: dict[str, object] | None = None, **how: object) -> None:
        """`late`: seconds before each of the next answers; `dies`, `refuses`: instead of answering."""
        body = {path: [200, answer] for path, answer in (answers or {}).items()}
        (self.folder / "plan.json").write_text(json.dumps({"answers": body, **how}))

    def requests(self) -> list[str]:
        file = self.folder / "requests"
        return file.read_text().splitlines() if file.exists() else []

    def starts(self) -> list[str]:
        file = self.folder / "starts"
        return file.read_text().splitlines() if file.exists() else []
