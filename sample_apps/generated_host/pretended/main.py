"""Reads the environment, puts the host together and keeps it going until it is told to stop."""

import os
import signal
import sys
import threading
import time
from pathlib import Path

from pretended.control import control
from pretended.disk import Disk, NotThisDisk
from pretended.host import TICK_S, Host
from pretended.state import NotAState, State, changed

PORT = 8000


def main() -> None:
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    cpus = os.environ.get("CPUS", "2")
    if not cpus.isdecimal() or not 1 <= int(cpus) <= 64:
        sys.exit(f"CPUS must be a number from 1 to 64, not {cpus!r}")
    try:
        # What it is from its first moment on, for whoever has a past of its own to go on from.
        state = changed(State(), os.environ.get("STATE", "{}").encode())
    except NotAState as error:
        sys.exit(f"STATE: {error}")
    try:
        disk = Disk(Path(os.environ.get("DISK", "/host/root/data")), Path("/proc/self/mountinfo").read_text())
        host = Host(Path(os.environ.get("PROC", "/host/proc")), disk, int(cpus), time.monotonic, time.time(), state)
        host.start()
    except NotThisDisk as error:
        sys.exit(str(error))
    except OSError as error:
        sys.exit(f"cannot write {error.filename}: {error.strerror}; mount a volume there that user 10001 may write")
    threading.Thread(target=control(host, PORT).serve_forever, daemon=True).start()
    # The files are to follow real time, which nothing can be waited for but time itself.
    while not stop.wait(TICK_S):
        host.tick()


if __name__ == "__main__":
    main()
