"""`lab images`: lists the images of components, gets them, moves them to other hosts, removes old builds."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from lab.cli.arguments import Components
from lab.cli.invocation import end, known_folders, read_settings

if TYPE_CHECKING:
    from lab.errors import ExitCode, ImageUnavailable
    from lab.images.resolve import Progress, ResolvedImage

    # `resolve_images` of lab.images.resolve, or `pull` or `build` of lab.images.listing.
    GetImages: TypeAlias = Callable[..., tuple[ResolvedImage | ImageUnavailable, ...]]

images = typer.Typer(
    help="List, get, move and remove the images of components.", no_args_is_help=True, rich_markup_mode=None
)


@images.command("list")
def images_list(components: Components = None) -> None:
    """List the image of each component and whether it is present."""
    from rich.table import Table

    from lab.containers.engine import connect
    from lab.images.listing import image_states
    from lab.report.console.terminal import terminal
    from lab.selection.components import component_images

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for column in ("component", "official reference", "state", "size", "image id"):
        table.add_column(column, no_wrap=column in ("component", "size", "image id"), overflow="fold")
    wanted = component_images(tuple(components or ()), known_folders())
    for row in image_states(wanted, connect(read_settings()).client()):
        size = f"{row.size / 1e6:.0f} MB" if row.size else ""
        official = re.sub("(@sha256:.{8}).*", r"\1...", row.official) or "(own software)"
        table.add_row(row.component, official, row.state, size, row.image_id[7:19])
    terminal().print(table)


@images.command("get")
def images_get(components: Components = None) -> None:
    """Get images: those that are missing are pulled, or else built."""
    from lab.images.resolve import resolve_images

    end(get_images(tuple(components or ()), resolve_images))


@images.command("pull")
def images_pull(components: Components = None) -> None:
    """Pull missing official images; build nothing.

    Versions are those that the components pin. LAB_REGISTRY_MIRROR is put before the references.
    """
    from lab.images.listing import pull

    end(get_images(tuple(components or ()), pull))


@images.command("build")
def images_build(components: Components = None) -> None:
    """Build images from packages instead of pulling them."""
    from lab.images.listing import build

    end(get_images(tuple(components or ()), build))


@images.command("save")
def images_save(
    folder: Annotated[Path, typer.Argument(help="the folder to write to; created if missing")],
    components: Components = None,
) -> None:
    """Save images as tar files, for a host that reaches no registry."""
    from lab.containers.engine import connect
    from lab.images import storing
    from lab.report.console.terminal import terminal
    from lab.selection.components import component_images

    wanted = component_images(tuple(components or ()), known_folders())
    results = storing.save(wanted, connect(read_settings()).client(), folder)
    for saved in results:
        if isinstance(saved, storing.Saved):
            terminal().print(f"saved {saved.reference} to {saved.path} ({saved.size / 1e6:.0f} MB)")
    end(_print_results(results))


@images.command("load")
def images_load(folder: Annotated[Path, typer.Argument(help="a folder that lab images save wrote")]) -> None:
    """Load the tar files that lab images save wrote."""
    from lab.containers.engine import connect
    from lab.images import storing
    from lab.report.console.terminal import terminal

    for reference in storing.load(folder, connect(read_settings()).client()):
        terminal().print(f"loaded {reference}")


@images.command("prune")
def images_prune(
    every: Annotated[bool, typer.Option("--all", help="remove the images of current recipes too")] = False,
) -> None:
    """Remove images that lab built, if their recipe has changed or is gone.

    Pulled images stay.
    """
    from lab.containers.engine import connect
    from lab.images import storing
    from lab.language.counting import count
    from lab.report.console.terminal import terminal
    from lab.selection.components import component_images

    wanted = component_images((), known_folders())
    pruned = storing.prune(wanted, connect(read_settings()).client(), everything=every)
    terminal().print(f"removed {count(len(pruned.removed), 'image')}")
    for reference in pruned.removed:
        terminal().print(f"  {reference}", markup=False)
    for reference, reason in pruned.kept:
        terminal().print(f"kept {reference}: {reason}", markup=False)


def get_images(names: tuple[str, ...], get: GetImages) -> ExitCode:
    """`names` of components, empty for all: then an image that cannot be built may be unavailable, as for scenarios."""
    from lab.containers.engine import connect
    from lab.images.references import without_digest
    from lab.run.starting import IMAGES_DEADLINE_S
    from lab.selection.components import component_images

    settings = read_settings()
    wanted = component_images(names, known_folders())
    results = get(wanted, connect(settings).client(IMAGES_DEADLINE_S), settings, _print_progress)
    without_recipe = [without_digest(want.reference) for want in wanted if want.reference and want.context is None]
    return _print_results(results, () if names else without_recipe)


def _print_progress(progress: Progress) -> None:
    from lab.report.console.terminal import terminal

    terminal().print(
        f"{progress.component:<22} {progress.elapsed_ms / 1000:6.1f} s  {progress.line}", markup=False, highlight=False
    )


def _print_results(results: Sequence[object], optional: Collection[str] = ()) -> ExitCode:
    from lab.errors import ExitCode, ImageUnavailable
    from lab.images.resolve import ResolvedImage
    from lab.report.console.terminal import terminal
    from lab.report.formatting import printable

    code = ExitCode.PASSED
    for result in results:
        if isinstance(result, ResolvedImage):
            text = f"{result.component} {result.version}: {result.source}, {result.reference_used}"
            terminal().print(text, markup=False, soft_wrap=True)
        if isinstance(result, ImageUnavailable):
            if result.reference not in optional:
                code = ExitCode.CANNOT_START
            terminal().print(printable(f"not available: {result.message}; {result.remedy}"), markup=False)
            if result.evidence:
                terminal().print(printable(result.evidence), markup=False, style="dim")
    return code
