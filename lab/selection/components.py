"""From names of components to the images they need."""

from __future__ import annotations

from lab.errors import UsageError
from lab.language.suggestions import did_you_mean
from lab.plan.model import ImageWant
from lab.plan.services import UserOverrides, image_want
from lab.scenario.model import ComponentUse
from lab.stack.folders import Folders


def component_images(names: tuple[str, ...], folders: Folders) -> tuple[ImageWant, ...]:
    """The images of the components named, or of all there are. Raises UsageError."""
    known = folders.component_names()
    images = []
    for name in names or known:
        component = folders.component(name)
        if component is None:
            raise UsageError(f"there is no component {name!r}{did_you_mean(name, known)}")
        images.append(image_want(name, ComponentUse(), component, UserOverrides({}, {}), folders.base))
    return tuple(images)
