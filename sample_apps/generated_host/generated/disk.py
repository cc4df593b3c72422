"""Fills a small tmpfs to a given share, with one file. Refuses any other disk, so that the user's own is never
filled."""

import os
from pathlib import Path

MAX_SIZE = 256 * 1024 * 1024


class UnsafeDisk(ValueError):
    """The folder is not on a small tmpfs of its own."""


class Disk:
    def __init__(self, folder: Path, mount_table: str) -> None:
        """`mount_table`: the text of /proc/self/mountinfo."""
        types = [_filesystem_type(line) for line in mount_table.splitlines() if line.split()[4] == str(folder)]
        if types[-1:] != ["tmpfs"]:
            raise UnsafeDisk(f"{folder} is no tmpfs of its own; mount a volume there with driver_opts type: tmpfs")
        self._folder = folder
        size = os.statvfs(folder).f_blocks * os.statvfs(folder).f_frsize
        if not 0 < size <= MAX_SIZE:
            raise UnsafeDisk(f"the tmpfs at {folder} has no size or a large one; give it o: size=32000k")

    def fill(self, share: float) -> None:
        """Exact to the page, including files of others."""
        file = os.open(self._folder / "filling", os.O_RDWR | os.O_CREAT, 0o644)
        try:
            disk = os.fstatvfs(file)
            own = os.fstat(file).st_blocks * 512 // disk.f_frsize
            others = disk.f_blocks - disk.f_bfree - own
            wanted = max(0, round(disk.f_blocks * share) - others) * disk.f_frsize
            os.ftruncate(file, wanted)
            if wanted:
                os.posix_fallocate(file, 0, wanted)
        finally:
            os.close(file)


def _filesystem_type(line: str) -> str:
    return line.partition(" - ")[2].split()[0]
