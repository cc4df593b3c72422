"""Uses a known share of one CPU and a known amount of memory, for a limited time, and then sleeps.

The share is of the CPU time actually received: on a loaded machine it works until it has got its share.
"""

import os
import signal
import sys
import time

PAUSE_S = 0.05


def main() -> None:
    share = float(os.environ["CPU_SHARE"])
    seconds = float(os.environ["SECONDS"])
    if not 0 <= share <= 0.5 or not 0 <= seconds <= 120:
        sys.exit("limits: CPU_SHARE from 0 to 0.5, SECONDS from 0 to 120")
    memory = b"\xff" * (int(os.environ["MEMORY_MIB"]) << 20)
    started, cpu_at_start = time.monotonic(), time.process_time()
    while (elapsed := time.monotonic() - started) < seconds:
        if time.process_time() - cpu_at_start < share * elapsed:
            sum(range(10_000))
        else:
            time.sleep(PAUSE_S)
    print(f"{seconds:g} s are over; {len(memory) >> 20} MiB are still allocated")
    signal.pause()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    main()
