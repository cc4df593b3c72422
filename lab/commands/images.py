"""The images of components: what is there, getting them, keeping them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import TypeAlias

from rich.table import Table

from lab.commands.output import console
from lab.containers.engine import connect
from lab.errors import ExitCode, ImageUnavailable, UsageError
from lab.images import listing, storing
from lab.images.resolve import Progress, ResolvedImage
from lab.language.suggestions import did_you_mean
from lab.plan.model import ImageWant
from lab.plan.services import UserOverrides, image_want
from lab.run.starting import IMAGES_DEADLINE_S
from lab.scenario.model import ComponentUse
from lab.settings import Settings
from lab.stack.folders import Folders


def wants(names: tuple[str, ...], folders: Folders) -> tuple[ImageWant, ...]:
    """The images of the components named, or of all there are. Raises UsageError."""
    known = folders.component_names()
    for name in names:
        if name not in known:
            raise UsageError(f"there is no component {name!r}{did_you_mean(name, known)}")
    found = []
    for name in names or known:
        component = folders.component(name)
        assert component is not None  # just listed
        found.append(image_want(name, ComponentUse(), component, UserOverrides({}, {}), folders.base))
    return tuple(found)


def print_images(names: tuple[str, ...], folders: Folders, settings: Settings) -> ExitCode:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for head in ("component", "official reference", "state", "size", "image id"):
        table.add_column(head, no_wrap=head in ("component", "size", "image id"), overflow="fold")
    for row in listing.image_states(wants(names, folders), connect(settings).client()):
        size = f"{row.size / 1e6:.0f} MB" if row.size else ""
        table.add_row(row.component, row.official or "(own software)", row.state, size, row.image_id[7:19])
    console().print(table)
    return ExitCode.PASSED


# How images are got: `resolve_images` of lab.images.resolve, or `pull` or `build` of lab.images.listing.
Make: TypeAlias = Callable[..., tuple[ResolvedImage | ImageUnavailable, ...]]


def obtain(names: tuple[str, ...], folders: Folders, settings: Settings, make: Make) -> ExitCode:
    """Gets images in the way that `make` does; each that could not be had is said, and decides the exit code.

    Unless all were asked for: what has no recipe can then be missing, as scenarios do without it too.
    """
    wanted = wants(names, folders)
    outcomes = make(wanted, connect(settings).client(IMAGES_DEADLINE_S), settings, _say)
    without_recipe = [want.reference for want in wanted if want.reference and want.context is None]
    return _tell(outcomes, () if names else without_recipe)


def save(names: tuple[str, ...], folder: Path, folders: Folders, settings: Settings) -> ExitCode:
    outcomes = storing.save(wants(names, folders), connect(settings).client(), folder)
    for saved in outcomes:
        if isinstance(saved, storing.Saved):
            console().print(f"saved {saved.reference} to {saved.path} ({saved.size / 1e6:.0f} MB)", highlight=False)
    return _tell(outcomes)


def load(folder: Path, settings: Settings) -> ExitCode:
    for reference in storing.load(folder, connect(settings).client()):
        console().print(f"loaded {reference}", highlight=False)
    return ExitCode.PASSED


def prune(folders: Folders, settings: Settings, *, every: bool) -> ExitCode:
    pruned = storing.prune(wants((), folders), connect(settings).client(), everything=every)
    console().print(f"removed {len(pruned.removed)} images", highlight=False)
    for reference in pruned.removed:
        console().print(f"  {reference}", highlight=False)
    for reference, why in pruned.kept:
        console().print(f"kept {reference}: {why}", highlight=False, markup=False)
    return ExitCode.PASSED


def _say(progress: Progress) -> None:
    console().print(
        f"{progress.component:<22} {progress.elapsed_ms / 1000:6.1f} s  {progress.line}", markup=False, highlight=False
    )


def _tell(outcomes: Sequence[object], may_miss: Collection[str] = ()) -> ExitCode:
    code = ExitCode.PASSED
    for outcome in outcomes:
        if isinstance(outcome, ResolvedImage):
            words = f"{outcome.component} {outcome.version}: {outcome.source}, {outcome.reference_used}"
            console().print(words, highlight=False, markup=False, soft_wrap=True)
        if isinstance(outcome, ImageUnavailable):
            if outcome.reference not in may_miss:
                code = ExitCode.CANNOT_START
            console().print(f"not available: {outcome.message}; {outcome.remedy}", markup=False)
            if outcome.evidence:
                console().print(outcome.evidence, markup=False, style="dim")
    return code
