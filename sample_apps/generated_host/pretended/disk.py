"""Fills a small disk in memory to a given share, with one file. Refuses any other disk: the user's own is never
filled."""

import os
from pathlib import Path

LARGEST = 256 * 1024 * 1024


class NotThisDisk(ValueError):
    """The folder lies on a disk that is not there to be filled."""


class Disk:
    def __init__(self, folder: Path, mount_table: str) -> None:
        """`mount_table`: the text of /proc/self/mountinfo."""
        kinds = [_kind(line) for line in mount_table.splitlines() if line.split()[4] == str(folder)]
        if kinds[-1:] != ["tmpfs"]:
            raise NotThisDisk(f"{folder} is no tmpfs of its own; mount a volume there with driver_opts type: tmpfs")
        self._folder = folder
        size = os.statvfs(folder).f_blocks * os.statvfs(folder).f_frsize
        if not 0 < size <= LARGEST:
            raise NotThisDisk(f"the tmpfs at {folder} has no size or a large one; give it o: size=32000k")

    def fill(self, share: float) -> None:
        """To the page; what others have written there counts."""
        file = os.open(self._folder / "filling", os.O_RDWR | os.O_CREAT, 0o644)
        try:
            now = os.fstatvfs(file)
            own = os.fstat(file).st_blocks * 512 // now.f_frsize
            others = now.f_blocks - now.f_bfree - own
            wanted = max(0, round(now.f_blocks * share) - others) * now.f_frsize
            os.ftruncate(file, wanted)
            if wanted:
                os.posix_fallocate(file, 0, wanted)
        finally:
            os.close(file)


def _kind(line: str) -> str:
    return line.partition(" - ")[2].split()[0]
