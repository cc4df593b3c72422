"""The relays that this process has to labs on an engine of another machine: one for each lab, started on first need."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from lab.containers import labels
from lab.containers.engine_errors import failure
from lab.containers.remote.files import volume_name
from lab.containers.remote.relay import BEGIN_S, Relay, RelayEnded
from lab.errors import CannotStart, LabError

if TYPE_CHECKING:
    from lab.containers.engine import Engine

COMPONENT = "engine-relay"
_IMAGES = f"lab/{COMPONENT}"
# Root, to write files as their owners have them, and nothing else that Docker gives to root.
_CAPABILITIES = ("CHOWN", "DAC_OVERRIDE", "FOWNER")


class Relays:
    """May be used from several threads. `image`: the relay's, where the caller knows it."""

    def __init__(self) -> None:
        self.image = ""
        self._relays: dict[str, Relay] = {}
        self._lock = threading.Lock()

    def of(self, engine: Engine, project: str) -> Relay:
        """That of a lab, running. Raises LabError."""
        with self._lock:
            relay = self._relays.get(project)
            if relay is None:
                if not self.image:
                    self.image = _image_there(engine)
                command = relay_command(engine, project, self.image)
                relay = Relay(lambda: command)
                try:
                    relay.start()
                except (RelayEnded, TimeoutError) as failed:
                    relay.close()
                    raise _cannot_be_reached(engine, failed) from None
                self._relays[project] = relay
            return relay

    def close(self, project: str) -> None:
        with self._lock:
            relay = self._relays.pop(project, None)
        if relay is not None:
            relay.close()


def relay_command(engine: Engine, project: str, image: str) -> list[str]:
    """Its input and output are the connection; it ends with them, and the engine removes it."""
    label = f"{labels.RUN}={project}"
    volume = f"type=volume,source={volume_name(project)},target=/files,volume-nocopy=true,volume-label={label}"
    return [
        *engine.client(None).docker_cmd,
        "run",
        "--rm",
        "--interactive",
        "--sig-proxy=false",
        "--pull=never",
        "--network=host",
        "--read-only",
        "--cap-drop=ALL",
        *(f"--cap-add={capability}" for capability in _CAPABILITIES),
        "--security-opt=no-new-privileges:true",
        "--memory=64m",
        "--pids-limit=64",
        "--log-driver=none",  # what it carries is nobody's log
        f"--label={label}",
        f"--label={labels.RELAY}=",
        f"--mount={volume}",
        image,
    ]


def _image_there(engine: Engine) -> str:
    """The newest that the engine has: the one that the lab was started with, or one like it."""
    chosen = urlencode({"filters": json.dumps({"reference": [_IMAGES]})})
    (listed,) = engine.get_json("looking for the relay's image", [f"/images/json?{chosen}"])
    newest = max(listed or (), key=lambda image: image["Created"], default=None)
    if newest is None:
        raise LabError(
            "the engine's machine has no image of the relay, through which its ports are reached",
            remedy=f"lab images get {COMPONENT}",
        )
    return str(newest["RepoTags"][0])


def _cannot_be_reached(engine: Engine, failed: RelayEnded | TimeoutError) -> LabError:
    what = "reaching ports on the engine's machine"
    if isinstance(failed, RelayEnded):
        return failure(what, code=failed.code, stderr=failed.stderr)
    return CannotStart(
        f"{what}: the relay did not start within {BEGIN_S:g} s",
        remedy=f"see whether `docker run` works on {engine.address.for_display}",
    )
