"""Reads the environment, builds the host and runs it until SIGTERM."""

import os
import signal
import sys
import threading
import time
from pathlib import Path

from generated.control import control_server
from generated.disk import Disk, UnsafeDisk
from generated.host import TICK_S, Host
from generated.state import InvalidState, State, update_state

PORT = 8000


def main() -> None:
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    cpus = os.environ.get("CPUS", "2")
    if not cpus.isdecimal() or not 1 <= int(cpus) <= 64:
        sys.exit(f"CPUS must be a number from 1 to 64, not {cpus!r}")
    try:
        # The initial state, for scenarios with backfilled samples to continue.
        state = update_state(State(), os.environ.get("STATE", "{}").encode())
    except InvalidState as error:
        sys.exit(f"STATE: {error}")
    try:
        disk = Disk(Path(os.environ.get("DISK", "/host/root/data")), Path("/proc/self/mountinfo").read_text())
        host = Host(Path(os.environ.get("PROC", "/host/proc")), disk, int(cpus), time.monotonic, time.time(), state)
        host.start()
    except UnsafeDisk as error:
        sys.exit(str(error))
    except OSError as error:
        sys.exit(f"cannot write {error.filename}: {error.strerror}; mount a volume there that user 10001 may write")
    threading.Thread(target=control_server(host, PORT).serve_forever, daemon=True).start()
    # The files follow real time.
    while not stop.wait(TICK_S):
        host.tick()


if __name__ == "__main__":
    main()
