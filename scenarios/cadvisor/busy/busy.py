"""Takes a known share of one processor and a known amount of memory, for a bounded time, and then sleeps.

It goes by the processor time it was really given: on a loaded machine it works until it has had its share.
"""

import os
import signal
import sys
import time

SLICE = 0.05


def main() -> None:
    share = float(os.environ["CPU_SHARE"])
    seconds = float(os.environ["SECONDS"])
    if not 0 <= share <= 0.5 or not 0 <= seconds <= 120:
        sys.exit("at most half a processor, for at most two minutes: CPU_SHARE from 0 to 0.5, SECONDS from 0 to 120")
    held = b"\xff" * (int(os.environ["MEMORY_MIB"]) << 20)
    began, had = time.monotonic(), time.process_time()
    while (passed := time.monotonic() - began) < seconds:
        if time.process_time() - had < share * passed:
            sum(range(10_000))
        else:
            time.sleep(SLICE)
    print(f"{seconds:g} s are over; {len(held) >> 20} MiB are still held")
    signal.pause()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    main()
