"""The contents of procfs files, as Linux writes them, for a host in a given state."""

from collections.abc import Mapping
from dataclasses import dataclass

from generated.state import State

TICKS_PER_SECOND = 100  # USER_HZ, the unit of /proc/stat on every Linux
MEMORY_KB = 8_000_000
MOUNT_POINT, DEVICE = "/data", "/dev/sda1"


@dataclass(frozen=True, slots=True)
class CpuTime:
    """Seconds that each CPU has spent since boot; all CPUs are equally busy."""

    user: float = 0.0
    system: float = 0.0
    idle: float = 0.0

    def after(self, seconds: float, busy: float) -> "CpuTime":
        return CpuTime(
            self.user + seconds * busy * 0.75,
            self.system + seconds * busy * 0.25,
            self.idle + seconds * (1 - busy),
        )


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The host at one time; `booted` is a unix time."""

    state: State
    cpus: int
    cpu: CpuTime
    booted: float
    uptime: float


def stat(now: Snapshot) -> str:
    user, system, idle = (int(seconds * TICKS_PER_SECOND) for seconds in (now.cpu.user, now.cpu.system, now.cpu.idle))
    lines = [f"cpu  {user * now.cpus} 0 {system * now.cpus} {idle * now.cpus} 0 0 0 0 0 0"]
    lines += [f"cpu{number} {user} 0 {system} {idle} 0 0 0 0 0 0" for number in range(now.cpus)]
    interrupts = int(now.uptime * 500)
    return _text(
        *lines,
        f"intr {interrupts} 0 0",
        f"ctxt {interrupts * 2}",
        f"btime {int(now.booted)}",
        f"processes {100 + int(now.uptime)}",
        f"procs_running {1 + round(now.state.cpu_busy * now.cpus)}",
        "procs_blocked 0",
        f"softirq {interrupts} 0 {interrupts} 0 0 0 0 0 0 0 0",
    )


def meminfo(now: Snapshot) -> str:
    available = round(MEMORY_KB * (1 - now.state.memory_used))
    free = available * 6 // 10
    cached = available - free
    sizes = {
        "MemTotal": MEMORY_KB,
        "MemFree": free,
        "MemAvailable": available,
        "Buffers": cached // 10,
        "Cached": cached - cached // 10,
        "SwapCached": 0,
        "Active": MEMORY_KB - available,
        "Inactive": cached,
        "SwapTotal": 0,
        "SwapFree": 0,
        "Dirty": 0,
        "Writeback": 0,
        "AnonPages": MEMORY_KB - available,
        "Mapped": 0,
        "Shmem": 0,
        "Slab": 0,
    }
    return _text(*(f"{name + ':':<15} {size:>9} kB" for name, size in sizes.items()))


def loadavg(now: Snapshot) -> str:
    load = f"{now.state.cpu_busy * now.cpus:.2f}"
    return _text(f"{load} {load} {load} {1 + round(now.state.cpu_busy * now.cpus)}/120 {100 + int(now.uptime)}")


def slow_files(now: Snapshot) -> Mapping[str, str]:
    """All files except `stat`, by path. The mount table exists in each format in use: the node exporter reads
    1/mountinfo, or self/mountinfo if that is missing; others read mounts."""
    seconds = int(now.uptime)
    info = _text(f"25 1 8:1 / {MOUNT_POINT} rw,relatime shared:1 - ext4 {DEVICE} rw")
    mounts = _text(f"{DEVICE} {MOUNT_POINT} ext4 rw,relatime 0 0")
    return {
        "meminfo": meminfo(now),
        "loadavg": loadavg(now),
        "uptime": _text(f"{now.uptime:.2f} {now.cpu.idle * now.cpus:.2f}"),
        "diskstats": _text(
            *(
                f"   8       {minor} {name} {seconds * 10} 0 {seconds * 80} {seconds * 5} "
                f"{seconds * 20} 0 {seconds * 160} {seconds * 10} 0 {seconds * 15} {seconds * 15}"
                for minor, name in enumerate(("sda", "sda1"))
            )
        ),
        "net/dev": _text(
            "Inter-|   Receive                                                |  Transmit",
            " face |bytes    packets errs drop fifo frame compressed multicast|"
            "bytes    packets errs drop fifo colls carrier compressed",
            *(
                f"{name:>6}: {seconds * rate * 100} {seconds * rate} 0 0 0 0 0 0 "
                f"{seconds * rate * 100} {seconds * rate} 0 0 0 0 0 0"
                for name, rate in (("lo", 1), ("eth0", 50))
            ),
        ),
        "vmstat": _text(
            f"pgpgin {seconds * 40}",
            f"pgpgout {seconds * 80}",
            "pswpin 0",
            "pswpout 0",
            f"pgfault {seconds * 1000}",
            "pgmajfault 0",
            "oom_kill 0",
        ),
        "1/mountinfo": info,
        "1/mounts": mounts,
        "self/mountinfo": info,
        "self/mounts": mounts,
        "mounts": mounts,
    }


def _text(*lines: str) -> str:
    return "".join(f"{line}\n" for line in lines)
