"""The images that components need, by component name."""

from __future__ import annotations

from lab.errors import UsageError
from lab.language.suggestions import did_you_mean
from lab.plan.model import ImageSpec
from lab.plan.services import UserOverrides, image_want
from lab.scenario.component_use import ComponentUse
from lab.stack.folders import Folders


def component_images(names: tuple[str, ...], folders: Folders) -> tuple[ImageSpec, ...]:
    """The images of these components, or of all when `names` is empty. Raises UsageError."""
    all_names = folders.component_names()
    images = []
    for name in names or all_names:
        component = folders.component(name)
        if component is None:
            raise UsageError(f"there is no component {name!r}{did_you_mean(name, all_names)}")
        images.append(image_want(name, ComponentUse(), component, UserOverrides({}, {}), folders.base))
    return tuple(images)
