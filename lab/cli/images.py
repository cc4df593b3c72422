"""The `lab images` commands."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from lab.cli.invocation import end, known_folders, read_settings

images = typer.Typer(help="Where the images of components come from.", no_args_is_help=True, rich_markup_mode=None)

Components = Annotated[list[str] | None, typer.Argument(help="components; all when none is given")]


@images.command("list")
def images_list(components: Components = None) -> None:
    """Show each component's image and whether it is there."""
    from lab.commands.images import print_images

    end(print_images(tuple(components or ()), known_folders(), read_settings()))


@images.command("get")
def images_get(components: Components = None) -> None:
    """Have every image at hand: already present, else pulled, else built."""
    from lab.commands.images import obtain
    from lab.images.resolve import resolve_images

    end(obtain(tuple(components or ()), known_folders(), read_settings(), resolve_images))


@images.command("pull")
def images_pull(components: Components = None) -> None:
    """Pull official images, pinned, or through LAB_REGISTRY_MIRROR."""
    from lab.commands.images import obtain
    from lab.images.listing import pull

    end(obtain(tuple(components or ()), known_folders(), read_settings(), pull))


@images.command("build")
def images_build(components: Components = None) -> None:
    """Build images from ordinary packages."""
    from lab.commands.images import obtain
    from lab.images.listing import build

    end(obtain(tuple(components or ()), known_folders(), read_settings(), build))


@images.command("save")
def images_save(folder: Path, components: Components = None) -> None:
    """Save images as tar files, for a machine without a registry."""
    from lab.commands.images import save

    end(save(tuple(components or ()), folder, known_folders(), read_settings()))


@images.command("load")
def images_load(folder: Path) -> None:
    """Load what `lab images save` wrote."""
    from lab.commands.images import load as load_images

    end(load_images(folder, read_settings()))


@images.command("prune")
def images_prune(
    every: Annotated[bool, typer.Option("--all", help="also those that are up to date")] = False,
) -> None:
    """Remove images lab has built and no recipe makes any more."""
    from lab.commands.images import prune

    end(prune(known_folders(), read_settings(), every=every))
