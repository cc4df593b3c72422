"""The digest that stands for a recipe: its files, its arguments and its bases. The same inputs give the same digest
on every host. Which files belong to a recipe is for `recipe_files`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

_FORMAT = 1  # raised when the same inputs are to be built in another way


@dataclass(frozen=True, slots=True)
class RecipeFile:
    content: bytes
    executable: bool = False


def recipe_digest(files: Mapping[str, RecipeFile], args: Mapping[str, str], bases: Mapping[str, str]) -> str:
    """`files` by path, `args` as given to the build, `bases` by build argument with the digest of each."""
    return _digest(
        {
            "format": _FORMAT,
            "files": {
                path: [hashlib.sha256(file.content).hexdigest(), file.executable] for path, file in files.items()
            },
            "args": dict(args),
            "bases": dict(bases),
        }
    )


def digest_as_base(reference: str, recipe: str) -> str:
    """What a recipe depends on: the official base and its stand-in, whichever of the two a host can have."""
    return _digest({"reference": reference, "recipe": recipe})


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()
