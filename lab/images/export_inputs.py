"""What an export needs and a plan does not hold: the names of built images, and the contents of mounted files."""

from __future__ import annotations

from pathlib import Path

from lab.export.folder_on_disk import mounted_content
from lab.export.model import Inputs
from lab.images.image_request import image_request
from lab.plan.model import LabPlan


def inputs_of(plan: LabPlan) -> Inputs:
    images = {}
    for service in plan.services:
        recipe = image_request(service.image).recipe if not service.image.reference else None
        if recipe is not None:
            images[service.name] = recipe.tag
    copies = [copied for service in plan.services for copied in service.copies]
    return Inputs(images, {copied.path: mounted_content(Path(copied.source)) for copied in copies})
